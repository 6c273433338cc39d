use clap::Args;

use super::Outcome;
use super::open::existing;
use super::trouble::Trouble;
use crate::settings::Settings;

/// What `saldo verify` takes.
#[derive(Args, Clone, Copy, Debug)]
pub struct Verify {
    /// Prints an array of objects instead of lines
    #[arg(long)]
    json: bool,
}

/// Names the first row of each invariant that does not hold.
pub async fn verify(settings: &Settings, options: Verify) -> Result<Outcome, Trouble> {
    let db = existing(settings).await?;
    let report = portal::verify::run(&db).await;
    db.close().await;
    let report = report?;
    if options.json {
        say!("{}", report.json());
    } else {
        say!("{}", report.to_string().trim_end());
    }
    Ok(if report.clean() {
        Outcome::Done
    } else {
        Outcome::Refused
    })
}
