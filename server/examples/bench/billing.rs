//! The billing run beside a plain loop that writes the same rows (S8), and pages while it runs
//! (S9).

use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;

use crate::Done;
use crate::books::{LIGHT, Renewals};
use crate::engine::{Copy, Engine};
use crate::house::{House, resident, saldo};
use crate::load::{Page, paced};
use crate::machine::median;
use crate::raw;
use crate::series::{TIME, at_99, goal, row, turns};
use crate::table::{Row, Target};

/// Accounts that the run does in one transaction.
const CHUNK: u32 = 50;
/// Pages a second beside the run: so few that both have room.
const PACE: f64 = 100.0;
/// How long pages are asked for before it is seen whether the run still works.
const WINDOW: Duration = Duration::from_millis(250);
/// Days of a run on which pages are watched.
const DAYS: u32 = 5;

/// What a run took.
struct Ran {
    took: Duration,
    /// Its largest resident memory, in kilobytes.
    memory: u64,
}

/// S8 with so many subscriptions, the fewest first.
pub fn run(engine: &Engine, sizes: &[u32], pairs: usize) -> Done<Vec<Row>> {
    let name = engine.name();
    let (mut rows, mut runs) = (Vec::new(), Vec::new());
    for &subscriptions in sizes {
        let days = 1;
        let books = Renewals {
            subscriptions,
            days,
        };
        let template = engine.fill("renewals", &books)?;
        let after = template.copy("after")?;
        let first = bill(&after, 0)?;
        whole(&after, subscriptions)?;
        let many = f64::from(subscriptions);
        let billed = || Ok(many / bill(&template.copy("run")?, 0)?.took.as_secs_f64());
        let written = || Ok(many / plain(&template, &after, subscriptions)?.as_secs_f64());
        let both = turns(pairs, billed, written)?;
        let what = format!("{name}: run of {subscriptions} / raw loop, subscriptions per second");
        rows.push(row("S8", what, both, Target::AtLeast(0.25)));
        runs.push((many, many / both.0, first.memory as f64 / 1_024.0));
        let chunk = f64::from(Renewals::EACH * CHUNK) / both.0 * 1_000.0;
        let what = format!("{name}: a chunk of a run of {subscriptions}, all in all, ms");
        rows.push(goal("S9", what, chunk, 50.0));
    }
    for pair in runs.windows(2) {
        if let [(few, quick, small), (many, long, large)] = pair {
            let exponent = (long / quick).ln() / (many / few).ln();
            let what = format!("{name}: growth exponent of the run, {few} to {many}");
            rows.push(goal("S8", what, exponent, 1.05));
            let what = format!("{name}: memory that a run of {many} takes more than {few}, MB");
            rows.push(goal("S8", what, large - small, 64.0));
        }
    }
    if let Some((many, _, memory)) = runs.last() {
        let what = format!("{name}: resident memory, run of {many}, MB");
        rows.push(goal("S11", what, *memory, 250.0));
    }
    Ok(rows)
}

fn start(copy: &Copy, day: u32) -> Done<Child> {
    let until = format!("2026-11-{:02}", 1 + day);
    let mut command = Command::new(saldo()?);
    command.args([
        "bill",
        "--until",
        &until,
        "--now",
        &format!("{until}T12:00:00Z"),
    ]);
    command.env("SALDO_DATABASE_URL", &copy.url);
    Ok(command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?)
}

/// Runs a day on a database.
fn bill(copy: &Copy, day: u32) -> Done<Ran> {
    let began = Instant::now();
    let mut child = start(copy, day)?;
    let mut memory = 0;
    loop {
        if let Some(status) = child.try_wait()? {
            if !status.success() {
                return Err(format!("saldo bill: {status}").into());
            }
            let took = began.elapsed();
            return Ok(Ran { took, memory });
        }
        memory = memory.max(resident(child.id()).unwrap_or_default());
        thread::sleep(Duration::from_millis(5));
    }
}

/// The loop that writes what a run has written.
fn plain(before: &Copy, after: &Copy, subscriptions: u32) -> Done<Duration> {
    let parts = (subscriptions / Renewals::EACH / CHUNK).max(1) as usize;
    match (before.path(), after.path()) {
        (Some(before), Some(after)) => raw::sqlite(before, after, parts),
        _ => Runtime::new()?.block_on(raw::postgres(&before.url, &after.url, parts)),
    }
}

/// A run that did less than all would look fast.
fn whole(copy: &Copy, subscriptions: u32) -> Done<()> {
    let lines = copy.number("select count(*) from billed")?;
    if lines == i64::from(subscriptions) {
        return Ok(());
    }
    Err(format!("{subscriptions} subscriptions became {lines} lines").into())
}

/// S9: the same page in quiet windows and in such in which a day of the run is done.
pub fn beside(engine: &Engine, subscriptions: u32) -> Done<Vec<Row>> {
    let books = Renewals {
        subscriptions,
        days: DAYS,
    };
    let copy = engine.fill("beside", &books)?;
    let house = House::saldo(&copy.url)?;
    let page = house.account_page(LIGHT)?;
    let (mut busy, mut quiet) = (Vec::new(), Vec::new());
    for day in 0..DAYS {
        quiet.push(at_99(paced(&page, PACE, TIME)?)?);
        busy.push(while_running(&copy, day, &page)?);
    }
    let both = (median(busy), median(quiet));
    let what = format!(
        "{}: account page while the run works / idle, p99, ms",
        engine.name()
    );
    Ok(vec![row("S9", what, both, Target::AtMost(2.0))])
}

/// The latency of pages while a day is run, in milliseconds.
fn while_running(copy: &Copy, day: u32, page: &Page) -> Done<f64> {
    let mut child = start(copy, day)?;
    let pages = pages(&mut child, page);
    let status = child.wait()?;
    if !status.success() {
        return Err(format!("saldo bill: {status}").into());
    }
    at_99(pages?)
}

/// The latencies of the windows that the run outlasted.
fn pages(child: &mut Child, page: &Page) -> Done<Vec<Duration>> {
    let mut latencies = Vec::new();
    loop {
        let while_it_runs = paced(page, PACE, WINDOW)?;
        if child.try_wait()?.is_some() {
            break;
        }
        latencies.extend(while_it_runs);
    }
    latencies.sort();
    Ok(latencies)
}
