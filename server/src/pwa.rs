//! What makes the portal an app on a phone: the manifest, the page without a connection, and the
//! word to the service worker about what it may keep (docs/adr/0018).

use app::text::{layout, offline as words};
use axum::Router;
use axum::extract::{Request, State};
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderName, HeaderValue};
use leptos::reactive::owner::{Owner, provide_context};
use model::caller::Caller;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::front::Front;

/// The page for what a browser without a connection has not kept.
pub const OFFLINE: &str = "/offline";

/// The header that says under which name the worker keeps pages of this session; `none` if it may
/// keep none, and then it keeps those of no other session either.
pub const KEEPS: HeaderName = HeaderName::from_static("saldo-offline");

/// The handlers. They are the same for everybody, so no session is looked up.
pub fn routes() -> Router<Front> {
    Router::new()
        .route("/manifest.webmanifest", get(manifest))
        .route(OFFLINE, get(offline))
}

/// The name is that of the session, with a print of what its pages show: another account and other
/// rights get another name. Only who stays signed in leaves anything on a device.
#[must_use]
pub fn keeps(caller: Option<&Caller>) -> HeaderValue {
    let none = HeaderValue::from_static("none");
    let Some(caller) = caller.filter(|caller| caller.stay) else {
        return none;
    };
    let shown = serde_json::to_vec(&(&caller.account, &caller.access)).unwrap_or_default();
    let print = Sha256::digest(&shown);
    let print: String = print.iter().take(8).map(|b| format!("{b:02x}")).collect();
    HeaderValue::try_from(format!("{}-{print}", caller.session)).unwrap_or(none)
}

async fn offline(State(front): State<Front>, request: Request) -> Html<String> {
    Html(within(&front, request, || {
        app::shell::offline(&front.site.assets)
    }))
}

async fn manifest(State(front): State<Front>, request: Request) -> impl IntoResponse {
    let look = within(&front, request, || describe(&front));
    let headers = [
        (CONTENT_TYPE, "application/manifest+json"),
        (CACHE_CONTROL, "no-cache"),
    ];
    (headers, look.to_string())
}

/// Draws in the language of the request.
fn within<T>(front: &Front, request: Request, draw: impl FnOnce() -> T) -> T {
    let (parts, _) = request.into_parts();
    let context = front.context();
    Owner::new().with(|| {
        provide_context(parts);
        context();
        draw()
    })
}

/// The manifest (W3C, Web Application Manifest).
fn describe(front: &Front) -> Value {
    let name = &front.brand.name;
    let shortcut = |name: &str, url: &str| json!({ "name": name, "url": url });
    json!({
        "id": "/",
        "name": name,
        "short_name": name,
        "description": words::description(name),
        "lang": app::scene::language().tag(),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": app::shell::LIGHT,
        "theme_color": app::shell::LIGHT,
        "categories": ["business", "finance"],
        "icons": [
            icon("any", 192),
            icon("any", 512),
            icon("maskable", 192),
            icon("maskable", 512),
        ],
        "screenshots": [
            screenshot("wide", "1280x800"),
            screenshot("narrow", "780x1688"),
        ],
        "shortcuts": [
            shortcut(layout::invoices(), "/invoices"),
            shortcut(layout::subscriptions(), "/subscriptions"),
        ],
    })
}

fn icon(purpose: &str, size: u32) -> Value {
    json!({
        "src": format!("/icons/{purpose}-{size}.png"),
        "sizes": format!("{size}x{size}"),
        "type": "image/png",
        "purpose": purpose,
    })
}

fn screenshot(form: &str, sizes: &str) -> Value {
    json!({
        "src": format!("/screenshots/{form}.png"),
        "sizes": sizes,
        "type": "image/png",
        "form_factor": form,
        "label": layout::account(),
    })
}
