use std::path::Path;
use std::sync::Arc;

use gateway::mail::{Folder, Post, Smtp};
use model::time::Clock;
use portal::{Contact, Desk, Failure, Papers, Reception};
use store::Db;

use super::trouble::Trouble;
use crate::settings::{MailSettings, Origin, Settings};

/// Opens the database and brings its tables up to date.
pub async fn database(settings: &Settings) -> Result<Db, Trouble> {
    let db = Db::open(settings.database.url.reveal()).await?;
    db.migrate().await?;
    Ok(db)
}

/// Opens a database that must be there: to look into one is not to make one.
pub async fn existing(settings: &Settings) -> Result<Db, Trouble> {
    let url = settings.database.url.reveal();
    let file = url
        .strip_prefix("sqlite:")
        .map(|path| path.trim_start_matches("//"));
    let file = file.map(|path| path.split('?').next().unwrap_or(path));
    if let Some(file) = file.filter(|file| !Path::new(file).exists()) {
        return Err(Trouble::new(format!(
            "the database file {file} cannot be found"
        )));
    }
    database(settings).await
}

/// The use cases on a database. No payment provider is asked by them.
pub fn desk(settings: &Settings, db: &Db, clock: Arc<dyn Clock>) -> Result<Desk, Trouble> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let (brand, origin) = (settings.brand.name.as_str(), origin(settings)?);
    let reception = Reception::new(brand, origin.as_str(), cores).map_err(internal)?;
    let contact = settings.documents.contact.as_ref();
    let contact = contact.map(|contact| Contact {
        name: contact.name.clone(),
        phone: contact.phone.clone(),
        email: contact.email.clone(),
    });
    let papers = Papers::new(contact, Some(origin.as_str()));
    Ok(Desk::new(db.clone(), clock, reception).with_papers(papers))
}

/// The address by which customers know the portal: the one that is set, else that of the listener.
/// Plain http is for this machine; elsewhere it is taken behind a proxy that is named (ADR 0022).
pub fn origin(settings: &Settings) -> Result<Origin, Trouble> {
    match &settings.server.public_url {
        Some(origin) => {
            let named = !settings.server.trusted_proxies.is_empty();
            if origin.is_https() || origin.is_loopback() || named {
                return Ok(origin.clone());
            }
            Err(Trouble::new(format!(
                "server.public_url is {}: plain http is for this machine only; use an https \
                 address, or name the proxy before the portal in server.trusted_proxies",
                origin.as_str()
            )))
        }
        None if settings.server.listen.ip().is_loopback() => {
            let origin = Origin::try_from(format!("http://{}", settings.server.listen));
            origin.map_err(|error| Trouble::new(error.to_string()))
        }
        None => Err(Trouble::new(format!(
            "the portal is to listen on {}: set server.public_url (SALDO_SERVER__PUBLIC_URL) to \
             the address by which customers reach it",
            settings.server.listen
        ))),
    }
}

/// A failure that the operator is to find in the log, which stands on the standard error.
pub fn internal(failure: Failure) -> Trouble {
    Trouble::new(failure.told("command").to_string())
}

/// How mail leaves.
#[derive(Clone)]
pub struct Mail {
    /// What takes it.
    pub post: Arc<dyn Post>,
    /// The folder in which it is left, if it is.
    pub folder: Option<Folder>,
}

impl Mail {
    /// As the settings have it.
    pub fn open(settings: &MailSettings) -> Result<Self, Trouble> {
        match settings.directory.as_deref() {
            Some(directory) => {
                let folder = Folder::open(directory).map_err(|error| {
                    Trouble::new(format!("the folder {}: {error}", directory.display()))
                })?;
                tracing::warn!(?directory, "mail is not sent but left in a folder");
                let post = Arc::new(folder.clone());
                Ok(Self {
                    post,
                    folder: Some(folder),
                })
            }
            None => {
                let post = Smtp::new(settings.url.reveal(), &settings.from)?;
                Ok(Self {
                    post: Arc::new(post),
                    folder: None,
                })
            }
        }
    }
}
