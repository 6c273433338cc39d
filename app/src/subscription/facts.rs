//! The properties of a subscription, and its limits.

use leptos::prelude::*;
use model::subscription::{Limit, Status, SubscriptionView};
use model::time::Date;

use super::parts::rhythm;
use super::price::{each, paid, priced};
use super::state::State;
use crate::billing_account::pays;
use crate::format::{AmountLink, Day, bytes, count, long, weekday};
use crate::part::Panel;
use crate::text::subscription as words;

/// What the subscription is, in words and values.
#[component]
pub(super) fn Properties(of: SubscriptionView) -> impl IntoView {
    let (summary, today) = (of.summary.clone(), of.today);
    let since = since(&of);
    let label = summary.label.clone().map(|label| {
        view! {
            <dt>{words::label()}</dt>
            <dd>{label}</dd>
        }
    });
    view! {
        <Panel id="properties" title=words::properties()>
            <div class="body">
                <dl class="facts">
                    <dt>{words::status()}</dt>
                    <dd>
                        <State of=summary.clone() today=today />
                        {since}
                    </dd>
                    <dt>{words::plan()}</dt>
                    <dd>{summary.plan}</dd>
                    {label}
                    <dt>{words::addons()}</dt>
                    <dd>{addons(&of)}</dd>
                    {price(&of)}
                    <dt>{words::started()}</dt>
                    <dd>
                        <Day date=of.started_on />
                    </dd>
                    {renewal(&of)}
                    {deletion(of.deleted_on)}
                    {payer(&of)}
                </dl>
            </div>
        </Panel>
    }
}

/// Since when it is in its state.
fn since(of: &SubscriptionView) -> Option<AnyView> {
    let day = view! { <Day date=of.since? /> }.into_any();
    let since = match of.summary.status {
        Status::Cancelling => words::cancelled_on(day),
        Status::Pending
        | Status::Active
        | Status::Suspended
        | Status::Cancelled
        | Status::Expired
        | Status::Terminated => words::since(day),
    };
    Some(view! { <small>{since}</small> }.into_any())
}

fn addons(of: &SubscriptionView) -> AnyView {
    let names: Vec<_> = of
        .parts
        .iter()
        .skip(1)
        .map(|part| part.name.clone())
        .collect();
    if names.is_empty() {
        return words::no_addons().into_any();
    }
    let names = names.into_iter().map(|name| view! { <li>{name}</li> });
    view! { <ul>{names.collect_view()}</ul> }.into_any()
}

fn price(of: &SubscriptionView) -> AnyView {
    if !priced() {
        return ().into_any();
    }
    let Some(price) = of.summary.price else {
        return view! {
            <dt>{words::price()}</dt>
            <dd>{words::no_price()}</dd>
        }
        .into_any();
    };
    view! {
        <dt>{words::price()}</dt>
        <dd>
            <AmountLink amount=price.net href="#price" why=words::why_price() />
            " "
            {each(price)}
            <small>{words::plus_tax()}</small>
        </dd>
        <dt>{words::period()}</dt>
        <dd>{rhythm(price)}</dd>
    }
    .into_any()
}

fn renewal(of: &SubscriptionView) -> AnyView {
    let whether = if of.auto_renew {
        words::by_itself()
    } else {
        words::renews_by_hand()
    };
    let (name, date, note) = match (of.summary.renews_on, of.summary.ends_on) {
        (Some(day), _) => (words::renews(), Some(day), Some(whether)),
        (None, Some(day)) if of.summary.status.ended() => (words::ended_on(), Some(day), None),
        (None, Some(day)) => (words::ends_on(), Some(day), None),
        (None, None) if of.summary.status.ended() => return ().into_any(),
        (None, None) => (words::renews(), None, Some(words::renews_by_hand())),
    };
    let value = match date {
        Some(date) => view! {
            <time datetime=date.to_string() title=long(date)>
                {weekday(date)}
            </time>
        }
        .into_any(),
        None => words::renews_not().into_any(),
    };
    view! {
        <dt>{name}</dt>
        <dd>{value} {note.map(|note| view! { <small>{note}</small> })}</dd>
    }
    .into_any()
}

fn deletion(day: Option<Date>) -> Option<AnyView> {
    let day = view! { <Day date=day? /> };
    Some(view! { <dt>{words::deleted_on()}</dt><dd>{day}</dd> }.into_any())
}

fn payer(of: &SubscriptionView) -> AnyView {
    if of.summary.status.ended() || !paid() {
        return ().into_any();
    }
    let (name, note) = pays(of.summary.payer.as_ref(), of.summary.missed.as_ref());
    view! {
        <dt>{words::paid_by()}</dt>
        <dd>
            <bdi>{name}</bdi>
            {note.map(|note| view! { <small>{note}</small> })}
        </dd>
    }
    .into_any()
}

/// What the plan allows with its add-ons, of what is not measured.
#[component]
pub(super) fn Limits(limits: Vec<Limit>) -> impl IntoView {
    let content = if limits.is_empty() {
        view! { <p class="body">{words::limits_none()}</p> }.into_any()
    } else {
        let facts = limits.into_iter().map(fact).collect_view();
        view! {
            <div class="body">
                <dl class="facts">{facts}</dl>
            </div>
        }
        .into_any()
    };
    view! {
        <Panel id="limits" title=words::limits()>
            {content}
        </Panel>
    }
}

fn fact(limit: Limit) -> AnyView {
    let in_bytes = matches!(limit.resource.as_str(), "disk" | "traffic");
    let most = match limit.most {
        None => words::unlimited().to_owned(),
        Some(most) if in_bytes => bytes(most),
        Some(most) => count(most.unsigned_abs()),
    };
    let name = resource(&limit.resource).map_or_else(|| limit.resource.clone(), str::to_owned);
    view! {
        <dt>{name}</dt>
        <dd>{most}</dd>
    }
    .into_any()
}

/// What the reader calls a resource; one that the provider made up keeps its name.
pub(super) fn resource(code: &str) -> Option<&'static str> {
    match code {
        "disk" => Some(words::limit_disk()),
        "traffic" => Some(words::limit_traffic()),
        "mailboxes" => Some(words::limit_mailboxes()),
        "databases" => Some(words::limit_databases()),
        "domains" => Some(words::limit_domains()),
        "subdomains" => Some(words::limit_subdomains()),
        "sites" => Some(words::limit_sites()),
        "users" => Some(words::limit_users()),
        _ => None,
    }
}
