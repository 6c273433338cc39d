//! What is shown of programs, clicks and commissions.

use model::affiliate::CommissionState;
use model::currency::Currency;
use model::id::{AccountId, CommissionId, ProgramId};
use model::time::Date;

use crate::bulk::by_keys;
use crate::column::{As, Word};
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// A program, and the part that an account has in it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Program {
    /// The program.
    #[sqlx(try_from = "String")]
    pub id: ProgramId,
    /// Its terms, as JSON.
    pub terms: String,
    /// The account's code; none if it takes no part.
    pub code: Option<String>,
    /// Since when it does.
    pub joined_on: Option<As<Date>>,
    /// All clicks.
    pub clicks: i64,
    /// All orders.
    pub orders: i64,
}

/// All programs, those in which the account takes part first; one of which it has two parts stands
/// twice.
///
/// # Errors
/// When the statement fails.
pub async fn programs(tx: &mut Tx, account: &AccountId) -> Result<Vec<Program>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select program.id, program.terms, f.code, f.joined_on,
             cast(coalesce((select sum(k.n) from affiliate_click k
                 where k.affiliate_id = f.id), 0) as bigint) as clicks,
             cast(coalesce((select sum(m.orders) from affiliate_month m
                 where m.affiliate_id = f.id), 0) as bigint) as orders
         from affiliate_program program
         left join affiliate f on f.program_id = program.id and f.account_id = $1
         order by case when f.id is null then 1 else 0 end, program.name, program.id, f.id")
        .bind(account.as_str()).fetch_all(c).await)
}

/// The names of plans by the provider's own ids.
///
/// # Errors
/// When the statement fails.
pub async fn plan_names(tx: &mut Tx, plans: &[&str]) -> Result<Vec<(String, String)>, StoreError> {
    let text = "select ref, name from plan where ref in ({keys})";
    by_keys!(tx, (String, String), text, plans)
}

/// What an account earned in one currency, in minor units.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Earned {
    /// The currency.
    #[sqlx(try_from = "String")]
    pub currency: Currency,
    /// May still be taken back.
    pub pending_minor: i64,
    /// The first day on which something of that becomes payable.
    pub pending_until: Option<As<Date>>,
    /// To be paid out.
    pub payable_minor: i64,
    /// A payout is under way.
    pub requested_minor: i64,
    /// Paid out.
    pub paid_minor: i64,
    /// Clicks since a day, in whatever currency.
    pub clicks: i64,
    /// Orders since then, with earnings in whatever currency.
    pub orders: i64,
}

