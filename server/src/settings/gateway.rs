use std::path::PathBuf;

use gateway::payment::Secret;
use serde::{Deserialize, Serialize};

/// A section `[gateways.NAME]`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct GatewaySettings {
    /// What stands behind the name.
    pub kind: GatewayKind,
    /// Stripe's secret key (`sk_…`), or what a sandbox in a process of its own shares with the
    /// portal.
    #[serde(default, skip_serializing_if = "Secret::is_empty")]
    pub secret: Secret,
    /// Stripe's key for browsers (`pk_…`).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub public_key: String,
    /// What webhooks are signed with: each of them counts, so that one can be replaced by another.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub webhook_secrets: Vec<Secret>,
    /// The address of its API: Stripe's own if absent; a sandbox without one is in this process.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Where browsers find the pages of a sandbox in a process of its own; `url` if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<String>,
    /// The books of a sandbox in this process; `NAME.db` beside the settings if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub books: Option<PathBuf>,
}

/// What stands behind the name of a payment provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum GatewayKind {
    /// Moves no money; what becomes of a payment is said by its token.
    Sandbox,
    /// Stripe.
    Stripe,
    /// Payments that the provider books by hand or by bank statements.
    Manual,
}

/// The address of Stripe's API.
pub const STRIPE: &str = "https://api.stripe.com";

/// More than any name has.
const LONGEST: usize = 32;

impl GatewaySettings {
    /// One of a kind, with nothing else set.
    #[must_use]
    pub fn of(kind: GatewayKind) -> Self {
        Self {
            kind,
            secret: Secret::default(),
            public_key: String::new(),
            webhook_secrets: Vec::new(),
            url: None,
            pages: None,
            books: None,
        }
    }

    /// Whether it is a sandbox in this process.
    #[must_use]
    pub fn is_embedded(&self) -> bool {
        self.kind == GatewayKind::Sandbox && self.url.is_none()
    }

    /// What is wrong with it, by key.
    #[must_use]
    pub fn faults(&self, name: &str) -> Vec<String> {
        let mut faults = Vec::new();
        let mut fault = |wrong: bool, key: &str, why: &str| {
            if wrong {
                faults.push(format!("gateways.{name}{key}: {why}"));
            }
        };
        // The name stands in addresses.
        let fits = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '-';
        let named = (1..=LONGEST).contains(&name.len()) && name.chars().all(fits);
        let why = "the name must be of small letters, digits and -, 32 at the most";
        fault(!named, "", why);
        let web = |url: &Option<String>| {
            let url = url.as_deref().unwrap_or(STRIPE);
            url.starts_with("https://") || url.starts_with("http://")
        };
        let why = "must begin with https:// or http://";
        fault(!web(&self.url), ".url", why);
        fault(!web(&self.pages), ".pages", why);
        match self.kind {
            GatewayKind::Stripe => {
                let none = self.secret.is_empty();
                fault(none, ".secret", "Stripe's secret key is needed");
                let none = self.public_key.is_empty();
                fault(none, ".public_key", "Stripe's public key is needed");
            }
            GatewayKind::Sandbox => {
                let none = self.url.is_some() && self.secret.is_empty();
                fault(
                    none,
                    ".secret",
                    "what the sandbox shares with the portal is needed",
                );
            }
            GatewayKind::Manual => {}
        }
        faults
    }
}
