use std::fmt;
use std::time::{Duration, UNIX_EPOCH};

use async_trait::async_trait;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, Message, MultiPart};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};

use crate::mail::{Letter, Post, PostError};

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

/// Whether mails can be sent from it: `Name <address>` or an address.
#[must_use]
pub fn is_sender(from: &str) -> bool {
    from.parse::<Mailbox>().is_ok()
}

impl Smtp {
    /// Makes ready to send, within a runtime; nothing is connected yet. `url` is
    /// `smtps://user:password@host:port` (TLS from the first byte, RFC 8314) or `smtp://…` (TLS
    /// after a greeting in clear, RFC 3207, or `?tls=none`; on the same machine nothing is
    /// protected unless it is asked for). `from` is the sender, `Name <address>` or an address.
    ///
    /// # Errors
    /// When a setting is unfit; the sentence does not repeat the URL, which may hold a password.
    pub fn new(url: &str, from: &str) -> Result<Self, PostError> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(&protected(url))
            .map_err(|_| unfit("the URL of the mail server cannot be read"))?
            .timeout(Some(PATIENCE))
            .build();
        let from = from
            .parse()
            .map_err(|error| unfit(format!("the sender of mails: {error}")))?;
        Ok(Self { transport, from })
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
            .multipart(body(letter)?)
            .map_err(unfit)
    }
}

/// The text in both forms and, where there are some, the files behind it.
fn body(letter: &Letter) -> Result<MultiPart, PostError> {
    let (text, html) = (letter.text.clone(), letter.html.clone());
    let text = MultiPart::alternative_plain_html(text, html);
    if letter.enclosures.is_empty() {
        return Ok(text);
    }
    let mut whole = MultiPart::mixed().multipart(text);
    for it in &letter.enclosures {
        let content = it
            .bytes()
            .ok_or_else(|| unfit("a file that is no Base64"))?;
        let media = ContentType::parse(&it.media).map_err(unfit)?;
        let file = Attachment::new(it.name.clone()).body(content, media);
        whole = whole.singlepart(file);
    }
    Ok(whole)
}

/// The URL with what it does not say about protection.
fn protected(url: &str) -> String {
    let Some((base, query)) = url
        .strip_prefix("smtp://")
        .map(|rest| match rest.split_once('?') {
            Some((base, query)) => (base, query),
            None => (rest, ""),
        })
    else {
        return url.to_owned();
    };
    let host = base.rsplit_once('@').map_or(base, |(_, host)| host);
    let near = ["localhost", "127.", "[::1]"]
        .iter()
        .any(|name| host.starts_with(name));
    match query.strip_prefix("tls=") {
        None if near => format!("smtp://{base}"),
        None => format!("smtp://{base}?tls=required"),
        Some("none") => format!("smtp://{base}"),
        Some(_) => url.to_owned(),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leaves_the_machine_is_protected_unless_it_is_said() {
        for (url, becomes) in [
            ("smtps://u:p@mail.example", "smtps://u:p@mail.example"),
            (
                "smtp://mail.example:25",
                "smtp://mail.example:25?tls=required",
            ),
            ("smtp://mail.example?tls=none", "smtp://mail.example"),
            ("smtp://u:p@127.0.0.1:25", "smtp://u:p@127.0.0.1:25"),
            (
                "smtp://localhost?tls=required",
                "smtp://localhost?tls=required",
            ),
        ] {
            assert_eq!(protected(url), becomes);
        }
    }

    #[tokio::test]
    async fn a_password_is_not_repeated() {
        for (url, from) in [
            ("gopher://u:hunter2@mail", "a@b.example"),
            ("smtp://u:hunter2@mail", "nobody"),
        ] {
            let error = Smtp::new(url, from).unwrap_err().to_string();
            assert!(!error.contains("hunter2"), "{error}");
        }
    }
}
