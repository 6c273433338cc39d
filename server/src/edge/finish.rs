//! Carries a request to its end, whoever hangs up.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::RETRY_AFTER;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tracing::Instrument;

use crate::typed::LIMIT;

/// So many requests are worked on at once; more wait for their turn.
const AT_ONCE: u32 = 256;
/// So long a client waits at most, its turn included.
const PATIENCE: Duration = Duration::from_secs(30);

/// So long a client may take to send its request: whoever sends it in drops holds no place.
const SENDING: Duration = Duration::from_secs(10);

/// The places for requests that are worked on.
#[derive(Clone, Debug)]
pub struct Places(Arc<Semaphore>);

impl Default for Places {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE as usize)))
    }
}

impl Places {
    /// Waits until nothing is worked on any more.
    pub async fn drained(&self) {
        let _ = self.0.acquire_many(AT_ONCE).await;
    }
}

/// Runs the rest in a task of its own: a payment is not dropped half-way when its sender hangs
/// up, a page is not torn down while it waits for the database, and a panic is one answer of 500.
pub async fn finish(State(places): State<Places>, request: Request, next: Next) -> Response {
    let request = match whole(request).await {
        Ok(request) => request,
        Err(refusal) => return refusal,
    };
    let worked = async {
        let place = places.0.acquire_owned().await;
        let work = async move {
            let answer = next.run(request).await;
            drop(place);
            answer
        };
        tokio::spawn(work.in_current_span()).await
    };
    match timeout(PATIENCE, worked).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(lost)) => {
            tracing::error!(
                panicked = lost.is_panic(),
                "a request did not come to its end"
            );
            let words = "Something went wrong on our side. Please try again.\n";
            (StatusCode::INTERNAL_SERVER_ERROR, words).into_response()
        }
        Err(_) => busy(),
    }
}

/// The request with all of its body.
async fn whole(request: Request) -> Result<Request, Response> {
    let (parts, body) = request.into_parts();
    match timeout(SENDING, to_bytes(body, LIMIT)).await {
        Ok(Ok(body)) => Ok(Request::from_parts(parts, Body::from(body))),
        Ok(Err(_)) => Err((StatusCode::PAYLOAD_TOO_LARGE, "This is too long.\n").into_response()),
        Err(_) => Err((StatusCode::REQUEST_TIMEOUT, "This takes too long.\n").into_response()),
    }
}

/// Not now, perhaps soon.
#[must_use]
pub fn busy() -> Response {
    let words = "This takes too long right now. Please try again in a moment.\n";
    (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, "5")], words).into_response()
}
