use axum::Router;
use axum::routing::{any, get, post};
use http::StatusCode;

use super::problem::Problem;
use super::{metrics, money, parked, usage};
use crate::front::Front;

/// The handlers. Browsers have no business here: no cookie is looked at.
pub fn routes() -> Router<Front> {
    Router::new()
        .route("/api/provider/v1/usage", post(usage::take))
        .route("/api/provider/v1/parked", get(parked::list))
        .route("/api/provider/v1/parked/{id}/retry", post(parked::retry))
        .route(
            "/api/provider/v1/parked/{id}/dismiss",
            post(parked::dismiss),
        )
        .merge(money::routes())
        .route("/api/provider/v1", any(nothing))
        .route("/api/provider/v1/{*rest}", any(nothing))
        .route("/metrics", get(metrics::metrics))
}

/// What is not there is told to machines as machines read it.
async fn nothing() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "No such path")
}
