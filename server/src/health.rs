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

/// Everybody may ask, so no more is counted than this; metrics tell all.
const MANY: i64 = 100;

/// The handlers.
pub fn routes() -> Router<Front> {
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
}

async fn ready(State(front): State<Front>) -> (StatusCode, String) {
    let not = |why: &str| (StatusCode::SERVICE_UNAVAILABLE, format!("{why}\n"));
    if !front.site.is_there() {
        return not("the site files are missing");
    }
    match timeout(PATIENCE, front.desk.parked_up_to(MANY)).await {
        // What is set aside is no reason not to serve.
        Ok(Ok(parked)) if parked > 0 => {
            let more = if parked < MANY { "" } else { " or more" };
            (StatusCode::OK, format!("ready\nparked: {parked}{more}\n"))
        }
        Ok(Ok(_)) => (StatusCode::OK, "ready\n".to_owned()),
        Ok(Err(_)) | Err(_) => not("no database"),
    }
}
