use std::sync::Arc;

use clap::Subcommand;
use model::fault::Fault;
use model::time::{Instant, MachineClock};
use portal::people::{SCOPES, create_key, disable_key, keys, rotate_key};
use portal::{Desk, Failure};

use super::Outcome;
use super::open::{desk, existing, internal};
use super::trouble::Trouble;
use super::user::problems;
use crate::settings::Settings;
use crate::telemetry;

/// What `saldo key` does.
#[derive(Debug, Subcommand)]
pub enum Key {
    /// Makes a key and prints its secret, once
    Create {
        /// What it is called
        name: String,
        /// What it may be used for; again for each
        #[arg(long = "scope", value_name = "SCOPE", required = true, value_parser = SCOPES)]
        scopes: Vec<String>,
    },
    /// Lists the keys by name
    List,
    /// Disables a key
    Disable {
        /// What it is called
        name: String,
    },
    /// Gives a key another secret and prints it, once; the old one is of no use any more
    Rotate {
        /// What it is called
        name: String,
    },
}

/// Carries it out.
pub async fn key(settings: &Settings, action: Key) -> Result<Outcome, Trouble> {
    telemetry::start(&settings.log, "error")?;
    let db = existing(settings).await?;
    let desk = desk(settings, &db, Arc::new(MachineClock))?;
    let done = match &action {
        Key::Create { name, scopes } => create_key(&desk, name, scopes).await.map(Some),
        Key::Rotate { name } => rotate_key(&desk, name).await.map(Some),
        Key::Disable { name } => disable_key(&desk, name).await.map(|()| None),
        Key::List => list(&desk).await.map(|()| None),
    };
    db.close().await;
    if let Some(secret) = done.map_err(refused)? {
        say!("{secret}");
    }
    Ok(Outcome::Done)
}

async fn list(desk: &Desk) -> Result<(), Failure> {
    let keys = keys(desk).await?;
    if keys.is_empty() {
        eprintln!("There are no keys yet: `saldo key create` makes one.");
    }
    for key in keys {
        let state = if key.disabled_at.is_some() {
            "disabled"
        } else {
            "active"
        };
        let (made, scopes) = (Instant(key.created_at).utc_date(), key.scopes.0.join(","));
        say!("{}\t{state}\t{made}\t{scopes}", key.name);
    }
    Ok(())
}

fn refused(failure: Failure) -> Trouble {
    Trouble::new(match failure.fault() {
        Fault::NotFound => "there is no key of this name in use".to_owned(),
        Fault::Conflict => "there is a key of this name already".to_owned(),
        Fault::Invalid(errors) => problems(&errors.0),
        _ => return internal(failure),
    })
}
