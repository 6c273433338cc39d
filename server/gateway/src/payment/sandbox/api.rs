//! What [`Remote`](super::Remote) asks of a sandbox in a process of its own.

use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, Json, Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Router, body::Body};
use http::{StatusCode, header};
use model::time::Instant;
use serde::Serialize;
use serde::de::DeserializeOwned;
use subtle::ConstantTimeEq;

use super::machine::Sandbox;
use crate::payment::{Capture, Gateway, GatewayError, Inquiry, Refund, Refusal, Secret, SetUp};

/// More than any request.
const LONGEST: usize = 64 << 10;

type Sand = State<Arc<Sandbox>>;

/// The door for the portal, who shows the secret. What is unknown to the sandbox as well is
/// answered as a server's error.
pub fn api(sandbox: Arc<Sandbox>) -> Router {
    let secret = sandbox.rules.secret.clone();
    Router::new()
        .route("/v1/capture", post(capture))
        .route("/v1/look_up", post(look_up))
        .route("/v1/cancel", post(cancel))
        .route("/v1/resume", post(resume))
        .route("/v1/refund", post(refund))
        .route("/v1/look_up_refund", post(look_up_refund))
        .route("/v1/taken", post(taken))
        .route("/v1/set_up", post(set_up))
        .route("/v1/saved", post(saved))
        .route("/v1/detach", post(detach))
        .layer(DefaultBodyLimit::max(LONGEST))
        .layer(middleware::from_fn_with_state(secret, known))
        .with_state(sandbox)
}

async fn known(State(secret): State<Secret>, request: Request<Body>, next: Next) -> Response {
    let shown = request.headers().get(header::AUTHORIZATION);
    let shown = shown.and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let right = shown.is_some_and(|shown| {
        let same = shown.as_bytes().ct_eq(secret.reveal().as_bytes());
        !secret.is_empty() && bool::from(same)
    });
    if right {
        next.run(request).await
    } else {
        let refusal = GatewayError::refused(Refusal::Credentials, "not the secret");
        (StatusCode::UNAUTHORIZED, Json(refusal)).into_response()
    }
}

fn told<T: Serialize>(end: Result<T, GatewayError>) -> Response {
    match end {
        Ok(answer) => Json(answer).into_response(),
        Err(error) => {
            let status = match error {
                GatewayError::Unknown(_) => StatusCode::INTERNAL_SERVER_ERROR,
                GatewayError::Refused { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            };
            (status, Json(error)).into_response()
        }
    }
}

/// A request that cannot be read has no effect.
fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, GatewayError> {
    serde_json::from_slice(body).map_err(|error| GatewayError::refused(Refusal::Unfit, error))
}

/// One door a verb of [`Gateway`].
macro_rules! door {
    ($($verb:ident: $what:ty,)+) => {
        $(async fn $verb(State(sandbox): Sand, body: axum::body::Bytes) -> Response {
            match read::<$what>(&body) {
                Ok(request) => told(sandbox.$verb(&request).await),
                Err(error) => told::<()>(Err(error)),
            }
        })+
    };
}

async fn taken(State(sandbox): Sand, body: axum::body::Bytes) -> Response {
    match read::<(Instant, Option<String>)>(&body) {
        Ok((since, after)) => told(sandbox.taken(since, after.as_deref()).await),
        Err(error) => told::<()>(Err(error)),
    }
}

door! {
    capture: Capture,
    look_up: Inquiry<Capture>,
    cancel: Inquiry<Capture>,
    resume: Inquiry<Capture>,
    refund: Refund,
    look_up_refund: Inquiry<Refund>,
    set_up: SetUp,
    saved: String,
    detach: String,
}
