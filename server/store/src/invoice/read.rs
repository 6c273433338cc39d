//! All that is on an invoice.

use model::billing_account::BankAccount;
use model::currency::Currency;
use model::explain::{Derivation, Plain};
use model::id::{CheckoutId, CreditNoteId, InvoiceId, SubscriptionId};
use model::invoice::{LineKind, Party, SettledBy};
use model::time::Date;

use crate::column::{As, Json, Word, word};
use crate::error::StoreError;
use crate::on;
use crate::packed::{self, RECORD, UNIT};
use crate::run::CHARGE_OF;
use crate::run::{Served, apart_since};
use crate::scope::Scope;
use crate::tx::Tx;

/// What stands on the document beside its lines; amounts in minor units.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Head {
    /// Σ of the lines.
    pub net_minor: i64,
    /// Σ of the tax.
    pub tax_minor: i64,
    /// Who issued it.
    pub seller: Json<Party>,
    /// To whom.
    pub buyer: Json<Party>,
    /// The customer's own reference.
    pub own_reference: Option<String>,
    /// Whether it was made elsewhere.
    pub imported: bool,
    /// Whether what had been paid was taken back, and has not come again.
    pub disputed: bool,
    /// Where its seller takes transfers now.
    pub bank: Option<Json<BankAccount>>,
    /// What decides about it while it is not paid.
    #[sqlx(flatten)]
    pub dunned: Dunned,
}

/// What decides about an invoice that is not paid.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Dunned {
    /// The policy of its seller, as JSON.
    pub policy: String,
    /// Whether credit is used before a payer.
    pub credit_first: bool,
    /// Its place in its series.
    pub series_n: Option<i64>,
    /// From when dunning counts, if that was given.
    pub dunning_from: Option<As<Date>>,
    /// What was done about it, as JSON; none before the run has seen it.
    pub stage: Option<String>,
    /// Since when money of a payment for it stands apart, µs.
    pub apart_since: Option<i64>,
    /// Since when its charge waits for the provider, who has not released it.
    pub held_since: Option<As<Date>>,
    serves: Option<String>,
}

impl Dunned {
    /// The subscriptions that an invoice is for, by id, whoever may know of them.
    ///
    /// # Errors
    /// When the column cannot be read.
    pub fn serves(&self, invoice: &InvoiceId) -> Result<Vec<Served>, StoreError> {
        let unreadable = || StoreError::unreadable("subscription", "not four fields");
        packed::records(self.serves.as_deref())
            .map(|record| match record.as_slice() {
                [id, kind, status, unpaid] => Ok(Served {
                    invoice_id: As(invoice.clone()),
                    subscription_id: As(id.parse().map_err(|_| unreadable())?),
                    plan_kind: Word(word(kind).map_err(|_| unreadable())?),
                    status: Word(word(status).map_err(|_| unreadable())?),
                    unpaid: *unpaid == "yes",
                }),
                _ => Err(unreadable()),
            })
            .collect()
    }
}

