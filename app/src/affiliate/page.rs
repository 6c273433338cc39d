//! The page of affiliate programs.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::affiliate::{AffiliateQuery, AffiliateView, CommissionState};

use super::{api, commission, earned, month, program};
use crate::layout::Page;
use crate::part::{Answered, Pager, Panel, Segment, Segments};
use crate::text::affiliate as words;
use crate::wire::ask;

/// The page.
#[component]
pub fn AffiliatePage() -> impl IntoView {
    let query = use_query_map();
    let asked = move || {
        query.with(|query| AffiliateQuery {
            state: query.get("state").unwrap_or_default(),
            month: query.get("month").unwrap_or_default(),
            after: query.get("after"),
        })
    };
    let affiliate = ask(move || Ok(api::ShowAffiliate { query: asked() }));
    view! {
        <Page title=words::title()>
            <Answered answer=affiliate view=shown lines=12 />
        </Page>
    }
}

fn shown(affiliate: AffiliateView) -> AnyView {
    let today = affiliate.today;
    let takes_part = affiliate.programs.iter().any(|it| it.part.is_some());
    let earned = takes_part.then(|| {
        view! { <div class="panel">{earned::sheet(affiliate.earnings, today, None)}</div> }
    });
    let came = takes_part.then(|| {
        view! {
            {month::panel(affiliate.months)}
            <Panel id="commissions" title=words::commissions()>
                {states()}
                {commission::table(affiliate.commissions.items, today)}
                <Pager next=affiliate.commissions.next />
            </Panel>
        }
    });
    view! {
        {earned}
        {program::panels(affiliate.programs)}
        {came}
    }
    .into_any()
}

/// The ways to the commissions of one state.
fn states() -> AnyView {
    let all = Segment {
        value: "",
        label: words::all(),
    };
    let one = |state: CommissionState| Segment {
        value: state.as_str(),
        label: earned::word(state),
    };
    let states = CommissionState::ALL.into_iter().map(one);
    let choices: Vec<_> = std::iter::once(all).chain(states).collect();
    view! {
        <div class="body">
            <Segments name="state" label=words::states() choices=choices />
        </div>
    }
    .into_any()
}
