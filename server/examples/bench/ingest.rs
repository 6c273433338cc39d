//! Usage that machines report, beside inserts of the same rows, many at once (S10).

use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Row as _, SqliteConnection};
use tokio::runtime::Runtime;

use crate::Done;
use crate::books::Renewals;
use crate::engine::{Copy, Engine};
use crate::house::{House, saldo};
use crate::load::Connection as Http;
use crate::raw;
use crate::series::{PAIRS, row, turns};
use crate::table::{Row, Target};

/// Readings of a batch, the most that is taken at once.
const BATCH: usize = 10_000;
/// Days on which every subscription reports.
const DAYS: usize = 9;
/// Readings of one statement of the anchor.
const AT_ONCE: usize = 500;

/// S10: all readings, and a tenth of them once more.
pub fn run(engine: &Engine, subscriptions: u32) -> Done<Vec<Row>> {
    let books = Renewals {
        subscriptions,
        days: 1,
    };
    let template = engine.fill("ingest", &books)?;
    let key = key(&template)?;
    let batches = batches(subscriptions as usize);
    let many = (subscriptions as usize * DAYS) as f64;
    let after = template.copy("after")?;
    post(&after, &key, &batches)?;
    once(&after, many as i64)?;
    let taken = || {
        let fresh = template.copy("run")?;
        Ok(many / post(&fresh, &key, &batches)?.as_secs_f64())
    };
    let written = || {
        let fresh = template.copy("raw")?;
        Ok(many / plain(&fresh, &after)?.as_secs_f64())
    };
    let both = turns(PAIRS, taken, written)?;
    let what = format!(
        "{}: usage, readings / raw inserts, per second",
        engine.name()
    );
    Ok(vec![row("S10", what, both, Target::AtLeast(0.3))])
}

/// A key that may report usage.
fn key(copy: &Copy) -> Done<String> {
    let made = Command::new(saldo()?)
        .args(["key", "create", "bench", "--scope", "usage"])
        .env("SALDO_DATABASE_URL", &copy.url)
        .output()?;
    Ok(String::from_utf8(made.stdout)?.trim().to_owned())
}

/// The bodies: day by day, and at last some that were sent before.
fn batches(subscriptions: usize) -> Vec<String> {
    let mut rows: Vec<Value> = Vec::new();
    for day in 1..=DAYS {
        for at in 0..subscriptions {
            let (customer, own) = (at / Renewals::EACH as usize, at % Renewals::EACH as usize);
            rows.push(json!({
                "subscription": format!("S-A-{customer}-{own}"), "resource": "disk",
                "day": format!("2026-11-0{day}"), "used": 1_000_000_000 + at * day,
            }));
        }
    }
    let again: Vec<Value> = rows.iter().step_by(10).cloned().collect();
    rows.extend(again);
    let text = |rows: &[Value]| Value::from(rows).to_string();
    rows.chunks(BATCH).map(text).collect()
}

/// How long a server takes to take all of it in.
fn post(copy: &Copy, key: &str, batches: &[String]) -> Done<Duration> {
    let house = House::saldo(&copy.url)?;
    let mut open = Http::open(house.address)?;
    let began = Instant::now();
    for batch in batches {
        let answer = open.ask(&format!(
            "POST /api/provider/v1/usage HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {key}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{batch}",
            house.address,
            batch.len()
        ))?;
        if answer.status != 200 {
            let told = String::from_utf8_lossy(&answer.body);
            return Err(format!("usage: {} {told:.300}", answer.status).into());
        }
    }
    Ok(began.elapsed())
}

/// What was sent twice stands there once.
fn once(copy: &Copy, readings: i64) -> Done<()> {
    let stored = copy.number("select count(*) from usage_sample")?;
    if stored == readings {
        return Ok(());
    }
    Err(format!("{readings} readings were stored as {stored}").into())
}

/// A reading as a tuple of SQL.
const TUPLE: &str =
    "select '(''' || subscription_id || ''',''' || resource || ''',''' || day || ''','
    || n || ',' || used || ',null,''' || source || ''',' || taken_at || ',' || received_at || ')'
    from usage_sample";

/// How long inserts of the same readings take, many in each, a batch in each transaction.
fn plain(fresh: &Copy, after: &Copy) -> Done<Duration> {
    Runtime::new()?.block_on(async {
        match (fresh.path(), after.path()) {
            (Some(fresh), Some(after)) => {
                let mut done = SqliteConnection::connect_with(&raw::options(after)).await?;
                let rows = sqlx::query(TUPLE).fetch_all(&mut done).await?;
                let texts = inserts(rows.iter().map(|row| row.get(0)).collect());
                let mut open = SqliteConnection::connect_with(&raw::options(fresh)).await?;
                let began = Instant::now();
                for text in texts {
                    open.execute(AssertSqlSafe(text)).await?;
                }
                Ok(began.elapsed())
            }
            _ => {
                let mut done = PgConnection::connect(&after.url).await?;
                let rows = sqlx::query(TUPLE).fetch_all(&mut done).await?;
                let texts = inserts(rows.iter().map(|row| row.get(0)).collect());
                let mut open = PgConnection::connect(&fresh.url).await?;
                let began = Instant::now();
                for text in texts {
                    open.execute(AssertSqlSafe(text)).await?;
                }
                Ok(began.elapsed())
            }
        }
    })
}

fn inserts(tuples: Vec<String>) -> Vec<String> {
    let insert = |rows: &[String]| format!("insert into usage_sample values {};", rows.join(","));
    let batch = |rows: &[String]| {
        let all: Vec<String> = rows.chunks(AT_ONCE).map(insert).collect();
        format!("begin;{}commit;", all.concat())
    };
    tuples.chunks(BATCH).map(batch).collect()
}
