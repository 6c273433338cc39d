use super::chunk::{Chunk, ROWS, rows};
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// A lot of credit; amounts in minor units.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Lot {
    /// The provider's own id.
    #[sqlx(rename = "ref")]
    pub reference: String,
    /// Whose.
    pub account: String,
    /// The currency.
    pub currency: String,
    /// What it began with.
    pub amount_minor: i64,
    /// Where it came from.
    pub origin: String,
    /// The day of the grant.
    pub granted_on: String,
    /// The last good day.
    pub expires_on: Option<String>,
    /// The payment that brought it.
    pub payment_ref: Option<String>,
    /// The provider's note.
    pub note: String,
    /// What is left of it.
    pub remaining_minor: i64,
    /// What of that is set aside.
    pub held_minor: i64,
    /// When the grant was booked, in microseconds since 1970.
    pub at: Option<i64>,
}

/// Lots by reference.
///
/// # Errors
/// When the statement fails.
pub async fn lots(tx: &mut Tx, chunk: Chunk<'_>) -> Result<Vec<Lot>, StoreError> {
    rows!(
        tx,
        chunk,
        "select l.ref, a.ref as account, l.currency, l.amount_minor, l.origin, l.granted_on,
             l.expires_on, l.payment_ref, l.note, l.remaining_minor, l.held_minor, t.at
         from credit_lot l join account a on a.id = l.account_id
         left join ledger_transaction t on t.ref = 'grant:' || l.ref
         where l.ref > $1 and ($2 is null or l.account_id = $2) order by l.ref limit $3"
    )
}

/// A movement of credit; amounts in minor units.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Movement {
    /// Whose.
    pub account: String,
    /// The currency.
    pub currency: String,
    /// Its place among those of the account and currency.
    pub n: i64,
    /// How much, with its sign.
    pub amount_minor: i64,
    /// The lot.
    pub lot: String,
    /// Why.
    pub reason: String,
    /// The invoice.
    pub invoice: Option<String>,
    /// The payment.
    pub payment_ref: Option<String>,
    /// When it was booked, in microseconds since 1970.
    pub at: i64,
}

/// Movements by account, currency and place, after such a key.
///
/// # Errors
/// When the statement fails.
pub async fn movements(
    tx: &mut Tx,
    after: (&str, &str, i64),
    account: Option<&str>,
) -> Result<Vec<Movement>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select a.ref as account, m.currency, m.n, m.amount_minor, l.ref as lot, m.reason,
             i.ref as invoice, m.payment_ref, m.at
         from account a join credit_movement m on m.account_id = a.id
         join credit_lot l on l.id = m.lot_id left join invoice i on i.id = m.invoice_id
         where a.ref >= $1 and (a.ref, m.currency, m.n) > ($1, $2, $3)
             and ($4 is null or a.id = $4)
         order by a.ref, m.currency, m.n limit $5")
        .bind(after.0).bind(after.1).bind(after.2).bind(account).bind(ROWS)
        .fetch_all(c).await)
}

/// An entry of the ledger; other objects by reference.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Entry {
    /// What was booked.
    #[sqlx(rename = "ref")]
    pub transaction: String,
    /// Its place in the transaction.
    pub n: i64,
    /// When it was booked, in microseconds since 1970.
    pub at: i64,
    /// The day under which it stands.
    pub posted_on: String,
    /// The customer.
    pub account: Option<String>,
    /// The name of the book.
    pub book: String,
    /// The currency.
    pub currency: String,
    /// Above zero a debit, below zero a credit, in minor units.
    pub amount_minor: i64,
    /// The invoice.
    pub invoice: Option<String>,
    /// The payment.
    pub payment_ref: Option<String>,
    /// The lot.
    pub lot: Option<String>,
    /// Why.
    pub reason: String,
}

/// Entries by transaction and place, after such a key; of an account those of its transactions.
///
/// # Errors
/// When the statement fails.
pub async fn entries(
    tx: &mut Tx,
    after: (&str, i64),
    account: Option<&str>,
) -> Result<Vec<Entry>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select t.ref, e.n, t.at, t.posted_on, a.ref as account, e.book, e.currency,
             e.amount_minor, i.ref as invoice, e.payment_ref, l.ref as lot, t.reason
         from ledger_transaction t join ledger_entry e on e.transaction_id = t.id
         left join account a on a.id = e.account_id
         left join invoice i on i.id = e.invoice_id left join credit_lot l on l.id = e.lot_id
         where t.ref >= $1 and (t.ref, e.n) > ($1, $2) and ($3 is null or t.account_id = $3)
         order by t.ref, e.n limit $4")
        .bind(after.0).bind(after.1).bind(account).bind(ROWS)
        .fetch_all(c).await)
}
