//! What an account has, owes, uses and earns: the figures of its page, in one statement.

use model::id::AccountId;
use model::time::Date;

use super::position::{Position, balances};
use crate::affiliate::read::{Earned, earnings};
use crate::error::StoreError;
use crate::on;
use crate::scope::Scope;
use crate::tx::Tx;
use crate::usage::{Total, monthly};

/// What the reader may see; the rest is not read.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    /// Balances.
    pub money: bool,
    /// What the running month's usage costs.
    pub usage: bool,
    /// What affiliate programs bring.
    pub programs: bool,
}

/// Whose figures, and as of when.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// The account.
    pub account: &'a AccountId,
    /// Its subscriptions of which the reader may know.
    pub scope: &'a Scope,
    /// What the reader may see.
    pub seen: Seen,
    /// Today in the account's zone; usage and earnings are those of its month.
    pub today: Date,
    /// The last day that counts as soon.
    pub week: Date,
}

/// Each by currency.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// Balances.
    pub positions: Vec<Position>,
    /// What the running month's usage costs.
    pub usage: Vec<Total>,
    /// What affiliate programs bring; nothing if the account takes part in none.
    pub earned: Vec<Earned>,
}

/// All of one currency.
#[derive(sqlx::FromRow)]
struct Row {
    has_position: bool,
    has_usage: bool,
    has_earned: bool,
    #[sqlx(flatten)]
    position: Position,
    #[sqlx(flatten)]
    usage: Total,
    #[sqlx(flatten)]
    earned: Earned,
}

const READ: &str = concat!(
    "select coalesce(p.currency, u.currency, e.currency) as currency,
         p.currency is not null as has_position, u.currency is not null as has_usage,
         e.currency is not null as has_earned,
         coalesce(p.credit_minor, 0) as credit_minor, coalesce(p.held_minor, 0) as held_minor,
         coalesce(p.due_minor, 0) as due_minor, coalesce(p.open_count, 0) as open_count,
         coalesce(p.overdue_minor, 0) as overdue_minor, coalesce(p.soon_minor, 0) as soon_minor,
         coalesce(p.processing_minor, 0) as processing_minor, p.expires_on,
         coalesce(p.expiring_minor, 0) as expiring_minor,
         coalesce(u.charge_minor, 0) as charge_minor,
         coalesce(u.forecast_minor, 0) as forecast_minor, coalesce(u.over_count, 0) as over_count,
         coalesce(e.pending_minor, 0) as pending_minor, e.pending_until,
         coalesce(e.payable_minor, 0) as payable_minor,
         coalesce(e.requested_minor, 0) as requested_minor,
         coalesce(e.paid_minor, 0) as paid_minor, coalesce(e.clicks, 0) as clicks,
         coalesce(e.orders, 0) as orders
     from (",
    balances!(),
    " and $6) p full join (select * from (",
    monthly!("$1", "$4", "$5"),
    ") c where $7) u on u.currency = p.currency full join (",
    earnings!("$1", "$4"),
    " where $8) e on e.currency = coalesce(p.currency, u.currency) order by 1"
);

/// The figures of an account.
///
/// # Errors
/// When the statement fails.
pub async fn figures(tx: &mut Tx, ask: &Ask<'_>) -> Result<Figures, StoreError> {
    let month = ask.today.plus_months(0, 1);
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as(READ)
        .bind(ask.account.as_str()).bind(ask.today.to_string()).bind(ask.week.to_string())
        .bind(month.to_string()).bind(ask.scope.text())
        .bind(ask.seen.money).bind(ask.seen.usage).bind(ask.seen.programs)
        .fetch_all(c).await)?;
    let mut figures = Figures::default();
    for row in rows {
        figures
            .positions
            .extend(row.has_position.then_some(row.position));
        figures.usage.extend(row.has_usage.then_some(row.usage));
        figures.earned.extend(row.has_earned.then_some(row.earned));
    }
    Ok(figures)
}
