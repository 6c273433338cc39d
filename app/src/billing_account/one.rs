//! The page of one billing account.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_params_map;
use model::billing_account::{BillingAccountPage, Charged, Holder, Method};
use model::currency::Currency;
use model::fault::{Fault, Problem};
use model::id::BillingAccountId;
use model::money::Money;
use model::payment::OrderState;

use super::api::{SaveBillingAccount, ShowBillingAccount, StartSetUp};
use super::line::{Line, address, buttons, choice, error, written};
use super::payer::{about, title};
use super::standing::Standing;
use crate::format::{Amount, Day, typed};
use crate::layout::{Crumb, Head, Page};
use crate::part::{Empty, FormFault, Outcome, Panel, Refused, Submit, Whole};
use crate::text::{billing_account as words, credit};
use crate::wire::ask;

/// The page.
#[component]
pub fn BillingAccountPage() -> impl IntoView {
    let outcome = Outcome::plain(Refused::of(SaveBillingAccount::PATH));
    let replaced = Outcome::plain(Refused::of(StartSetUp::PATH));
    let params = use_params_map();
    let answer = ask(move || {
        let id = params.with(|params| params.get_str("id").unwrap_or_default().parse());
        let billing_account: BillingAccountId = id.map_err(|_| Fault::NotFound)?;
        Ok(ShowBillingAccount { billing_account })
    });
    view! { <Whole answer=answer view=move |of| page(&of, (outcome, replaced)) /> }
}

fn page(of: &BillingAccountPage, (outcome, replaced): (Outcome, Outcome)) -> AnyView {
    let crumbs = vec![
        Crumb::home(),
        Crumb::new("/billing-accounts", words::title()),
    ];
    let payer = of.of.payer.clone();
    let charge = of.of.ends_before;
    let lead = about(&payer);
    let head = Head::default().about(view! {
        <Standing payer=payer.clone() charge=charge />
        {lead.map(|lead| view! { " · " {lead} })}
    });
    let (form, replace) = (form(of, outcome), replace(of));
    let (links, charges) = (links(of), of.charges.as_deref().map(charges));
    view! {
        <Page title=title(&payer) head=head crumbs=crumbs>
            <FormFault
                outcome=outcome
                fields=&["name", "line1", "postal_code", "city", "country", "cap"]
            />
            <FormFault outcome=replaced />
            <div class="columns" data-shape="wide-narrow">
                {form}
                <aside class="stack" aria-label=words::more()>
                    {replace} {links} {charges}
                </aside>
            </div>
        </Page>
    }
    .into_any()
}

fn form(of: &BillingAccountPage, outcome: Outcome) -> AnyView {
    let id = of.of.payer.id.to_string();
    let name = of.of.payer.name.clone().unwrap_or_default();
    let line = Line {
        hint: Some(words::name_hint()),
        ..Line::new("name", words::name())
    };
    let owners = of.owners.iter().map(|holder| {
        let chosen = holder.id == of.owner;
        let input = ("radio", "request[owner]".to_owned(), holder.id.to_string());
        choice(input, called(holder).into_any(), (None, chosen))
    });
    let many = of.owners.len() > 1;
    let owners = many.then(|| fieldset("owner", words::owner(), owners.collect_view().into_any()));
    let line = line.view(outcome, &name);
    let (shared, caps) = (shared(&of.others), caps(of, outcome));
    let address = address(outcome, &written(of.address.as_ref()));
    view! {
        <form class="stack" method="post" novalidate>
            <input type="hidden" name="request[billing_account]" value=id />
            <Panel id="called" title=words::called()>
                <div class="body">
                    <div class="fields">{line}</div>
                </div>
            </Panel>
            {owners}
            {shared}
            <Panel id="address" title=words::address()>
                <div class="body">{address}</div>
            </Panel>
            {caps}
            {buttons("primary", words::save())}
        </form>
    }
    .into_any()
}

fn called(holder: &Holder) -> String {
    if holder.you {
        words::you(&holder.name)
    } else {
        holder.name.clone()
    }
}

fn fieldset(id: &'static str, title: &'static str, choices: AnyView) -> AnyView {
    view! {
        <Panel id=id title=title>
            <div class="body">
                <fieldset class="field">
                    <legend class="spoken">{title}</legend>
                    <div class="choices">{choices}</div>
                </fieldset>
            </div>
        </Panel>
    }
    .into_any()
}

