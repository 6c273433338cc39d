use std::collections::HashMap;

use billing::usage::{MOST, month_of};
use jiff::Timestamp;
use model::id::{MalformedId, SubscriptionId};
use model::time::{Date, Instant};
use serde::{Deserialize, Serialize};
use store::import::SubscriptionFacts;
use store::usage::Charge;
use store::{StoreError, Tx};

use super::Reading;
use super::facts::once;
use crate::zone::date_in;

/// A row of usage, as the import and the provider's API take it: one day, or many from one on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Row {
    pub subscription: String,
    pub resource: String,
    #[serde(default)]
    pub day: Option<Date>,
    #[serde(default)]
    pub used: Option<i64>,
    #[serde(default)]
    pub from: Option<Date>,
    /// One a day; null where there is none.
    #[serde(default)]
    pub values: Option<Vec<Option<i64>>>,
    #[serde(default)]
    pub limit: Option<i64>,
    /// RFC 3339.
    #[serde(default)]
    pub taken_at: Option<String>,
}

/// The subscription that a row names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Whose {
    pub id: SubscriptionId,
    /// Today in its account's zone.
    pub today: Date,
}

/// The longest name of a resource, in bytes.
const LONGEST: usize = 100;

/// Nobody reports more days at once.
const DAYS: usize = 366;

/// The readings of a row; what is wrong with it is told by field.
pub(crate) fn readings(
    row: &Row,
    whose: Option<&Whose>,
    now: Instant,
    wrong: &mut dyn FnMut(String, String),
) -> Vec<Reading> {
    let mut flaws = 0;
    let mut flaw = |field: &str, reason: &str| {
        flaws += 1;
        wrong(field.to_owned(), reason.to_owned());
    };
    if whose.is_none() {
        let name = &row.subscription;
        flaw(
            "subscription",
            &format!("names {name:?}, which is not there"),
        );
    }
    named(&row.resource, &mut flaw);
    if row.limit.is_some_and(|limit| !(-1..=MOST).contains(&limit)) {
        flaw("limit", "is not -1, nor from 0 to 100000000000000000");
    }
    let taken_at = taken(row, now, &mut flaw);
    let days = days(row, &mut flaw);
    for (field, day, used) in &days {
        if !(0..=MOST).contains(used) {
            flaw(field, "is not from 0 to 100000000000000000");
        }
        if whose.is_some_and(|whose| *day > whose.today) {
            flaw(field, "is of a day that has not begun");
        }
    }
    let Some(whose) = whose.filter(|_| flaws == 0) else {
        return Vec::new();
    };
    let reading = |(_, day, used)| Reading {
        subscription: whose.id.clone(),
        resource: row.resource.clone(),
        day,
        used,
        limit: row.limit,
        taken_at,
    };
    days.into_iter().map(reading).collect()
}

/// A word of letters, digits and dashes: it stands in items of lines, and on pages.
fn named(resource: &str, flaw: &mut dyn FnMut(&str, &str)) {
    let sign = |sign: u8| sign.is_ascii_alphanumeric() || matches!(sign, b'-' | b'_' | b'.');
    if resource.is_empty() || resource.len() > LONGEST || !resource.bytes().all(sign) {
        flaw("resource", "is not a word of letters, digits and dashes");
    }
}

/// When it was taken. A day of grace is for clocks that go wrong.
fn taken(row: &Row, now: Instant, flaw: &mut dyn FnMut(&str, &str)) -> Option<Instant> {
    let text = row.taken_at.as_deref()?;
    match text.parse::<Timestamp>() {
        Ok(at) if at.as_microsecond() <= now.plus_seconds(86_400).0 => {
            Some(Instant(at.as_microsecond()))
        }
        Ok(_) => {
            flaw("taken_at", "is in the future");
            None
        }
        Err(_) => {
            flaw("taken_at", "is not a time such as 2026-03-01T02:00:00Z");
            None
        }
    }
}

/// The days with the field in which each stands, and its value.
fn days(row: &Row, flaw: &mut dyn FnMut(&str, &str)) -> Vec<(String, Date, i64)> {
    match (row.day, row.used, row.from, &row.values) {
        (Some(day), Some(used), None, None) => vec![("used".to_owned(), day, used)],
        (None, None, Some(from), Some(values)) if values.len() <= DAYS => {
            let days = (0..).map(|n| from.plus_days(n)).zip(values).enumerate();
            let known = days.filter_map(|(n, (day, used))| {
                used.map(|used| (format!("values[{n}]"), day, used))
            });
            known.collect()
        }
        (None, None, Some(_), Some(_)) => {
            flaw("values", "are of more than 366 days");
            Vec::new()
        }
        (Some(_), None, None, None) => {
            flaw("used", "is missing");
            Vec::new()
        }
        (None, None, Some(_), None) => {
            flaw("values", "is missing");
            Vec::new()
        }
        _ => {
            flaw("day", "and used, or from and values: one of the two pairs");
            Vec::new()
        }
    }
}

/// Subscriptions by the provider's own ids, with today's date where they are.
pub(crate) async fn whose(
    tx: &mut Tx,
    found: HashMap<String, SubscriptionFacts>,
    now: Instant,
) -> Result<HashMap<String, Whose>, StoreError> {
    let accounts: Vec<&str> = found.values().map(|it| it.account_id.as_str()).collect();
    let registers = store::usage::registers(tx, &once(accounts)).await?;
    let today = registers
        .into_iter()
        .map(|it| (it.id.to_string(), date_in(&it.time_zone, now)));
    let today: HashMap<String, Date> = today.collect();
    let mut known = HashMap::with_capacity(found.len());
    for (name, facts) in found {
        let id = facts.id.parse();
        let id =
            id.map_err(|error: MalformedId| StoreError::unreadable("subscription.id", error))?;
        if let Some(today) = today.get(&facts.account_id).copied() {
            known.insert(name, Whose { id, today });
        }
    }
    Ok(known)
}

/// Of what months cost, only what the month costs that it is now where the account is.
pub(crate) fn of_today(found: Vec<Charge>, now: Instant) -> Vec<Charge> {
    let today = |row: &Charge| month_of(date_in(&row.time_zone, now)).from;
    found
        .into_iter()
        .filter(|row| row.month == today(row))
        .collect()
}
