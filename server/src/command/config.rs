use clap::Subcommand;

use super::Outcome;
use super::trouble::Trouble;
use crate::settings::Settings;

/// What `saldo config` does.
#[derive(Clone, Copy, Debug, Subcommand)]
pub enum Config {
    /// Prints the settings in force, secrets hidden
    Check,
}

/// Settings that are wrong do not get here: reading them has refused.
pub fn config(settings: &Settings, action: Config) -> Result<Outcome, Trouble> {
    match action {
        Config::Check => say!("{}", toml::to_string(settings)?.trim_end()),
    }
    Ok(Outcome::Done)
}
