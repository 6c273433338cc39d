//! Signing in and out, sessions, and the reset of a password.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::id::SessionId;
use crate::text::Language;
use crate::time::Instant;

/// What the sign-in form sends, as typed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    /// The e-mail address.
    pub email: String,
    /// The password.
    pub password: String,
    /// `on` if the session is to outlive the browser.
    #[serde(default)]
    pub stay: Option<String>,
}

impl fmt::Debug for SignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignIn")
            .field("stay", &self.stay)
            .finish_non_exhaustive()
    }
}

/// Where a request came from. Never shown to anybody but the person it is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whence {
    /// The network address, by trusted proxies only.
    pub address: String,
    /// What the browser calls itself.
    pub agent: String,
    /// The secret that a browser keeps after a successful sign-in: it is not slowed down by
    /// strangers who guess at the same address.
    pub device: Option<String>,
}

/// A session that was just made, with its secrets. Crosses no wire but as cookies.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// The secret of the session's cookie.
    pub token: String,
    /// The secret of the device's cookie.
    pub device: String,
    /// Whether the cookie outlives the browser.
    pub stay: bool,
}

impl fmt::Debug for SignedIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedIn")
            .field("stay", &self.stay)
            .finish_non_exhaustive()
    }
}

/// The new secret of a session that goes on. Crosses no wire but as a cookie.
#[derive(Clone, PartialEq, Eq)]
pub struct Renewed {
    /// The secret of the session's cookie.
    pub token: String,
    /// Whether the cookie outlives the browser.
    pub stay: bool,
}

impl fmt::Debug for Renewed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Renewed")
            .field("stay", &self.stay)
            .finish_non_exhaustive()
    }
}

/// What the form *forgot my password* sends, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskReset {
    /// The e-mail address.
    pub email: String,
}

/// What the form behind the mailed link sends, as typed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reset {
    /// The secret of the link.
    pub token: String,
    /// The new password.
    pub password: String,
}

impl fmt::Debug for Reset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reset { .. }")
    }
}

/// A session in the list of a person's sessions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionView {
    /// The session.
    pub id: SessionId,
    /// Whether it is the one that asks.
    pub current: bool,
    /// Whether it outlives the browser.
    pub stay: bool,
    /// The network address at sign-in.
    pub address: String,
    /// What the browser calls itself.
    pub agent: String,
    /// When it began.
    pub created_at: Instant,
    /// When it was last used, to the minute.
    pub seen_at: Instant,
}

/// A person's own choices.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preference {
    /// The language of pages and mails.
    pub language: Option<Language>,
}
