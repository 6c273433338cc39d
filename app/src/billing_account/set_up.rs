//! Adding a billing account: whose it is, its data at the provider, address, what it pays.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_params_map;
use model::billing_account::{Entered, Holder, Payable, SetUpView};
use model::fault::Fault;
use model::id::SetUpId;

use super::api::{EndSetUp, ShowSetUp};
use super::line::{Line, address, choice, written};
use super::payer::title;
use super::steps::steps;
use super::{entry, moves};
use crate::format::{Amount, name};
use crate::layout::{Crumb, Page};
use crate::part::{FormFault, Outcome, Panel, Refused, Submit, Whole};
use crate::subscription::each;
use crate::text::billing_account as words;
use crate::wire::ask;

/// The page.
#[component]
pub fn SetUpPage() -> impl IntoView {
    let outcome = Outcome::plain(Refused::of(EndSetUp::PATH));
    let params = use_params_map();
    let answer = ask(move || {
        let id = params.with(|params| params.get_str("id").unwrap_or_default().parse());
        let set_up: SetUpId = id.map_err(|_| Fault::NotFound)?;
        Ok(ShowSetUp { set_up })
    });
    view! { <Whole answer=answer view=move |of| page(&of, outcome) /> }
}

fn page(of: &SetUpView, outcome: Outcome) -> AnyView {
    let crumbs = vec![
        Crumb::home(),
        Crumb::new("/billing-accounts", words::title()),
    ];
    let replaced = of.replaces.as_ref().map(title);
    let title = match &replaced {
        Some(name) => words::replace_title(name),
        None => words::add().to_owned(),
    };
    let steps = replaced.is_none().then(|| steps(2, Some(of.method)));
    let fields = if replaced.is_none() {
        beside(of, outcome)
    } else {
        alone(of, outcome)
    };
    let id = of.id.to_string();
    view! {
        <Page title=title crumbs=crumbs>
            {steps}
            <FormFault
                outcome=outcome
                fields=&["entry", "name", "line1", "postal_code", "city", "country"]
            />
            <form class="stack" method="post" novalidate>
                <input type="hidden" name="set_up" value=id />
                {fields}
            </form>
        </Page>
    }
    .into_any()
}

/// All of a new one, and beside it what changes.
fn beside(of: &SetUpView, outcome: Outcome) -> AnyView {
    let (entry, rest) = (entry::panel(of, outcome), rest(of, outcome));
    let changes = moves::panel(of, buttons(of, "wide"));
    view! {
        <div class="columns" data-shape="wide-narrow">
            <div class="stack">{entry} {rest}</div>
            {changes}
        </div>
    }
    .into_any()
}

/// The data alone: whose it is and what it pays stays.
fn alone(of: &SetUpView, outcome: Outcome) -> AnyView {
    view! {
        {entry::panel(of, outcome)}
        <p>
            <small>{words::nothing_charged()}</small>
        </p>
        <div class="actions">{buttons(of, "")}</div>
    }
    .into_any()
}

fn buttons(of: &SetUpView, size: &'static str) -> AnyView {
    let over = of.entered == Entered::Ended;
    let done = (!over).then(|| {
        view! {
            <Submit kind="primary" size=size>
                {words::done()}
            </Submit>
        }
    });
    view! {
        {done}
        <a class="button" data-kind="quiet" data-size=size href="/billing-accounts/new">
            {words::back()}
        </a>
    }
    .into_any()
}

/// What is asked of a new one.
fn rest(of: &SetUpView, outcome: Outcome) -> AnyView {
    let typed = of.typed.clone().unwrap_or_default();
    let before = match &of.typed {
        Some(typed) => [
            &typed.line1,
            &typed.postal_code,
            &typed.city,
            &typed.country,
        ]
        .map(String::clone),
        None => written(of.address.as_ref()),
    };
    let label = Line {
        hint: Some(words::name_hint()),
        ..Line::new("name", words::name())
    };
    let label = label.view(outcome, &typed.name);
    let address = address(outcome, &before);
    view! {
        {owners(of, outcome)}
        <Panel id="called" title=words::called()>
            <div class="body">
                <div class="fields">{label}</div>
            </div>
        </Panel>
        <Panel id="address" title=words::address()>
            <div class="body">{address}</div>
        </Panel>
        {pays(of, outcome)}
    }
    .into_any()
}

