//! Lots and movements, as they are shown.

use model::credit::{MovementReason, Origin};
use model::currency::Currency;
use model::id::{AccountId, CreditMovementId, InvoiceId, LotId};
use model::time::Date;

use crate::column::{As, Word};
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// A lot with something left; amounts in minor units.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Lot {
    /// The lot.
    #[sqlx(try_from = "String")]
    pub id: LotId,
    /// Where it came from.
    pub origin: Word<Origin>,
    /// The day on which it was granted.
    #[sqlx(try_from = "String")]
    pub granted_on: Date,
    /// Its last good day.
    pub expires_on: Option<As<Date>>,
    /// The currency of its amounts.
    #[sqlx(try_from = "String")]
    pub currency: Currency,
    /// What it began with.
    pub amount_minor: i64,
    /// What is left of it.
    pub remaining_minor: i64,
    /// What of that is set aside.
    pub held_minor: i64,
    /// The provider's note.
    pub note: String,
}

/// The lots of an account with something left.
///
/// # Errors
/// When the statement fails.
pub async fn lots(tx: &mut Tx, account: &AccountId) -> Result<Vec<Lot>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select id, origin, granted_on, expires_on, currency, amount_minor, remaining_minor,
             held_minor, note
         from credit_lot where account_id = $1 and remaining_minor > 0")
        .bind(account.as_str()).fetch_all(c).await)
}

/// One movement; amounts in minor units.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Movement {
    /// The movement.
    #[sqlx(try_from = "String")]
    pub id: CreditMovementId,
    /// The day of booking.
    #[sqlx(try_from = "String")]
    pub on_day: Date,
    /// Its place among the movements of its account and currency.
    pub n: i64,
    /// Why.
    pub reason: Word<MovementReason>,
    /// Where the lot came from.
    pub origin: Word<Origin>,
    /// The currency of its amounts.
    #[sqlx(try_from = "String")]
    pub currency: Currency,
    /// How much, with its sign.
    pub amount_minor: i64,
    /// The balance after it.
    pub balance_minor: i64,
    /// The invoice that it belongs to.
    pub invoice_id: Option<As<InvoiceId>>,
    /// Its number.
    pub number: Option<String>,
}

/// The key of a movement: day, currency, place.
pub type Key = (Date, Currency, i64);

/// A page of movements, the newest first.
///
/// # Errors
/// When the statement fails.
pub async fn movements(
    tx: &mut Tx,
    account: &AccountId,
    after: Option<&Key>,
    rows: i64,
) -> Result<Vec<Movement>, StoreError> {
    // Without a key: later than every date, in the order of texts.
    let (day, currency, n) = match after {
        Some((day, currency, n)) => (day.to_string(), currency.to_string(), *n),
        None => ("9999-99-99".to_owned(), String::new(), 0),
    };
    on!(tx, c => sqlx::query_as(
        "select m.id, m.on_day, m.n, m.reason, l.origin, m.currency, m.amount_minor,
             m.balance_minor, m.invoice_id, i.number
         from credit_movement m
         join credit_lot l on l.id = m.lot_id
         left join invoice i on i.id = m.invoice_id
         where m.account_id = $1 and (m.on_day, m.currency, m.n) < ($2, $3, $4)
         order by m.on_day desc, m.currency desc, m.n desc limit $5")
        .bind(account.as_str()).bind(&day).bind(&currency).bind(n).bind(rows)
        .fetch_all(c).await)
}
