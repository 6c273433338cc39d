use model::currency::Currency;
use model::id::{InvoiceId, SubscriptionId};
use model::invoice::LineKind;
use model::time::Date;

use super::moved::LAST;
use super::progress::AT_ONCE;
use crate::bulk::{Table, by_keys, row};
use crate::column::{As, Word};
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

const TERMINATED: Table = Table {
    name: "subscription",
    columns: &[
        "id",
        "status",
        "since",
        "ends_on",
        "attention",
        "begins_on",
        "next_on",
    ],
    key: 1,
};

/// Terminates subscriptions, each with its last day; why stays as it was with the suspension.
///
/// # Errors
/// The engine's.
pub async fn terminate(tx: &mut Tx, rows: &[(SubscriptionId, Date)]) -> Result<(), StoreError> {
    TERMINATED
        .set(tx, rows, |(id, last)| {
            let (last, nothing) = (last.to_string(), None::<&str>);
            row![
                id.as_str(),
                "terminated",
                last.as_str(),
                last.as_str(),
                LAST,
                nothing,
                nothing,
            ]
        })
        .await
}

/// A line of a plan, an add-on or a proration that stands on an invoice.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Charged {
    /// The invoice.
    pub invoice_id: As<InvoiceId>,
    /// Its place, from 1.
    pub n: i64,
    /// What kind of line.
    pub kind: Word<LineKind>,
    /// What it says.
    pub text: String,
    /// The subscription.
    pub subscription_id: As<SubscriptionId>,
    /// The first day of its period.
    pub period_from: As<Date>,
    /// The day after the last.
    pub period_to: As<Date>,
    /// Its net amount, in minor units of `currency`.
    pub net_minor: i64,
    /// What credit notes took of that.
    pub credited_minor: i64,
    /// The place of the line by which a coupon reduces it.
    pub coupon_n: Option<i64>,
    /// How much that takes off, below zero.
    pub coupon_minor: Option<i64>,
    /// The invoice's currency.
    pub currency: As<Currency>,
}

/// A line by which a coupon reduces another one.
const OFF: &str = "o.invoice_id = l.invoice_id and o.kind = 'coupon' and o.net_minor < 0
    and o.subscription_id = l.subscription_id and o.item = l.item
    and o.period_from = l.period_from";

/// What invoices charge for periods.
///
/// # Errors
/// The engine's.
pub async fn charged(tx: &mut Tx, invoices: &[&str]) -> Result<Vec<Charged>, StoreError> {
    let text = "select l.invoice_id, l.n, l.kind, l.text, l.subscription_id, l.period_from,
            l.period_to, l.net_minor, i.currency, coalesce((
                select cast(sum(k.net_minor) as bigint) from credit_note_line k
                join credit_note c on c.id = k.credit_note_id
                where c.invoice_id = l.invoice_id and k.corrects_n = l.n), 0) as credited_minor,
            (select min(o.n) from invoice_line o where {off}) as coupon_n,
            (select cast(sum(o.net_minor) as bigint) from invoice_line o where {off})
                as coupon_minor
        from invoice_line l join invoice i on i.id = l.invoice_id
        where l.invoice_id in ({keys}) and l.kind in ('plan', 'addon', 'proration_charge')
            and l.subscription_id is not null and l.period_from is not null
            and l.period_to is not null
        order by l.invoice_id, l.n"
        .replace("{off}", OFF);
    by_keys!(tx, Charged, text, invoices)
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
