use std::io::Read;
use std::sync::Arc;

use clap::Args;
use model::time::{Clock, MachineClock};

use super::Outcome;
use super::gateways::Providers;
use super::open::{desk, existing};
use super::trouble::Trouble;
use crate::provider::{Asked, call as ask};
use crate::settings::Settings;

/// What `saldo call` takes.
#[derive(Args, Debug)]
pub struct Call {
    /// Below /api/provider/v1, such as payments/ID/refunds; a wrong one tells all of them
    path: String,
    /// The body; - reads it from the standard input
    json: Option<String>,
    /// Does it once under this key, however often it is called
    #[arg(long, value_name = "KEY")]
    once: Option<String>,
}

/// Does what a request of the provider's API does, without a key.
pub async fn call(settings: &Settings, options: Call) -> Result<Outcome, Trouble> {
    let body = match options.json.as_deref() {
        Some("-") => Some(standard_input()?),
        _ => options.json,
    };
    let db = existing(settings).await?;
    let clock: Arc<dyn Clock> = Arc::new(MachineClock);
    let providers = Providers::open(settings, &clock).await?;
    let desk = desk(settings, &db, clock)?.with_gateways(providers.gateways.clone());
    let asked = Asked {
        path: &options.path,
        body: body.as_deref(),
        once: options.once.as_deref(),
    };
    let done = ask(&desk, asked).await;
    drop(desk);
    providers.close().await;
    db.close().await;
    match done {
        Ok(answer) => {
            say!("{answer}");
            Ok(Outcome::Done)
        }
        Err(problem) => {
            eprintln!("{}", serde_json::to_string(&problem).unwrap_or_default());
            Ok(Outcome::Refused)
        }
    }
}

fn standard_input() -> Result<String, Trouble> {
    let mut text = String::new();
    let read = std::io::stdin().read_to_string(&mut text);
    read.map_err(|error| Trouble::new(format!("the standard input cannot be read: {error}")))?;
    Ok(text)
}
