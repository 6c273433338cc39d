//! One billing account as a person would recognise it.

use leptos::prelude::*;
use model::billing_account::BillingAccountView;
use model::id::SubscriptionId;
use model::money::Money;
use model::time::Date;

use super::payer::{about, sign, title};
use super::standing::Standing;
use crate::format::{Amount, AmountLink, Day, name};
use crate::text::billing_account as words;

/// The billing account: how it is recognised, how it stands, whose it is, what it pays.
pub(super) fn card(of: BillingAccountView, today: Date, charges: bool) -> AnyView {
    let id = of.payer.id.to_string();
    let day = of.ends_before;
    let about = about(&of.payer);
    let next = charges.then(|| next(of.next_charge.clone(), today));
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
                    <dd>{pays(of.pays, of.pays_more)}</dd>
                    {next}
                </dl>
            </div>
        </article>
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

fn next(charge: Option<(Date, Vec<Money>)>, today: Date) -> AnyView {
    let value = match charge {
        None => words::charge_none().into_any(),
        Some((date, amounts)) => {
            let link = |amount| {
                let (href, why) = ("/invoices?filter=open", words::why_charge());
                view! {
                    <AmountLink amount=amount href=href why=why />
                    " "
                }
            };
            let amounts = amounts.into_iter().map(link).collect_view().into_any();
            let brief = date.parts().0 == today.parts().0;
            let date = view! { <Day date=date brief=brief /> };
            view! {
                {words::charge_on(amounts, date.into_any())}
                <small>{words::credit_first()}</small>
            }
            .into_any()
        }
    };
    view! {
        <dt>{words::next_charge()}</dt>
        <dd>{value}</dd>
    }
    .into_any()
}
