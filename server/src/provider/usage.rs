use axum::Json;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use portal::usage::{Refused, Taken};
use serde_json::Value;

use super::door::{key, once};
use super::problem::Problem;
use crate::front::Front;

/// The largest batch, in bytes.
const LIMIT: usize = 1 << 20;

/// `POST /usage`: a batch of readings.
pub async fn take(State(front): State<Front>, request: Request) -> Response {
    match taken(&front, request).await {
        Ok(taken) => Json(taken).into_response(),
        Err(problem) => problem.into_response(),
    }
}

async fn taken(front: &Front, request: Request) -> Result<Taken, Problem> {
    let (parts, body) = request.into_parts();
    let key = key(front, &parts, "usage").await?;
    let once = once(&parts.headers)?;
    let bytes = to_bytes(body, LIMIT).await.map_err(|_| {
        Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "More than 1 MB, or cut short",
        )
    })?;
    let rows = rows(&bytes)?;
    let actor = format!("key:{}", key.id);
    let done = front.desk.take_usage(&actor, once.as_deref(), rows).await;
    done.map_err(refused)
}

/// Why a batch was not taken.
pub fn refused(refused: Refused) -> Problem {
    match refused {
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
    }
}

/// The rows of a batch: a list, an object that holds one, or one row a line.
pub fn rows(bytes: &[u8]) -> Result<Vec<Value>, Problem> {
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