fn refused(outcome: Outcome) -> bool {
    outcome.fault.get_untracked().is_some()
}

fn owners(of: &SetUpView, outcome: Outcome) -> Option<AnyView> {
    if of.owners.len() < 2 {
        return None;
    }
    let before = of.typed.as_ref().map(|typed| typed.owner.clone());
    let before = if refused(outcome) {
        outcome.typed("owner")
    } else {
        before.unwrap_or_default()
    };
    let owner = |holder: &Holder| {
        let id = holder.id.to_string();
        let chosen = if before.is_empty() {
            holder.you
        } else {
            id == before
        };
        let label = if holder.you {
            words::you(&holder.name)
        } else {
            holder.name.clone()
        };
        let input = ("radio", "request[owner]".to_owned(), id);
        choice(input, label.into_any(), (None, chosen))
    };
    let owners = of.owners.iter().map(owner).collect_view();
    let panel = view! {
        <Panel id="owner" title=words::owner()>
            <div class="body">
                <fieldset class="field">
                    <legend class="spoken">{words::who_can_use()}</legend>
                    <div class="choices">{owners}</div>
                </fieldset>
            </div>
        </Panel>
    };
    Some(panel.into_any())
}

/// Whether a box is ticked: as it was typed, else as it was before.
fn ticked(outcome: Outcome, name: &str, before: bool) -> bool {
    if refused(outcome) {
        outcome.typed(name) == "on"
    } else {
        before
    }
}

/// A box to tick: its name, its label, what it means.
fn tick(outcome: Outcome, told: [&'static str; 3], before: bool) -> AnyView {
    let [field, label, note] = told;
    let input = ("checkbox", format!("request[{field}]"), "on".to_owned());
    let note = note.into_any();
    choice(
        input,
        label.into_any(),
        (Some(note), ticked(outcome, field, before)),
    )
}

fn pays(of: &SetUpView, outcome: Outcome) -> AnyView {
    let typed = of.typed.as_ref();
    let subscriptions = of.subscriptions.iter().map(|it| {
        let before = typed.is_some_and(|typed| typed.pays.contains_key(&it.id));
        let chosen = ticked(outcome, it.id.as_str(), before);
        let field = format!("request[pays][{}]", it.id);
        let input = ("checkbox", field, "on".to_owned());
        choice(input, name(&it.name).into_any(), (Some(now(it)), chosen))
    });
    let subscriptions: Vec<AnyView> = subscriptions.collect();
    let along = typed.is_none_or(|typed| typed.along == "on");
    let along = tick(
        outcome,
        ["along", words::along(), words::along_text()],
        along,
    );
    let default = typed.is_some_and(|typed| typed.default == "on");
    let told = ["default", words::make_it_default(), words::default_text()];
    let default = of.defaults.then(|| tick(outcome, told, default));
    let list = (!subscriptions.is_empty()).then(|| {
        view! {
            <fieldset class="field">
                <legend class="spoken">{words::subscription()}</legend>
                <div class="choices">{subscriptions}</div>
            </fieldset>
            {along}
        }
    });
    view! {
        <Panel id="pays" title=words::paid_by_it()>
            <div class="body stack">{list} {default}</div>
        </Panel>
    }
    .into_any()
}

/// What it costs, and who pays it now.
fn now(of: &Payable) -> AnyView {
    let payer = of
        .payer
        .as_ref()
        .map_or_else(|| words::by_hand().to_owned(), title);
    let price = of.price.map(|price| {
        view! {
            <Amount amount=price.net />
            " "
            {each(price)}
            ", "
        }
    });
    view! {
        {price}
        {words::now_by(&payer)}
    }
    .into_any()
}
