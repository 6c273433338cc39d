use std::sync::Arc;

use model::time::{Clock, MachineClock};
use tokio::sync::watch;
use tokio::time::timeout;

use super::Outcome;
use super::gateways::{Providers, vat};
use super::open::{Mail, database, desk};
use super::serve::{DRAIN, stop_signal};
use super::trouble::Trouble;
use crate::jobs::Jobs;
use crate::settings::Settings;
use crate::telemetry;

/// Runs the jobs until it is asked to stop.
pub async fn work(settings: Settings) -> Result<Outcome, Trouble> {
    telemetry::start(&settings.log, "info")?;
    let db = database(&settings).await?;
    let clock: Arc<dyn Clock> = Arc::new(MachineClock);
    let providers = Providers::open(&settings, &clock).await?;
    let desk = desk(&settings, &db, clock)?.with_gateways(providers.gateways.clone());
    let desk = Arc::new(desk);
    let post = Mail::open(&settings.mail)?.post;
    let (stop, stopped) = watch::channel(false);
    let vat = vat(&settings.vat);
    let jobs = tokio::spawn(Jobs { desk, post, vat }.run(stopped));
    stop_signal().await?;
    stop.send_replace(true);
    let _ = timeout(DRAIN, jobs).await;
    providers.close().await;
    db.close().await;
    Ok(Outcome::Done)
}
