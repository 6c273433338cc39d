//! What an account has and owes, by currency.

use model::currency::Currency;
use model::id::AccountId;
use model::time::Date;

use crate::column::As;
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// The balances of one currency, in minor units.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Position {
    /// The currency of all figures.
    #[sqlx(try_from = "String")]
    pub currency: Currency,
    /// Credit, without what has expired and is not booked as such yet.
    pub credit_minor: i64,
    /// Of it: set aside.
    pub held_minor: i64,
    /// Σ open of issued invoices.
    pub due_minor: i64,
    /// How many invoices are open.
    pub open_count: i64,
    /// Of what is due: past its due date and not in flight.
    pub overdue_minor: i64,
    /// Of what is due: within the week and not in flight.
    pub soon_minor: i64,
    /// Of what is due: in flight.
    pub processing_minor: i64,
    /// The last good day of the credit that expires first.
    pub expires_on: Option<As<Date>>,
    /// How much that is.
    pub expiring_minor: i64,
}

/// Of the account `$1`, today `$2`, the week until `$3`.
macro_rules! balances {
    () => {
        "select p.currency, p.credit_minor - coalesce(q.lapsed_minor, 0) as credit_minor,
             p.held_minor, p.due_minor, p.open_count,
             coalesce(d.overdue_minor, 0) as overdue_minor,
             coalesce(d.soon_minor, 0) as soon_minor,
             coalesce(d.processing_minor, 0) as processing_minor,
             e.expires_on, coalesce(e.expiring_minor, 0) as expiring_minor
         from position p
         left join (select s.currency,
                 cast(sum(case when not s.in_flight and s.due_on < $2
                     then s.open_minor else 0 end) as bigint) as overdue_minor,
                 cast(sum(case when not s.in_flight and s.due_on between $2 and $3
                     then s.open_minor else 0 end) as bigint) as soon_minor,
                 cast(sum(case when s.in_flight
                     then s.open_minor else 0 end) as bigint) as processing_minor
             from invoice_standing s
             where s.account_id = $1 and s.open_minor > 0
             group by s.currency) d on d.currency = p.currency
         left join (select l.currency, l.expires_on,
                 cast(sum(l.remaining_minor) as bigint) as expiring_minor
             from credit_lot l
             where l.account_id = $1 and l.remaining_minor > 0
                 and l.expires_on = (select min(m.expires_on) from credit_lot m
                     where m.account_id = $1 and m.currency = l.currency
                         and m.remaining_minor > 0 and m.expires_on >= $2)
             group by l.currency, l.expires_on) e on e.currency = p.currency
         left join (select n.currency,
                 cast(sum(n.remaining_minor - n.held_minor) as bigint) as lapsed_minor
             from credit_lot n
             where n.account_id = $1 and n.remaining_minor > 0 and n.expires_on < $2
             group by n.currency) q on q.currency = p.currency
         where p.account_id = $1"
    };
}
pub(crate) use balances;

/// The balances of an account by currency: `today` in its zone, `week` the last day that counts
/// as soon.
///
/// # Errors
/// When the statement fails.
pub async fn positions(
    tx: &mut Tx,
    account: &AccountId,
    today: Date,
    week: Date,
) -> Result<Vec<Position>, StoreError> {
    on!(tx, c => sqlx::query_as(concat!(balances!(), " order by p.currency"))
        .bind(account.as_str()).bind(today.to_string()).bind(week.to_string())
        .fetch_all(c).await)
}
