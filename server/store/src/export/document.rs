use super::chunk::{Chunk, rows};
use crate::bulk::by_keys;
use crate::error::StoreError;
use crate::tx::Tx;

/// What invoices and credit notes have in common; amounts in minor units.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Document {
    /// Its id.
    pub id: String,
    /// The provider's own id.
    #[sqlx(rename = "ref")]
    pub reference: String,
    /// Whose, by reference.
    pub account: String,
    /// Who issued it, by reference.
    pub seller_ref: String,
    /// Its number.
    pub number: String,
    /// The date on it.
    pub issued_on: String,
    /// The currency of all its amounts.
    pub currency: String,
    /// Σ of the lines.
    pub net_minor: i64,
    /// Σ of the tax.
    pub tax_minor: i64,
    /// The whole.
    pub total_minor: i64,
    /// The seller as issued, as JSON.
    pub seller: String,
    /// The buyer as issued, as JSON.
    pub buyer: String,
    /// Whether it was made elsewhere.
    pub imported: bool,
    /// The hash of its content.
    pub hash: String,
}

/// An invoice with its standing.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Invoice {
    /// What it has in common with a credit note.
    #[sqlx(flatten)]
    pub document: Document,
    /// The zone of the account's dates.
    pub time_zone: String,
    /// When it is due.
    pub due_on: String,
    /// The day on which it was planned to be issued.
    pub planned_on: Option<String>,
    /// The customer's own reference printed on it.
    pub own_reference: Option<String>,
    /// Whether credit is used first.
    pub credit_first: bool,
    /// From when dunning counts, if not from the due date.
    pub dunning_from: Option<String>,
    /// What has become of it.
    pub state: String,
    /// What is still to be paid, in minor units.
    pub open_minor: i64,
}

macro_rules! invoices_where {
    ($condition:literal) => {
        concat!(
            "select i.id, i.ref, a.ref as account, s.ref as seller_ref, i.number, i.issued_on,
                 i.currency, i.net_minor, i.tax_minor, i.total_minor, i.seller, i.buyer, i.imported,
                 i.hash, a.time_zone, i.due_on, i.planned_on, i.own_reference, i.credit_first,
                 i.dunning_from, d.state, d.open_minor
             from invoice i join account a on a.id = i.account_id
             join seller s on s.id = i.seller_id
             join invoice_standing d on d.invoice_id = i.id
             where ",
            $condition
        )
    };
}

/// Invoices by reference.
///
/// # Errors
/// When the statement fails.
pub async fn invoices(tx: &mut Tx, chunk: Chunk<'_>) -> Result<Vec<Invoice>, StoreError> {
    rows!(
        tx,
        chunk,
        invoices_where!("i.ref > $1 and ($2 is null or i.account_id = $2) order by i.ref limit $3")
    )
}

/// Invoices by their ids, in the order of their numbers.
///
/// # Errors
/// When the statement fails.
pub async fn invoices_of(tx: &mut Tx, ids: &[&str]) -> Result<Vec<Invoice>, StoreError> {
    let text = invoices_where!("i.id in ({keys}) order by i.seller_id, i.issued_on, i.series_n");
    by_keys!(tx, Invoice, text, ids)
}

/// A credit note.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct CreditNote {
    /// What it has in common with an invoice.
    #[sqlx(flatten)]
    pub document: Document,
    /// The invoice that it takes back, by reference.
    pub invoice: String,
    /// Where what had been settled went, as JSON.
    pub returned: String,
}

macro_rules! credit_notes_where {
    ($condition:literal) => {
        concat!(
            "select k.id, k.ref, a.ref as account, s.ref as seller_ref, k.number, k.issued_on,
                 k.currency, k.net_minor, k.tax_minor, k.total_minor, k.seller, k.buyer,
                 k.imported, k.hash, i.ref as invoice, k.returned
             from credit_note k join account a on a.id = k.account_id
             join seller s on s.id = k.seller_id join invoice i on i.id = k.invoice_id
             where ",
            $condition
        )
    };
}

/// Credit notes by reference.
///
/// # Errors
/// When the statement fails.
pub async fn credit_notes(tx: &mut Tx, chunk: Chunk<'_>) -> Result<Vec<CreditNote>, StoreError> {
    rows!(
        tx,
        chunk,
        credit_notes_where!(
            "k.ref > $1 and ($2 is null or k.account_id = $2) order by k.ref limit $3"
        )
    )
}

/// Credit notes by their ids, in the order of their numbers.
///
/// # Errors
/// When the statement fails.
pub async fn credit_notes_of(tx: &mut Tx, ids: &[&str]) -> Result<Vec<CreditNote>, StoreError> {
    let text =
        credit_notes_where!("k.id in ({keys}) order by k.seller_id, k.issued_on, k.series_n");
    by_keys!(tx, CreditNote, text, ids)
}

