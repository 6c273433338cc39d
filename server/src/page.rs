//! Pages: drawn whole, with the right status.

use std::sync::Arc;

use app::part::Refused;
use app::session::{reset, sign_in::safe_next};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use http::{Method, StatusCode, Uri};
use leptos_axum::render_app_async_with_context;
use model::caller::Caller;

use crate::front::Front;

/// The pages that have a handler of their own.
const OWN: [&str; 2] = ["/sign-in", reset::FORM];

/// Every page at its address.
pub fn routes() -> Router<Front> {
    app::routes::list()
        .iter()
        .filter(|route| !OWN.contains(&route.path()))
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
    let (caller, place) = (
        request.extensions().get::<Caller>().cloned(),
        request.uri().clone(),
    );
    let answer = draw(request).await;
    let lost = answer.status() == StatusCode::NOT_FOUND;
    match caller.filter(|caller| lost && caller.others) {
        Some(caller) => elsewhere(&front, &caller, place.path())
            .await
            .unwrap_or(answer),
        None => answer,
    }
}

/// The way to what another of the person's accounts holds.
async fn elsewhere(front: &Front, caller: &Caller, place: &str) -> Option<Response> {
    let (_, thing) = place.rsplit_once('/')?;
    let account = front.door.holder(caller, thing).await.ok()??;
    let mut query = form_urlencoded::Serializer::new(String::new());
    query
        .append_pair("holder", account.as_str())
        .append_pair("next", place);
    Some(Redirect::to(&format!("/accounts?{}", query.finish())).into_response())
}

/// The page of an address that leads nowhere; with a slash too many it leads to the one without.
pub async fn missing(state: State<Front>, mut request: Request) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if let Some(place) = without_slash(request.uri()).filter(|_| reads) {
        return Redirect::permanent(&place).into_response();
    }
    *request.method_mut() = Method::GET;
    let mut answer = show(state, empty(request)).await;
    *answer.status_mut() = StatusCode::NOT_FOUND;
    answer
}

fn without_slash(uri: &Uri) -> Option<String> {
    let place = uri.path().strip_suffix('/')?;
    let query = uri.query().map(|query| format!("?{query}"));
    let place = format!("{place}{}", query.unwrap_or_default());
    Some(place).filter(|place| place.len() > 1 && safe_next(place) == place)
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
    if !answer.status().is_redirection() {
        *answer.status_mut() = status.unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    }
    answer
}

fn empty(request: Request) -> Request {
    request.map(|_| Body::empty())
}
