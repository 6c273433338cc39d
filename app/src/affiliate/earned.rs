//! What was earned so far, by currency and by what has become of it; never a sum of two.

use leptos::prelude::*;
use model::affiliate::{CommissionState as State, Earnings};
use model::money::Money;
use model::time::Date;

use crate::format::{AmountLink, AtDay, Size};
use crate::text::affiliate as words;

/// What was earned, and of what that is made; `remark` stands beneath the first.
pub(crate) fn sheet(earnings: Vec<Earnings>, today: Date, remark: Option<String>) -> AnyView {
    let why = words::every_commission();
    let all = earnings.iter().map(|it| {
        view! {
            <div>
                <AmountLink
                    amount=it.earned
                    href="/affiliate#commissions"
                    why=why
                    size=Size::Medium
                />
            </div>
        }
    });
    let all = all.collect_view();
    let parts: Vec<_> = earnings.iter().map(|it| parts(it, today)).collect();
    view! {
        <div class="money">
            <section aria-labelledby="earned">
                <h2 id="earned">{words::earned()}</h2>
                <div class="positions">{all}</div>
                {remark.map(|remark| view! { <p>{remark}</p> })}
            </section>
            <section aria-labelledby="parts">
                <h2 id="parts">{words::parts()}</h2>
                {parts}
            </section>
        </div>
    }
    .into_any()
}

fn parts(of: &Earnings, today: Date) -> AnyView {
    let until = of
        .pending_until
        .map(|day| words::first_on(view! { <AtDay date=day today=today /> }.into_any()));
    let rest = [
        (State::Payable, of.payable),
        (State::Requested, of.requested),
        (State::Paid, of.paid),
    ];
    let rest = rest.into_iter().filter(|(_, amount)| !amount.is_zero());
    let rest = rest.map(|(state, amount)| part(state, amount, None));
    view! {
        <dl class="facts" data-sum="">
            {part(State::Pending, of.pending, until)} {rest.collect_view()}
        </dl>
    }
    .into_any()
}

fn part(state: State, amount: Money, more: Option<AnyView>) -> AnyView {
    let href = format!("/affiliate?state={}#commissions", state.as_str());
    view! {
        <dt>{word(state)}</dt>
        <dd>
            <AmountLink amount=amount href=href why=words::these_commissions() />
            {more.map(|more| view! { <small>{more}</small> })}
        </dd>
    }
    .into_any()
}

/// A state, in a word.
pub(super) fn word(state: State) -> &'static str {
    match state {
        State::Tracked => words::tracked(),
        State::Pending => words::pending(),
        State::Payable => words::payable(),
        State::Requested => words::requested(),
        State::Paid => words::paid(),
        State::Reversed => words::reversed(),
    }
}
