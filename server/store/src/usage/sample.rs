use model::id::SubscriptionId;
use model::time::Date;

use crate::bulk::{Table, by_keys, row};
use crate::error::StoreError;
use crate::tx::Tx;

/// A reading, in base units.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Sample {
    /// Of which subscription.
    #[sqlx(try_from = "String")]
    pub subscription_id: SubscriptionId,
    /// Of which resource.
    pub resource: String,
    /// Of which day.
    #[sqlx(try_from = "String")]
    pub day: Date,
    /// Its place among those of the day, from 0.
    pub n: i64,
    /// What was used.
    pub used: i64,
    /// The limit that was reported with it; −1: none.
    pub own_limit: Option<i64>,
    /// From where it came.
    pub source: String,
    /// When it was taken, µs.
    pub taken_at: i64,
    /// When it arrived, µs.
    pub received_at: i64,
}

/// All readings of subscriptions from a day up to, not including, another, by resource and day.
///
/// # Errors
/// The engine's.
pub async fn samples(
    tx: &mut Tx,
    subscriptions: &[&str],
    (from, to): (Date, Date),
) -> Result<Vec<Sample>, StoreError> {
    // The days are ours, not a reader's: texts of ten digits and dashes.
    let text = "select subscription_id, resource, day, n, used, own_limit, source, taken_at,
            received_at
        from usage_sample
        where day >= '{from}' and day < '{to}' and subscription_id in ({keys})
        order by subscription_id, resource, day, n"
        .replace("{from}", &from.to_string())
        .replace("{to}", &to.to_string());
    by_keys!(tx, Sample, text, subscriptions)
}

const SAMPLE: Table = Table {
    name: "usage_sample",
    columns: &[
        "subscription_id",
        "resource",
        "day",
        "n",
        "used",
        "own_limit",
        "source",
        "taken_at",
        "received_at",
    ],
    key: 4,
};

/// Adds readings.
///
/// # Errors
/// `ForeignKey` when a subscription is missing, `Unique` when a place is taken.
pub async fn add_samples(tx: &mut Tx, rows: &[Sample]) -> Result<(), StoreError> {
    SAMPLE
        .add(tx, rows, |it| {
            row![
                it.subscription_id.as_str(),
                it.resource.as_str(),
                it.day.to_string(),
                it.n,
                it.used,
                it.own_limit,
                it.source.as_str(),
                it.taken_at,
                it.received_at,
            ]
        })
        .await
}
