//! Refuses what another site sends in a customer's name.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use tower_http::csrf::{ConfigError, CsrfLayer, ProtectionError};

use crate::settings::Origin;

type Refusal = fn(ProtectionError) -> Response;

/// The gate before everything that changes something.
///
/// # Errors
/// When the public address is not of a form that browsers send.
pub fn gate(origin: &Origin) -> Result<CsrfLayer<Refusal>, ConfigError> {
    let layer = CsrfLayer::new().add_trusted_origin(origin.as_str())?;
    Ok(layer.with_rejection_response((|_| refusal()) as Refusal))
}

/// The gate before server functions that only read: browsers say where a request comes from.
pub async fn own_site_only(request: Request, next: Next) -> Response {
    let from = request.headers().get("sec-fetch-site");
    let foreign = from.is_some_and(|site| site == "cross-site" || site == "same-site");
    if foreign {
        refusal()
    } else {
        next.run(request).await
    }
}

fn refusal() -> Response {
    let words = "This request came from another site and was refused.\n";
    (StatusCode::FORBIDDEN, words).into_response()
}
