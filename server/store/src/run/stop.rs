use model::id::SubscriptionId;
use model::time::Date;

use super::progress::AT_ONCE;
use crate::bulk::{Table, by_keys, row};
use crate::column::As;
use crate::error::StoreError;
use crate::tx::Tx;

const SUSPENDED: Table = Table {
    name: "subscription",
    columns: &[
        "id",
        "status",
        "reason",
        "since",
        "suspended_on",
        "restored_on",
        "attention",
        "next_on",
    ],
    key: 1,
};

/// Suspends subscriptions for non-payment from a day on.
///
/// # Errors
/// The engine's.
pub async fn suspend(tx: &mut Tx, rows: &[(SubscriptionId, Date)]) -> Result<(), StoreError> {
    SUSPENDED
        .set(tx, rows, |(id, day)| {
            let day = day.to_string();
            row![
                id.as_str(),
                "suspended",
                "non_payment",
                day.as_str(),
                day.as_str(),
                None::<&str>,
                0,
                AT_ONCE,
            ]
        })
        .await
}

/// Of these subscriptions, those that are suspended for non-payment though nothing of them is
/// overdue on a day; with their last day, if an end is set.
///
/// # Errors
/// The engine's.
pub async fn restorable(
    tx: &mut Tx,
    subscriptions: &[&str],
    today: Date,
) -> Result<Vec<(As<SubscriptionId>, Option<As<Date>>)>, StoreError> {
    // The day is ours, not a reader's: a text of ten digits and dashes.
    let text = "select s.id, s.ends_on from subscription s
        where s.id in ({keys}) and s.status = 'suspended' and s.reason = 'non_payment'
            and not exists (select 1 from invoice_line l
                join invoice_standing d on d.invoice_id = l.invoice_id
                where l.subscription_id = s.id and d.open_minor > 0 and d.due_on < '{today}')
        order by s.id"
        .replace("{today}", &today.to_string());
    by_keys!(
        tx,
        (As<SubscriptionId>, Option<As<Date>>),
        text,
        subscriptions
    )
}

const RESTORED: Table = Table {
    name: "subscription",
    columns: &[
        "id",
        "status",
        "reason",
        "since",
        "restored_on",
        "attention",
        "next_on",
    ],
    key: 1,
};

/// A subscription that is in service again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// The subscription.
    pub id: SubscriptionId,
    /// Since when.
    pub on: Date,
    /// Whether its end is set.
    pub ends: bool,
}

/// Takes subscriptions into service again, and lets the run look at them at once.
///
/// # Errors
/// The engine's.
pub async fn restore(tx: &mut Tx, rows: &[Restored]) -> Result<(), StoreError> {
    RESTORED
        .set(tx, rows, |it| {
            let (day, nothing) = (it.on.to_string(), None::<&str>);
            let (status, attention) = if it.ends {
                ("cancelling", 1)
            } else {
                ("active", 2)
            };
            row![
                it.id.as_str(),
                status,
                nothing,
                day.as_str(),
                day.as_str(),
                attention,
                AT_ONCE,
            ]
        })
        .await
}
