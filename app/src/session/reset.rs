//! A new password: asking for a link by mail, and setting it behind the link.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::{use_params_map, use_query_map};
use model::fault::Problem;

use super::api::SendReset;
use crate::layout::Page;
use crate::part::{Entry, Field, FormFault, Outcome, Refused, Submit, problem_text};
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

/// The address to which the form for a new password posts.
pub const FORM: &str = "/reset/{token}";

/// Sets the new password; a link that is dead only says so.
#[component]
pub fn ResetPage() -> impl IntoView {
    let outcome = Outcome::plain(Refused::of(FORM));
    let token = use_params_map().get_untracked();
    let token = token.get_str("token").unwrap_or_default().to_owned();
    let content = match outcome.problem("token").get_untracked() {
        Some(problem) => dead(problem),
        None => password(token, outcome),
    };
    view! { <Page title=words::new_password()>{content}</Page> }
}

fn dead(problem: Problem) -> AnyView {
    view! {
        <div class="notice" data-tone="warn" role="alert">
            <p>{problem_text(problem)}</p>
            <a class="button" href="/reset">
                {words::reset_again()}
            </a>
        </div>
    }
    .into_any()
}

fn password(token: String, outcome: Outcome) -> AnyView {
    view! {
        <FormFault outcome=outcome fields=&["password"] />
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
    }
    .into_any()
}
