//! The table of subscriptions: on the account page and in the list.

use leptos::prelude::*;
use model::subscription::{Price, Status, SubscriptionSummary};
use model::time::Date;

use super::ahead::{away, near};
use super::price::{each, paid};
use super::state::State;
use crate::billing_account::Payer;
use crate::format::{AmountLink, long, name};
use crate::text::subscription as words;

/// Subscriptions, one in a row; where there is little room, one in a block.
#[component]
pub fn SubscriptionTable(
    /// The subscriptions, in order.
    rows: Vec<SubscriptionSummary>,
    /// The reader's today.
    today: Date,
) -> impl IntoView {
    view! {
        <table class="table subscriptions">
            <caption class="spoken">{words::list()}</caption>
            <thead>
                <tr>
                    <th scope="col">{words::name()}</th>
                    <th scope="col">{words::status()}</th>
                    <th scope="col" class="number">
                        {words::price()}
                    </th>
                    <th scope="col">{words::renews()}</th>
                    <th scope="col">{words::paid_by()}</th>
                </tr>
            </thead>
            <tbody>{rows.into_iter().map(|row| line(row, today)).collect_view()}</tbody>
        </table>
    }
}

fn line(row: SubscriptionSummary, today: Date) -> AnyView {
    let address = format!("/subscriptions/{}", row.id);
    let name = name(&row.name);
    let (plan, renewal) = (plan(&row), renewal(&row, today));
    let price = row.price.map(|price| amount(price, &address));
    let payer = if row.status.ended() || !paid() {
        nothing()
    } else {
        view! { <Payer payer=row.payer.clone() missed=row.missed.clone() /> }.into_any()
    };
    view! {
        <tr>
            <th scope="row">
                <a href=address>
                    <bdi>{name}</bdi>
                </a>
                <small>{plan}</small>
            </th>
            <td>
                <State of=row today=today />
            </td>
            <td class="number">
                <div>{price.unwrap_or_else(nothing)}</div>
            </td>
            <td>
                <div data-label=words::renews()>{renewal}</div>
            </td>
            <td>
                <div>{payer}</div>
            </td>
        </tr>
    }
    .into_any()
}

fn nothing() -> AnyView {
    view! {
        <span aria-hidden="true">"–"</span>
        <span class="spoken">{words::none()}</span>
    }
    .into_any()
}

fn amount(price: Price, address: &str) -> AnyView {
    view! {
        <AmountLink amount=price.net href=format!("{address}#price") why=words::why_price() />
        <small>{each(price)}</small>
    }
    .into_any()
}

/// The customer's own label, the plan, and how many add-ons.
fn plan(row: &SubscriptionSummary) -> String {
    let plan = match row.addons {
        0 => row.plan.clone(),
        count => words::with_addons(&row.plan, count.into()),
    };
    match &row.label {
        Some(label) => format!("{label} · {plan}"),
        None => plan,
    }
}

fn renewal(row: &SubscriptionSummary, today: Date) -> AnyView {
    if let Some(day) = row.renews_on {
        let away = away(day, today).map(|away| view! { <small>{away}</small> });
        return view! {
            <time datetime=day.to_string() title=long(day)>
                {near(day, today)}
            </time>
            {away}
        }
        .into_any();
    }
    if row.status.ended() {
        return nothing();
    }
    // The state of what is cancelled names its end already.
    let note = match row.ends_on {
        _ if row.status == Status::Cancelling => None,
        Some(day) => Some(words::until(&near(day, today))),
        None => Some(words::renews_by_hand().to_owned()),
    };
    view! {
        {words::renews_not()}
        {note.map(|note| view! { <small>{note}</small> })}
    }
    .into_any()
}
