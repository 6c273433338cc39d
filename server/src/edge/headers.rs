//! The headers of every answer.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use gateway::payment::PagePolicy;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, RETRY_AFTER,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderValue, StatusCode};
use leptos::nonce::Nonce;

/// What is the same in every answer.
const FIXED: [(HeaderName, &str); 5] = [
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // Addresses of pages hold identifiers, and once a secret: no other site learns them.
    (REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// Below this address stand the pages on which cards and accounts are entered: only they allow what
/// payment providers need.
const ENTRY: &str = "/billing-accounts/";

/// What they go by.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// Whether the portal is reached over TLS.
    tls: bool,
    /// What payment providers need of the policy: further scripts, connections, and frames.
    scripts: Arc<str>,
    connects: Arc<str>,
    frames: Arc<str>,
}

impl Rules {
    /// Of a portal with these payment providers.
    #[must_use]
    pub fn of(tls: bool, providers: &PagePolicy) -> Self {
        let listed = |sources: &[String]| {
            let sources = sources.iter().map(|source| format!(" {source}"));
            Arc::from(sources.collect::<String>())
        };
        Self {
            tls,
            scripts: listed(&providers.scripts),
            connects: listed(&providers.connects),
            frames: listed(&providers.frames),
        }
    }
}

/// Adds them, and makes the nonce of the answer's scripts and styles. What has a policy of its own
/// keeps it.
pub async fn headers(State(rules): State<Rules>, mut request: Request, next: Next) -> Response {
    let nonce = Nonce::new();
    request.extensions_mut().insert(nonce.clone());
    let entry = request.uri().path().starts_with(ENTRY);
    let policy = if entry {
        policy(&nonce, &rules)
    } else {
        policy(&nonce, &Rules::default())
    };
    let mut answer = next.run(request).await;
    let unavailable = answer.status() == StatusCode::SERVICE_UNAVAILABLE;
    let headers = answer.headers_mut();
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(policy) = HeaderValue::try_from(policy) {
        headers.entry(CONTENT_SECURITY_POLICY).or_insert(policy);
    }
    if rules.tls {
        let year = HeaderValue::from_static("max-age=31536000");
        headers.insert(STRICT_TRANSPORT_SECURITY, year);
    }
    if unavailable && !headers.contains_key(RETRY_AFTER) {
        headers.insert(RETRY_AFTER, HeaderValue::from_static("5"));
    }
    // Everything is personal unless it says otherwise.
    let no_store = HeaderValue::from_static("no-store");
    headers.entry(CACHE_CONTROL).or_insert(no_store);
    answer
}

/// Scripts and styles of this answer only, everything else from this site only, but for what
/// payment providers need.
fn policy(nonce: &Nonce, rules: &Rules) -> String {
    let frames = match &*rules.frames {
        "" => String::new(),
        frames => format!("frame-src{frames}; "),
    };
    let (scripts, connects) = (&rules.scripts, &rules.connects);
    format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'wasm-unsafe-eval'{scripts}; \
         style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'{connects}; {frames}manifest-src 'self'; worker-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}
