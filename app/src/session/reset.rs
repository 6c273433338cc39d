//! A new password: asking for a link by mail, and setting it behind the link.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::api::{SendReset, SetPassword};
use crate::layout::Page;
use crate::part::{Entry, Field, FormFault, Outcome, Refused, Submit};
use crate::text::session as words;

/// Asks for a link. The answer is the same for every address.
#[component]
pub fn AskResetPage() -> impl IntoView {
    let outcome = Outcome::plain(Refused::of(SendReset::PATH));
    let sent = use_query_map().get_untracked().get_str("sent").is_some();
    let content = if sent {
        view! {
            <div class="notice" role="status">
                <p>{words::reset_sent()}</p>
            </div>
        }
        .into_any()
    } else {
        view! {
            <p>{words::reset_text()}</p>
            <FormFault outcome=outcome fields=&["email"] />
            <form class="stack" method="post" novalidate>
                <Field
                    name="email"
                    label=words::email()
                    entry=Entry::Email
                    outcome=outcome
                />
                <Submit kind="primary" size="wide">
                    {words::reset_send()}
                </Submit>
            </form>
        }
        .into_any()
    };
    view! {
        <Page title=words::reset_title()>
            {content} <p class="hint">
                <a href="/sign-in">{words::to_sign_in()}</a>
            </p>
        </Page>
    }
}

/// Sets the new password.
#[component]
pub fn ResetPage() -> impl IntoView {
    let outcome = Outcome::plain(Refused::of(SetPassword::PATH));
    let token = use_params_map().get_untracked();
    let token = token.get_str("token").unwrap_or_default().to_owned();
    let dead = outcome.problem("token");
    let dead = move || {
        dead.get().map(|problem| {
            view! {
                <div class="notice" data-tone="warn" role="alert">
                    <p>{crate::part::problem_text(problem)}</p>
                    <a class="button" href="/reset">
                        {words::reset_again()}
                    </a>
                </div>
            }
        })
    };
    view! {
        <Page title=words::new_password()>
            {dead} <FormFault outcome=outcome fields=&["token", "password"] />
            <form class="stack" method="post" novalidate>
                <input type="hidden" name="token" value=token />
                <Field
                    name="password"
                    label=words::new_password()
                    entry=Entry::NewPassword
                    hint=words::password_hint()
                    outcome=outcome
                />
                <Submit kind="primary" size="wide">
                    {words::set_password()}
                </Submit>
            </form>
        </Page>
    }
}
