use model::currency::Currency;
use model::id::{AccountId, PlanId, SubscriptionId};
use model::time::Date;

use crate::column::As;
use crate::error::StoreError;
use crate::on;
use crate::scope::Scope;
use crate::tx::Tx;

/// What a month costs an account, in minor units.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Total {
    /// The currency.
    #[sqlx(try_from = "String")]
    pub currency: Currency,
    /// So far.
    pub charge_minor: i64,
    /// If it goes on.
    pub forecast_minor: i64,
    /// How many resources cost something.
    pub over_count: i64,
}

/// Of an account, a month and the subscriptions that may be seen.
macro_rules! monthly {
    ($account:literal, $month:literal, $scope:literal) => {
        concat!(
            "select currency, charge_minor, forecast_minor, over_count from usage_charge
             where account_id = ",
            $account,
            " and month = ",
            $month,
            " and ",
            $scope,
            " is null
             union all select currency, cast(sum(charge_minor) as bigint) as charge_minor,
                 cast(sum(forecast_minor) as bigint) as forecast_minor,
                 cast(sum(case when charge_minor > 0 then 1 else 0 end) as bigint) as over_count
             from usage_month where account_id = ",
            $account,
            " and month = ",
            $month,
            " and ",
            $scope,
            " like '%' || subscription_id || '%' group by currency"
        )
    };
}
pub(crate) use monthly;

/// A month's total, or that of the month before it.
#[derive(sqlx::FromRow)]
struct Of {
    this: bool,
    #[sqlx(flatten)]
    total: Total,
}

const TOTALS: &str = concat!(
    "select true as this, c.* from (",
    monthly!("$1", "$2", "$3"),
    ") c union all select false as this, d.* from (",
    monthly!("$1", "$4", "$3"),
    ") d order by currency"
);

/// What a month costs an account, and what the month before it did, by currency; of some of its
/// subscriptions only, where the reader may not know of others.
///
/// # Errors
/// The engine's.
pub async fn totals(
    tx: &mut Tx,
    (account, scope): (&AccountId, &Scope),
    month: Date,
) -> Result<(Vec<Total>, Vec<Total>), StoreError> {
    let before = month.plus_months(-1, 1);
    let rows: Vec<Of> = on!(tx, c => sqlx::query_as(TOTALS)
        .bind(account.as_str()).bind(month.to_string()).bind(scope.text())
        .bind(before.to_string()).fetch_all(c).await)?;
    let (this, before): (Vec<Of>, Vec<Of>) = rows.into_iter().partition(|row| row.this);
    let total = |rows: Vec<Of>| rows.into_iter().map(|row| row.total).collect();
    Ok((total(this), total(before)))
}

/// A resource of a subscription in a month, in base units and minor units.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Section {
    /// The subscription.
    #[sqlx(try_from = "String")]
    pub subscription_id: SubscriptionId,
    /// Its name.
    pub name: String,
    /// The plan.
    #[sqlx(try_from = "String")]
    pub plan_id: PlanId,
    /// The resource.
    pub resource: String,
    /// The currency.
    #[sqlx(try_from = "String")]
    pub currency: Currency,
    /// Σ of what was used.
    pub total: i64,
    /// Σ of what was over the limit.
    pub over_limit: i64,
    /// The last day with a reading.
    pub last_day: Option<As<Date>>,
    /// What was used on it.
    pub day_used: i64,
    /// Its limit, or that of the month; none: unlimited.
    pub day_limit: Option<i64>,
    /// What it costs so far.
    pub charge_minor: i64,
    /// If it goes on.
    pub forecast_minor: i64,
    /// Whether a run has charged it.
    pub charged: bool,
}

/// The resources of an account's subscriptions in a month, what costs most first.
///
/// # Errors
/// The engine's.
pub async fn sections(
    tx: &mut Tx,
    (account, scope): (&AccountId, &Scope),
    month: Date,
    rows: i64,
) -> Result<Vec<Section>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select u.subscription_id, s.name, s.plan_id, u.resource, u.currency, u.total,
             u.over_limit, u.last_day, u.day_used, u.day_limit, u.charge_minor, u.forecast_minor,
             u.charged
         from usage_month u join subscription s on s.id = u.subscription_id
         where u.account_id = $1 and u.month = $2 and u.last_day is not null
             and ($3 is null or $3 like '%' || u.subscription_id || '%')
         order by case when u.charge_minor > 0 then 0 else 1 end, u.charge_minor desc,
             s.sort_name, s.id, u.resource
         limit $4")
        .bind(account.as_str()).bind(month.to_string()).bind(scope.text()).bind(rows)
        .fetch_all(c).await)
}
