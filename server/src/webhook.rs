//! What payment providers tell by themselves: no cookie is looked at, the signature is all that
//! counts.

use std::time::Duration;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Path, Request, State};
use axum::middleware::from_fn_with_state;
use axum::routing::post;
use http::StatusCode;
use portal::checkout::Deaf;

use crate::edge::finish::finish;
use crate::front::Front;

/// The largest body, in bytes.
const LIMIT: usize = 64 << 10;

/// How long a body may take to arrive.
const PATIENCE: Duration = Duration::from_secs(10);

/// The handler. What has come is worked on to its end, also when its sender hangs up.
pub fn routes(front: &Front) -> Router<Front> {
    Router::new()
        .route("/webhooks/{name}", post(take))
        .layer(from_fn_with_state(front.places.clone(), finish))
}

/// `POST /webhooks/{name}`. The answer is all in its status: what is not taken and may be later is
/// to be sent again, and nobody learns why something is not believed.
async fn take(
    State(front): State<Front>,
    Path(name): Path<String>,
    request: Request,
) -> StatusCode {
    let (parts, body) = request.into_parts();
    let body = match tokio::time::timeout(PATIENCE, to_bytes(body, LIMIT)).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => return StatusCode::PAYLOAD_TOO_LARGE,
        Err(_) => return StatusCode::REQUEST_TIMEOUT,
    };
    let Err(deaf) = front.desk.till().hear(&name, &parts.headers, &body).await else {
        return StatusCode::OK;
    };
    match deaf {
        Deaf::Nobody => StatusCode::NOT_FOUND,
        Deaf::Unbelieved(cause) => {
            tracing::warn!(gateway = name, %cause, "a webhook is not believed");
            StatusCode::BAD_REQUEST
        }
        Deaf::Later => {
            tracing::warn!(gateway = name, "a webhook is about what is not there");
            StatusCode::SERVICE_UNAVAILABLE
        }
        Deaf::Failed(failure) => {
            let _ = failure.told("webhook");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}
