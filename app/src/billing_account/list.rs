//! The billing accounts of the open account.

use leptos::prelude::*;
use model::billing_account::BillingAccountList;
use model::caller::Permission;

use super::api::ListBillingAccounts;
use super::card::card;
use crate::layout::{Head, Page};
use crate::part::{Answered, Empty};
use crate::scene::scene;
use crate::text::billing_account as words;
use crate::wire::ask;

/// The page.
#[component]
pub fn BillingAccountsPage() -> impl IntoView {
    let answer = ask(|| Ok(ListBillingAccounts {}));
    let viewer = scene().viewer;
    let charges = viewer.is_some_and(|viewer| viewer.may(Permission::ViewInvoices));
    view! {
        <Page title=words::title() head=Head::default().about(words::about())>
            <Answered answer=answer view=move |list| shown(list, charges) />
        </Page>
    }
}

fn shown(list: BillingAccountList, charges: bool) -> AnyView {
    let hand = (list.by_hand > 0).then(|| by_hand(list.by_hand, charges));
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
    let cards = list
        .accounts
        .into_iter()
        .map(|of| card(of, list.today, charges));
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
