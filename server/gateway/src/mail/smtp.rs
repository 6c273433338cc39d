use std::fmt;
use std::time::{Duration, UNIX_EPOCH};

use async_trait::async_trait;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use serde::Deserialize;

use crate::mail::{Letter, Post, PostError};

/// Where mail is handed over.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmtpSettings {
    /// The server's name.
    pub host: String,
    /// Its port; 465, 587 or 25 by `security` if absent.
    #[serde(default)]
    pub port: Option<u16>,
    /// How the connection is protected.
    #[serde(default)]
    pub security: SmtpSecurity,
    /// The user to sign in as, if the server wants one.
    #[serde(default)]
    pub user: Option<String>,
    /// The user's password.
    #[serde(default)]
    pub password: Option<String>,
    /// The sender: `Name <address>` or an address.
    pub from: String,
}

/// How the connection to the mail server is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SmtpSecurity {
    /// TLS from the first byte (RFC 8314).
    #[default]
    Tls,
    /// TLS is demanded after a greeting in clear (RFC 3207).
    Starttls,
    /// Nothing: for a server on the same machine.
    Plain,
}

impl fmt::Debug for SmtpSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpSettings")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("security", &self.security)
            .field("user", &self.user.as_ref().map(|_| "(hidden)"))
            .field("password", &self.password.as_ref().map(|_| "(hidden)"))
            .field("from", &self.from)
            .finish()
    }
}

/// A mail server that passes mail on.
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Smtp")
            .field("from", &self.from.email)
            .finish_non_exhaustive()
    }
}

/// How long the server may take for one step.
const PATIENCE: Duration = Duration::from_secs(20);

impl Smtp {
    /// Makes ready to send; nothing is connected yet.
    ///
    /// # Errors
    /// In one sentence, when a setting is unfit.
    pub fn new(settings: &SmtpSettings) -> Result<Self, PostError> {
        let host = settings.host.as_str();
        let (tls, port) = match settings.security {
            SmtpSecurity::Tls => (Tls::Wrapper(parameters(host)?), 465),
            SmtpSecurity::Starttls => (Tls::Required(parameters(host)?), 587),
            SmtpSecurity::Plain => (Tls::None, 25),
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
            .port(settings.port.unwrap_or(port))
            .tls(tls)
            .timeout(Some(PATIENCE));
        if let (Some(user), Some(password)) = (&settings.user, &settings.password) {
            builder = builder.credentials(Credentials::new(user.clone(), password.clone()));
        }
        Ok(Self {
            transport: builder.build(),
            from: settings.from.parse().map_err(unfit)?,
        })
    }

    fn message(&self, letter: &Letter) -> Result<Message, PostError> {
        let to: Address = letter.to.parse().map_err(unfit)?;
        let seconds = u64::try_from(letter.queued_at.seconds()).unwrap_or_default();
        let id = format!("<{}@{}>", letter.id, self.from.email.domain());
        let generated = HeaderName::new_from_ascii_str("Auto-Submitted");
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .date(UNIX_EPOCH + Duration::from_secs(seconds))
            .message_id(Some(id))
            .subject(letter.subject.clone())
            // RFC 3834: so that nobody's machine answers.
            .raw_header(HeaderValue::new(generated, "auto-generated".to_owned()))
            .multipart(MultiPart::alternative_plain_html(
                letter.text.clone(),
                letter.html.clone(),
            ))
            .map_err(unfit)
    }
}

fn parameters(host: &str) -> Result<TlsParameters, PostError> {
    TlsParameters::new(host.to_owned()).map_err(unfit)
}

fn unfit(error: impl fmt::Display) -> PostError {
    PostError::Unfit(error.to_string())
}

#[async_trait]
impl Post for Smtp {
    async fn send(&self, letter: &Letter) -> Result<(), PostError> {
        let message = self.message(letter)?;
        let taken = self.transport.send(message).await;
        taken
            .map(drop)
            .map_err(|error| PostError::NotTaken(error.to_string()))
    }
}
