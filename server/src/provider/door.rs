//! Who asks, and under which key of the request.

use std::time::Instant;

use http::header::AUTHORIZATION;
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use model::fault::Fault;
use portal::key::Key;

use super::problem::Problem;
use crate::edge::address::client;
use crate::front::Front;

/// The longest key of a request.
const LONGEST: usize = 255;

/// The key of who asks for something of a scope. Guesses slow the guesser's address down.
pub async fn key(front: &Front, parts: &Parts, scope: &str) -> Result<Key, Problem> {
    let line = parts.headers.get(AUTHORIZATION);
    let line = line.and_then(|line| line.to_str().ok()).unwrap_or_default();
    let secret = line
        .split_once(' ')
        .filter(|(kind, _)| kind.eq_ignore_ascii_case("bearer"));
    let secret = secret.map(|(_, secret)| secret.trim()).unwrap_or_default();
    let found = front.desk.key(secret, scope).await;
    found.map_err(|failure| {
        if *failure.fault() == Fault::SignedOut && guesses_too_much(front, parts) {
            return Problem::new(StatusCode::TOO_MANY_REQUESTS, "Too many wrong keys");
        }
        Problem::of(failure, "key")
    })
}

fn guesses_too_much(front: &Front, parts: &Parts) -> bool {
    let address = client(&parts.extensions, &parts.headers, &front.proxies);
    address.is_some_and(|address| front.limit.take(address, Instant::now()).is_err())
}

/// The request's own key (`Idempotency-Key`).
pub fn once(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(line) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    let text = line.to_str().map(str::trim).unwrap_or_default();
    if text.is_empty() || text.len() > LONGEST {
        let title = "The Idempotency-Key is empty, too long, or no text";
        return Err(Problem::new(StatusCode::BAD_REQUEST, title));
    }
    Ok(Some(text.to_owned()))
}
