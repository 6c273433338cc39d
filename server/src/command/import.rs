use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read, stdin};
use std::path::{Path, PathBuf};

use clap::Args;
use model::time::Instant;
use portal::import::{Adapters, ImportOptions, ImportReport, run};

use super::Outcome;
use super::clock::{clock, moment};
use super::open::database;
use super::progress::Progress;
use super::trouble::Trouble;
use crate::settings::Settings;

/// What `saldo import` takes.
#[derive(Args, Debug)]
pub struct Import {
    /// The file; `-` for the standard input
    file: PathBuf,
    /// Keeps the good lines although others are bad, and reports each bad one
    #[arg(long)]
    partial: bool,
    /// Takes dates such as today-3d or today+14m
    #[arg(long)]
    relative: bool,
    /// Imports as if it were this instant, such as 2026-03-01T00:00:00Z
    #[arg(long, value_name = "INSTANT", value_parser = moment)]
    now: Option<Instant>,
}

/// Imports a file: all of it or, unless `--partial`, nothing.
pub async fn import(settings: &Settings, options: Import) -> Result<Outcome, Trouble> {
    let source = source(&options.file)?;
    let db = database(settings).await?;
    let progress = Progress::of("rows");
    let how = ImportOptions {
        partial: options.partial,
        relative: options.relative,
        adapters: adapters(settings),
        policy: settings.billing.clone(),
        ids: None,
    };
    let clock = clock(options.now);
    let report = run(&db, &*clock, source, how, &|done, total| {
        progress.tell(done, total)
    })
    .await;
    db.close().await;
    Ok(tell(&report?, options.partial))
}

/// The names of adapters in the settings.
#[must_use]
pub fn adapters(settings: &Settings) -> Adapters {
    Adapters {
        gateways: settings.gateways.keys().cloned().collect(),
        panels: settings.panels.keys().cloned().collect(),
        registrars: settings.registrars.keys().cloned().collect(),
        authorities: settings.authorities.keys().cloned().collect(),
    }
}

fn source(file: &Path) -> Result<Box<dyn BufRead>, Trouble> {
    if file == Path::new("-") {
        let mut text = Vec::new();
        stdin().read_to_end(&mut text)?;
        return Ok(Box::new(Cursor::new(text)));
    }
    let opened = File::open(file);
    let file = opened.map_err(|error| Trouble::new(format!("{}: {error}", file.display())))?;
    Ok(Box::new(BufReader::new(file)))
}

fn tell(report: &ImportReport, partial: bool) -> Outcome {
    for bad in &report.refused {
        eprintln!("{bad}");
    }
    for other in &report.warnings {
        eprintln!(
            "line {}: {}: is {} here, not {}",
            other.line, other.field, other.ours, other.theirs
        );
    }
    let ImportReport {
        added,
        updated,
        unchanged,
        ..
    } = report;
    match report.refused.len() {
        0 => say!("{added} added, {updated} updated, {unchanged} unchanged"),
        bad if partial => {
            say!("{added} added, {updated} updated, {unchanged} unchanged, {bad} refused");
        }
        1 => say!("1 fault: nothing was changed"),
        bad => say!("{bad} faults: nothing was changed"),
    }
    if report.refused.is_empty() {
        Outcome::Done
    } else {
        Outcome::Refused
    }
}
