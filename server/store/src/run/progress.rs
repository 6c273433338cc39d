use model::id::{AccountId, InvoiceId, SubscriptionId};
use model::time::{Date, Instant};

use super::debt::SMALL;
use crate::bulk::{Table, by_keys, row};
use crate::column::As;
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// An account that the run has something to do for, perhaps.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Due {
    /// The account.
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
    /// The last business day done.
    #[sqlx(try_from = "String")]
    pub done_on: Date,
    /// The first day after it on which there may be something to do.
    pub next_on: Option<As<Date>>,
    /// How often it was claimed since it last went well.
    pub attempts: i64,
    /// The last day on which the account was written to about what it owes.
    pub told_on: Option<As<Date>>,
}

/// How far an account was run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// The account.
    pub account: AccountId,
    /// The last business day done.
    pub done_on: Date,
    /// The first day on which there may be something to do, and when it begins in the account's
    /// zone; none if nothing is to come.
    pub next: Option<(Date, Instant)>,
}

/// The earliest day: whoever stands there is looked at by the next run.
pub(crate) const AT_ONCE: &str = "0001-01-01";

const RUN: Table = Table {
    name: "run",
    columns: &[
        "account_id",
        "done_on",
        "next_on",
        "wake_at",
        "lease_until",
        "attempts",
        "trouble",
    ],
    key: 1,
};

/// Opens the cursor of new accounts: the day before they came, and all still to be looked at.
///
/// # Errors
/// `Unique` when an account has one already.
pub async fn begin(tx: &mut Tx, accounts: &[(String, Date)]) -> Result<(), StoreError> {
    RUN.add(tx, accounts, |(account, done_on)| {
        let nothing: Option<&str> = None;
        row![
            account.as_str(),
            done_on.to_string(),
            AT_ONCE,
            0,
            0,
            0,
            nothing
        ]
    })
    .await?;
    let ids: Vec<&str> = accounts
        .iter()
        .map(|(account, _)| account.as_str())
        .collect();
    crate::usage::begin(tx, &ids).await
}

/// A day as it is compared with; none is later than all.
fn last(until: Option<Date>) -> String {
    until.map_or_else(|| "9999-12-31".to_owned(), |day| day.to_string())
}

/// Whether anything may be waiting for a run up to a day, or up to now.
///
/// # Errors
/// The engine's.
pub async fn waiting(tx: &mut Tx, until: Option<Date>, now: Instant) -> Result<bool, StoreError> {
    let found = on!(tx, c => {
        sqlx::query_scalar::<_, String>(
            "select account_id from run
            where wake_at <= $2 and next_on <= $1 and lease_until <= $2
            order by wake_at, account_id limit 1",
        )
        .bind(last(until))
        .bind(now.0)
        .fetch_optional(c)
        .await
    })?;
    Ok(found.is_some())
}

/// Claims accounts until `lease_until`, those that wait longest first; whoever claims at the same
/// time gets others.
///
/// # Errors
/// The engine's.
pub async fn claim(
    tx: &mut Tx,
    until: Option<Date>,
    (now, lease_until): (Instant, Instant),
    most: i64,
) -> Result<Vec<AccountId>, StoreError> {
    // The conditions stand twice: see the outbox.
    let rows: Vec<As<AccountId>> = on!(tx, c => {
        sqlx::query_scalar(
            "update run set lease_until = $3, attempts = attempts + 1
            where account_id in (select account_id from run
                    where wake_at <= $2 and next_on <= $1 and lease_until <= $2
                    order by wake_at, account_id limit $4)
                and wake_at <= $2 and next_on <= $1 and lease_until <= $2
            returning account_id",
        )
        .bind(last(until))
        .bind(now.0)
        .bind(lease_until.0)
        .bind(most)
        .fetch_all(c)
        .await
    })?;
    Ok(rows.into_iter().map(|As(id)| id).collect())
}

/// The accounts after one, by id, for which there may be something to do up to a day; they are not
/// claimed.
///
/// # Errors
/// The engine's.
pub async fn following(
    tx: &mut Tx,
    until: Option<Date>,
    after: &str,
    most: i64,
) -> Result<Vec<AccountId>, StoreError> {
    let rows: Vec<As<AccountId>> = on!(tx, c => {
        sqlx::query_scalar(
            "select account_id from run where account_id > $2 and next_on <= $1
            order by account_id limit $3",
        )
        .bind(last(until))
        .bind(after)
        .bind(most)
        .fetch_all(c)
        .await
    })?;
    Ok(rows.into_iter().map(|As(id)| id).collect())
}

/// The cursors of accounts that are locked, as they stand now.
///
/// # Errors
/// The engine's.
pub async fn reread(tx: &mut Tx, accounts: &[&str]) -> Result<Vec<Due>, StoreError> {
    let text = "select account_id, done_on, next_on, attempts, told_on from run
        where account_id in ({keys}) order by account_id";
    by_keys!(tx, Due, text, accounts)
}

/// Moves cursors on and gives the accounts back.
///
/// # Errors
/// The engine's.
pub async fn done(tx: &mut Tx, rows: &[Done]) -> Result<(), StoreError> {
    RUN.put(tx, rows, |it| {
        let (next_on, nothing) = (it.next.map(|(day, _)| day.to_string()), None::<&str>);
        let wake_at = it.next.map_or(0, |(_, begins)| begins.0);
        let done_on = it.done_on.to_string();
        row![
            it.account.as_str(),
            done_on,
            next_on,
            wake_at,
            0,
            0,
            nothing
        ]
    })
    .await
}

