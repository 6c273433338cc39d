//! Who asks: from the session's cookie to the caller.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::USER_AGENT;
use model::session::Whence;

use super::address::client;
use super::cookie::{DEVICE, SESSION};
use super::finish::busy;
use crate::front::Front;
use crate::pwa::{KEEPS, keeps};

/// So much of what a browser calls itself is kept.
const AGENT: usize = 300;

/// Puts the caller, if there is one, and where the request came from into its extensions.
pub async fn identify(State(front): State<Front>, mut request: Request, next: Next) -> Response {
    let whence = whence(&front, &request);
    request.extensions_mut().insert(whence);
    let token = front.cookies.read(request.headers(), SESSION);
    if let Some(token) = token.map(str::to_owned) {
        match front.door.identify(&token).await {
            Ok(Some(caller)) => {
                request.extensions_mut().insert(caller);
            }
            Ok(None) => {}
            Err(model::Fault::Unavailable) => return busy(),
            Err(fault) => {
                let status = StatusCode::from_u16(fault.status());
                return (status.unwrap_or_default(), format!("{fault}\n")).into_response();
            }
        }
    }
    let keeps = keeps(request.extensions().get());
    let mut answer = next.run(request).await;
    answer.headers_mut().insert(KEEPS, keeps);
    answer
}

fn whence(front: &Front, request: &Request) -> Whence {
    let headers = request.headers();
    let address = client(request.extensions(), headers, &front.proxies);
    let agent = headers
        .get(USER_AGENT)
        .and_then(|agent| agent.to_str().ok());
    Whence {
        address: address
            .map(|address| address.to_string())
            .unwrap_or_default(),
        agent: agent.unwrap_or_default().chars().take(AGENT).collect(),
        device: front.cookies.read(headers, DEVICE).map(str::to_owned),
    }
}
