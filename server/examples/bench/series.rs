//! What is measured, in which order.

use std::path::Path;
use std::time::Duration;

use store::testing::Fresh;

use crate::Done;
use crate::books::{HEAVY, LIGHT};
use crate::browser::{seen, weight};
use crate::engine::Engine;
use crate::house::{House, database, import};
use crate::load::{Page, paced, rate};
use crate::machine::{median, state};
use crate::restart::restarts;
use crate::table::{Row, Target, print};
use crate::{billing, ingest, payments};

/// Pairs of measurements, in turns: A B, B A, A B, …
pub const PAIRS: usize = 5;
/// How long one measurement takes.
pub const TIME: Duration = Duration::from_secs(3);

/// Everything.
pub fn all(folder: &Path, (few, many): (u32, u32)) -> Done<Vec<Row>> {
    let (small, large) = (database(folder, few)?, database(folder, many)?);
    let mut rows = weight(&small)?;
    rows.extend(seen(&small)?);
    rows.extend(start(&small)?);
    rows.push(goal(
        "S12",
        "restarts under load, failed requests",
        restarts(&small)?,
        0.0,
    ));
    rows.extend(pages("SQLite", &small, &large)?);
    if std::env::var_os("SALDO_TEST_POSTGRES_URL").is_some() {
        rows.extend(on_postgres(folder, few, many)?);
    }
    rows.extend(work(folder, many)?);
    rows.extend(paid(folder, crate::PAYMENTS)?);
    Ok(rows)
}

/// What the billing run and machines that report usage do, with so many subscriptions.
pub fn work(folder: &Path, many: u32) -> Done<Vec<Row>> {
    let mut rows = Vec::new();
    let mut engines = vec![(Engine::Sqlite(folder.to_owned()), vec![many / 10, many])];
    if let Ok(admin) = std::env::var("SALDO_TEST_POSTGRES_URL") {
        engines.push((Engine::Postgres(admin), vec![many]));
    }
    for (engine, sizes) in engines {
        rows.extend(billing::run(&engine, &sizes, PAIRS)?);
        rows.extend(billing::beside(&engine, many)?);
        rows.extend(ingest::run(&engine, many / 10)?);
    }
    Ok(rows)
}

/// What customers pay, with so many payments in a measurement.
pub fn paid(folder: &Path, many: u32) -> Done<Vec<Row>> {
    payments::run(folder, usize::try_from(many)?)
}

/// What takes too long for every day: the billing run once, with ten times as many subscriptions.
pub fn full(folder: &Path, many: u32) -> Done<Vec<Row>> {
    let engine = Engine::Sqlite(folder.to_owned());
    billing::run(&engine, &[many / 10, many * 10], 1)
}

/// Measures and prints the table.
pub fn told(measure: impl FnOnce(&Path) -> Done<Vec<Row>>) -> Done<()> {
    let folder = Path::new("target/bench");
    std::fs::create_dir_all(folder)?;
    let before = state(folder)?;
    let rows = measure(folder)?;
    println!("\nbefore: {before}\nafter:  {}\n", state(folder)?);
    print(&rows);
    Ok(())
}

/// Cold starts, and what an idle process holds.
fn start(url: &str) -> Done<Vec<Row>> {
    let (mut times, mut memory) = (Vec::new(), Vec::new());
    for _ in 0..PAIRS {
        let house = House::saldo(url)?;
        times.push(house.began.as_secs_f64() * 1_000.0);
        memory.push(house.memory()? as f64 / 1_024.0);
    }
    Ok(vec![
        goal("S12", "start to first page, ms", median(times), 500.0),
        goal("S11", "resident memory, idle, MB", median(memory), 60.0),
    ])
}

/// The same pages on the other engine, on databases that are removed afterwards.
fn on_postgres(folder: &Path, few: u32, many: u32) -> Done<Vec<Row>> {
    let runtime = tokio::runtime::Runtime::new()?;
    let fresh = || runtime.block_on(store::testing::postgres());
    let (small, large): (Fresh, Fresh) = (fresh(), fresh());
    import(folder, &small.url, few)?;
    import(folder, &large.url, many)?;
    let rows = pages("PostgreSQL", &small.url, &large.url);
    runtime.block_on(async {
        small.close().await;
        large.close().await;
    });
    rows
}

