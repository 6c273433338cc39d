//! The billing run: what it issues and collects, however it is cut.

mod ahead;
mod coupon;
mod cut;
pub mod dunning;
mod fault;
mod foretold;
mod late;
mod parked;
mod plain;
mod stopping;
mod usage;

use model::time::{Clock, Date, FixedClock, Instant};
use portal::import::{Adapters, ImportOptions, run as import};
use portal::run::{Order, Report, run};
use serde_json::{Map, Value};
use store::Db;
use store::probe::number;

/// 2026-03-01T10:00:00Z: past the hour of charges in all zones but New York's.
pub const BEGIN: FixedClock = FixedClock(Instant(1_772_359_200_000_000));

pub const BOOKS: &str = include_str!("issuing.ndjson");

/// Noon of a day.
pub fn on(day: &str) -> FixedClock {
    let day: Date = day.parse().expect("a day");
    at(day.since(BEGIN.now().utc_date()))
}

/// So many days after the beginning.
pub fn at(days: i32) -> FixedClock {
    FixedClock(BEGIN.now().plus_seconds(i64::from(days) * 86_400))
}

/// Brings books in.
pub async fn books(db: &Db, text: &str) {
    let options = ImportOptions {
        adapters: Adapters {
            gateways: vec!["sandbox".to_owned()],
            ..Adapters::default()
        },
        ..ImportOptions::default()
    };
    let report = import(db, &BEGIN, text.as_bytes(), options, &|_, _| {}).await;
    assert_eq!(report.expect("imports").refused, []);
}

/// Runs up to a day.
pub async fn until(db: &Db, clock: &FixedClock, day: &str) -> Report {
    let order = Order {
        until: Some(day.parse().expect("a day")),
        ..Order::default()
    };
    run(db, clock, order, &|_| {}).await.expect("runs")
}

/// Runs all days that have begun.
pub async fn go(db: &Db, clock: &FixedClock) -> Report {
    let done = run(db, clock, Order::default(), &|_| {}).await;
    done.expect("runs")
}

/// Runs each of so many days on itself, late enough for all hours.
pub async fn daily(db: &Db, days: std::ops::RangeInclusive<i32>) {
    for day in days {
        go(db, &FixedClock(at(day).now().plus_seconds(8 * 3_600))).await;
    }
}

/// The objects of a type, as an export writes them.
pub async fn exported(db: &Db, kind: &str) -> Vec<Map<String, Value>> {
    let mut out = Vec::new();
    let clock = on("2026-03-01");
    portal::export::run(db, &clock, &mut out, None)
        .await
        .expect("exports");
    let text = String::from_utf8(out).expect("text");
    let objects = text.lines().map(|line| {
        let object: Map<String, Value> = serde_json::from_str(line).expect("an object");
        object
    });
    objects.filter(|it| it["type"] == kind).collect()
}

/// What can be seen of the books, but for what may fall differently: ids and numbers.
pub async fn seen(db: &Db) -> Vec<String> {
    let mut seen = Vec::new();
    for kind in ["invoice", "subscription", "credit", "account"] {
        for mut object in exported(db, kind).await {
            if object.get("planned_on").is_some() {
                for field in ["ref", "number", "hash"] {
                    object.remove(field);
                }
            }
            seen.push(Value::from(object).to_string());
        }
    }
    seen.sort();
    seen
}

/// What of it does not depend on the days on which it was done.
pub async fn planned(db: &Db) -> Vec<String> {
    let mut planned = Vec::new();
    for mut invoice in exported(db, "invoice").await {
        if invoice.get("planned_on").is_some() {
            for field in ["ref", "number", "hash", "issued_on", "due_on"] {
                invoice.remove(field);
            }
            for field in ["status", "overdue", "settled", "open", "payments"] {
                invoice.remove(field);
            }
            planned.push(Value::from(invoice).to_string());
        }
    }
    planned.sort();
    planned
}

/// That both say the same.
pub fn same(found: &[String], expected: &[String]) {
    let only = |one: &[String], other: &[String]| -> Vec<String> {
        let mut only = one.to_vec();
        only.retain(|line| !other.contains(line));
        only
    };
    let (more, less) = (only(found, expected), only(expected, found));
    assert!(more.is_empty() && less.is_empty(), "{more:#?}\n{less:#?}");
    assert_eq!(found.len(), expected.len());
}

/// The numbers that were given.
pub async fn given(db: &Db) -> i64 {
    number(db, "select count(*) from invoice where not imported")
        .await
        .expect("counts")
}

/// That every invariant holds.
pub async fn sound(db: &Db) {
    let report = portal::verify::run(db).await.expect("verifies");
    assert!(report.clean(), "{report}");
}