fn shared(others: &[(Holder, bool)]) -> Option<AnyView> {
    let choices = others.iter().map(|(holder, shares)| {
        let input = (
            "checkbox",
            format!("request[shared][{}]", holder.id),
            "on".to_owned(),
        );
        choice(input, called(holder).into_any(), (None, *shares))
    });
    let choices: Vec<AnyView> = choices.collect();
    let some = !choices.is_empty();
    some.then(|| fieldset("shared", words::shared_with(), choices.into_any()))
}

fn caps(of: &BillingAccountPage, outcome: Outcome) -> Option<AnyView> {
    if of.of.payer.method == Method::BankTransfer {
        return None;
    }
    let problem: Option<Problem> = outcome.problem("cap").get_untracked();
    let refused = outcome.fault.get_untracked().is_some();
    let line = |(currency, most): &(Currency, Option<Money>)| {
        let code = currency.code().to_owned();
        let value = most.map(|most| typed(&most.plain())).unwrap_or_default();
        let value = if refused { outcome.typed(&code) } else { value };
        let (id, name) = (format!("cap-{code}"), format!("request[cap][{code}]"));
        view! {
            <div class="field" data-half="">
                <label for=id.clone()>{words::cap_in(&code)}</label>
                <input
                    class="input"
                    type="text"
                    inputmode="decimal"
                    autocomplete="off"
                    id=id
                    name=name
                    value=value
                    aria-invalid=problem.map(|_| "true")
                />
            </div>
        }
    };
    let lines = of.caps.iter().map(line).collect_view();
    let panel = view! {
        <Panel id="cap" title=words::monthly_cap()>
            <div class="body stack">
                <p class="hint">{words::cap_text()} " " {words::cap_empty()}</p>
                <div class="fields">{lines}</div>
                {problem.map(|problem| error("cap", problem))}
            </div>
        </Panel>
    };
    Some(panel.into_any())
}

/// Another card behind the same billing account.
fn replace(of: &BillingAccountPage) -> Option<AnyView> {
    let (title, text) = match of.of.payer.method {
        Method::Card => (words::replace_card(), words::replace_card_text()),
        Method::SepaDebit => (words::replace_debit(), words::replace_debit_text()),
        Method::BankTransfer => return None,
    };
    let mandate = of
        .mandate
        .as_ref()
        .map(|mandate| view! { <p>{words::mandate(mandate)}</p> });
    let id = of.of.payer.id.to_string();
    let panel = view! {
        <Panel id="replace" title=title>
            <form class="body stack" method="post">
                {mandate} <p class="hint">{text}</p>
                <input type="hidden" name="request[replaces]" value=id />
                <Submit size="small">{title}</Submit>
            </form>
        </Panel>
    };
    Some(panel.into_any())
}

fn links(of: &BillingAccountPage) -> AnyView {
    let remove = format!("/billing-accounts/{}/remove", of.of.payer.id);
    view! {
        <div class="actions">
            <a class="button" data-size="small" href="/billing-accounts#who">
                {words::who()}
            </a>
            <a class="button" data-kind="quiet" data-size="small" href=remove>
                {words::remove()}
            </a>
        </div>
    }
    .into_any()
}

fn charges(charges: &[Charged]) -> AnyView {
    let content = if charges.is_empty() {
        view! { <Empty title=words::no_charges() text=words::no_charges_text() /> }.into_any()
    } else {
        view! { <ul class="rows">{charges.iter().map(charged).collect_view()}</ul> }.into_any()
    };
    view! {
        <Panel id="charges" title=words::charges()>
            {content}
        </Panel>
    }
    .into_any()
}

fn charged(of: &Charged) -> AnyView {
    let state = match of.state {
        OrderState::Succeeded => words::charge_paid(),
        OrderState::Declined => words::charge_declined(),
        OrderState::Cancelled => words::charge_cancelled(),
        OrderState::Created
        | OrderState::Submitted
        | OrderState::RequiresAction
        | OrderState::Processing
        | OrderState::Unknown => words::charge_moving(),
    };
    let (on, amount) = (of.on, of.amount);
    let what = match of.invoices.as_slice() {
        [] => credit::title().to_owned(),
        some => some.join(", "),
    };
    view! {
        <li class="row">
            <div>
                <Day date=on />
                <p class="due">{state} " · " {what}</p>
            </div>
            <Amount amount=amount />
        </li>
    }
    .into_any()
}
