//! Adding a billing account: first the kind of method.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use model::billing_account::{Method, Methods};
use model::fault::Problem;

use super::api::{ListMethods, StartSetUp};
use super::line::{buttons, choice, error};
use super::steps::steps;
use crate::layout::{Crumb, Page};
use crate::part::{Empty, FormFault, Outcome, Refused, Whole};
use crate::text::billing_account as words;
use crate::wire::ask;

/// The page.
#[component]
pub fn NewPage() -> impl IntoView {
    let outcome = Outcome::plain(Refused::of(StartSetUp::PATH));
    let answer = ask(|| Ok(ListMethods {}));
    view! { <Whole answer=answer view=move |of| page(&of, outcome) /> }
}

fn page(of: &Methods, outcome: Outcome) -> AnyView {
    let crumbs = vec![
        Crumb::home(),
        Crumb::new("/billing-accounts", words::title()),
    ];
    let content = if of.methods.is_empty() {
        let text = words::no_methods_text();
        view! {
            <div class="panel">
                <Empty title=words::no_methods() text=text />
            </div>
        }
        .into_any()
    } else {
        form(of, outcome)
    };
    view! {
        <Page title=words::add() crumbs=crumbs>
            <FormFault outcome=outcome fields=&["method"] />
            {content}
        </Page>
    }
    .into_any()
}

fn form(of: &Methods, outcome: Outcome) -> AnyView {
    let problem: Option<Problem> = outcome.problem("method").get_untracked();
    let methods = of.methods.iter().enumerate().map(|(n, method)| {
        let (label, note) = told(*method);
        let input = (
            "radio",
            "request[method]".to_owned(),
            method.as_str().to_owned(),
        );
        choice(input, label.into_any(), (Some(note.into_any()), n == 0))
    });
    view! {
        {steps(1, None)}
        <form class="stack" method="post" novalidate>
            <fieldset class="field">
                <legend>{words::choose_method()}</legend>
                <div class="choices">{methods.collect_view()}</div>
                {problem.map(|problem| error("method", problem))}
            </fieldset>
            {buttons("primary", words::next())}
        </form>
    }
    .into_any()
}

fn told(method: Method) -> (&'static str, &'static str) {
    match method {
        Method::Card => (words::card(), words::card_text()),
        Method::SepaDebit => (words::sepa_debit(), words::sepa_text()),
        Method::BankTransfer => (words::bank_transfer(), words::transfer_text()),
    }
}