fn pages(engine: &'static str, small: &str, large: &str) -> Done<Vec<Row>> {
    let house = House::saldo(small)?;
    let light = house.account_page(LIGHT)?;
    let mut rows = beside_floor(engine, &light, small)?;
    let memory = house.memory()? as f64 / 1_024.0;
    let what = format!("{engine}: resident memory, after S1, MB");
    rows.push(goal("S11", what, memory, 200.0));

    let big = House::saldo(large)?;
    let among_many = big.account_page(LIGHT)?;
    let (flat, at_small) = turns(PAIRS, || rate(&among_many, TIME), || rate(&light, TIME))?;
    let least = Target::AtLeast(0.85);
    rows.push(row(
        "S3",
        format!("{engine}: large / small database, per second"),
        (flat, at_small),
        least,
    ));

    // Both at the same pace, which the heavier page can keep.
    let heavy = house.account_page(HEAVY)?;
    let pace = rate(&heavy, TIME)? * 0.7;
    let both = turns(PAIRS, || p99(&heavy, pace), || p99(&light, pace))?;
    rows.push(row(
        "S4",
        format!("{engine}: heavy / light customer, p99, ms"),
        both,
        Target::AtMost(1.5),
    ));
    Ok(rows)
}

fn beside_floor(engine: &str, page: &Page, url: &str) -> Done<Vec<Row>> {
    let floor = House::floor(url)?;
    let raw = Page {
        address: floor.address,
        ..page.clone()
    };
    let (served, by_floor) = turns(PAIRS, || rate(page, TIME), || rate(&raw, TIME))?;
    let waits = turns(
        PAIRS,
        || p99(page, served * 0.7),
        || p99(&raw, by_floor * 0.7),
    )?;
    let (least, most) = (Target::AtLeast(0.5), Target::AtMost(3.0));
    Ok(vec![
        row(
            "S1",
            format!("{engine}: account page / floor, per second"),
            (served, by_floor),
            least,
        ),
        row(
            "S2",
            format!("{engine}: p99 at 70 % / floor's, ms"),
            waits,
            most,
        ),
    ])
}

/// A figure beside its anchor's.
pub fn row(
    id: &'static str,
    what: impl Into<String>,
    (value, anchor): (f64, f64),
    target: Target,
) -> Row {
    Row {
        id,
        what: what.into(),
        value,
        anchor: Some(anchor),
        target,
    }
}

/// A figure that has no anchor.
pub fn goal(id: &'static str, what: impl Into<String>, value: f64, bound: f64) -> Row {
    Row {
        id,
        what: what.into(),
        value,
        anchor: None,
        target: Target::AtMost(bound),
    }
}

fn p99(page: &Page, pace: f64) -> Done<f64> {
    at_99(paced(page, pace, TIME)?)
}

/// The 99th of a hundred, of latencies in order, in milliseconds.
pub fn at_99(latencies: Vec<Duration>) -> Done<f64> {
    let at = latencies.len() * 99 / 100;
    let latency = latencies.get(at).ok_or("nothing was served")?;
    Ok(latency.as_secs_f64() * 1_000.0)
}

/// The medians of both, measured in turns so that a slow minute hits both.
pub fn turns(
    pairs: usize,
    a: impl Fn() -> Done<f64>,
    b: impl Fn() -> Done<f64>,
) -> Done<(f64, f64)> {
    let (mut of_a, mut of_b) = (Vec::new(), Vec::new());
    for pair in 0..pairs {
        if pair % 2 == 0 {
            of_a.push(a()?);
            of_b.push(b()?);
        } else {
            of_b.push(b()?);
            of_a.push(a()?);
        }
    }
    Ok((median(of_a), median(of_b)))
}
