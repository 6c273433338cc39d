//! What the recurring price is made of.

use leptos::prelude::*;
use model::subscription::{Cycle, Price, PricePart, SubscriptionView};
use model::time::Date;

use crate::format::{Amount, short};
use crate::part::Panel;
use crate::text::{invoice, subscription as words};

/// The period as a fact: `Monthly`.
pub(super) fn rhythm(price: Price) -> String {
    match (price.cycle, price.every) {
        (Cycle::Month, 1) => words::monthly().to_owned(),
        (Cycle::Year, 1) => words::yearly().to_owned(),
        (Cycle::Month, every) => words::each_months(every.into()),
        (Cycle::Year, every) => words::each_years(every.into()),
    }
}

/// The parts of the price, ruled off above their sum.
#[component]
pub(super) fn PriceParts(of: SubscriptionView) -> impl IntoView {
    let total = of.summary.price.map(total);
    let unpriced = of.summary.price.is_none();
    let next = of.summary.renews_on.is_some().then(|| {
        let href = format!("/invoices/next?subscription={}", of.summary.id);
        view! { <a href=href rel="external">{invoice::next()}</a> }
    });
    let rows = of.parts.into_iter().map(row).collect_view();
    view! {
        <Panel id="price" title=words::price_made() aside=next.into_any()>
            {unpriced.then(|| view! { <p class="body">{words::no_price()}</p> })}
            <table class="table">
                <caption class="spoken">{words::price_made()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words::part()}</th>
                        <th scope="col" class="number">
                            {words::net()}
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
                {total}
            </table>
        </Panel>
    }
}

fn row(part: PricePart) -> AnyView {
    let net = match part.net {
        Some(net) => view! { <Amount amount=net /> }.into_any(),
        None => view! { <small>{words::price_unset()}</small> }.into_any(),
    };
    view! {
        <tr>
            <th scope="row">
                <bdi>{part.name.clone()}</bdi>
                <small>{about(&part)}</small>
            </th>
            <td class="number">{net}</td>
        </tr>
    }
    .into_any()
}

/// Whose price it is, and in force from when to when.
fn about(part: &PricePart) -> String {
    let mut pieces = Vec::new();
    if part.net.is_some() {
        let whose = if part.own {
            words::own_price()
        } else {
            words::list_price()
        };
        pieces.push(whose.to_owned());
    }
    pieces.extend(span(part.from, part.to));
    pieces.join(" · ")
}

fn span(from: Option<Date>, to: Option<Date>) -> Option<String> {
    match (from, to) {
        (Some(from), Some(to)) => Some(words::from_to(&short(from), &short(to))),
        (Some(from), None) => Some(words::from(&short(from))),
        (None, Some(to)) => Some(words::until(&short(to))),
        (None, None) => None,
    }
}

fn total(price: Price) -> AnyView {
    view! {
        <tfoot>
            <tr class="total">
                <th scope="row">{rhythm(price)} " " <small>{words::plus_tax()}</small></th>
                <td class="number">
                    <Amount amount=price.net />
                </td>
            </tr>
        </tfoot>
    }
    .into_any()
}
