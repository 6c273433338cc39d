use std::fmt;

use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use model::id::MessageId;
use model::time::Instant;
use serde::{Deserialize, Serialize};

/// A mail that is ready to go.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letter {
    /// Of the message in the outbox. The mail carries it as its Message-ID, so that a mail that had
    /// to be handed over twice is one mail to the reader.
    pub id: MessageId,
    /// When it was queued: the mail's date.
    pub queued_at: Instant,
    /// The receiver's address.
    pub to: String,
    /// The subject, one line.
    pub subject: String,
    /// The whole as plain text.
    pub text: String,
    /// The whole as a document of HTML.
    pub html: String,
    /// The files that come with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub enclosures: Vec<Enclosure>,
}

/// A file that comes with a mail.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enclosure {
    /// Its name, with the ending.
    pub name: String,
    /// Its media type (RFC 6838).
    pub media: String,
    /// Its content in Base64 (RFC 4648, section 4), as mails carry it.
    pub content: String,
}

impl fmt::Debug for Enclosure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Enclosure")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl Enclosure {
    /// Its content; none if that is no Base64.
    #[must_use]
    pub fn bytes(&self) -> Option<Vec<u8>> {
        STANDARD.decode(&self.content).ok()
    }
}

impl fmt::Debug for Letter {
    /// Bodies hold links that are secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Letter")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// Hands mail over.
#[async_trait]
pub trait Post: Send + Sync {
    /// Hands one over. After an error it may have arrived all the same.
    ///
    /// # Errors
    /// See [`PostError`].
    async fn send(&self, letter: &Letter) -> Result<(), PostError>;
}

/// Why a mail was not handed over; for operators.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    /// It cannot be made into a mail: another try is of no use.
    #[error("no mail can be made of it: {0}")]
    Unfit(String),
    /// The server refused or could not be reached: it may take it later.
    #[error("the mail was not taken: {0}")]
    NotTaken(String),
}