/// A line of an invoice or credit note; other objects by reference.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Line {
    /// The document's id.
    pub document: String,
    /// Its place, from 1.
    pub n: i64,
    /// What it is for.
    pub kind: String,
    /// What of the subscription; empty for the plan.
    pub item: String,
    /// 0, and more where it was made again.
    pub revision: i64,
    /// The text as issued.
    pub text: String,
    /// The subscription.
    pub subscription: Option<String>,
    /// The add-on.
    pub addon: Option<String>,
    /// The resource.
    pub resource: Option<String>,
    /// The first day of the service period.
    pub period_from: Option<String>,
    /// Its end, exclusive.
    pub period_to: Option<String>,
    /// How many.
    pub quantity: Option<String>,
    /// The price of one, in major units.
    pub unit_price: Option<String>,
    /// The net amount, in minor units.
    pub net_minor: i64,
    /// Percent of tax.
    pub tax_rate: String,
    /// The category of tax.
    pub tax_category: String,
    /// The invoice whose line it corrects.
    pub corrects: Option<String>,
    /// That line.
    pub corrects_n: Option<i64>,
    /// How the net amount came to be, as JSON.
    pub derivation: Option<String>,
}

macro_rules! lines {
    ($table:literal, $key:literal) => {
        concat!(
            "select l.",
            $key,
            " as document, l.n, l.kind, l.item, l.revision, l.text,
                 s.ref as subscription, d.ref as addon, l.resource, l.period_from, l.period_to,
                 l.quantity, l.unit_price, l.net_minor, l.tax_rate, l.tax_category,
                 c.ref as corrects, l.corrects_n, l.derivation
             from ",
            $table,
            " l left join subscription s on s.id = l.subscription_id
             left join addon d on d.id = l.addon_id
             left join invoice c on c.id = l.corrects_invoice_id
             where l.",
            $key,
            " in ({keys}) order by l.",
            $key,
            ", l.n"
        )
    };
}

/// The lines of invoices, in order.
///
/// # Errors
/// When the statement fails.
pub async fn invoice_lines(tx: &mut Tx, ids: &[&str]) -> Result<Vec<Line>, StoreError> {
    by_keys!(tx, Line, lines!("invoice_line", "invoice_id"), ids)
}

/// The lines of credit notes, in order.
///
/// # Errors
/// When the statement fails.
pub async fn credit_note_lines(tx: &mut Tx, ids: &[&str]) -> Result<Vec<Line>, StoreError> {
    by_keys!(tx, Line, lines!("credit_note_line", "credit_note_id"), ids)
}

/// Tax of one rate and category, in minor units.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Group {
    /// The document's id.
    pub document: String,
    /// Percent.
    pub rate: String,
    /// The category.
    pub category: String,
    /// Σ of the lines.
    pub net_minor: i64,
    /// Tax on it.
    pub tax_minor: i64,
}

/// The tax of invoices, in order.
///
/// # Errors
/// When the statement fails.
pub async fn invoice_groups(tx: &mut Tx, ids: &[&str]) -> Result<Vec<Group>, StoreError> {
    let text = "select invoice_id as document, rate, category, net_minor, tax_minor
        from invoice_tax where invoice_id in ({keys}) order by invoice_id, n";
    by_keys!(tx, Group, text, ids)
}

/// The tax of credit notes, in order.
///
/// # Errors
/// When the statement fails.
pub async fn credit_note_groups(tx: &mut Tx, ids: &[&str]) -> Result<Vec<Group>, StoreError> {
    let text = "select credit_note_id as document, rate, category, net_minor, tax_minor
        from credit_note_tax where credit_note_id in ({keys}) order by credit_note_id, n";
    by_keys!(tx, Group, text, ids)
}

/// Who pays invoices (invoice, billing account), in order.
///
/// # Errors
/// When the statement fails.
pub async fn invoice_payers(
    tx: &mut Tx,
    ids: &[&str],
) -> Result<Vec<(String, String)>, StoreError> {
    let text = "select y.invoice_id, b.ref
        from invoice_payer y join billing_account b on b.id = y.billing_account_id
        where y.invoice_id in ({keys}) order by y.invoice_id, y.place";
    by_keys!(tx, (String, String), text, ids)
}

/// Something that was settled on an invoice, or went back from it (below zero).
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Settlement {
    /// The invoice's id.
    pub invoice_id: String,
    /// The day of booking.
    pub on_day: String,
    /// By what.
    pub by: String,
    /// How much, in minor units.
    pub amount_minor: i64,
    /// The billing account, by reference.
    pub billing_account: Option<String>,
    /// The reference of a transfer.
    pub reference: Option<String>,
    /// Why it was booked.
    pub reason: String,
}

/// What was booked on invoices, in order.
///
/// # Errors
/// When the statement fails.
pub async fn settlements(tx: &mut Tx, ids: &[&str]) -> Result<Vec<Settlement>, StoreError> {
    let text = "select t.invoice_id, t.on_day, t.by, t.amount_minor, b.ref as billing_account,
            t.reference, x.reason
        from settlement t join ledger_transaction x on x.id = t.transaction_id
        left join billing_account b on b.id = t.billing_account_id
        where t.invoice_id in ({keys}) order by t.invoice_id, t.n";
    by_keys!(tx, Settlement, text, ids)
}

/// The invoices that a surplus names: on `unapplied` or `refund_payable`.
///
/// # Errors
/// When the statement fails.
pub async fn surpluses(tx: &mut Tx, ids: &[&str]) -> Result<Vec<(String,)>, StoreError> {
    let text = "select invoice_id from ledger_entry
        where invoice_id in ({keys}) and book in ('unapplied', 'refund_payable')
        group by invoice_id having sum(amount_minor) < 0";
    by_keys!(tx, (String,), text, ids)
}
