//! What a supervisor asks: whether the process lives, and whether it can serve.

use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use http::StatusCode;
use tokio::time::timeout;

use crate::front::Front;

/// So long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// The handlers.
pub fn routes() -> Router<Front> {
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
}

async fn ready(State(front): State<Front>) -> (StatusCode, &'static str) {
    if !front.site.is_there() {
        return (
            StatusCode::SERVICE_UNAVAILABLE,
            "the site files are missing\n",
        );
    }
    match timeout(PATIENCE, front.db.answers()).await {
        Ok(Ok(())) => (StatusCode::OK, "ready\n"),
        Ok(Err(_)) | Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "no database\n"),
    }
}
