//! The page of one subscription.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use model::fault::Fault;
use model::subscription::{Limit, SubscriptionView};
use model::time::Date;

use super::ahead::away;
use super::api::ShowSubscription;
use super::facts::{Limits, Properties};
use super::invoices::Invoices;
use super::notice::Stopped;
use super::parts::PriceParts;
use super::payers::Payers;
use super::price::{paid, priced};
use super::resources::resources;
use super::state::{name, overdue, tone};
use crate::format::{self, AtDay, long};
use crate::layout::{Crumb, Head, Page};
use crate::part::{Status, Whole};
use crate::text::subscription as words;
use crate::wire::ask;

/// The page.
#[component]
pub fn SubscriptionPage() -> impl IntoView {
    let params = use_params_map();
    let answer = ask(move || {
        let id = params.with(|params| params.get_str("id").unwrap_or_default().parse());
        let subscription = id.map_err(|_| Fault::NotFound)?;
        Ok(ShowSubscription { subscription })
    });
    view! { <Whole answer=answer view=whole /> }
}

fn whole(of: SubscriptionView) -> AnyView {
    let ended = of.summary.status.ended();
    let head = Head::default().about(about(&of));
    let crumbs = vec![Crumb::home(), Crumb::new("/subscriptions", words::title())];
    let measured = |name: &str| of.resources.iter().any(|it| it.resource == name);
    let limits = of.limits.iter().filter(|it| !measured(&it.resource));
    let limits: Vec<Limit> = limits.cloned().collect();
    let rest =
        (of.resources.is_empty() || !limits.is_empty()).then(|| view! { <Limits limits=limits /> });
    let title = of.summary.name.clone();
    view! {
        <Page title=title head=head crumbs=crumbs>
            <Stopped of=of.clone() />
            <div class="columns" data-shape="wide-narrow">
                <div class="stack">
                    {priced().then(|| view! { <PriceParts of=of.clone() /> })}
                    {resources(&of.resources, of.today)}
                    {rest}
                    {(!ended && paid()).then(|| view! { <Payers of=of.clone() /> })}
                </div>
                <aside class="stack" data-sticky="" aria-label=words::properties()>
                    <Properties of=of.clone() />
                    <Invoices of=of.clone() />
                </aside>
            </div>
        </Page>
    }
    .into_any()
}

/// `Active · Mail 10 · renews in 16 days`.
fn about(of: &SubscriptionView) -> AnyView {
    let (summary, today) = (&of.summary, of.today);
    let day = move |date| view! { <Ahead date=date today=today /> }.into_any();
    let next = match (summary.renews_on, summary.ends_on) {
        (Some(date), _) => Some(words::renews_when(day(date))),
        (None, Some(date)) if summary.status.ended() => Some(words::ended_when(day(date))),
        (None, Some(date)) => Some(words::ends_when(day(date))),
        (None, None) => None,
    };
    let (status, plan) = (summary.status, format::name(&summary.plan));
    view! {
        <Status tone=tone(summary)>{name(status)}</Status>
        {overdue(summary).map(|late| view! { " · " {late} })}
        " · "
        <bdi>{plan}</bdi>
        {next.map(|next| view! { " · " {next} })}
    }
    .into_any()
}

/// A day in a sentence: `in 23 days`, `on 9 Nov 2027`.
#[component]
fn Ahead(date: Date, today: Date) -> impl IntoView {
    match away(date, today) {
        Some(text) => view! {
            <time datetime=date.to_string() title=long(date)>
                {text}
            </time>
        }
        .into_any(),
        None => view! { <AtDay date=date today=today /> }.into_any(),
    }
}
