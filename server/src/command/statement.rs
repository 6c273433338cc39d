use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use model::time::MachineClock;
use portal::transfer::{StatementReport, Untaken};

use super::Outcome;
use super::open::{desk, existing, internal};
use super::trouble::Trouble;
use crate::settings::Settings;

/// What `saldo import-statement` takes.
#[derive(Args, Debug)]
pub struct Statement {
    /// The file of the bank (CAMT.053); `-` for the standard input
    file: PathBuf,
    /// Prints what became of each entry, one JSON object a line
    #[arg(long)]
    json: bool,
}

/// Books the money that came in by a bank statement, each entry once.
pub async fn statement(settings: &Settings, options: Statement) -> Result<Outcome, Trouble> {
    let file = content(&options.file)?;
    let db = existing(settings).await?;
    let desk = desk(settings, &db, Arc::new(MachineClock))?;
    let done = desk.import_statements(&file).await;
    drop(desk);
    db.close().await;
    match done {
        Ok(report) => {
            tell(&report, options.json);
            Ok(Outcome::Done)
        }
        Err(untaken @ Untaken::Unread(_)) => {
            eprintln!("{untaken}: nothing was booked");
            Ok(Outcome::Refused)
        }
        Err(Untaken::Broken {
            statement,
            entry,
            cause,
        }) => {
            eprintln!("statement {statement}, entry {entry}: the same file again goes on there");
            Err(internal(*cause))
        }
    }
}

fn content(file: &Path) -> Result<Vec<u8>, Trouble> {
    if file == Path::new("-") {
        let mut text = Vec::new();
        std::io::stdin().read_to_end(&mut text)?;
        return Ok(text);
    }
    let read = std::fs::read(file);
    read.map_err(|error| Trouble::new(format!("{}: {error}", file.display())))
}

fn tell(report: &StatementReport, json: bool) {
    let waiting = report.booked.iter();
    let waiting = waiting.filter(|it| it.arrived.account.is_none()).count();
    if json {
        for booked in &report.booked {
            say!("{}", serde_json::to_string(booked).unwrap_or_default());
        }
        for known in &report.known {
            say!("{}", serde_json::to_string(known).unwrap_or_default());
        }
        for ignored in &report.ignored {
            say!("{}", serde_json::to_string(ignored).unwrap_or_default());
        }
    } else {
        let (booked, ignored) = (report.booked.len(), report.ignored.len());
        let known = report.known.len();
        say!("{booked} booked, {known} known before, {ignored} left alone");
        for it in &report.known {
            say!(
                "known: statement {}, entry {}, as {}",
                it.statement,
                it.entry,
                it.known
            );
        }
    }
    if waiting > 0 {
        eprintln!("{waiting} of them match nothing: see saldo call unapplied");
    }
}
