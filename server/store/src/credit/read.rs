//! Lots and movements, as they are shown.

use model::credit::{MovementReason, Origin};
use model::currency::Currency;
use model::id::{AccountId, CheckoutId, CreditMovementId, InvoiceId, LotId};
use model::time::Date;

use crate::column::{As, Word};
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// A lot; amounts in minor units.
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
    /// Whether what was left of it was taken out after its last day.
    pub lapsed: bool,
}

/// The key of a lot that can be spent: currency, class, last good day (empty: none), day, lot.
pub type LiveKey = (Currency, i64, String, Date, LotId);

/// Lots that can be spent on `today`, by currency in the order of spending.
///
/// # Errors
/// When the statement fails.
pub async fn live_lots(
    tx: &mut Tx,
    account: &AccountId,
    today: Date,
    after: Option<&LiveKey>,
    rows: i64,
) -> Result<Vec<Lot>, StoreError> {
    // Without a key: before every currency.
    let (currency, class, last, day, id) = match after {
        Some((currency, class, last, day, id)) => {
            let currency = currency.to_string();
            (currency, *class, last.clone(), day.to_string(), id.as_str())
        }
        None => (String::new(), 0, String::new(), String::new(), ""),
    };
    let today = today.to_string();
    on!(tx, c => sqlx::query_as(
        "select id, origin, granted_on, expires_on, currency, amount_minor, remaining_minor,
             held_minor, note, false as lapsed
         from credit_lot
         where account_id = $1 and remaining_minor > 0
             and (expires_on is null or expires_on >= $2)
             and (currency,
                 case when origin = 'promotion' and expires_on is not null then 0
                     when origin = 'promotion' then 1 when origin = 'downgrade' then 2
                     when origin = 'refund' then 2 when origin = 'paid_in' then 3 else 4 end,
                 coalesce(expires_on, ''), granted_on, id) > ($3, $4, $5, $6, $7)
         order by currency,
             case when origin = 'promotion' and expires_on is not null then 0
                 when origin = 'promotion' then 1 when origin = 'downgrade' then 2
                 when origin = 'refund' then 2 when origin = 'paid_in' then 3 else 4 end,
             coalesce(expires_on, ''), granted_on, id limit $8")
        .bind(account.as_str()).bind(&today).bind(&currency).bind(class).bind(&last)
        .bind(&day).bind(id).bind(rows).fetch_all(c).await)
}

/// Lots that cannot be spent any more on `today`, the youngest first, after the one of that day.
///
/// # Errors
/// When the statement fails.
pub async fn ended_lots(
    tx: &mut Tx,
    account: &AccountId,
    today: Date,
    after: Option<&(Date, LotId)>,
    rows: i64,
) -> Result<Vec<Lot>, StoreError> {
    // Without a key: later than every date, in the order of texts.
    let (day, id) = match after {
        Some((day, id)) => (day.to_string(), id.as_str()),
        None => ("9999-99-99".to_owned(), ""),
    };
    let today = today.to_string();
    on!(tx, c => sqlx::query_as(
        "select l.id, l.origin, l.granted_on, l.expires_on, l.currency, l.amount_minor,
             l.remaining_minor, l.held_minor, l.note,
             exists (select 1 from credit_movement m
                 where m.lot_id = l.id and m.reason = 'expiry') as lapsed
         from credit_lot l
         where l.account_id = $1 and (l.remaining_minor = 0 or l.expires_on < $2)
             and (l.granted_on, l.id) < ($3, $4)
         order by l.granted_on desc, l.id desc limit $5")
        .bind(account.as_str()).bind(&today).bind(&day).bind(id).bind(rows)
        .fetch_all(c).await)
}

/// Lots that count as one: of one origin, currency and last good day.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Pool {
    /// The first of them.
    #[sqlx(try_from = "String")]
    pub id: LotId,
    /// Where they came from.
    pub origin: Word<Origin>,
    /// The day on which the oldest was granted.
    #[sqlx(try_from = "String")]
    pub granted_on: Date,
    /// Their last good day.
    pub expires_on: Option<As<Date>>,
    /// The currency of the amounts.
    #[sqlx(try_from = "String")]
    pub currency: Currency,
    /// What is left of them, in minor units.
    pub remaining_minor: i64,
    /// What of that is set aside.
    pub held_minor: i64,
}

/// What an account has to spend, however many lots that is.
///
/// # Errors
/// When the statement fails.
pub async fn pools(tx: &mut Tx, account: &AccountId) -> Result<Vec<Pool>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select min(id) as id, origin, min(granted_on) as granted_on, expires_on, currency,
             cast(sum(remaining_minor) as bigint) as remaining_minor,
             cast(sum(held_minor) as bigint) as held_minor
         from credit_lot where account_id = $1 and remaining_minor > 0
         group by currency, origin, expires_on")
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
    /// The checkout of the payment that brought it, or to which it went back.
    pub checkout_id: Option<As<CheckoutId>>,
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
             m.balance_minor, m.invoice_id, i.number, p.checkout_id
         from credit_movement m
         join credit_lot l on l.id = m.lot_id
         left join invoice i on i.id = m.invoice_id
         left join payment p on p.id = m.payment_ref
         where m.account_id = $1 and (m.on_day, m.currency, m.n) < ($2, $3, $4)
         order by m.on_day desc, m.currency desc, m.n desc limit $5")
        .bind(account.as_str()).bind(&day).bind(&currency).bind(n).bind(rows)
        .fetch_all(c).await)
}
