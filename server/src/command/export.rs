use std::io::{BufWriter, stdout};

use clap::Args;
use model::time::MachineClock;

use super::Outcome;
use super::open::existing;
use super::trouble::Trouble;
use crate::settings::Settings;

/// What `saldo export` takes.
#[derive(Args, Debug)]
pub struct Export {
    /// Only what belongs to the account of this reference
    #[arg(long, value_name = "REF")]
    account: Option<String>,
    /// One JSON object a line, as always
    #[arg(long)]
    json: bool,
}

/// Writes to the standard output, from one snapshot. What comes out is as secret as the database.
pub async fn export(settings: &Settings, options: Export) -> Result<Outcome, Trouble> {
    let db = existing(settings).await?;
    let out = BufWriter::new(stdout().lock());
    let lines = portal::export::run(&db, &MachineClock, out, options.account.as_deref()).await;
    db.close().await;
    let lines = lines?;
    eprintln!("{lines} lines");
    Ok(Outcome::Done)
}
