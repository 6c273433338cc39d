use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Env, Format, Toml};
use http::Uri;
use serde::{Deserialize, Serialize};

use super::{SecretUrl, Settings};

/// Why the settings are not accepted.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file that was named is not there.
    #[error("the settings file {0} cannot be read")]
    Missing(PathBuf),
    /// An unknown key or a value of the wrong form.
    #[error("{}", sentence(.0))]
    Malformed(Box<figment::Error>),
    /// Values that do not go.
    #[error("{}", .0.join("; "))]
    Refused(Vec<String>),
}

/// All faults of the sources, in one line.
fn sentence(error: &figment::Error) -> String {
    let faults = error.clone().into_iter().map(|fault| fault.to_string());
    let told = faults.collect::<Vec<_>>().join("; ");
    told.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The short names in the environment, and what they set.
const SHORT: [(&str, &str); 3] = [
    ("address", "server.listen"),
    ("site_root", "site.root"),
    ("database_url", "database.url"),
];

/// Sections that are understood and not served, and what to do instead (ADR 0022).
const ELSEWHERE: [(&str, &str); 2] = [
    (
        "push",
        "no push messages are sent: leave the section out; customers are written to by [mail]",
    ),
    (
        "server.tls",
        "Saldo speaks plain http: let a proxy end TLS, name it in server.trusted_proxies and set \
         server.public_url to its https address",
    ),
];

/// The file that is read if none is named and it is there.
const FILE: &str = "saldo.toml";

/// Reads the file (if one is named it must be there) and the environment.
///
/// # Errors
/// In words for the operator, with the key.
pub fn read(file: Option<&Path>) -> Result<Settings, SettingsError> {
    let path = file.unwrap_or(Path::new(FILE));
    if file.is_some() && !path.is_file() {
        return Err(SettingsError::Missing(path.to_owned()));
    }
    let mut sources = Figment::new();
    if path.is_file() {
        sources = sources.merge(Toml::file_exact(path));
    }
    let mut settings = read_from(sources.merge(environment()))?;
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    let folder = folder.map_or_else(std::env::current_dir, std::path::absolute);
    let folder = folder.unwrap_or_default();
    if settings.database.url.is_empty() {
        let place = folder.join("saldo.db");
        settings.database.url = SecretUrl::from(format!("sqlite://{}", place.display()));
    }
    if settings.mail.url.is_empty() && settings.mail.directory.is_none() {
        settings.mail.directory = Some(folder.join("mail"));
    }
    for (name, gateway) in &mut settings.gateways {
        if gateway.is_embedded() && gateway.books.is_none() {
            gateway.books = Some(folder.join(format!("{name}.db")));
        }
    }
    Ok(settings)
}

/// Reads from these sources.
///
/// # Errors
/// In words for the operator, with the key.
pub fn read_from(sources: Figment) -> Result<Settings, SettingsError> {
    let unserved = unserved(&sources);
    if !unserved.is_empty() {
        return Err(SettingsError::Refused(unserved));
    }
    let mut settings: Settings = sources
        .extract()
        .map_err(|error| SettingsError::Malformed(Box::new(error)))?;
    if settings.site.root.as_os_str().is_empty() {
        settings.site.root = beside_the_binary();
    }
    let faults = faults(&settings);
    if faults.is_empty() {
        Ok(settings)
    } else {
        Err(SettingsError::Refused(faults))
    }
}

fn unserved(sources: &Figment) -> Vec<String> {
    let set = ELSEWHERE.iter();
    let set = set.filter(|(key, _)| sources.find_value(key).is_ok());
    set.map(|(key, instead)| format!("{key}: {instead}"))
        .collect()
}

/// `SALDO_SECTION__KEY`, and the short names. Other variables with the prefix (of tests, of
/// scripts) are not settings.
fn environment() -> Env {
    Env::prefixed("SALDO_")
        .filter_map(|name| {
            let name = name.as_str().to_ascii_lowercase();
            let short = SHORT.iter().find(|(short, _)| *short == name);
            match short {
                Some((_, key)) => Some((*key).into()),
                None if name.contains("__") => Some(name.replace("__", ".").into()),
                None => None,
            }
        })
        .split(".")
}

fn beside_the_binary() -> PathBuf {
    let beside = std::env::current_exe()
        .ok()
        .and_then(|binary| Some(binary.parent()?.join("site")))
        .filter(|folder| folder.is_dir());
    beside.unwrap_or_else(|| PathBuf::from("target/site"))
}

fn faults(settings: &Settings) -> Vec<String> {
    let mut faults = settings.brand.faults();
    faults.extend(settings.documents.faults());
    faults.extend(settings.mail.faults());
    faults.extend(settings.vat.faults());
    let gateways = settings.gateways.iter();
    faults.extend(gateways.flat_map(|(name, it)| it.faults(name)));
    let public = settings.server.public_url.as_ref();
    if public.is_some_and(Origin::is_nowhere) {
        faults.push("server.public_url: customers cannot reach this address".to_owned());
    }
    faults
}

/// Scheme, host and port of a site: `https://portal.example.com`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Origin(String);

impl Origin {
    /// Without a slash at the end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is reached over TLS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }

    /// Whether it is the address by which a listener says *every interface*: no link leads there.
    #[must_use]
    pub fn is_nowhere(&self) -> bool {
        self.address()
            .is_some_and(|address| address.is_unspecified())
    }

    /// Whether it is this machine's own, which browsers trust without TLS.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        let uri: Option<Uri> = self.0.parse().ok();
        let name = uri.as_ref().and_then(Uri::host);
        name == Some("localhost") || self.address().is_some_and(|address| address.is_loopback())
    }

    fn address(&self) -> Option<IpAddr> {
        let uri: Uri = self.0.parse().ok()?;
        let host = uri.host()?.trim_start_matches('[').trim_end_matches(']');
        host.parse().ok()
    }
}

