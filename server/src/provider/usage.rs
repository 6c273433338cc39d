use std::time::Instant;

use axum::Json;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::header::AUTHORIZATION;
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use model::fault::Fault;
use portal::key::Key;
use portal::usage::{Refused, Taken};
use serde_json::Value;

use super::problem::Problem;
use crate::edge::address::client;
use crate::front::Front;

/// The largest batch, in bytes.
const LIMIT: usize = 1 << 20;

/// The longest key of a request.
const LONGEST: usize = 255;

/// `POST /usage`: a batch of readings.
pub async fn take(State(front): State<Front>, request: Request) -> Response {
    match taken(&front, request).await {
        Ok(taken) => Json(taken).into_response(),
        Err(problem) => problem.into_response(),
    }
}

async fn taken(front: &Front, request: Request) -> Result<Taken, Problem> {
    let (parts, body) = request.into_parts();
    let key = key(front, &parts).await?;
    let once = once(&parts.headers)?;
    let bytes = to_bytes(body, LIMIT).await.map_err(|_| {
        Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "More than 1 MB, or cut short",
        )
    })?;
    let rows = rows(&bytes)?;
    let done = front.desk.take_usage(key, once.as_deref(), rows).await;
    done.map_err(|refused| match refused {
        Refused::Rows(errors) => Problem::rows(errors),
        Refused::TooMany => {
            let title = "More than 10,000 readings, nothing was taken";
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, title)
        }
        Refused::KeyReused => {
            let title = "This Idempotency-Key was used for another batch";
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, title)
        }
        Refused::Failed(failure) => Problem::of(failure, "take_usage"),
    })
}

/// The key of who asks. Guesses slow the guesser's address down.
async fn key(front: &Front, parts: &Parts) -> Result<Key, Problem> {
    let line = parts.headers.get(AUTHORIZATION);
    let line = line.and_then(|line| line.to_str().ok()).unwrap_or_default();
    let secret = line
        .split_once(' ')
        .filter(|(kind, _)| kind.eq_ignore_ascii_case("bearer"));
    let secret = secret.map(|(_, secret)| secret.trim()).unwrap_or_default();
    let found = front.desk.key(secret, "usage").await;
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
fn once(headers: &HeaderMap) -> Result<Option<String>, Problem> {
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

/// The rows of a batch: a list, an object that holds one, or one row a line.
fn rows(bytes: &[u8]) -> Result<Vec<Value>, Problem> {
    let lines = serde_json::Deserializer::from_slice(bytes).into_iter::<Value>();
    let values: Result<Vec<Value>, _> = lines.collect();
    let values = values.map_err(|error| {
        Problem::new(StatusCode::BAD_REQUEST, "The batch is not JSON").detail(error)
    })?;
    let mut rows = Vec::new();
    for value in values {
        match value {
            Value::Array(list) => rows.extend(list),
            Value::Object(mut fields) if fields.len() == 1 => match fields.remove("usage") {
                Some(Value::Array(list)) => rows.extend(list),
                _ => rows.push(Value::Object(fields)),
            },
            other => rows.push(other),
        }
    }
    if rows.is_empty() {
        return Err(Problem::new(StatusCode::BAD_REQUEST, "The batch is empty"));
    }
    Ok(rows)
}
