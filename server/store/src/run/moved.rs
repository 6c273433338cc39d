use model::id::SubscriptionId;
use model::time::Date;

use crate::bulk::{Table, row};
use crate::error::StoreError;
use crate::tx::Tx;

/// How far a subscription is billed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advanced {
    /// The subscription.
    pub id: SubscriptionId,
    /// The first day of the next period that is not billed yet.
    pub begins_on: Option<Date>,
    /// The revision of the lines of that period.
    pub revision: i64,
    /// When the next period begins, as pages show it.
    pub next_renewal_on: Date,
    /// The day of the month on which periods begin.
    pub anchor_day: i64,
    /// The first day on which there may be something to do with it.
    pub next_on: Option<Date>,
}

const ADVANCED: Table = Table {
    name: "subscription",
    columns: &[
        "id",
        "begins_on",
        "revision",
        "next_renewal_on",
        "anchor_day",
        "next_on",
    ],
    key: 1,
};

fn text(day: Option<Date>) -> Option<String> {
    day.map(|day| day.to_string())
}

/// Moves subscriptions on.
///
/// # Errors
/// The engine's.
pub async fn advance(tx: &mut Tx, rows: &[Advanced]) -> Result<(), StoreError> {
    ADVANCED
        .set(tx, rows, |it| {
            row![
                it.id.as_str(),
                text(it.begins_on),
                it.revision,
                it.next_renewal_on.to_string(),
                it.anchor_day,
                text(it.next_on),
            ]
        })
        .await
}

/// A subscription that has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// The subscription.
    pub id: SubscriptionId,
    /// Its state, as the model writes it.
    pub status: &'static str,
    /// Its last day.
    pub last: Date,
}

const ENDED: Table = Table {
    name: "subscription",
    columns: &["id", "status", "since", "ends_on", "attention"],
    key: 1,
};

/// Where what has ended stands on the account page: last.
pub(super) const LAST: i64 = 3;

/// Ends subscriptions.
///
/// # Errors
/// The engine's.
pub async fn end(tx: &mut Tx, rows: &[Ended]) -> Result<(), StoreError> {
    ENDED
        .set(tx, rows, |it| {
            let last = it.last.to_string();
            row![
                it.id.as_str(),
                it.status,
                last.as_str(),
                last.as_str(),
                LAST
            ]
        })
        .await
}

/// A subscription whose scheduled change has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Switched {
    /// The subscription.
    pub id: SubscriptionId,
    /// The plan.
    pub plan_id: String,
    /// Its kind.
    pub plan_kind: &'static str,
    /// What it is called.
    pub name: String,
    /// Months or years.
    pub period: &'static str,
    /// How many of them.
    pub every: i64,
    /// The first day of its first period in that cycle.
    pub first_on: Option<Date>,
    /// The day whose price it keeps.
    pub priced_on: Date,
}

const SWITCHED: Table = Table {
    name: "subscription",
    columns: &[
        "id",
        "plan_id",
        "plan_kind",
        "name",
        "sort_name",
        "period",
        "every",
        "first_on",
        "priced_on",
        "price_minor",
        "change",
    ],
    key: 1,
};

/// Makes scheduled changes: own prices end with them.
///
/// # Errors
/// `ForeignKey` when there is no such plan.
pub async fn switch(tx: &mut Tx, rows: &[Switched]) -> Result<(), StoreError> {
    SWITCHED
        .set(tx, rows, |it| {
            row![
                it.id.as_str(),
                it.plan_id.as_str(),
                it.plan_kind,
                it.name.as_str(),
                it.name.to_lowercase(),
                it.period,
                it.every,
                text(it.first_on),
                it.priced_on.to_string(),
                None::<i64>,
                None::<&str>,
            ]
        })
        .await
}

/// The price that an add-on keeps from a change on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repriced {
    /// The subscription.
    pub subscription: SubscriptionId,
    /// The add-on.
    pub addon: String,
    /// The day whose price it keeps.
    pub priced_on: Date,
    /// The customer's own net price.
    pub price_minor: Option<i64>,
}

const REPRICED: Table = Table {
    name: "subscription_addon",
    columns: &["subscription_id", "addon_id", "priced_on", "price_minor"],
    key: 2,
};

/// Keeps the prices of add-ons.
///
/// # Errors
/// The engine's.
pub async fn reprice(tx: &mut Tx, rows: &[Repriced]) -> Result<(), StoreError> {
    REPRICED
        .set(tx, rows, |it| {
            row![
                it.subscription.as_str(),
                it.addon.as_str(),
                it.priced_on.to_string(),
                it.price_minor,
            ]
        })
        .await
}
