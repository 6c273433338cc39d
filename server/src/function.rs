//! Server functions under `/api`: what the woken page calls.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, on};
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, REFERER};
use http::request::Parts;
use http::{HeaderValue, Method, StatusCode};
use leptos::server_fn::ServerFn;
use leptos::server_fn::axum::server_fn_paths;
use model::fault::{Answer, Fault};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::edge::cross_site::own_site_only;
use crate::form::{Pace, slowed, too_many};
use crate::front::Front;
use crate::typed::{LIMIT, Typed, parse};

/// The header by which the framework marks an answer that is a fault.
const FAULT: &str = "serverfnerror";

/// The header by which a page says to which release it belongs. A page of another one is refused
/// before anything is read or done, and told so by the same header.
const RELEASE: &str = "saldo-release";

/// A server function that may be reached.
#[derive(Clone, Copy)]
pub struct Function {
    path: &'static str,
    pace: Pace,
    check: fn(&str) -> Answer<()>,
}

impl Function {
    /// Declares one.
    #[must_use]
    pub fn of<F>(pace: Pace) -> Self
    where
        F: ServerFn<Error = Fault> + Serialize + DeserializeOwned,
    {
        let check = |text: &str| parse::<F>(text).map(drop);
        Self {
            path: F::PATH,
            pace,
            check,
        }
    }

    /// Its address.
    #[must_use]
    pub const fn path(&self) -> &'static str {
        self.path
    }
}

/// Every declared function at its address. One that is not declared is not there.
pub fn routes(functions: &[Function]) -> Router<Front> {
    let mut router = Router::new();
    for (path, method) in server_fn_paths() {
        let declared = functions.iter().find(|function| function.path == path);
        let filter = MethodFilter::try_from(method);
        if let (Some(function), Ok(filter)) = (declared.copied(), filter) {
            let call = async move |State(front): State<Front>, request: Request| {
                call(front, function, request).await
            };
            router = router.route(path, on(filter, call));
        }
    }
    router.layer(from_fn(own_site_only))
}

async fn call(front: Front, function: Function, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let theirs = parts.headers.get(RELEASE);
    let release = front.site.assets.release();
    if theirs.is_some_and(|theirs| theirs != release) {
        let mut answer = refusal(function.path, &Fault::Conflict);
        if let Ok(release) = HeaderValue::from_str(release) {
            answer.headers_mut().insert(RELEASE, release);
        }
        return answer;
    }
    // With it, the framework answers a browser's own navigation by a redirect.
    parts.headers.remove(REFERER);
    let body = if parts.method == Method::GET {
        let query = parts.uri.query().unwrap_or_default();
        match (function.check)(query) {
            Ok(()) => Body::empty(),
            Err(fault) => return refusal(function.path, &fault),
        }
    } else {
        let typed = match Typed::read(&parts, body).await {
            Ok(typed) => typed,
            Err(answer) => return answer,
        };
        match screen(&front, function, &parts, &typed) {
            Ok(()) => Body::from(typed.text().to_owned()),
            Err(fault) => return refusal(function.path, &fault),
        }
    };
    let request = Request::from_parts(parts, body);
    let answer = leptos_axum::handle_server_fns_with_context(front.context(), request).await;
    fault_status(answer.into_response()).await
}

fn screen(front: &Front, function: Function, parts: &Parts, typed: &Typed) -> Answer<()> {
    typed.screen()?;
    function.pace.take(front, parts)?;
    (function.check)(typed.text())
}

fn refusal(path: &'static str, fault: &Fault) -> Response {
    let status = StatusCode::from_u16(fault.status()).unwrap_or_default();
    let body = app::wire::write(fault).unwrap_or_default();
    let headers = [(FAULT, path), (CONTENT_TYPE.as_str(), "application/json")];
    let answer = (status, headers, body).into_response();
    if too_many(fault) {
        slowed(answer)
    } else {
        answer
    }
}

/// Gives the answer of a fault its own status; the framework has 500 for them all.
async fn fault_status(answer: Response) -> Response {
    if !answer.headers().contains_key(FAULT) || answer.status().is_redirection() {
        return answer;
    }
    let (mut parts, body) = answer.into_parts();
    let bytes = to_bytes(body, LIMIT).await.unwrap_or_default();
    let fault = serde_json::from_slice::<Fault>(&bytes).ok();
    let mut body = Body::from(bytes);
    if let Some(fault) = &fault {
        parts.status = StatusCode::from_u16(fault.status()).unwrap_or(parts.status);
        body = app::wire::write(fault).unwrap_or_default().into();
        parts.headers.remove(CONTENT_LENGTH);
    }
    let slow = fault.as_ref().is_some_and(too_many);
    let answer = Response::from_parts(parts, body);
    if slow { slowed(answer) } else { answer }
}
