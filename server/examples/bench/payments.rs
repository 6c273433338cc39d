//! Payments, many at once (S5 on SQLite, S6 on PostgreSQL), and all that is open at once beside one
//! invoice after the other (S7). The gateway takes no time.

use std::path::{Path, PathBuf};
use std::process::Command;

use tokio::runtime::Runtime;

use crate::Done;
use crate::engine::{Copy, Engine};
use crate::raw;
use crate::series::{PAIRS, goal, row, turns};
use crate::table::{Row, Target};
use crate::till::{Counter, Paid, Payers};

/// How many pay at once.
const AT_ONCE: usize = 64;
/// Invoices of who pays all of them at once.
const OPEN: usize = 25;
/// Where files are never written to a disk.
const MEMORY: &str = "/dev/shm";
/// How long pgbench runs, in seconds, and how many branches it has: no fewer than clients, or they
/// would wait for each other.
const BENCH_SECONDS: &str = "5";
const BRANCHES: &str = "64";

/// All of them, with so many payments.
pub fn run(folder: &Path, payments: usize) -> Done<Vec<Row>> {
    let (disk, mut rows) = (Engine::Sqlite(folder.to_owned()), Vec::new());
    let memory = Path::new(MEMORY).join("saldo-bench");
    if std::fs::create_dir_all(&memory).is_ok() {
        let engine = Engine::Sqlite(memory.clone());
        let what = "payments in memory / raw batches of 100, per second";
        rows.push(beside_raw(&engine, (payments, 100), (what, 0.35))?);
        std::fs::remove_dir_all(&memory)?;
    }
    let what = "payments on disk / raw batches of 10, per second";
    rows.push(beside_raw(&disk, (payments, 10), (what, 0.6))?);
    rows.push(commits(&disk, payments)?);
    rows.extend(together(&disk, payments)?);
    if let Ok(admin) = std::env::var("SALDO_TEST_POSTGRES_URL") {
        let server = Engine::Postgres(admin);
        rows.push(beside_pgbench(&server, payments)?);
        rows.extend(together(&server, payments)?);
    }
    Ok(rows)
}

/// A database in which customers wait.
fn filled(engine: &Engine, name: &str, payers: Payers) -> Done<Copy> {
    let made = engine.empty(name)?;
    Runtime::new()?.block_on(async {
        let db = store::Db::open(&made.url).await?;
        db.migrate().await?;
        payers.settle(&db).await?;
        db.close().await;
        Ok::<_, Box<dyn std::error::Error>>(())
    })?;
    Ok(made)
}

/// What it comes to when they pay; each gets as many captures as there are orders to be paid.
fn pay(copy: &Copy, payers: Payers, singly: bool) -> Done<Paid> {
    let paid = Runtime::new()?.block_on(async {
        let counter = Counter::open(&copy.url, payers).await?;
        let paid = match (singly, payers.invoices) {
            (true, _) => counter.each().await?,
            (false, 1) => counter.all(AT_ONCE).await?,
            (false, _) => counter.all(1).await?,
        };
        counter.close().await;
        Ok::<_, Box<dyn std::error::Error>>(paid)
    })?;
    let each = if singly { payers.invoices } else { 1 };
    let captures = u64::try_from(payers.customers * each)?;
    if paid.captures != captures {
        return Err(format!("{} captures instead of {captures}", paid.captures).into());
    }
    whole(copy)?;
    Ok(paid)
}

/// Who pays less than all would look fast.
fn whole(copy: &Copy) -> Done<()> {
    let open = copy.number("select count(*) from invoice_standing where state <> 'paid'")?;
    if open == 0 {
        return Ok(());
    }
    Err(format!("{open} invoices are still open").into())
}

