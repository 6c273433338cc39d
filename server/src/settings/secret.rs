use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

/// An address that may hold a password: shown without it, everywhere.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct SecretUrl(String);

impl SecretUrl {
    /// The whole of it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether none was set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<String> for SecretUrl {
    fn from(url: String) -> Self {
        Self(url)
    }
}

impl fmt::Display for SecretUrl {
    /// The password, and all parameters (drivers take passwords there as well), are left out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (url, parameters) = match self.0.split_once('?') {
            Some((url, _)) => (url, "?(hidden)"),
            None => (self.0.as_str(), ""),
        };
        let named = url.split_once("://").and_then(|(scheme, rest)| {
            let (user, host) = rest.rsplit_once('@')?;
            Some((scheme, user.split(':').next().unwrap_or_default(), host))
        });
        match named {
            Some((scheme, user, host)) => write!(f, "{scheme}://{user}:(hidden)@{host}")?,
            None => f.write_str(url)?,
        }
        f.write_str(parameters)
    }
}

impl fmt::Debug for SecretUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for SecretUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_never_shown() {
        let shown = |url: &str| format!("{:?}", SecretUrl::from(url.to_owned()));
        let postgres = "postgres://saldo:p@ss:word@db/saldo";
        assert_eq!(shown(postgres), "postgres://saldo:(hidden)@db/saldo");
        let parameters = "postgres:///saldo?host=/run&password=secret";
        assert_eq!(shown(parameters), "postgres:///saldo?(hidden)");
        assert_eq!(shown("sqlite:///var/saldo.db"), "sqlite:///var/saldo.db");
    }
}
