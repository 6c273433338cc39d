//! The balance sheet: what is owed and what is there, side by side, never netted.

use leptos::prelude::*;
use model::account::{CreditPosition, DuePosition};
use model::time::Date;
use model::usage::UsageTotal;

use super::due;
use crate::format::{AmountLink, AtDay, Size, money};
use crate::payment::may_pay;
use crate::text::{account as words, funds};

/// What is owed, what is there and what is running up, as far as the reader may see it.
type Positions = (
    Option<Vec<DuePosition>>,
    Option<Vec<CreditPosition>>,
    Option<Vec<UsageTotal>>,
);

/// The sheet with the areas that may be seen, if there are any.
pub(super) fn panel((due, credit, usage): Positions, today: Date) -> Option<AnyView> {
    // Where nothing is measured, nothing is running up.
    let usage = usage.filter(|totals| !totals.is_empty());
    if due.is_none() && credit.is_none() && usage.is_none() {
        return None;
    }
    let sheet = view! {
        <div class="panel">
            <div class="money">
                {due.map(due::section)} {credit.map(|credit| section(credit, today))}
                {usage.map(running)}
            </div>
        </div>
    };
    Some(sheet.into_any())
}

fn section(positions: Vec<CreditPosition>, today: Date) -> AnyView {
    let empty = positions.iter().all(|known| known.balance.is_zero());
    let remark = if empty {
        words::credit_empty()
    } else {
        words::credit_used()
    };
    let positions: Vec<_> = positions
        .into_iter()
        .map(|known| position(known, today))
        .collect();
    view! {
        <section aria-labelledby="credit">
            <h2 id="credit">{words::credit()}</h2>
            <div class="positions">{positions}</div>
            <p>{remark}</p>
            <div class="actions">
                {may_pay().then(add)}
                <a class="button" data-size="small" href="/credit" rel="external">
                    {words::history()}
                </a>
            </div>
        </section>
    }
    .into_any()
}

fn add() -> AnyView {
    view! {
        <a class="button" data-size="small" href="/credit/add" rel="external">
            {funds::title()}
        </a>
    }
    .into_any()
}

fn position(position: CreditPosition, today: Date) -> AnyView {
    let why = words::every_movement();
    let part =
        move |amount| view! { <AmountLink amount=amount href="/credit" why=why /> }.into_any();
    let expiring = position.expiring.map(|(amount, day)| {
        let when = view! { <AtDay date=day today=today /> }.into_any();
        view! { <p>{words::expires(part(amount), when)}</p> }
    });
    let held = (!position.held.is_zero()).then(|| {
        view! { <p>{words::held(part(position.held))}</p> }
    });
    view! {
        <div>
            <AmountLink amount=position.balance href="/credit" why=why size=Size::Medium />
            {expiring}
            {held}
        </div>
    }
    .into_any()
}

/// What is running up in addition to the prices.
fn running(totals: Vec<UsageTotal>) -> AnyView {
    let totals = totals.into_iter().map(|total| {
        let ahead = (total.forecast != total.charge)
            .then(|| view! { <p>{words::usage_ahead(&money(total.forecast))}</p> });
        view! {
            <div>
                <AmountLink
                    amount=total.charge
                    href="/usage"
                    why=words::how_calculated()
                    size=Size::Medium
                />
                {ahead}
            </div>
        }
    });
    view! {
        <section aria-labelledby="running">
            <h2 id="running">{words::usage()}</h2>
            <div class="positions">{totals.collect_view()}</div>
            <p>{words::usage_about()}</p>
            <div class="actions">
                <a class="button" data-size="small" href="/usage" rel="external">
                    {words::see_details()}
                </a>
            </div>
        </section>
    }
    .into_any()
}
