//! What the provider's bookkeeping asks of the ledger and the documents, in chunks by key. Every
//! question may be limited to one seller, by reference.

use model::currency::Currency;
use model::explain::Plain;
use model::invoice::Party;
use model::time::Date;

use crate::column::{As, Json};
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// Rows of a chunk.
pub const ROWS: i64 = 1_000;

/// From which day to which, both included, and of which seller.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// The seller's reference; all if absent.
    pub seller: Option<String>,
}

/// An entry of the ledger, in minor units.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Entry {
    /// The transaction.
    pub transaction_id: String,
    /// Its place in it.
    pub n: i64,
    /// The day of booking.
    pub posted_on: String,
    /// Why.
    pub reason: String,
    /// The customer, by reference.
    pub account: Option<String>,
    /// The book.
    pub book: String,
    /// The currency.
    #[sqlx(try_from = "String")]
    pub currency: Currency,
    /// Above zero a debit, below zero a credit.
    pub amount_minor: i64,
    /// The number of the invoice.
    pub invoice: Option<String>,
    /// The payment.
    pub payment: Option<String>,
}

/// Entries by day, transaction and place, after such a key.
///
/// # Errors
/// When the statement fails.
pub async fn journal(
    tx: &mut Tx,
    ask: &Ask,
    (day, transaction, n): (&str, &str, i64),
) -> Result<Vec<Entry>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select e.transaction_id, e.n, t.posted_on, t.reason, a.ref as account, e.book,
             e.currency, e.amount_minor, i.number as invoice, e.payment_ref as payment
         from ledger_transaction t join ledger_entry e on e.transaction_id = t.id
         left join account o on o.id = t.account_id left join seller s on s.id = o.seller_id
         left join account a on a.id = e.account_id left join invoice i on i.id = e.invoice_id
         where t.posted_on >= $1 and t.posted_on <= $2 and ($3 is null or s.ref = $3)
             and (t.posted_on, t.id, e.n) > ($4, $5, $6)
         order by t.posted_on, t.id, e.n limit $7")
        .bind(ask.from.to_string()).bind(ask.to.to_string()).bind(&ask.seller)
        .bind(day).bind(transaction).bind(n).bind(ROWS)
        .fetch_all(c).await)
}

/// Tax of a document of one rate and category, in minor units.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Taxed {
    /// The document.
    pub id: String,
    /// The group's place on it.
    pub n: i64,
    /// To whom.
    pub buyer: Json<Party>,
    /// The currency.
    #[sqlx(try_from = "String")]
    pub currency: Currency,
    /// Percent.
    pub rate: As<Plain>,
    /// The category.
    pub category: String,
    /// Net.
    pub net_minor: i64,
    /// Tax on it.
    pub tax_minor: i64,
}

macro_rules! taxed {
    ($document:literal) => {
        concat!(
            "select d.id, g.n, d.buyer, d.currency, g.rate, g.category, g.net_minor, g.tax_minor ",
            "from ",
            $document,
            " d join ",
            $document,
            "_tax g on g.",
            $document,
            "_id = d.id join seller s on s.id = d.seller_id ",
            "where d.issued_on >= $1 and d.issued_on <= $2 and ($3 is null or s.ref = $3) ",
            "and (d.id, g.n) > ($4, $5) order by d.id, g.n limit $6"
        )
    };
}

/// Which documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Documents {
    /// Invoices.
    Invoices,
    /// Credit notes: what they take back stands above zero.
    CreditNotes,
}

/// Tax by document and place, after such a key.
///
/// # Errors
/// When the statement fails.
pub async fn taxes(
    tx: &mut Tx,
    ask: &Ask,
    documents: Documents,
    (id, n): (&str, i64),
) -> Result<Vec<Taxed>, StoreError> {
    let text = match documents {
        Documents::Invoices => taxed!("invoice"),
        Documents::CreditNotes => taxed!("credit_note"),
    };
    on!(tx, c => sqlx::query_as(text)
        .bind(ask.from.to_string()).bind(ask.to.to_string()).bind(&ask.seller)
        .bind(id).bind(n).bind(ROWS)
        .fetch_all(c).await)
}

/// What is owed on an invoice, in minor units.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Owed {
    /// The invoice.
    pub id: String,
    /// Its number.
    pub number: String,
    /// Whose, by reference.
    pub account: String,
    /// The date on it.
    pub issued_on: String,
    /// When it was due.
    #[sqlx(try_from = "String")]
    pub due_on: Date,
    /// The currency.
    #[sqlx(try_from = "String")]
    pub currency: Currency,
    /// What is open by the ledger.
    pub open_minor: i64,
}

/// What was owed after the last day that is asked for, by invoice, after such a key.
///
/// # Errors
/// When the statement fails.
pub async fn owed(tx: &mut Tx, ask: &Ask, after: &str) -> Result<Vec<Owed>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select i.id, i.number, a.ref as account, i.issued_on, i.due_on, e.currency,
             cast(sum(e.amount_minor) as bigint) as open_minor
         from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
         join invoice i on i.id = e.invoice_id join account a on a.id = i.account_id
         join seller s on s.id = i.seller_id
         where e.book = 'receivable' and t.posted_on <= $1 and ($2 is null or s.ref = $2)
             and i.id > $3
         group by i.id, i.number, a.ref, i.issued_on, i.due_on, e.currency
         having sum(e.amount_minor) <> 0 order by i.id limit $4")
        .bind(ask.to.to_string()).bind(&ask.seller).bind(after).bind(ROWS)
        .fetch_all(c).await)
}

/// A lot of credit, in minor units.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Lot {
    /// The provider's own id.
    #[sqlx(rename = "ref")]
    pub reference: String,
    /// Whose, by reference.
    pub account: String,
    /// Where it came from.
    pub origin: String,
    /// The day of the grant.
    pub granted_on: String,
    /// The last good day.
    pub expires_on: Option<String>,
    /// The currency.
    #[sqlx(try_from = "String")]
    pub currency: Currency,
    /// What it began with.
    pub amount_minor: i64,
    /// What was left of it.
    pub left_minor: i64,
}

/// Lots with something left after the last day that is asked for, after such a key.
///
/// # Errors
/// When the statement fails.
pub async fn lots(tx: &mut Tx, ask: &Ask, after: &str) -> Result<Vec<Lot>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select l.ref, a.ref as account, l.origin, l.granted_on, l.expires_on, l.currency,
             l.amount_minor, cast(-sum(e.amount_minor) as bigint) as left_minor
         from credit_lot l join ledger_entry e on e.lot_id = l.id
         join ledger_transaction t on t.id = e.transaction_id
         join account a on a.id = l.account_id join seller s on s.id = a.seller_id
         where e.book = 'credit' and t.posted_on <= $1 and ($2 is null or s.ref = $2)
             and l.ref > $3
         group by l.ref, a.ref, l.origin, l.granted_on, l.expires_on, l.currency, l.amount_minor
         having sum(e.amount_minor) <> 0 order by l.ref limit $4")
        .bind(ask.to.to_string()).bind(&ask.seller).bind(after).bind(ROWS)
        .fetch_all(c).await)
}
