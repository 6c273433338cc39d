//! Pages: drawn whole, with the right status.

use std::sync::Arc;

use app::part::Refused;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::get;
use http::{Method, StatusCode, Uri};
use leptos_axum::render_app_async_with_context;
use model::caller::Caller;

use crate::front::Front;

/// Where to sign in.
pub const SIGN_IN: &str = "/sign-in";

/// Every page at its address, but the one way in, which has a handler of its own.
pub fn routes() -> Router<Front> {
    app::routes::list()
        .iter()
        .filter(|route| route.path() != SIGN_IN)
        .fold(Router::new(), |router, route| {
            router.route(route.path(), get(show))
        })
}

/// The page at the request's address.
pub async fn show(State(front): State<Front>, request: Request) -> Response {
    let assets = Arc::clone(&front.site.assets);
    let draw = render_app_async_with_context(front.context(), move || {
        app::shell::shell(Arc::clone(&assets))
    });
    draw(request).await
}

/// The page of an address that leads nowhere.
pub async fn missing(state: State<Front>, mut request: Request) -> Response {
    *request.method_mut() = Method::GET;
    let mut answer = show(state, empty(request)).await;
    *answer.status_mut() = StatusCode::NOT_FOUND;
    answer
}

/// The same page for what cannot be done at an address that leads somewhere. Nobody is signed in
/// on it: it is drawn for another address than the browser has, so no script may wake it up.
pub async fn not_allowed(state: State<Front>, mut request: Request) -> Response {
    request.extensions_mut().remove::<Caller>();
    *request.uri_mut() = Uri::from_static("/method-not-allowed");
    let mut answer = missing(state, request).await;
    *answer.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
    answer
}

/// The page from which a form was posted, with why it was refused and what was typed.
pub async fn again(front: Front, mut request: Request, refused: Refused) -> Response {
    let status = StatusCode::from_u16(refused.fault.status());
    request.extensions_mut().insert(refused);
    *request.method_mut() = Method::GET;
    let mut answer = show(State(front), empty(request)).await;
    if answer.status() == StatusCode::OK {
        *answer.status_mut() = status.unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    }
    answer
}

fn empty(request: Request) -> Request {
    request.map(|_| Body::empty())
}
