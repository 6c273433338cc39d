//! How answers travel: packed for who takes that, plain for everybody else.

use axum::extract::Request;
use http::HeaderValue;
use http::header::ACCEPT_ENCODING;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};

/// Packs answers as they leave. A PDF is packed inside.
pub fn packed() -> CompressionLayer<impl Predicate> {
    let worth = DefaultPredicate::new().and(NotForContentType::const_new("application/pdf"));
    CompressionLayer::new().compress_when(worth)
}

/// Lets every request take a plain answer, at the least. Who refuses all there is would otherwise
/// hear 406 (RFC 9110, 12.5.3) once the work is done: an error, where something was paid.
pub async fn plain_at_the_least(mut request: Request) -> Request {
    let headers = request.headers_mut();
    let asked = headers.get_all(ACCEPT_ENCODING);
    let asked: Vec<HeaderValue> = asked.iter().cloned().collect();
    // Before what was asked: a wish for all the rest (`*`) does not reach it.
    let plain = HeaderValue::from_static("identity;q=0.001");
    headers.insert(ACCEPT_ENCODING, plain);
    for wish in asked {
        headers.append(ACCEPT_ENCODING, wish);
    }
    request
}
