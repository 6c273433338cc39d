use axum::Router;
use axum::routing::{get, post};

use super::{metrics, parked, usage};
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
        .route("/metrics", get(metrics::metrics))
}
