use axum::Json;
use axum::body::to_bytes;
use axum::extract::{Path, Query, Request, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::request::Parts;
use portal::parked::{Action, Denied, Doing};
use serde::{Deserialize, Serialize};

use super::door::{key, once};
use super::problem::Problem;
use crate::front::Front;

/// The largest body, in bytes.
const LIMIT: usize = 4096;

/// The scope of the provider's work on what runs by itself.
pub const OPERATE: &str = "operate";

/// Which part of a list.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct After {
    /// The last id of the part before.
    pub after: Option<String>,
}

/// What every action takes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reason {
    /// Why, for the audit trail.
    reason: String,
}

#[derive(Serialize)]
struct Done {
    id: String,
}

/// `GET /parked`: what the run has set aside, page by page.
pub async fn list(
    State(front): State<Front>,
    Query(after): Query<After>,
    parts: Parts,
) -> Response {
    match listed(&front, &parts, after.after.as_deref()).await {
        Ok(answer) => answer,
        Err(problem) => problem.into_response(),
    }
}

async fn listed(front: &Front, parts: &Parts, after: Option<&str>) -> Result<Response, Problem> {
    key(front, parts, OPERATE).await?;
    let page = front.desk.parked(after).await;
    let page = page.map_err(|failure| Problem::of(failure, "parked"))?;
    Ok(Json(page).into_response())
}

/// `POST /parked/{id}/retry`: the next run looks at it again.
pub async fn retry(state: State<Front>, id: Path<String>, request: Request) -> Response {
    act(state, id, (Doing::Retry, request)).await
}

/// `POST /parked/{id}/dismiss`: it is taken off the list.
pub async fn dismiss(state: State<Front>, id: Path<String>, request: Request) -> Response {
    act(state, id, (Doing::Dismiss, request)).await
}

async fn act(
    State(front): State<Front>,
    Path(id): Path<String>,
    (doing, request): (Doing, Request),
) -> Response {
    match acted(&front, &id, (doing, request)).await {
        Ok(()) => Json(Done { id }).into_response(),
        Err(problem) => problem.into_response(),
    }
}

async fn acted(front: &Front, id: &str, (doing, request): (Doing, Request)) -> Result<(), Problem> {
    let (parts, body) = request.into_parts();
    let key = key(front, &parts, OPERATE).await?;
    let once = once(&parts.headers)?;
    let too_large = |_| {
        Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "More than 4 kB, or cut short",
        )
    };
    let bytes = to_bytes(body, LIMIT).await.map_err(too_large)?;
    let action = Action {
        actor: format!("key:{}", key.id),
        once,
        reason: reason(&bytes)?,
    };
    front.desk.unpark(id, doing, action).await.map_err(denied)
}

/// The reason in a body.
pub fn reason(bytes: &[u8]) -> Result<String, Problem> {
    let needed = || Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "A reason is needed");
    let body: Result<Reason, _> = serde_json::from_slice(bytes);
    let reason = body.map_err(|error| needed().detail(error))?.reason;
    let told = !reason.trim().is_empty();
    told.then_some(reason).ok_or_else(needed)
}

/// Why nothing was done.
pub fn denied(denied: Denied) -> Problem {
    Problem::denied(denied, ("Nothing of that id is set aside", "unpark"))
}
