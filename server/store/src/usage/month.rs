use model::currency::Currency;
use model::id::{AccountId, SubscriptionId};
use model::time::Date;

use crate::bulk::{Table, by_keys, row};
use crate::column::As;
use crate::error::StoreError;
use crate::tx::Tx;

/// What a month of readings comes to. Quantities are base units, amounts minor units.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Month {
    /// Of which subscription.
    #[sqlx(try_from = "String")]
    pub subscription_id: SubscriptionId,
    /// Of which resource.
    pub resource: String,
    /// The first day of the month.
    #[sqlx(try_from = "String")]
    pub month: Date,
    /// Whose.
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
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
    /// The limit of that day; of a month that is a sum, that of the month. None: unlimited.
    pub day_limit: Option<i64>,
    /// What it costs so far.
    pub charge_minor: i64,
    /// What it will cost if it goes on.
    pub forecast_minor: i64,
    /// Σ of its lines.
    pub invoiced_minor: i64,
    /// Whether a run has charged it.
    pub charged: bool,
    /// The first of a month on which a run has to look at it; none: nothing has come since.
    pub due_on: Option<As<Date>>,
}

const COLUMNS: &str = "subscription_id, resource, month, account_id, currency, total, over_limit,
    last_day, day_used, day_limit, charge_minor, forecast_minor, invoiced_minor, charged, due_on";

/// The months of subscriptions from a day up to, not including, another.
///
/// # Errors
/// The engine's.
pub async fn months(
    tx: &mut Tx,
    subscriptions: &[&str],
    (from, to): (Date, Date),
) -> Result<Vec<Month>, StoreError> {
    let text = format!(
        "select {COLUMNS} from usage_month
        where month >= '{from}' and month < '{to}' and subscription_id in ({{keys}})
        order by subscription_id, resource, month"
    );
    by_keys!(tx, Month, text, subscriptions)
}

/// The months of locked accounts that a run has to look at up to a day.
///
/// # Errors
/// The engine's.
pub async fn due(tx: &mut Tx, accounts: &[&str], until: Date) -> Result<Vec<Month>, StoreError> {
    let text = format!(
        "select {COLUMNS} from usage_month
        where due_on <= '{until}' and account_id in ({{keys}})
        order by account_id, month, subscription_id, resource"
    );
    by_keys!(tx, Month, text, accounts)
}

const MONTH: Table = Table {
    name: "usage_month",
    columns: &[
        "subscription_id",
        "resource",
        "month",
        "account_id",
        "currency",
        "total",
        "over_limit",
        "last_day",
        "day_used",
        "day_limit",
        "charge_minor",
        "forecast_minor",
        "invoiced_minor",
        "charged",
        "due_on",
    ],
    key: 3,
};

/// Writes months as they are now.
///
/// # Errors
/// `ForeignKey` when a subscription is missing.
pub async fn keep_months(tx: &mut Tx, rows: &[Month]) -> Result<(), StoreError> {
    MONTH
        .put(tx, rows, |it| {
            row![
                it.subscription_id.as_str(),
                it.resource.as_str(),
                it.month.to_string(),
                it.account_id.as_str(),
                it.currency.to_string(),
                it.total,
                it.over_limit,
                it.last_day.as_ref().map(|As(day)| day.to_string()),
                it.day_used,
                it.day_limit,
                it.charge_minor,
                it.forecast_minor,
                it.invoiced_minor,
                it.charged,
                it.due_on.as_ref().map(|As(day)| day.to_string()),
            ]
        })
        .await
}

/// What was charged of a month at one price.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Made {
    /// Of which subscription.
    #[sqlx(try_from = "String")]
    pub subscription_id: SubscriptionId,
    /// Of which resource.
    pub resource: String,
    /// The first day of the month.
    #[sqlx(try_from = "String")]
    pub month: Date,
    /// The resource and the plan, as the lines name them.
    pub item: String,
    /// How many lines.
    pub count: i64,
    /// Their sum in minor units.
    pub net_minor: i64,
}

/// What was charged of subscriptions from a month on.
///
/// # Errors
/// The engine's.
pub async fn made(
    tx: &mut Tx,
    subscriptions: &[&str],
    from: Date,
) -> Result<Vec<Made>, StoreError> {
    let text = format!(
        "select subscription_id, resource, month, item, count, net_minor from usage_made
        where month >= '{from}' and subscription_id in ({{keys}})
        order by subscription_id, resource, month, item"
    );
    by_keys!(tx, Made, text, subscriptions)
}

const MADE: Table = Table {
    name: "usage_made",
    columns: &[
        "subscription_id",
        "resource",
        "month",
        "item",
        "count",
        "net_minor",
    ],
    key: 4,
};

/// Writes what was charged as it is now.
///
/// # Errors
/// The engine's.
pub async fn keep_made(tx: &mut Tx, rows: &[Made]) -> Result<(), StoreError> {
    MADE.put(tx, rows, |it| {
        row![
            it.subscription_id.as_str(),
            it.resource.as_str(),
            it.month.to_string(),
            it.item.as_str(),
            it.count,
            it.net_minor,
        ]
    })
    .await
}

/// The first day on which a run has to look at a month of accounts.
///
/// # Errors
/// The engine's.
pub async fn next_due(
    tx: &mut Tx,
    accounts: &[&str],
) -> Result<Vec<(As<AccountId>, As<Date>)>, StoreError> {
    let text = "select account_id, min(due_on) from usage_month
        where due_on is not null and account_id in ({keys}) group by account_id";
    by_keys!(tx, (As<AccountId>, As<Date>), text, accounts)
}
