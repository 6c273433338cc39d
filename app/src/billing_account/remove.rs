//! Removing a billing account: what takes its place.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_params_map;
use model::billing_account::Removal;
use model::fault::{Fault, Problem};
use model::id::BillingAccountId;

use super::api::{RemovePayer, ShowRemoval};
use super::choice::select;
use super::line::{buttons, error};
use super::payer::title;
use crate::format::name;
use crate::layout::{Crumb, Page};
use crate::part::{FormFault, Icon, Outcome, Panel, Refused, Whole, folded};
use crate::text::billing_account as words;
use crate::wire::ask;

/// The page.
#[component]
pub fn RemovePage() -> impl IntoView {
    let outcome = Outcome::plain(Refused::of(RemovePayer::PATH));
    let params = use_params_map();
    let answer = ask(move || {
        let id = params.with(|params| params.get_str("id").unwrap_or_default().parse());
        let billing_account: BillingAccountId = id.map_err(|_| Fault::NotFound)?;
        Ok(ShowRemoval { billing_account })
    });
    view! { <Whole answer=answer view=move |of| page(of, outcome) /> }
}

fn page(of: Removal, outcome: Outcome) -> AnyView {
    let crumbs = vec![
        Crumb::home(),
        Crumb::new("/billing-accounts", words::title()),
    ];
    let heading = words::remove_title(&title(&of.of.payer));
    let content = if of.held {
        stays(words::held())
    } else if of.in_flight {
        stays(words::in_flight())
    } else {
        form(&of, outcome)
    };
    view! {
        <Page title=heading crumbs=crumbs>
            <FormFault outcome=outcome fields=&["instead"] />
            {content}
        </Page>
    }
    .into_any()
}

/// Why it cannot be removed now.
fn stays(why: &'static str) -> AnyView {
    view! {
        <div class="notice" data-tone="warn">
            <Icon name="alert" />
            <p>{why}</p>
        </div>
        <p>
            <a class="button" href="/billing-accounts">
                {words::back()}
            </a>
        </p>
    }
    .into_any()
}

fn form(of: &Removal, outcome: Outcome) -> AnyView {
    let id = of.of.payer.id.to_string();
    view! {
        <form class="stack" method="post" novalidate>
            <input type="hidden" name="request[billing_account]" value=id />
            {instead(of, outcome)} {each(of, outcome)}
            <p>{words::remove_text()}</p>
            {buttons("danger", words::remove())}
        </form>
    }
    .into_any()
}

/// What it did, and who does that from now on.
fn instead(of: &Removal, outcome: Outcome) -> Option<AnyView> {
    if !of.asks() {
        return None;
    }
    let problem: Option<Problem> = outcome.problem("instead").get_untracked();
    let error = problem.map(|problem| error("instead", problem));
    let pays = of.subscriptions.len();
    let told = match (pays, of.more) {
        (0, false) => None,
        (pays, false) => Some(words::does_pay(u64::try_from(pays).unwrap_or_default())),
        (_, true) => Some(words::does_pay_many().to_owned()),
    };
    let invoices = (of.open_invoices > 0).then(|| words::on_invoices(of.open_invoices.into()));
    let default = of.of.payer.default.then(words::is_default);
    let chosen = outcome.typed("instead");
    let name = "request[instead]".to_owned();
    let label = words::instead().into_any();
    let choice = select((name, label), &of.choices, (&chosen, words::choose()));
    let lines = [told, invoices, default.map(str::to_owned)];
    let lines = lines
        .into_iter()
        .flatten()
        .map(|line| view! { <p>{line}</p> });
    let panel = view! {
        <Panel id="instead" title=words::instead_title()>
            <div class="body stack">{lines.collect_view()} {choice} {error}</div>
        </Panel>
    };
    Some(panel.into_any())
}

/// What else may take its place for single subscriptions.
fn each(of: &Removal, outcome: Outcome) -> Option<AnyView> {
    if of.subscriptions.len() < 2 {
        return None;
    }
    let lists = of.subscriptions.iter().map(|(id, text)| {
        let label = view! { <bdi>{name(text)}</bdi> }.into_any();
        let chosen = outcome.typed(id.as_str());
        let name = format!("request[each][{id}]");
        select((name, label), &of.choices, (&chosen, words::as_others()))
    });
    let lists = lists.collect_view();
    let list = view! { <div class="stack">{lists}</div> }.into_any();
    let folded = folded(words::each_title(), list);
    Some(folded.into_any())
}
