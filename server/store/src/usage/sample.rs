use model::id::SubscriptionId;
use model::time::Date;

use crate::bulk::{Table, by_keys, row};
use crate::error::StoreError;
use crate::packed::{self, RECORD, UNIT};
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

/// The readings of a resource of a subscription, all in one column.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Readings {
    /// Of which subscription.
    #[sqlx(try_from = "String")]
    pub subscription_id: SubscriptionId,
    /// Of which resource.
    pub resource: String,
    packed: String,
}

/// As much of a reading as it is rated by, in base units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Of which day.
    pub day: Date,
    /// Its place among those of the day, from 0.
    pub n: i64,
    /// What was used.
    pub used: i64,
    /// The limit that was reported with it; −1: none.
    pub own_limit: Option<i64>,
    /// When it was taken, µs.
    pub taken_at: i64,
}

impl Readings {
    /// One by one, by day and place.
    ///
    /// # Errors
    /// When the column cannot be read.
    pub fn unpacked(&self) -> Result<Vec<Reading>, StoreError> {
        let records = packed::records(Some(&self.packed));
        let all: Result<Vec<Reading>, _> = records.map(|record| reading(&record)).collect();
        let mut all = all?;
        all.sort_unstable_by_key(|it| (it.day, it.n));
        Ok(all)
    }
}

fn reading(record: &[&str]) -> Result<Reading, StoreError> {
    let unreadable = || StoreError::unreadable("usage_sample", "not five fields");
    let &[day, n, used, limit, taken] = record else {
        return Err(unreadable());
    };
    let number = |text: &str| text.parse::<i64>().map_err(|_| unreadable());
    Ok(Reading {
        day: day.parse().map_err(|_| unreadable())?,
        n: number(n)?,
        used: number(used)?,
        own_limit: Some(limit)
            .filter(|it| !it.is_empty())
            .map(number)
            .transpose()?,
        taken_at: number(taken)?,
    })
}

/// All readings of subscriptions from a day up to, not including, another. A row for each of them
/// would be most of what taking new ones in costs.
///
/// # Errors
/// The engine's.
pub async fn readings(
    tx: &mut Tx,
    subscriptions: &[&str],
    (from, to): (Date, Date),
) -> Result<Vec<Readings>, StoreError> {
    // The days are ours, not a reader's: texts of ten digits and dashes.
    let text = format!(
        "select subscription_id, resource,
            string_agg(day || '{UNIT}' || n || '{UNIT}' || used || '{UNIT}'
                || coalesce(cast(own_limit as text), '') || '{UNIT}' || taken_at, '{RECORD}')
                as packed
        from usage_sample
        where day >= '{from}' and day < '{to}' and subscription_id in ({{keys}})
        group by subscription_id, resource order by subscription_id, resource"
    );
    by_keys!(tx, Readings, text, subscriptions)
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
