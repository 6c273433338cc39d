//! One line in the log for each request, and the number by which its other lines are found.

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderName, HeaderValue};
use model::id::stem;
use model::time::{Clock, MachineClock};
use tracing::Instrument;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Names the route, never the address: addresses hold identifiers, searches and secrets.
pub async fn log(request: Request, next: Next) -> Response {
    let id = request_id();
    let matched = request.extensions().get::<MatchedPath>();
    let route = matched.map_or("(none)", MatchedPath::as_str).to_owned();
    let method = request.method().clone();
    let span = tracing::info_span!("request", id, %method, route);
    let begun = std::time::Instant::now();
    let mut answer = next.run(request).instrument(span.clone()).await;
    let _entered = span.enter();
    let (status, took) = (answer.status().as_u16(), begun.elapsed().as_millis());
    if answer.status().is_server_error() {
        tracing::error!(status, ms = %took, "answered");
    } else {
        tracing::debug!(status, ms = %took, "answered");
    }
    if let Ok(id) = HeaderValue::try_from(id) {
        answer.headers_mut().insert(REQUEST_ID, id);
    }
    answer
}

fn request_id() -> String {
    let mut random = [0; 10];
    // Without randomness two requests of a millisecond share a number: bearable in a log.
    let _ = getrandom::fill(&mut random);
    stem(MachineClock.now().milliseconds(), random)
}