/// A text that is not scheme, host and port.
#[derive(Clone, Copy, Debug)]
pub struct MalformedOrigin;

impl fmt::Display for MalformedOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an address such as https://portal.example.com, without a path")
    }
}

impl TryFrom<String> for Origin {
    type Error = MalformedOrigin;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let text = text.trim_end_matches('/').to_ascii_lowercase();
        let uri: Uri = text.parse().map_err(|_| MalformedOrigin)?;
        let web = matches!(uri.scheme_str(), Some("http" | "https"));
        let bare = uri.path() == "/" && uri.query().is_none() && !text.contains('@');
        if web && bare && uri.host().is_some() {
            Ok(Self(text))
        } else {
            Err(MalformedOrigin)
        }
    }
}

impl From<Origin> for String {
    fn from(origin: Origin) -> Self {
        origin.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<Settings, SettingsError> {
        read_from(Figment::new().merge(Toml::string(text)))
    }

    #[test]
    fn unknown_keys_are_refused_by_name() {
        for text in [
            "[server]\nlisten_on = 1",
            "[servers]",
            "[brand]\ncolour = 'red'",
        ] {
            assert!(of(text).unwrap_err().to_string().contains("unknown field"));
        }
        assert!(of("[gateways.x]\nkind = 'bank'").is_err());
        for text in [
            "[gateways.x]\nkind = 'stripe'\npublic_key = 'pk'",
            "[gateways.x]\nkind = 'sandbox'\nurl = 'http://127.0.0.1:3010'",
            "[gateways.x]\nkind = 'sandbox'\nurl = 'ftp://a'\nsecret = 's'",
            "[gateways.'x/y']\nkind = 'sandbox'",
        ] {
            let told = of(text).unwrap_err().to_string();
            assert!(told.starts_with("gateways.x"), "{told}");
        }
        assert!(of("[brand]\nchroma = 131").is_err());
        assert!(of("[mail]\nurl = 'smtp://localhost'").is_err());
    }

    #[test]
    fn the_file_of_the_handbook_is_read() {
        let text = "[gateways.cards]\nkind = 'stripe'\nsecret = 'sk'\npublic_key = 'pk'\n\
            [gateways.hand]\nkind = 'manual'\n\
            [panels.web1]\nkind = 'plesk'\n[registrars.nic]\nkind = 'epp'\n\
            [registrars.test]\nkind = 'sandbox'\n[authorities.le]\nkind = 'acme'\n";
        let silent = ["panels.web1", "registrars.nic", "authorities.le"];
        assert_eq!(of(text).unwrap().silent(), silent);
        assert!(of("[panels.x]\nkind = 'cpanel'").is_err());
    }

    #[test]
    fn what_is_done_elsewhere_is_refused_with_the_way_there() {
        for (text, instead) in [
            ("[push]\nsubject = 'a'", "[mail]"),
            (
                "[server.tls]\ncert = 'a'\nkey = 'b'",
                "server.trusted_proxies",
            ),
            (
                "[server]\npublic_url = 'http://0.0.0.0:3000'",
                "server.public_url",
            ),
            ("[server]\npublic_url = 'https://[::]'", "server.public_url"),
        ] {
            let told = of(text).unwrap_err().to_string();
            assert!(told.contains(instead), "{text}: {told}");
        }
    }

    #[test]
    fn an_origin_has_no_path() {
        let origin = |text: &str| Origin::try_from(text.to_owned());
        assert!(origin("https://portal.example.com/").is_ok());
        assert!(origin("http://[::1]:3000").unwrap().is_loopback());
        assert!(!origin("http://192.0.2.1").unwrap().is_loopback());
        for text in [
            "portal.example.com",
            "https://a/b",
            "ftp://a",
            "https://u@a",
            "",
        ] {
            assert!(origin(text).is_err(), "{text}");
        }
    }
}
