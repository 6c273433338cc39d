//! Signing in: a plain form, answered by the server with a new document.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::layout::Page;
use crate::part::{Entry, Field, FormFault, Outcome, Refused, Submit};
use crate::scene::{Viewer, scene};
use crate::text::{fault, layout, session as words};

/// The name under which the server puts a refused sign-in into the page.
pub const FORM: &str = "/sign-in";

/// Where sign-in may lead: a place of this site, or the account page. Anything that a browser
/// could take for another site is not followed.
#[must_use]
pub fn safe_next(next: &str) -> &str {
    let plain = |c: char| c != '\\' && !c.is_control();
    if next.starts_with('/') && !next.starts_with("//") && next.chars().all(plain) {
        next
    } else {
        "/"
    }
}

/// The page.
#[component]
pub fn SignInPage() -> impl IntoView {
    let outcome = Outcome::plain(Refused::of(FORM));
    let query = use_query_map().get_untracked();
    let typed = outcome.typed("next");
    let next = if typed.is_empty() {
        query.get_str("next").unwrap_or("/")
    } else {
        &typed
    };
    let next = safe_next(next).to_owned();
    if let Some(viewer) = scene().viewer {
        return prove(viewer, next, outcome).into_any();
    }
    let told = [
        ("reset", words::password_set()),
        ("out", fault::signed_out()),
    ];
    let mut told = told.into_iter();
    let told = told.find(|(name, _)| query.get_str(name).is_some());
    sign_in(told.map(|(_, text)| text), next, outcome).into_any()
}

fn sign_in(told: Option<&'static str>, next: String, outcome: Outcome) -> impl IntoView {
    view! {
        <Page title=words::sign_in()>
            {told.map(notice)} <FormFault outcome=outcome fields=&["email", "password"] />
            <form class="stack" method="post" action="/sign-in" novalidate>
                <input type="hidden" name="next" value=next />
                <Field
                    name="email"
                    label=words::email()
                    entry=Entry::Email
                    outcome=outcome
                />
                <Field
                    name="password"
                    label=words::password()
                    entry=Entry::Password
                    outcome=outcome
                />
                <Stay outcome=outcome />
                <Submit kind="primary" size="wide">
                    {words::sign_in()}
                </Submit>
            </form>
            <p class="hint">
                <a href="/reset">{words::forgot()}</a>
            </p>
        </Page>
    }
}

/// Whether what stands at an address asks for a proof of the last minutes: a single billing
/// account, the way to a new one, and what moves money by itself or out of the account.
#[must_use]
pub fn asks_fresh_proof(address: &str) -> bool {
    let places = ["/billing-accounts/", "/credit/top-up", "/credit/withdraw"];
    places.iter().any(|place| address.starts_with(place))
}

/// Asks somebody who is signed in for the password once more, to stay and to go on.
fn prove(viewer: Viewer, next: String, outcome: Outcome) -> impl IntoView {
    let told = if asks_fresh_proof(&next) {
        words::prove_fresh()
    } else {
        words::prove_text()
    };
    let stay = viewer.stay.then(|| {
        view! { <input type="hidden" name="stay" value="on" /> }
    });
    let email = viewer.email;
    view! {
        <Page title=words::prove()>
            {notice(told)}
            <FormFault outcome=outcome fields=&["email", "password"] />
            <form class="stack" method="post" action="/sign-in" novalidate>
                <input type="hidden" name="next" value=next />
                {stay}
                <div class="field">
                    <label for="email">{words::email()}</label>
                    <input
                        class="input"
                        id="email"
                        name="email"
                        type="email"
                        autocomplete="username"
                        readonly
                        value=email
                    />
                </div>
                <Field
                    name="password"
                    label=words::password()
                    entry=Entry::Password
                    outcome=outcome
                />
                <Submit kind="primary" size="wide">
                    {words::go_on()}
                </Submit>
            </form>
            <form class="actions" method="post" action="/sign-out">
                <Submit size="small">{layout::sign_out()}</Submit>
            </form>
        </Page>
    }
}

fn notice(text: &'static str) -> impl IntoView {
    view! {
        <div class="notice" role="status">
            <p>{text}</p>
        </div>
    }
}

#[component]
fn Stay(outcome: Outcome) -> impl IntoView {
    let kept = outcome.typed("stay") == "on";
    view! {
        <div class="choice">
            <input type="checkbox" id="stay" name="stay" value="on" checked=kept />
            <label for="stay">{words::stay()}</label>
            <small>{words::stay_hint()}</small>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::{asks_fresh_proof, safe_next};

    #[test]
    fn what_moves_money_asks_for_a_fresh_proof() {
        for place in [
            "/billing-accounts/new",
            "/credit/top-up",
            "/credit/withdraw?amount=5",
        ] {
            assert!(asks_fresh_proof(place), "{place}");
        }
        for place in ["/billing-accounts", "/credit", "/credit/add"] {
            assert!(!asks_fresh_proof(place), "{place}");
        }
    }

    #[test]
    fn sign_in_leads_to_this_site_only() {
        for place in ["/", "/invoices?filter=open", "/invoices/inv_1"] {
            assert_eq!(safe_next(place), place);
        }
        for place in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/\n/a",
        ] {
            assert_eq!(safe_next(place), "/");
        }
    }
}
