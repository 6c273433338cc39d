//! What was posted: read once, screened before anything else sees it.

use std::collections::BTreeSet;

use axum::body::{Body, to_bytes};
use axum::response::{IntoResponse, Response};
use billing::iban::is_iban;
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http::{HeaderValue, StatusCode};
use model::fault::{Answer, Fault, FieldErrors, Problem};
use model::text::holds_card_number;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The most that a form may send, in bytes.
pub const LIMIT: usize = 64 * 1024;

/// The most fields that a form may send.
const FIELDS: usize = 200;

/// What was posted.
pub struct Typed {
    text: String,
    pairs: Vec<(String, String)>,
}

impl Typed {
    /// Reads the body of a form.
    ///
    /// # Errors
    /// The answer to give: 413, 415 or 422.
    pub async fn read(parts: &Parts, body: Body) -> Result<Self, Response> {
        let kind = parts.headers.get(CONTENT_TYPE);
        let kind = kind.map_or(b"".as_slice(), HeaderValue::as_bytes);
        if !kind.starts_with(b"application/x-www-form-urlencoded") {
            return Err(refusal(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "This is not a form.\n",
            ));
        }
        let bytes = to_bytes(body, LIMIT)
            .await
            .map_err(|_| refusal(StatusCode::PAYLOAD_TOO_LARGE, "This is too long.\n"))?;
        let unread = || refusal(StatusCode::UNPROCESSABLE_ENTITY, "This cannot be read.\n");
        let text = String::from_utf8(bytes.into()).map_err(|_| unread())?;
        let pairs = pairs(&text);
        if pairs.len() > FIELDS {
            return Err(unread());
        }
        Ok(Self { text, pairs })
    }

    /// As it was sent.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether only these fields were sent.
    #[must_use]
    pub fn has_only(&self, names: &[&str]) -> bool {
        self.pairs
            .iter()
            .all(|(name, _)| names.contains(&name.as_str()))
    }

    /// The value of a field.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.pairs.iter().find(|(field, _)| field == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Refuses what may be a card number: those are typed into the gateway's own frame, and are
    /// neither kept nor repeated here.
    ///
    /// # Errors
    /// `Invalid` with the names of the fields.
    pub fn screen(&self) -> Answer<()> {
        let mut errors = FieldErrors::default();
        for (name, value) in &self.pairs {
            let own = own_name(name);
            if holds_card_number(value) && !is_drawn(own) && !is_bank_account(own, value) {
                errors.add(own, Problem::CardNumber);
            }
        }
        errors.none()
    }

    /// What may stand in the fields of the page that is drawn again.
    #[must_use]
    pub fn shown(&self) -> Vec<(String, String)> {
        let shown = |(name, value): &&(String, String)| {
            let own = own_name(name);
            !is_secret(own) && (!holds_card_number(value) || is_bank_account(own, value))
        };
        let shown = self.pairs.iter().filter(shown);
        shown
            .map(|(name, value)| (own_name(name).to_owned(), value.clone()))
            .collect()
    }
}

fn pairs(text: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(text.as_bytes())
        .into_owned()
        .collect()
}

/// Reads the arguments of a server function, and refuses fields that it does not have: what
/// comes out, written again, has every field that went in with something in it.
///
/// # Errors
/// `Invalid`, without a field: what people type is text and is parsed further inside.
pub fn parse<F: DeserializeOwned + Serialize>(text: &str) -> Answer<F> {
    let malformed = || Fault::Invalid(FieldErrors::default());
    let read = serde_qs::Config::new(5, false).deserialize_str::<F>(text);
    let value = read.map_err(|_| malformed())?;
    let again = serde_qs::to_string(&value).map_err(|_| malformed())?;
    let known: BTreeSet<String> = pairs(&again).into_iter().map(|(name, _)| name).collect();
    // An optional field that was sent empty is not there when it is written again.
    let fits = |(name, value): &(String, String)| value.is_empty() || known.contains(name);
    if pairs(text).iter().all(fits) {
        Ok(value)
    } else {
        Err(malformed())
    }
}

/// Whether a field holds a secret, which is never shown again.
fn is_secret(name: &str) -> bool {
    name == "token" || name.starts_with("password")
}

/// Whether a field holds what chance or a person drew, where digits in a row mean nothing.
fn is_drawn(name: &str) -> bool {
    is_secret(name) || name == "key"
}

/// Whether a field holds the number of a bank account: what stands behind its country may pass for
/// the number of a card.
fn is_bank_account(name: &str, value: &str) -> bool {
    name == "iban" && is_iban(&value.trim().to_uppercase())
}

/// `note` of `request[note]`.
fn own_name(name: &str) -> &str {
    let last = name.trim_end_matches(']').rsplit('[').next();
    last.unwrap_or(name)
}

fn refusal(status: StatusCode, words: &'static str) -> Response {
    (status, words).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Serialize, Deserialize)]
    struct Search {
        #[serde(default)]
        text: String,
        after: Option<String>,
    }

    #[test]
    fn a_field_that_is_not_there_is_refused() {
        assert!(parse::<Search>("text=a&after=").is_ok());
        assert!(parse::<Search>("").is_ok());
        for text in [
            "text=a&role=owner",
            "text[a]=b",
            "text=a&text=b",
            "after[role]=1",
        ] {
            assert!(parse::<Search>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_number_of_a_bank_account_is_none_of_a_card() {
        let of = |name: &str, value: &str| Typed {
            text: String::new(),
            pairs: vec![(format!("request[{name}]"), value.to_owned())],
        };
        for iban in ["AT07 3685 9574 8906 8288", "fi0570686066859253"] {
            let typed = of("iban", iban);
            assert_eq!(typed.screen(), Ok(()), "{iban}");
            assert_eq!(typed.shown().len(), 1, "{iban}");
            assert!(of("note", iban).screen().is_err(), "{iban}");
        }
        let card = of("iban", "4242 4242 4242 4242");
        assert!(card.screen().is_err() && card.shown().is_empty());
    }

    #[test]
    fn card_numbers_are_found_next_to_their_field_and_not_repeated() {
        let text = "request[note]=4242+4242+4242+4242&password=4242424242424242&name=Anna";
        let typed = Typed {
            text: text.to_owned(),
            pairs: pairs(text),
        };
        let fault = typed.screen().unwrap_err();
        assert_eq!(fault.of_field("note"), Some(Problem::CardNumber));
        assert_eq!(fault.of_field("password"), None);
        assert_eq!(typed.shown(), [("name".to_owned(), "Anna".to_owned())]);
    }
}