/// What stands on the document beside its lines.
///
/// # Errors
/// When the statement fails or there is no such invoice.
pub async fn head(tx: &mut Tx, invoice: &InvoiceId) -> Result<Head, StoreError> {
    on!(tx, c => sqlx::query_as(concat!(
        "select i.net_minor, i.tax_minor, i.seller, i.buyer, i.own_reference, i.imported, q.bank,
             q.policy, i.credit_first, i.series_n, i.dunning_from, d.stage,
             (select p.planned_on from parked p
                 where p.account_id = i.account_id and p.subject = $4 || i.id
                     and not p.released) as held_since,
             ", apart_since!("i.id", "i.account_id"), " as apart_since,
             exists (select 1 from chargeback b join dispute t on t.id = b.dispute_id
                 where b.invoice_id = i.id and b.book <> 'unapplied' and t.state <> 'won')
                 as disputed,
             (select string_agg(s.id || $2 || s.plan_kind || $2 || s.status || $2
                 || case when s.status = 'suspended' and s.reason = 'non_payment'
                     then 'yes' else '' end, $3 order by s.id)
                 from subscription s where s.id in (
                     select l.subscription_id from invoice_line l where l.invoice_id = i.id)
             ) as serves
         from invoice i join seller q on q.id = i.seller_id
         left join dunning d on d.invoice_id = i.id where i.id = $1"))
        .bind(invoice.as_str()).bind(UNIT).bind(RECORD).bind(CHARGE_OF).fetch_one(c).await)
}

/// A line of an invoice or credit note; amounts in minor units.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Line {
    /// The document.
    pub document: String,
    /// Its place, from 1.
    pub n: i64,
    /// What it is for.
    pub kind: Word<LineKind>,
    /// The text as issued.
    pub text: String,
    /// The subscription, if it is within the scope.
    pub subscription_id: Option<As<SubscriptionId>>,
    /// Its name.
    pub subscription_name: Option<String>,
    /// The first day of the service period.
    pub period_from: Option<As<Date>>,
    /// Its end, exclusive.
    pub period_to: Option<As<Date>>,
    /// How many.
    pub quantity: Option<As<Plain>>,
    /// The price of one, in major units.
    pub unit_price: Option<As<Plain>>,
    /// The net amount.
    pub net_minor: i64,
    /// Percent of tax.
    pub tax_rate: As<Plain>,
    /// The category of tax.
    pub tax_category: String,
    /// How the net amount came to be.
    pub derivation: Option<Json<Derivation>>,
}

macro_rules! line {
    () => {
        "l.n, l.kind, l.text, u.id as subscription_id, u.name as subscription_name, \
         l.period_from, l.period_to, l.quantity, l.unit_price, l.net_minor, l.tax_rate, \
         l.tax_category, l.derivation "
    };
}

macro_rules! known {
    () => {
        "left join subscription u on u.id = l.subscription_id \
             and ($2 is null or $2 like '%' || u.id || '%') "
    };
}

const LINES: &str = concat!(
    "select l.invoice_id as document, ",
    line!(),
    "from invoice_line l ",
    known!(),
    "where l.invoice_id = $1 order by l.n"
);

const OF_CREDIT_NOTE: &str = concat!(
    "select l.credit_note_id as document, ",
    line!(),
    "from credit_note_line l ",
    known!(),
    "where l.credit_note_id = $1 order by l.n"
);

const CREDITED: &str = concat!(
    "select l.credit_note_id as document, ",
    line!(),
    "from credit_note k join credit_note_line l on l.credit_note_id = k.id ",
    known!(),
    "where k.invoice_id = $1 order by l.credit_note_id, l.n"
);

/// The lines of an invoice, in order.
///
/// # Errors
/// When the statement fails.
pub async fn lines(
    tx: &mut Tx,
    invoice: &InvoiceId,
    scope: &Scope,
) -> Result<Vec<Line>, StoreError> {
    on!(tx, c => sqlx::query_as(LINES)
        .bind(invoice.as_str()).bind(scope.text()).fetch_all(c).await)
}

/// The lines of a credit note, in order.
///
/// # Errors
/// When the statement fails.
pub async fn lines_of_credit_note(
    tx: &mut Tx,
    note: &CreditNoteId,
    scope: &Scope,
) -> Result<Vec<Line>, StoreError> {
    on!(tx, c => sqlx::query_as(OF_CREDIT_NOTE)
        .bind(note.as_str()).bind(scope.text()).fetch_all(c).await)
}

/// The lines of all credit notes on an invoice, by credit note and in order.
///
/// # Errors
/// When the statement fails.
pub async fn credited_lines(
    tx: &mut Tx,
    invoice: &InvoiceId,
    scope: &Scope,
) -> Result<Vec<Line>, StoreError> {
    on!(tx, c => sqlx::query_as(CREDITED)
        .bind(invoice.as_str()).bind(scope.text()).fetch_all(c).await)
}

/// A credit note on an invoice; amounts in minor units.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct CreditNote {
    /// The credit note.
    #[sqlx(try_from = "String")]
    pub id: CreditNoteId,
    /// Its number.
    pub number: String,
    /// The date on it.
    #[sqlx(try_from = "String")]
    pub issued_on: Date,
    /// The currency of its amounts.
    #[sqlx(try_from = "String")]
    pub currency: Currency,
    /// The whole, with tax.
    pub total_minor: i64,
    /// Whether it was made elsewhere.
    pub imported: bool,
}

/// The credit notes on an invoice, by date.
///
/// # Errors
/// When the statement fails.
pub async fn credit_notes(tx: &mut Tx, invoice: &InvoiceId) -> Result<Vec<CreditNote>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select id, number, issued_on, currency, total_minor, imported from credit_note
         where invoice_id = $1 order by issued_on, id")
        .bind(invoice.as_str()).fetch_all(c).await)
}

/// Tax of one rate and category, in minor units.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Tax {
    /// Percent.
    pub rate: As<Plain>,
    /// The category.
    pub category: String,
    /// Σ of the net lines.
    pub net_minor: i64,
    /// Tax on it.
    pub tax_minor: i64,
}

/// The tax of an invoice by group.
///
/// # Errors
/// When the statement fails.
pub async fn taxes(tx: &mut Tx, invoice: &InvoiceId) -> Result<Vec<Tax>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select rate, category, net_minor, tax_minor from invoice_tax
         where invoice_id = $1 order by n")
        .bind(invoice.as_str()).fetch_all(c).await)
}

/// Something that was settled on an invoice, or went back from it (below zero), in minor units.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Settlement {
    /// The day of booking.
    #[sqlx(try_from = "String")]
    pub on_day: Date,
    /// By what.
    pub by: Word<SettledBy>,
    /// How much.
    pub amount_minor: i64,
    /// The reference of a transfer.
    pub reference: Option<String>,
    /// The checkout of which it is a part.
    pub checkout_id: Option<As<CheckoutId>>,
    /// The number of a credit note.
    pub credit_note: Option<String>,
    /// The name of a billing account.
    pub name: Option<String>,
    /// The brand of its card.
    pub brand: Option<String>,
    /// The last four digits of its card.
    pub last4: Option<String>,
    /// Its masked IBAN.
    pub iban_masked: Option<String>,
}

/// What was booked on an invoice, in order.
///
/// # Errors
/// When the statement fails.
pub async fn settlements(tx: &mut Tx, invoice: &InvoiceId) -> Result<Vec<Settlement>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select t.on_day, t.by, t.amount_minor, t.reference, p.checkout_id,
             k.number as credit_note,
             b.name, b.brand, b.last4, b.iban_masked
         from settlement t
         left join credit_note k on k.id = t.credit_note_id
         left join billing_account b on b.id = t.billing_account_id
         left join payment p on p.id = t.reference and t.by = 'billing_account'
         where t.invoice_id = $1 order by t.n")
        .bind(invoice.as_str()).fetch_all(c).await)
}
