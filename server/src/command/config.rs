use clap::Subcommand;
use gateway::mail::Smtp;

use super::Outcome;
use super::open::origin;
use super::trouble::Trouble;
use crate::settings::{MailSettings, Settings};
use crate::site::Site;

/// What `saldo config` does.
#[derive(Clone, Copy, Debug, Subcommand)]
pub enum Config {
    /// Prints the settings in force, secrets hidden, and why `serve` would refuse them
    Check,
}

/// Settings that cannot be read do not get here: reading them has refused.
pub fn config(settings: &Settings, action: Config) -> Result<Outcome, Trouble> {
    match action {
        Config::Check => check(settings),
    }
}

fn check(settings: &Settings) -> Result<Outcome, Trouble> {
    say!("{}", toml::to_string(settings)?.trim_end());
    let site = Site::open(&settings.site.root, &settings.brand);
    let refused = [
        origin(settings).err(),
        site.err().map(Trouble::from),
        mail(&settings.mail).err(),
    ];
    let mut outcome = Outcome::Done;
    for trouble in refused.into_iter().flatten() {
        eprintln!("saldo: {trouble}");
        outcome = Outcome::Refused;
    }
    Ok(outcome)
}

/// Nothing is connected and no folder is made.
fn mail(settings: &MailSettings) -> Result<(), Trouble> {
    if settings.directory.is_none() {
        Smtp::new(settings.url.reveal(), &settings.from)?;
    }
    Ok(())
}
