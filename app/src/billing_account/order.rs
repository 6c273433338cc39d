//! Who pays for one subscription, in order, and which open invoices go along.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::{use_params_map, use_query_map};
use model::billing_account::{Choice, Method, OpenInvoice, SubscriptionPayers};
use model::fault::Fault;
use model::id::SubscriptionId;

use super::api::{AssignPayers, ShowPayers};
use super::choice::select;
use crate::format::{Amount, Day};
use crate::layout::{Crumb, Page};
use crate::part::{FormFault, Outcome, Panel, Refused, Submit, Whole};
use crate::text::billing_account as words;
use crate::wire::ask;

/// The page.
#[component]
pub fn PayersPage() -> impl IntoView {
    let outcome = Outcome::plain(Refused::of(AssignPayers::PATH));
    let params = use_params_map();
    let first = use_query_map().get_untracked();
    let first = first.get_str("first").unwrap_or_default().to_owned();
    let answer = ask(move || {
        let id = params.with(|params| params.get_str("id").unwrap_or_default().parse());
        let subscription: SubscriptionId = id.map_err(|_| Fault::NotFound)?;
        Ok(ShowPayers { subscription })
    });
    view! { <Whole answer=answer view=move |of| page(of, &first, outcome) /> }
}

fn page(of: SubscriptionPayers, first: &str, outcome: Outcome) -> AnyView {
    let crumbs = vec![
        Crumb::home(),
        Crumb::new("/billing-accounts", words::title()),
    ];
    let title = words::payers_of(&of.name);
    let id = of.subscription.to_string();
    let (places, open) = (places(&of, first), open(&of.open));
    view! {
        <Page title=title crumbs=crumbs>
            <FormFault outcome=outcome />
            <form class="stack" method="post">
                <input type="hidden" name="request[subscription]" value=id />
                <input type="hidden" name="request[asked]" value="on" />
                <Panel id="order" title=words::order_title()>
                    <div class="body stack">
                        <p class="hint">{words::order_text()}</p>
                        {places}
                        {default(&of.choices)}
                    </div>
                </Panel>
                {open}
                <div class="actions">
                    <Submit kind="primary">{words::save()}</Submit>
                    <a class="button" data-kind="quiet" href="/billing-accounts#who">
                        {words::back()}
                    </a>
                </div>
            </form>
        </Page>
    }
    .into_any()
}

/// A list for each place, and one more than there are.
fn places(of: &SubscriptionPayers, first: &str) -> AnyView {
    let mut list: Vec<String> = of.list.iter().map(ToString::to_string).collect();
    if !first.is_empty() {
        list.retain(|id| id != first);
        list.insert(0, first.to_owned());
    }
    let most = of.choices.len().max(1);
    let places = (list.len() + 1).min(most).max(1);
    let place = |place: usize| {
        let chosen = list.get(place).map_or("", String::as_str);
        let label = words::place(&(place + 1).to_string()).into_any();
        let name = format!("request[payers][{place}]");
        select((name, label), &of.choices, (chosen, words::nobody()))
    };
    (0..places).map(place).collect_view().into_any()
}

/// Who is asked when all others are through.
fn default(choices: &[Choice]) -> Option<AnyView> {
    let default = choices.iter().find(|choice| choice.payer.default)?;
    let text = match default.payer.method {
        Method::BankTransfer => words::then_hand().to_owned(),
        Method::Card | Method::SepaDebit => {
            words::then_default(&super::payer::title(&default.payer))
        }
    };
    Some(view! { <p class="hint">{text}</p> }.into_any())
}

/// The open invoices: those of this subscription alone go along, the others if they are ticked.
fn open(invoices: &[OpenInvoice]) -> Option<AnyView> {
    let shared = invoices.iter().filter(|invoice| invoice.shared());
    let shared: Vec<_> = shared.map(asked).collect();
    let alone: Vec<&OpenInvoice> = invoices.iter().filter(|it| !it.shared()).collect();
    if invoices.is_empty() {
        return None;
    }
    let with = (!alone.is_empty()).then(|| {
        let numbers: Vec<&str> = alone.iter().map(|it| it.number.as_str()).collect();
        view! { <p>{words::go_along(&numbers.join(", "))}</p> }
    });
    let ask = (!shared.is_empty()).then(|| {
        view! {
            <fieldset class="field">
                <legend>{words::along_too()}</legend>
                <div class="choices">{shared}</div>
            </fieldset>
        }
    });
    let panel = view! {
        <Panel id="open" title=words::open_invoices()>
            <div class="body stack">{with} {ask}</div>
        </Panel>
    };
    Some(panel.into_any())
}

fn asked(of: &OpenInvoice) -> AnyView {
    let id = of.id.to_string();
    let mut others = of.others.join(", ");
    if of.unknown > 0 {
        let more = words::others_unknown(of.unknown.into());
        others = if others.is_empty() {
            more
        } else {
            format!("{others}, {more}")
        };
    }
    let due = of.due.map(|(day, open)| {
        let open = view! { <Amount amount=open /> }.into_any();
        let due = words::due_on(open, view! { <Day date=day /> }.into_any());
        view! { {due} " · " }
    });
    view! {
        <div class="choice">
            <input
                type="checkbox"
                id=id.clone()
                name=format!("request[apply_to_open][{id}]")
                value="on"
                checked
            />
            <label for=id>{of.number.clone()}</label>
            <small>{due} {words::also_of(&others)}</small>
        </div>
    }
    .into_any()
}
