//! The page of credit.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::caller::Permission;
use model::credit::{CreditQuery, CreditView};

use super::{api, balance, lots, movements};
use crate::layout::{Head, Page};
use crate::part::{Answered, Pager, Panel};
use crate::payment::may_pay;
use crate::scene::scene;
use crate::text::{credit as words, funds, withdrawal};
use crate::wire::ask;

/// The page.
#[component]
pub fn CreditPage() -> impl IntoView {
    let query = use_query_map();
    let asked = move || CreditQuery {
        after: query.with(|query| query.get("after")),
        lots: query.with(|query| query.get("lots")),
    };
    let credit = ask(move || Ok(api::ShowCredit { query: asked() }));
    let add = || {
        view! {
            <a class="button" data-kind="primary" href="/credit/add" rel="external">
                {funds::title()}
            </a>
        }
    };
    let head = Head::default().actions(may_pay().then(add));
    view! {
        <Page title=words::title() head=head>
            <Answered answer=credit view=shown lines=12 />
        </Page>
    }
}

fn shown(credit: CreditView) -> AnyView {
    let hint = view! { <span class="hint">{words::lots_hint()}</span> };
    view! {
        {balance::sheet(credit.balances, credit.today)}
        {ways(credit.withdraws)}
        <Panel id="lots" title=words::lots() aside=hint.into_any()>
            {lots::table(credit.lots.items, credit.today)} <Pager next=credit.lots.next of="lots" />
        </Panel>
        <Panel id="movements" title=words::movements()>
            {movements::table(credit.movements.items)}
            <Pager next=credit.movements.next />
        </Panel>
    }
    .into_any()
}

/// The ways to what happens when credit is low, and to get it back, for whoever may decide it.
fn ways(withdraws: bool) -> Option<AnyView> {
    let viewer = scene().viewer?;
    let low = viewer.may(Permission::Pay) && viewer.may(Permission::ChangePayers);
    let link = |href: &'static str, text: &'static str| {
        view! {
            <a class="button" href=href rel="external">
                {text}
            </a>
        }
    };
    (low || withdraws).then(|| {
        view! {
            <div class="actions">
                {low.then(|| link("/credit/top-up", words::low_link()))}
                {withdraws.then(|| link("/credit/withdraw", withdrawal::link()))}
            </div>
        }
        .into_any()
    })
}