/// Notes why an account did not go well; it may be claimed again from `again_at` on, or not before
/// it is touched. How often it was tried since it last went well.
///
/// # Errors
/// The engine's.
pub async fn trouble(
    tx: &mut Tx,
    account: &AccountId,
    cause: &str,
    again_at: Instant,
) -> Result<i64, StoreError> {
    let tried = on!(tx, c => {
        sqlx::query_scalar(
            "update run set trouble = $2, lease_until = $3 where account_id = $1
            returning attempts",
        )
        .bind(account.as_str())
        .bind(cause)
        .bind(again_at.0)
        .fetch_optional(c)
        .await
    })?;
    Ok(tried.unwrap_or_default())
}

/// Leaves an account alone until it is touched.
///
/// # Errors
/// The engine's.
pub async fn rest(tx: &mut Tx, account: &AccountId) -> Result<(), StoreError> {
    on!(tx, c => {
        sqlx::query("update run set next_on = null where account_id = $1")
            .bind(account.as_str())
            .execute(c)
            .await
            .map(drop)
    })
}

/// Something of a subscription that was billed for a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Billed {
    /// The subscription.
    pub subscription: SubscriptionId,
    /// What for, as exports write it.
    pub kind: String,
    /// What of the subscription; empty for the plan.
    pub item: String,
    /// The first day of the period.
    pub from: Date,
    /// The day on which the next period begins.
    pub to: Date,
    /// 0, and more where it was made again.
    pub revision: i64,
    /// The line; none if it costs nothing.
    pub line: Option<(InvoiceId, i64)>,
}

const BILLED: Table = Table {
    name: "billed",
    columns: &[
        "subscription_id",
        "kind",
        "item",
        "period_from",
        "revision",
        "period_to",
        "invoice_id",
        "n",
    ],
    key: 5,
};

/// Adds what was billed.
///
/// # Errors
/// `Unique` when the same thing was billed for the same period before.
pub async fn add_billed(tx: &mut Tx, rows: &[Billed]) -> Result<(), StoreError> {
    BILLED
        .add(tx, rows, |it| {
            row![
                it.subscription.as_str(),
                it.kind.as_str(),
                it.item.as_str(),
                it.from.to_string(),
                it.revision,
                it.to.to_string(),
                it.line.as_ref().map(|(invoice, _)| invoice.as_str()),
                it.line.as_ref().map(|(_, n)| *n),
            ]
        })
        .await
}

/// The first day on which there may be something to do with a subscription or an invoice, by
/// account; those without one are left out.
///
/// # Errors
/// The engine's.
pub async fn coming(
    tx: &mut Tx,
    accounts: &[&str],
) -> Result<Vec<(As<AccountId>, As<Date>)>, StoreError> {
    let text = "select account_id, min(next_on) from subscription
        where next_on is not null and account_id in ({keys}) group by account_id";
    let mut found = by_keys!(tx, (As<AccountId>, As<Date>), text, accounts)?;
    let text = "select account_id, min(next_on) from dunning
        where next_on is not null and next_on < '{small}' and account_id in ({keys})
        group by account_id"
        .replace("{small}", SMALL);
    found.extend(by_keys!(tx, (As<AccountId>, As<Date>), text, accounts)?);
    Ok(found)
}

/// Something that the run has set aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parked {
    /// Whose.
    pub account: AccountId,
    /// The subscription, or the account itself.
    pub subject: String,
    /// Why, for the provider.
    pub cause: String,
    /// The day on which it was planned.
    pub planned_on: Date,
    /// When it was set aside.
    pub at: Instant,
}

const PARKED: Table = Table {
    name: "parked",
    columns: &[
        "account_id",
        "subject",
        "cause",
        "planned_on",
        "at",
        "released",
    ],
    key: 2,
};

/// Sets things aside: subscriptions are not looked at until they are touched. What is set aside
/// already gets the newer cause.
///
/// # Errors
/// The engine's.
pub async fn park(tx: &mut Tx, rows: &[Parked]) -> Result<(), StoreError> {
    PARKED
        .put(tx, rows, |it| {
            row![
                it.account.as_str(),
                it.subject.as_str(),
                it.cause.as_str(),
                it.planned_on.to_string(),
                it.at.0,
                false,
            ]
        })
        .await?;
    let subjects: Vec<&str> = rows.iter().map(|it| it.subject.as_str()).collect();
    let text = "update subscription set next_on = null where id in ({keys}) returning id";
    by_keys!(tx, (String,), text, subjects)?;
    Ok(())
}

/// What of an account is set aside.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Held {
    /// Whose.
    pub account_id: String,
    /// What.
    pub subject: String,
    /// Whether the provider has released it.
    pub released: bool,
    /// The day on which it was planned.
    pub planned_on: As<Date>,
}

/// What of accounts is set aside.
///
/// # Errors
/// The engine's.
pub async fn parked(tx: &mut Tx, accounts: &[&str]) -> Result<Vec<Held>, StoreError> {
    let text = "select account_id, subject, released, planned_on from parked
        where account_id in ({keys})";
    by_keys!(tx, Held, text, accounts)
}

/// Takes back what was set aside.
///
/// # Errors
/// The engine's.
pub async fn unpark(tx: &mut Tx, subjects: &[&str]) -> Result<(), StoreError> {
    let text = "delete from parked where subject in ({keys}) returning subject";
    by_keys!(tx, (String,), text, subjects)?;
    Ok(())
}