/// Of an account, counted from a day.
macro_rules! earnings {
    ($account:literal, $day:literal) => {
        concat!(
            "select e.currency, e.pending_minor, e.payable_minor, e.requested_minor, e.paid_minor,
                 (select min(c.until) from commission c where c.account_id = ",
            $account,
            "
                     and c.currency = e.currency and c.state = 'pending') as pending_until,
                 cast(coalesce((select sum(k.n) from affiliate g
                     join affiliate_click k on k.affiliate_id = g.id
                     where g.account_id = ",
            $account,
            " and k.day >= ",
            $day,
            "), 0) as bigint)
                     as clicks,
                 cast(coalesce((select sum(o.orders) from affiliate_month o
                     where o.account_id = ",
            $account,
            "
                         and o.month >= substr(",
            $day,
            ", 1, 7)), 0) as bigint) as orders
             from (select coalesce(m.currency, p.currency) as currency,
                     cast(coalesce(sum(m.pending_minor), 0) as bigint) as pending_minor,
                     cast(coalesce(sum(m.payable_minor), 0) as bigint) as payable_minor,
                     cast(coalesce(sum(m.requested_minor), 0) as bigint) as requested_minor,
                     cast(coalesce(sum(m.paid_minor), 0) as bigint) as paid_minor
                 from affiliate f join affiliate_program p on p.id = f.program_id
                 left join affiliate_month m on m.affiliate_id = f.id
                 where f.account_id = ",
            $account,
            "
                 group by coalesce(m.currency, p.currency)) e"
        )
    };
}
pub(crate) use earnings;

/// What an account earned, by currency; nothing if it takes part in no program. Clicks and orders
/// are counted from the first day of a month.
///
/// # Errors
/// When the statement fails.
pub async fn earned(
    tx: &mut Tx,
    account: &AccountId,
    from: Date,
) -> Result<Vec<Earned>, StoreError> {
    on!(tx, c => sqlx::query_as(concat!(earnings!("$1", "$2"), " order by e.currency"))
        .bind(account.as_str()).bind(from.to_string()).fetch_all(c).await)
}

/// What came in a month, in one currency; the clicks of a month stand in a row without a currency.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Month {
    /// The month: `2026-11`.
    pub month: String,
    /// The currency of what was earned.
    pub currency: Option<As<Currency>>,
    /// Clicks.
    pub clicks: i64,
    /// Orders.
    pub orders: i64,
    /// Pending, payable, requested and paid, in minor units.
    pub earned_minor: i64,
}

/// What came in the months from one on, the newest first.
///
/// # Errors
/// When the statement fails.
pub async fn months(
    tx: &mut Tx,
    account: &AccountId,
    from: Date,
) -> Result<Vec<Month>, StoreError> {
    let day = from.to_string();
    on!(tx, c => sqlx::query_as(
        "select substr(k.day, 1, 7) as month, null as currency,
             cast(sum(k.n) as bigint) as clicks, cast(0 as bigint) as orders,
             cast(0 as bigint) as earned_minor
         from affiliate f join affiliate_click k on k.affiliate_id = f.id
         where f.account_id = $1 and k.day >= $2 group by substr(k.day, 1, 7)
         union all select m.month, m.currency, cast(0 as bigint) as clicks,
             cast(sum(m.orders) as bigint) as orders,
             cast(sum(m.pending_minor + m.payable_minor + m.requested_minor + m.paid_minor)
                 as bigint) as earned_minor
         from affiliate_month m
         where m.account_id = $1 and m.month >= substr($2, 1, 7) group by m.month, m.currency
         order by 1 desc, 2")
        .bind(account.as_str()).bind(day.as_str()).fetch_all(c).await)
}

/// A commission; amounts in minor units.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Commission {
    /// The commission.
    #[sqlx(try_from = "String")]
    pub id: CommissionId,
    /// The terms of its program, as JSON.
    pub terms: String,
    /// The day in the affiliate's zone.
    #[sqlx(try_from = "String")]
    pub on_day: Date,
    /// The currency.
    #[sqlx(try_from = "String")]
    pub currency: Currency,
    /// What it is reckoned from.
    pub base_minor: i64,
    /// How much, with its sign.
    pub amount_minor: i64,
    /// Its state.
    pub state: Word<CommissionState>,
    /// Until when it is pending.
    pub until: Option<As<Date>>,
    /// Why it was taken back.
    pub reason: Option<String>,
    /// When it was paid.
    pub paid_on: Option<As<Date>>,
}

/// Which commissions are wanted.
#[derive(Clone, Debug)]
pub struct Ask<'a> {
    /// Whose.
    pub account: &'a AccountId,
    /// The only state.
    pub state: Option<CommissionState>,
    /// The first day, as a text; all if empty.
    pub from: &'a str,
    /// Day and identifier before which the page begins, as texts.
    pub before: (&'a str, &'a str),
    /// How many.
    pub rows: i64,
}

macro_rules! commissions {
    ($state:literal) => {
        concat!(
            "select c.id, p.terms, c.on_day, c.currency, c.base_minor, c.amount_minor, c.state,
                 c.until, c.reason, c.paid_on
             from commission c join affiliate f on f.id = c.affiliate_id
             join affiliate_program p on p.id = f.program_id
             where c.account_id = $1 and ",
            $state,
            " and c.on_day >= $3 and (c.on_day, c.id) < ($4, $5)
             order by c.on_day desc, c.id desc limit $6"
        )
    };
}

/// A page of commissions, the newest first.
///
/// # Errors
/// When the statement fails.
pub async fn commissions(tx: &mut Tx, ask: &Ask<'_>) -> Result<Vec<Commission>, StoreError> {
    let text = match ask.state {
        Some(_) => commissions!("c.state = $2"),
        None => commissions!("$2 = ''"),
    };
    let state = ask.state.map_or("", CommissionState::as_str);
    on!(tx, c => sqlx::query_as(text)
        .bind(ask.account.as_str()).bind(state).bind(ask.from).bind(ask.before.0)
        .bind(ask.before.1).bind(ask.rows).fetch_all(c).await)
}
