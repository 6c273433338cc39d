use axum::Router;
use axum::routing::post;

use super::usage;
use crate::front::Front;

/// The handlers. Browsers have no business here: no cookie is looked at.
pub fn routes() -> Router<Front> {
    Router::new().route("/api/provider/v1/usage", post(usage::take))
}
