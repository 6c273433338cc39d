//! The billing accounts of the open account.

use leptos::prelude::*;
use model::billing_account::BillingAccountList;
use model::caller::Permission;

use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_query_map;

use super::api::{AssignPayers, ListBillingAccounts, ListPayers, MakeDefault};
use super::card::{Shown, card};
use super::table::table;
use crate::layout::{Head, Page};
use crate::part::{Answered, Empty, FormFault, Icon, Outcome, Refused};
use crate::scene::scene;
use crate::text::billing_account as words;
use crate::wire::ask;

/// The page.
#[component]
pub fn BillingAccountsPage() -> impl IntoView {
    let viewer = scene().viewer;
    let may = |right| viewer.as_ref().is_some_and(|viewer| viewer.may(right));
    let shown = Shown {
        charges: may(Permission::ViewInvoices),
        changes: may(Permission::ChangePayers),
        defaults: false,
    };
    let add = shown.changes.then(|| {
        view! {
            <a class="button" data-kind="primary" href="/billing-accounts/new">
                <Icon name="plus" />
                {words::add()}
            </a>
        }
    });
    let head = Head::default().about(words::about()).actions(add);
    let outcomes = [AssignPayers::PATH, MakeDefault::PATH];
    let faults = outcomes.map(|form| {
        let outcome = Outcome::plain(Refused::of(form));
        view! { <FormFault outcome=outcome /> }
    });
    let answer = ask(|| Ok(ListBillingAccounts {}));
    let payers = may(Permission::ViewSubscriptions).then(|| payers(shown.changes));
    view! {
        <Page title=words::title() head=head>
            {faults.into_iter().collect_view()}
            <Answered answer=answer view=move |of| list(of, shown) />
            {payers}
        </Page>
    }
}

/// Who pays for what, where the reader may know.
fn payers(changes: bool) -> AnyView {
    let after = use_query_map().get_untracked();
    let after = after.get_str("after").map(str::to_owned);
    let answer = ask(move || {
        Ok(ListPayers {
            after: after.clone(),
        })
    });
    view! { <Answered answer=answer view=move |of| table(of, changes) /> }.into_any()
}

fn list(list: BillingAccountList, shown: Shown) -> AnyView {
    let hand = (list.by_hand > 0).then(|| by_hand(list.by_hand, shown.charges));
    if list.accounts.is_empty() {
        return view! {
            <div class="panel">
                <h2 class="spoken">{words::list()}</h2>
                <Empty title=words::empty() text=words::empty_text() />
            </div>
            {hand}
        }
        .into_any();
    }
    let shown = Shown {
        defaults: list.defaults,
        ..shown
    };
    let cards = list
        .accounts
        .into_iter()
        .map(|of| card(of, list.today, shown));
    view! {
        <div class="tiles">{cards.collect_view()}</div>
        {hand}
    }
    .into_any()
}

/// What no billing account is charged for.
fn by_hand(count: u32, charges: bool) -> AnyView {
    let open = charges.then(|| {
        view! {
            <a class="button" data-size="small" href="/invoices?filter=open">
                {words::open_invoices()}
            </a>
        }
    });
    view! {
        <div class="notice">
            <p>
                <b>{words::hand_title()}</b>
                " "
                {words::hand(count.into())}
            </p>
            {open}
        </div>
    }
    .into_any()
}