/// S5: beside a loop that writes the same rows in batches of so many payments.
fn beside_raw(
    engine: &Engine,
    (payments, batch): (usize, usize),
    (what, least): (&str, f64),
) -> Done<Row> {
    let payers = Payers {
        customers: payments,
        invoices: 1,
    };
    let template = filled(engine, "payments", payers)?;
    let after = template.copy("after")?;
    pay(&after, payers, false)?;
    let many = payments as f64;
    let paid = || Ok(many / pay(&template.copy("run")?, payers, false)?.seconds);
    let parts = (payments / batch).max(1);
    let written = || {
        let (before, after) = (file(&template)?, file(&after)?);
        Ok(many / raw::sqlite(&before, &after, parts)?.as_secs_f64())
    };
    let both = turns(PAIRS, paid, written)?;
    let what = format!("{}: {what}", engine.name());
    Ok(row("S5", what, both, Target::AtLeast(least)))
}

fn file(copy: &Copy) -> Done<PathBuf> {
    Ok(copy.path().ok_or("no file")?.to_owned())
}

/// S5: how many commits, and so how many times its log is forced to the disk, a payment costs.
fn commits(engine: &Engine, payments: usize) -> Done<Row> {
    let payers = Payers {
        customers: payments,
        invoices: 1,
    };
    let template = filled(engine, "commits", payers)?;
    let paid = pay(&template, payers, false)?;
    let each = paid.commits as f64 / payments as f64;
    let what = format!("{}: commits per payment, 64 at once", engine.name());
    Ok(goal("S5", what, each, 0.1))
}

/// S7: all that is open at once beside one invoice after the other, in invoices a second.
fn together(engine: &Engine, payments: usize) -> Done<Vec<Row>> {
    let payers = Payers {
        customers: (payments / OPEN).max(1),
        invoices: OPEN,
    };
    let template = filled(engine, "together", payers)?;
    let many = (payers.customers * payers.invoices) as f64;
    let at_once = || Ok(many / pay(&template.copy("run")?, payers, false)?.seconds);
    let singly = || Ok(many / pay(&template.copy("run")?, payers, true)?.seconds);
    let both = turns(PAIRS, at_once, singly)?;
    let what = format!("{}: all of {OPEN} / one by one, per second", engine.name());
    Ok(vec![row("S7", what, both, Target::AtLeast(5.0))])
}

/// S6: beside transactions of pgbench (TPC-B) by as many clients on the same server.
fn beside_pgbench(engine: &Engine, payments: usize) -> Done<Row> {
    let payers = Payers {
        customers: payments,
        invoices: 1,
    };
    let template = filled(engine, "payments", payers)?;
    let bench = engine.empty("pgbench")?;
    pgbench(&["-i", "-q", "-s", BRANCHES, &bench.url])?;
    let many = payments as f64;
    let paid = || Ok(many / pay(&template.copy("run")?, payers, false)?.seconds);
    let clients = AT_ONCE.to_string();
    let anchor = || {
        let of = [
            "-n",
            "-c",
            &clients,
            "-j",
            "2",
            "-T",
            BENCH_SECONDS,
            &bench.url,
        ];
        let told = pgbench(&of)?;
        let rate = told.lines().find_map(|line| line.strip_prefix("tps = "));
        let rate = rate.and_then(|it| it.split(' ').next());
        Ok(rate.ok_or("pgbench says no rate")?.parse()?)
    };
    let both = turns(PAIRS, paid, anchor)?;
    let what = format!("{}: payments / pgbench, per second", engine.name());
    Ok(row("S6", what, both, Target::AtLeast(0.5)))
}

fn pgbench(arguments: &[&str]) -> Done<String> {
    let done = Command::new(binary()).args(arguments).output()?;
    if done.status.success() {
        return Ok(String::from_utf8(done.stdout)?);
    }
    Err(format!("pgbench: {}", String::from_utf8_lossy(&done.stderr)).into())
}

/// Beside the server of the newest version that is there, or wherever it is found.
fn binary() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten();
    let there = versions.flatten().map(|it| it.path().join("bin/pgbench"));
    let there = there.filter(|it| it.exists()).max();
    there.unwrap_or_else(|| PathBuf::from("pgbench"))
}
