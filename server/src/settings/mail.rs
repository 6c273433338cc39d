use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::SecretUrl;

/// The section `[mail]`: without a URL or a folder, mails are left in `mail` beside the settings.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct MailSettings {
    /// The sender of all mails: `Name <address>` or an address.
    pub from: String,
    /// `smtps://user:password@host:port` (TLS from the first byte) or `smtp://…` (STARTTLS is
    /// demanded, but of this machine itself).
    pub url: SecretUrl,
    /// A folder in which mails are left as files instead, for development.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub directory: Option<PathBuf>,
    /// Whether the folder is shown at `/dev/mail`, to a browser on this machine only. Mails hold
    /// links that sign in.
    pub show: bool,
}

impl MailSettings {
    /// What is wrong with it, by key.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let url = self.url.reveal();
        if !url.is_empty() && !url.starts_with("smtp://") && !url.starts_with("smtps://") {
            faults.push("mail.url: must begin with smtps:// or smtp://".to_owned());
        }
        if !url.is_empty() && self.directory.is_some() {
            faults.push("mail: either url or directory, not both".to_owned());
        }
        if !self.from.is_empty() && !gateway::mail::is_sender(&self.from) {
            faults.push("mail.from: must be an address, or a name and <address>".to_owned());
        }
        if !url.is_empty() && self.from.is_empty() {
            faults.push("mail.from: a sender is needed".to_owned());
        }
        faults
    }
}
