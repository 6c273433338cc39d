//! The sections of the settings.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use billing::policy::Policy;
use serde::{Deserialize, Serialize};

use super::{
    BrandSettings, DocumentSettings, GatewaySettings, MailSettings, Network, Origin, SecretUrl,
    VatSettings,
};

/// Everything that can be set. A key that is not here is refused.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Where the portal listens and by what name it is known.
    pub server: ServerSettings,
    /// Where the data is.
    pub database: DatabaseSettings,
    /// Where the files of the front end are.
    pub site: SiteSettings,
    /// What is written to the log.
    pub log: LogSettings,
    /// How mail leaves.
    pub mail: MailSettings,
    /// Whose portal it is.
    pub brand: BrandSettings,
    /// What documents say of it.
    pub documents: DocumentSettings,
    /// Payment providers by the name that imported books use for them.
    pub gateways: BTreeMap<String, GatewaySettings>,
    /// Control panels, likewise.
    pub panels: BTreeMap<String, AdapterSettings<PanelKind>>,
    /// Registrars of domains, likewise.
    pub registrars: BTreeMap<String, AdapterSettings<RegistrarKind>>,
    /// Certificate authorities, likewise.
    pub authorities: BTreeMap<String, AdapterSettings<AuthorityKind>>,
    /// Who is asked for VAT numbers.
    pub vat: VatSettings,
    /// The policy of every seller that has none of its own.
    pub billing: Policy,
}

/// The section `[server]`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct ServerSettings {
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// The address by which customers know the portal; that of `listen` if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_url: Option<Origin>,
    /// The proxies whose word about a client's address is taken.
    pub trusted_proxies: Vec<Network>,
}

impl Default for ServerSettings {
    fn default() -> Self {
        Self {
            listen: (Ipv4Addr::LOCALHOST, 3000).into(),
            public_url: None,
            trusted_proxies: Vec::new(),
        }
    }
}

/// The section `[database]`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct DatabaseSettings {
    /// `sqlite:///path/file.db` or `postgres://…`; a file beside the settings if absent.
    pub url: SecretUrl,
}

/// The section `[site]`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct SiteSettings {
    /// The folder that the bundle wrote; `site` beside the binary, else `target/site`, if absent.
    pub root: PathBuf,
}

/// The section `[log]`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct LogSettings {
    /// How lines are written.
    pub format: LogFormat,
    /// What is written, as `tracing_subscriber::EnvFilter` reads it; `info` if empty.
    pub filter: String,
}

/// How lines of the log are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// A section `[panels.NAME]`, `[registrars.NAME]` or `[authorities.NAME]`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AdapterSettings<K> {
    /// What stands behind the name.
    pub kind: K,
}

/// What stands behind the name of a control panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PanelKind {
    /// Makes the webspace that it is first asked for.
    Sandbox,
    /// Plesk.
    Plesk,
}

/// What stands behind the name of a registrar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RegistrarKind {
    /// Makes the domain that it is first asked for.
    Sandbox,
    /// A registry that speaks EPP (RFC 5730).
    Epp,
}

/// What stands behind the name of a certificate authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum AuthorityKind {
    /// Signs what it is asked for; no browser trusts it.
    Sandbox,
    /// An authority that speaks ACME (RFC 8555).
    Acme,
}

impl Settings {
    /// The adapters whose names are known but that nothing is asked of yet: `panels.NAME`.
    #[must_use]
    pub fn silent(&self) -> Vec<String> {
        fn but<K: PartialEq>(
            section: &str,
            set: &BTreeMap<String, AdapterSettings<K>>,
            own: &[K],
        ) -> Vec<String> {
            let others = set.iter().filter(|(_, it)| !own.contains(&it.kind));
            others
                .map(|(name, _)| format!("{section}.{name}"))
                .collect()
        }
        let mut silent = but("panels", &self.panels, &[PanelKind::Sandbox]);
        silent.extend(but(
            "registrars",
            &self.registrars,
            &[RegistrarKind::Sandbox],
        ));
        silent.extend(but(
            "authorities",
            &self.authorities,
            &[AuthorityKind::Sandbox],
        ));
        silent
    }
}
