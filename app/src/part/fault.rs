//! Why a page or a part of it cannot be shown, in words, with what to do.

use leptos::prelude::*;
use model::fault::Fault;

use super::basic::Icon;
use crate::layout::Page;
use crate::text::fault as words;

/// Gives the document the status of a fault, and leads to sign-in where nobody is signed in.
pub fn settle(fault: &Fault) {
    #[cfg(feature = "ssr")]
    on_server(fault);
    #[cfg(feature = "hydrate")]
    if *fault == Fault::SignedOut {
        Effect::new(|_| crate::layout::browser::to_sign_in());
    }
    #[cfg(not(any(feature = "ssr", feature = "hydrate")))]
    let _ = fault;
}

#[cfg(feature = "ssr")]
fn on_server(fault: &Fault) {
    use http::header::LOCATION;
    use http::{HeaderValue, StatusCode};

    let Some(response) = use_context::<leptos_axum::ResponseOptions>() else {
        return;
    };
    if *fault != Fault::SignedOut {
        response.set_status(StatusCode::from_u16(fault.status()).unwrap_or_default());
        return;
    }
    let parts = use_context::<http::request::Parts>();
    let here = parts.map_or("/".to_owned(), |parts| parts.uri.to_string());
    if let Ok(address) = HeaderValue::from_str(&sign_in_address(&here)) {
        response.set_status(StatusCode::FOUND);
        response.insert_header(LOCATION, address);
    }
}

/// Where to sign in and come back to `here`.
pub(crate) fn sign_in_address(here: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("next", here);
    format!("/sign-in?{}", query.finish())
}

/// What happened, and what to do.
fn told(fault: &Fault) -> (&'static str, String) {
    let (title, text) = match fault {
        Fault::SignedOut => (words::signed_out(), words::signed_out_text()),
        Fault::Forbidden => (words::forbidden(), words::forbidden_text()),
        Fault::NotFound => (words::not_found(), words::not_found_text()),
        Fault::Invalid(_) => (words::invalid(), words::invalid_text()),
        Fault::Conflict => (words::conflict(), words::conflict_text()),
        Fault::Declined => (words::declined(), words::declined_text()),
        Fault::Unavailable => (words::unavailable(), words::unavailable_text()),
        Fault::Internal(ticket) if ticket.is_empty() => (words::internal(), words::internal_text()),
        Fault::Internal(ticket) => return (words::internal(), words::internal_ticket(ticket)),
    };
    (title, text.to_owned())
}

/// A fault in the place of a part of a page.
#[component]
pub fn FaultView(
    /// What happened.
    fault: Fault,
) -> impl IntoView {
    settle(&fault);
    let (title, text) = told(&fault);
    view! {
        <div class="empty" role="alert">
            <h3>{title}</h3>
            <p>{text}</p>
        </div>
    }
}

/// A fault in the place of a whole page.
#[component]
pub fn FaultPage(
    /// What happened.
    fault: Fault,
) -> impl IntoView {
    settle(&fault);
    let (title, text) = told(&fault);
    view! {
        <Page title=title>
            <div class="notice" data-tone="warn">
                <Icon name="alert" />
                <p>{text}</p>
            </div>
            <p>
                <a href="/">{words::to_account()}</a>
            </p>
        </Page>
    }
}
