use model::currency::Currency;
use model::id::{AccountId, PlanId, SellerId, SubscriptionId};
use model::time::{Date, Instant};

use crate::bulk::{Table, by_keys, row};
use crate::column::As;
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// A subscription, as far as it decides what its usage costs.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Metered {
    /// The subscription.
    #[sqlx(try_from = "String")]
    pub id: SubscriptionId,
    /// Whose.
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
    /// What it is called.
    pub name: String,
    /// The plan.
    #[sqlx(try_from = "String")]
    pub plan_id: PlanId,
    /// The currency.
    #[sqlx(try_from = "String")]
    pub currency: Currency,
    /// The last day.
    pub ends_on: Option<As<Date>>,
    /// Whether credit is used first; the account's choice if absent.
    pub credit_first: Option<bool>,
}

/// Subscriptions by their ids.
///
/// # Errors
/// The engine's.
pub async fn metered(tx: &mut Tx, ids: &[&str]) -> Result<Vec<Metered>, StoreError> {
    let text = "select id, account_id, name, plan_id, currency, ends_on, credit_first
        from subscription where id in ({keys}) order by id";
    by_keys!(tx, Metered, text, ids)
}

/// An account whose usage is kept.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Register {
    /// The account.
    #[sqlx(try_from = "String")]
    pub id: AccountId,
    /// Who issues its invoices.
    #[sqlx(try_from = "String")]
    pub seller_id: SellerId,
    /// Its time zone.
    pub time_zone: String,
    /// The last business day done.
    #[sqlx(try_from = "String")]
    pub done_on: Date,
    /// The first later day on which the run may have something to do.
    pub next_on: Option<As<Date>>,
    /// The first month whose usage is charged here.
    pub usage_from: Option<As<Date>>,
}

/// Accounts by their ids.
///
/// # Errors
/// The engine's.
pub async fn registers(tx: &mut Tx, ids: &[&str]) -> Result<Vec<Register>, StoreError> {
    let text = "select a.id, a.seller_id, a.time_zone, r.done_on, r.next_on, r.usage_from
        from account a join run r on r.account_id = a.id where a.id in ({keys}) order by a.id";
    by_keys!(tx, Register, text, ids)
}

/// A plan that a subscription had before a day.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Former {
    /// The subscription.
    #[sqlx(try_from = "String")]
    pub subscription_id: SubscriptionId,
    /// The first day of the plan that came after it.
    #[sqlx(try_from = "String")]
    pub until_day: Date,
    /// The plan.
    #[sqlx(try_from = "String")]
    pub plan_id: PlanId,
}

/// The former plans of subscriptions, in order.
///
/// # Errors
/// The engine's.
pub async fn former(tx: &mut Tx, subscriptions: &[&str]) -> Result<Vec<Former>, StoreError> {
    let text = "select subscription_id, until_day, plan_id from former_plan
        where subscription_id in ({keys}) order by subscription_id, until_day";
    by_keys!(tx, Former, text, subscriptions)
}

const FORMER: Table = Table {
    name: "former_plan",
    columns: &["subscription_id", "until_day", "plan_id"],
    key: 2,
};

/// Keeps the plans that subscriptions had before a change.
///
/// # Errors
/// `ForeignKey` when a plan or subscription is missing.
pub async fn add_former(tx: &mut Tx, rows: &[Former]) -> Result<(), StoreError> {
    FORMER
        .put(tx, rows, |it| {
            row![
                it.subscription_id.as_str(),
                it.until_day.to_string(),
                it.plan_id.as_str()
            ]
        })
        .await
}

/// The subscriptions that hold one of these plans or add-ons, or have held one, and whose usage is
/// not charged wholly.
///
/// # Errors
/// The engine's.
pub async fn holding(
    tx: &mut Tx,
    plans: &[&str],
    addons: &[&str],
) -> Result<Vec<SubscriptionId>, StoreError> {
    let within = |of: &str| {
        format!(
            "select distinct u.subscription_id from usage_month u
            where u.due_on is not null and u.subscription_id in ({of})"
        )
    };
    let of_plans = within(
        "select id from subscription where plan_id in ({keys})
        union select subscription_id from former_plan where plan_id in ({keys})",
    );
    let of_addons =
        within("select subscription_id from subscription_addon where addon_id in ({keys})");
    let mut found = by_keys!(tx, (As<SubscriptionId>,), of_plans, plans)?;
    found.extend(by_keys!(tx, (As<SubscriptionId>,), of_addons, addons)?);
    let mut found: Vec<SubscriptionId> = found.into_iter().map(|(As(id),)| id).collect();
    found.sort_unstable_by(|a, b| a.as_str().cmp(b.as_str()));
    found.dedup();
    Ok(found)
}

/// How many accounts one statement wakes.
const WOKEN: usize = 150;

/// Lets the run look at accounts on a day at the latest, which begins there at an instant.
///
/// # Errors
/// The engine's.
pub async fn wake(tx: &mut Tx, rows: &[(AccountId, Date, Instant)]) -> Result<(), StoreError> {
    for chunk in rows.chunks(WOKEN) {
        let triples = tx.marks().rows(chunk.len(), 3);
        let text: std::sync::Arc<str> = format!(
            "update run set next_on = v.column2, wake_at = v.column3 from (values {triples}) v
            where run.account_id = v.column1 and (next_on is null or next_on > v.column2)"
        )
        .into();
        on!(tx, c => {
            let text = sqlx::AssertSqlSafe(std::sync::Arc::clone(&text));
            let mut query = sqlx::query(text);
            for (account, day, begins) in chunk {
                query = query.bind(account.as_str()).bind(day.to_string()).bind(begins.0);
            }
            query.execute(c).await.map(drop)
        })?;
    }
    Ok(())
}

/// Begins the usage of new accounts with the month of the day before they came.
///
/// # Errors
/// The engine's.
pub async fn begin(tx: &mut Tx, accounts: &[&str]) -> Result<(), StoreError> {
    let text = "update run set usage_from = substr(done_on, 1, 7) || '-01'
        where account_id in ({keys}) returning account_id";
    by_keys!(tx, (String,), text, accounts)?;
    Ok(())
}

/// Some subscriptions with usage, after one.
///
/// # Errors
/// The engine's.
pub async fn measured(tx: &mut Tx, after: &str) -> Result<Vec<SubscriptionId>, StoreError> {
    let rows: Vec<As<SubscriptionId>> = on!(tx, c => sqlx::query_scalar(
        "select distinct subscription_id from usage_month
         where subscription_id > $1 order by subscription_id limit 200")
        .bind(after).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|As(id)| id).collect())
}
