use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use gateway::payment::Secret;
use gateway::payment::sandbox::{Rules, serve};
use model::time::MachineClock;
use tokio::net::TcpListener;
use tokio::select;
use tokio::sync::watch;

use super::Outcome;
use super::serve::stop_signal;
use super::trouble::Trouble;
use crate::settings::Settings;
use crate::telemetry;

/// What `saldo sandbox` takes.
#[derive(Args, Debug)]
pub struct Sandbox {
    /// Where it listens; port 0 is a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:3010")]
    listen: SocketAddr,
    /// Its books, a file of its own
    #[arg(long, value_name = "FILE", default_value = "sandbox.db")]
    books: PathBuf,
    /// The file with the secret that it shares with the portal
    #[arg(long, value_name = "FILE")]
    secret_file: PathBuf,
    /// Where it sends its webhooks; nowhere if absent
    #[arg(long, value_name = "URL")]
    webhooks: Option<String>,
    /// Where browsers find its pages; the address that it listens on if absent
    #[arg(long, value_name = "URL")]
    pages: Option<String>,
    /// How many seconds takes what takes its time
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    pace: u32,
}

/// How long a slow answer takes.
const SLOW: Duration = Duration::from_secs(30);

/// Serves the test gateway in a process of its own until it is asked to stop.
pub async fn sandbox(settings: &Settings, options: Sandbox) -> Result<Outcome, Trouble> {
    telemetry::start(&settings.log, "info")?;
    let secret = fs::read_to_string(&options.secret_file).map_err(|error| {
        let file = options.secret_file.display();
        Trouble::new(format!("the secret in {file} cannot be read: {error}"))
    })?;
    let listener = TcpListener::bind(options.listen).await.map_err(|error| {
        let address = options.listen;
        Trouble::new(format!("cannot listen on {address}: {error}"))
    })?;
    let here = format!("http://{}", listener.local_addr()?);
    let pages = options.pages.unwrap_or_else(|| here.clone());
    let rules = Rules {
        pages: pages.trim_end_matches('/').to_owned(),
        secret: Secret::new(secret.trim()),
        pace: options.pace.into(),
        answer: SLOW,
    };
    println!("The sandbox serves {here}");
    let (stop, stopped) = watch::channel(false);
    let way = (options.books.as_path(), options.webhooks.as_deref());
    let serving = serve(listener, way, rules, Arc::new(MachineClock), stopped);
    let mut serving = pin!(serving);
    select! {
        served = &mut serving => served?,
        asked = stop_signal() => {
            asked?;
            stop.send_replace(true);
            serving.await?;
        }
    }
    Ok(Outcome::Done)
}
