use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gateway::payment::manual::Manual;
use gateway::payment::sandbox::{Remote, Rules, Sandbox};
use gateway::payment::stripe::{Stripe, StripeRules};
use gateway::payment::{Gateway, Secret};
use gateway::vat::{VIES, VatService, Vies};
use model::time::Clock;
use portal::checkout::Gateways;

use super::open::origin;
use super::trouble::Trouble;
use crate::settings::{GatewayKind, GatewaySettings, STRIPE, Settings, VatKind, VatSettings};

/// How long a gateway's answer is waited for; what came of it is asked later.
const PATIENCE: Duration = Duration::from_secs(30);
/// How many seconds takes what takes its time in a sandbox of this process.
const PACE: i64 = 20;

/// The payment providers of the settings, ready to be asked.
pub struct Providers {
    /// All of them.
    pub gateways: Gateways,
    /// The sandboxes in this process, by name.
    pub sandboxes: Vec<(String, Arc<Sandbox>)>,
}

impl Providers {
    /// Makes ready; nothing is connected yet but the books of sandboxes in this process.
    pub async fn open(settings: &Settings, clock: &Arc<dyn Clock>) -> Result<Self, Trouble> {
        let origin = origin(settings)?;
        let mut gateways = Gateways::of_portal(origin.as_str());
        let mut sandboxes = Vec::new();
        for (name, of) in &settings.gateways {
            let mut secrets = of.webhook_secrets.clone();
            let gateway: Arc<dyn Gateway> = match of.kind {
                GatewayKind::Manual => Arc::new(Manual),
                GatewayKind::Stripe => Arc::new(stripe(of)),
                GatewayKind::Sandbox => match &of.url {
                    Some(url) => Arc::new(remote(of, url)),
                    None => {
                        let pages = format!("{}/sandbox/{name}", origin.as_str());
                        let (sandbox, secret) = embedded(of, (name, pages), clock).await?;
                        secrets.push(secret);
                        sandboxes.push((name.clone(), Arc::clone(&sandbox)));
                        sandbox
                    }
                },
            };
            gateways = gateways.with_webhooks(name, gateway, secrets);
        }
        Ok(Self {
            gateways,
            sandboxes,
        })
    }

    /// Lets the sandboxes go.
    pub async fn close(&self) {
        for (_, sandbox) in &self.sandboxes {
            sandbox.close().await;
        }
    }
}

/// The VAT service of the settings.
pub fn vat(of: &VatSettings) -> Option<Arc<dyn VatService>> {
    let url = of.url.as_deref().unwrap_or(VIES);
    of.service.map(|kind| match kind {
        VatKind::Vies => Arc::new(Vies::new(url, PATIENCE)) as Arc<dyn VatService>,
    })
}

fn stripe(of: &GatewaySettings) -> Stripe {
    let base = of.url.as_deref().unwrap_or(STRIPE);
    Stripe::new(StripeRules {
        base: base.trim_end_matches('/').to_owned(),
        secret_key: of.secret.clone(),
        public_key: of.public_key.clone(),
        patience: PATIENCE,
    })
}

fn remote(of: &GatewaySettings, url: &str) -> Remote {
    let pages = of.pages.as_deref().unwrap_or(url);
    let (url, pages) = (url.trim_end_matches('/'), pages.trim_end_matches('/'));
    Remote::new(url, pages, of.secret.clone(), PATIENCE)
}

async fn embedded(
    of: &GatewaySettings,
    (name, pages): (&str, String),
    clock: &Arc<dyn Clock>,
) -> Result<(Arc<Sandbox>, Secret), Trouble> {
    let books = of.books.as_deref();
    let books = books.ok_or_else(|| Trouble::new(format!("gateways.{name}.books: is needed")))?;
    let key = books.with_extension("key");
    let secret = secret(&key).map_err(|error| {
        let file = key.display();
        Trouble::new(format!("the secret of the sandbox in {file}: {error}"))
    })?;
    let rules = Rules {
        pages,
        secret: secret.clone(),
        pace: PACE,
        answer: PATIENCE,
    };
    let sandbox = Sandbox::open(books, rules, Arc::clone(clock)).await;
    let sandbox = sandbox.map_err(|error| {
        let file = books.display();
        Trouble::new(format!("the books of the sandbox in {file}: {error}"))
    })?;
    Ok((Arc::new(sandbox), secret))
}

/// The secret that lies beside the books of a sandbox, drawn when they are new: pages that it has
/// led somebody to stay good. Of several processes that draw one, the first wins.
fn secret(file: &Path) -> io::Result<Secret> {
    if !file.exists() {
        let mut drawn = [0; 32];
        getrandom::fill(&mut drawn).map_err(io::Error::other)?;
        let own = file.with_extension(format!("key.{}", std::process::id()));
        write_for_us(&own, &STANDARD.encode(drawn))?;
        let linked = fs::hard_link(&own, file);
        fs::remove_file(&own)?;
        linked.or_else(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => Ok(()),
            _ => Err(error),
        })?;
    }
    Ok(Secret::new(fs::read_to_string(file)?.trim()))
}

/// Writes a file that nobody else may read.
fn write_for_us(file: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(file)?.write_all(text.as_bytes())
}
