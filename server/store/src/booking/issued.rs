use model::currency::Currency;
use model::explain::Plain;
use model::id::{AccountId, AddonId, InvoiceId, LotId, SellerId, SubscriptionId};
use model::invoice::LineKind;
use model::time::Date;

use crate::bulk::by_keys;
use crate::column::{As, Word};
use crate::error::StoreError;
use crate::tx::Tx;

/// The head of an issued invoice that is to be credited.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct IssuedHead {
    /// Which.
    #[sqlx(try_from = "String")]
    pub id: InvoiceId,
    /// Whose.
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
    /// Its number.
    pub number: String,
    /// Who issued it.
    #[sqlx(try_from = "String")]
    pub seller_id: SellerId,
    /// When.
    #[sqlx(try_from = "String")]
    pub issued_on: Date,
    /// In what.
    #[sqlx(try_from = "String")]
    pub currency: Currency,
    /// The seller as it stands on it, as JSON.
    pub seller: String,
    /// The buyer as it stands on it, as JSON.
    pub buyer: String,
}

/// The heads of invoices.
///
/// # Errors
/// The engine's.
pub async fn issued_heads(tx: &mut Tx, invoices: &[&str]) -> Result<Vec<IssuedHead>, StoreError> {
    let text =
        "select id, account_id, number, seller_id, issued_on, currency, seller, buyer from invoice
        where id in ({keys})";
    by_keys!(tx, IssuedHead, text, invoices)
}

/// A line of an issued invoice, and what credit notes took of it; amounts in minor units.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct IssuedLine {
    /// The invoice.
    pub invoice_id: As<InvoiceId>,
    /// Its place, from 1.
    pub n: i64,
    /// What kind of line.
    pub kind: Word<LineKind>,
    /// What it says.
    pub text: String,
    /// The subscription.
    pub subscription_id: Option<As<SubscriptionId>>,
    /// The add-on.
    pub addon_id: Option<As<AddonId>>,
    /// The resource.
    pub resource: Option<String>,
    /// The first day of its period.
    pub period_from: Option<As<Date>>,
    /// The day after the last.
    pub period_to: Option<As<Date>>,
    /// Its net amount.
    pub net_minor: i64,
    /// What credit notes took of that.
    pub credited_minor: i64,
    /// Percent of tax.
    pub tax_rate: As<Plain>,
    /// The category of tax.
    pub tax_category: String,
}

/// The lines of invoices, in order.
///
/// # Errors
/// The engine's.
pub async fn issued_lines(tx: &mut Tx, invoices: &[&str]) -> Result<Vec<IssuedLine>, StoreError> {
    let text = "select l.invoice_id, l.n, l.kind, l.text, l.subscription_id, l.addon_id,
            l.resource, l.period_from, l.period_to, l.net_minor, coalesce((
                select cast(sum(k.net_minor) as bigint) from credit_note_line k
                join credit_note c on c.id = k.credit_note_id
                where c.invoice_id = l.invoice_id and k.corrects_n = l.n), 0) as credited_minor,
            l.tax_rate, l.tax_category
        from invoice_line l where l.invoice_id in ({keys}) order by l.invoice_id, l.n";
    by_keys!(tx, IssuedLine, text, invoices)
}

/// Net and tax of one rate and category, in minor units.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct IssuedTax {
    /// The invoice.
    pub invoice_id: As<InvoiceId>,
    /// Percent.
    pub rate: As<Plain>,
    /// The category.
    pub category: String,
    /// Net.
    pub net_minor: i64,
    /// Tax.
    pub tax_minor: i64,
}

/// The tax of invoices, in order.
///
/// # Errors
/// The engine's.
pub async fn issued_taxes(tx: &mut Tx, invoices: &[&str]) -> Result<Vec<IssuedTax>, StoreError> {
    let text = "select invoice_id, rate, category, net_minor, tax_minor from invoice_tax
        where invoice_id in ({keys}) order by invoice_id, n";
    by_keys!(tx, IssuedTax, text, invoices)
}

/// The tax of all credit notes on invoices; what they say of one rate may stand in several rows.
///
/// # Errors
/// The engine's.
pub async fn noted_taxes(tx: &mut Tx, invoices: &[&str]) -> Result<Vec<IssuedTax>, StoreError> {
    let text = "select k.invoice_id, t.rate, t.category, t.net_minor, t.tax_minor
        from credit_note k join credit_note_tax t on t.credit_note_id = k.id
        where k.invoice_id in ({keys}) order by k.invoice_id, k.id, t.n";
    by_keys!(tx, IssuedTax, text, invoices)
}

/// What is still there of the money that was paid for invoices, in minor units: what went back of
/// it is taken off. Invoices on which there is none are left out.
///
/// # Errors
/// The engine's.
pub async fn money_on(
    tx: &mut Tx,
    invoices: &[&str],
) -> Result<Vec<(As<InvoiceId>, i64)>, StoreError> {
    let text = "select s.invoice_id, cast(sum(s.amount_minor) as bigint) from settlement s
        join ledger_transaction t on t.id = s.transaction_id
        where s.invoice_id in ({keys}) and (s.by in ('billing_account', 'transfer', 'other')
            or (s.by = 'refund' and t.reason <> 'credit_returned'))
        group by s.invoice_id having sum(s.amount_minor) > 0";
    by_keys!(tx, (As<InvoiceId>, i64), text, invoices)
}

/// What is still there of the credit that was spent on invoices, by lot, in minor units.
///
/// # Errors
/// The engine's.
pub async fn credit_on(
    tx: &mut Tx,
    invoices: &[&str],
) -> Result<Vec<(As<InvoiceId>, As<LotId>, i64)>, StoreError> {
    let text = "select m.invoice_id, m.lot_id, cast(-sum(m.amount_minor) as bigint)
        from invoice i join credit_movement m on m.account_id = i.account_id
            and m.invoice_id = i.id
        where i.id in ({keys}) and m.reason in ('use', 'return')
        group by m.invoice_id, m.lot_id having sum(m.amount_minor) < 0
        order by m.invoice_id, m.lot_id";
    by_keys!(tx, (As<InvoiceId>, As<LotId>, i64), text, invoices)
}
