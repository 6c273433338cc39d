//! One billing account as a person would recognise it.

use leptos::prelude::*;
use model::billing_account::{BillingAccountView, ChargePart, ChargeSum, NextCharge};
use model::id::SubscriptionId;
use model::money::Money;
use model::time::Date;

use super::payer::{about, sign, title};
use super::standing::Standing;
use crate::format::{Amount, Day, name};
use crate::part::{Submit, added, folded};
use crate::text::billing_account as words;
use crate::text::why;

/// What the reader may know and do.
#[derive(Clone, Copy)]
pub(super) struct Shown {
    /// Charges.
    pub charges: bool,
    /// Changes of payers.
    pub changes: bool,
    /// Changes of the default.
    pub defaults: bool,
}

/// The billing account: how it is recognised, how it stands, whose it is, what it pays.
pub(super) fn card(of: BillingAccountView, today: Date, shown: Shown) -> AnyView {
    let id = of.payer.id.to_string();
    let day = of.ends_before;
    let about = about(&of.payer);
    let next = shown.charges.then(|| next(of.next_charge.clone(), today));
    let actions = (shown.changes && of.manages).then(|| actions(&of, shown.defaults));
    view! {
        <article class="panel" aria-labelledby=id>
            <div class="body">
                <div class="method" data-brand=sign(&of.payer)>
                    <h2 id=id.clone()>
                        <bdi>{title(&of.payer)}</bdi>
                    </h2>
                    {about.map(|about| view! { <small>{about}</small> })}
                </div>
                <p>
                    <Standing payer=of.payer.clone() charge=day />
                </p>
                <dl class="facts">
                    <dt>{words::owner()}</dt>
                    <dd>{owner(&of)}</dd>
                    {shared(of.shared_with)}
                    {cap(of.monthly_cap)}
                    <dt>{words::pays_for()}</dt>
                    <dd>{pays(of.pays, of.pays_more)} {misses(of.misses)}</dd>
                    {next}
                </dl>
            </div>
            {actions}
        </article>
    }
    .into_any()
}

/// What can be done with it.
fn actions(of: &BillingAccountView, defaults: bool) -> AnyView {
    let (id, name) = (of.payer.id.to_string(), format!(" {}", title(&of.payer)));
    let default = (defaults && !of.payer.default).then(|| {
        let name = name.clone();
        view! {
            <form method="post">
                <input type="hidden" name="default" value=id.clone() />
                <Submit size="small">
                    {words::make_default()} <span class="spoken">{name}</span>
                </Submit>
            </form>
        }
    });
    view! {
        <footer class="actions">
            <a class="button" data-size="small" href=format!("/billing-accounts/{id}")>
                {words::change()}
                <span class="spoken">{name.clone()}</span>
            </a>
            {default}
            <a
                class="button"
                data-kind="quiet"
                data-size="small"
                href=format!("/billing-accounts/{id}/remove")
            >
                {words::remove()}
                <span class="spoken">{name}</span>
            </a>
        </footer>
    }
    .into_any()
}

fn owner(of: &BillingAccountView) -> AnyView {
    let owner = if of.own {
        words::you(&of.owner)
    } else {
        of.owner.clone()
    };
    let default = of.payer.default;
    view! {
        <bdi>{owner}</bdi>
        {default.then(|| view! { <small>{words::default_one()}</small> })}
    }
    .into_any()
}

fn shared(people: Vec<String>) -> Option<AnyView> {
    let some = !people.is_empty();
    let people = people.into_iter().map(|name| view! { <li>{name}</li> });
    some.then(|| {
        view! {
            <dt>{words::shared_with()}</dt>
            <dd>
                <ul>{people.collect_view()}</ul>
            </dd>
        }
        .into_any()
    })
}

fn cap(cap: Vec<Money>) -> Option<AnyView> {
    let some = !cap.is_empty();
    let most = |most| {
        let most = words::a_month(view! { <Amount amount=most /> }.into_any());
        view! { <li>{most}</li> }
    };
    let cap = cap.into_iter().map(most);
    some.then(|| {
        view! {
            <dt>{words::monthly_cap()}</dt>
            <dd>
                <ul>{cap.collect_view()}</ul>
                <small>{words::cap_text()}</small>
            </dd>
        }
        .into_any()
    })
}

fn pays(subscriptions: Vec<(SubscriptionId, String)>, more: u32) -> AnyView {
    if subscriptions.is_empty() {
        return words::pays_nothing().into_any();
    }
    let link = |(id, text): (SubscriptionId, String)| {
        view! {
            <li>
                <a href=format!("/subscriptions/{id}")>
                    <bdi>{name(&text)}</bdi>
                </a>
            </li>
        }
    };
    let more = (more > 0).then(|| {
        view! {
            <li>
                <a href="/subscriptions">{words::pays_more(more.into())}</a>
            </li>
        }
    });
    view! { <ul>{subscriptions.into_iter().map(link).collect_view()} {more}</ul> }.into_any()
}

/// What becomes of those that it no longer pays.
fn misses(count: u32) -> Option<AnyView> {
    let told = |count: u32| view! { <small>{words::misses(count.into())}</small> }.into_any();
    (count > 0).then(|| told(count))
}

fn next(charge: Option<NextCharge>, today: Date) -> AnyView {
    let value = match charge {
        None => words::charge_none().into_any(),
        Some(NextCharge { on, sums }) => {
            let brief = on.parts().0 == today.parts().0;
            let day = || view! { <Day date=on brief=brief /> }.into_any();
            let sums = sums.into_iter().map(|sum| charged(sum, day()));
            sums.collect_view().into_any()
        }
    };
    view! {
        <dt>{words::next_charge()}</dt>
        <dd>{value}</dd>
    }
    .into_any()
}

/// The amount and the day, and how the amount comes to be.
fn charged(sum: ChargeSum, day: AnyView) -> AnyView {
    let amount = sum.amount;
    let told = if amount.is_zero() {
        words::charge_covered(day)
    } else {
        words::charge_on(view! { <Amount amount=amount /> }.into_any(), day)
    };
    let credit = sum
        .parts
        .iter()
        .find(|(_, part)| *part == ChargePart::Credit);
    let credit = credit.and_then(|(less, _)| less.negated().ok());
    let parts = |parts: Vec<(Money, ChargePart)>| parts.into_iter().map(named).collect::<Vec<_>>();
    let before = (!sum.credit.is_empty()).then(|| {
        added(
            parts(sum.credit),
            credit.unwrap_or(Money::zero(amount.currency)),
        )
    });
    let how = (added(parts(sum.parts), amount), before);
    view! {
        <div>{told} {folded(why::title(), how.into_any())}</div>
    }
    .into_any()
}

fn named((amount, part): (Money, ChargePart)) -> (Money, String) {
    let name = match part {
        ChargePart::Invoice(number) => number,
        ChargePart::Credit => words::charge_credit().to_owned(),
        ChargePart::Left => words::charge_left().to_owned(),
    };
    (amount, name)
}
