//! A resource of a subscription: chart, formula and days; or, within its limit, one row.

use leptos::prelude::*;
use model::money::Money;
use model::time::Date;
use model::told::{Told, ToldDay};
use model::usage::{UsageMeter, UsageSection};

use super::chart::figure;
use super::meter::meter;
use super::name::resource;
use crate::format::{Amount, AmountLink, Day, day, money, name, quantity};
use crate::part::{day_table, explained};
use crate::text::usage as words;

/// What is over its limit, or was asked for.
pub(super) fn section(section: UsageSection, open: bool) -> AnyView {
    let UsageSection {
        meter: of,
        chart,
        told,
        days,
        ..
    } = section;
    let id = format!("{}-{}", of.subscription, of.resource);
    let title = format!("{}, {}", of.name, resource(&of.resource));
    let ahead = Some(section.forecast).filter(|ahead| open && *ahead != of.charge);
    let unit = of.unit.as_deref();
    let label = said(&of, &days);
    let shown = figure(chart, unit, label, |day| day.to_string());
    let why = notes(told, of.charge, section.since, ahead);
    let address = format!("/subscriptions/{}", of.subscription);
    view! {
        <section aria-labelledby=id.clone()>
            <div class="section-head">
                <h2 id=id.clone()>
                    <bdi>{title}</bdi>
                </h2>
                <a href=address>{words::subscription()}</a>
            </div>
            <div class="panel">
                <div class="body columns" data-shape="wide-narrow">
                    <div class="stack">
                        {shown} {meter(&of)} {why}
                    </div>
                    {day_table(days, unit)}
                </div>
            </div>
        </section>
    }
    .into_any()
}

/// The chart in words.
fn said(of: &UsageMeter, days: &[ToldDay]) -> String {
    let unit = of.unit.as_deref().unwrap_or_default();
    let figure = |used: &str| format!("{} {unit}", quantity(used));
    let ends = days.first().zip(days.last());
    let said = ends.map(|(first, last)| {
        let (from, to) = (figure(&first.used), figure(&last.used));
        words::chart(
            &resource(&of.resource),
            &from,
            &day(first.day),
            &to,
            &day(last.day),
        )
    });
    said.unwrap_or_default()
}

/// From when the limit is in force, how the charge came to be, and what it will be.
fn notes(told: Vec<Told>, charge: Money, since: Option<Date>, ahead: Option<Money>) -> AnyView {
    let why = told.into_iter().map(|told| {
        view! { <div class="derivation">{explained(told, charge.currency)}</div> }
    });
    let since = since.map(|since| {
        let since = view! { <Day date=since /> }.into_any();
        view! { <p class="hint">{words::since(since)}</p> }
    });
    let ahead = ahead.map(|ahead| view! { <p class="hint">{words::ahead(&money(ahead))}</p> });
    (since, why.collect_view(), ahead).into_any()
}

/// The resources whose days are not shown.
pub(super) fn others(rows: Vec<UsageMeter>, month: &str) -> AnyView {
    if rows.is_empty() {
        return ().into_any();
    }
    let rows = rows.into_iter().map(|row| other(row, month));
    view! {
        <section class="panel" aria-labelledby="others">
            <header>
                <h2 id="others">{words::others()}</h2>
            </header>
            <div class="table-box">
                <table class="table" data-stack="">
                    <caption class="spoken">{words::others()}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{words::what()}</th>
                            <th scope="col">{words::used()}</th>
                            <th scope="col" class="number">
                                {words::charge()}
                            </th>
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn other(row: UsageMeter, month: &str) -> AnyView {
    let (of, code) = (row.subscription.to_string(), row.resource.clone());
    let address = format!("/usage?month={month}&of={of}&resource={code}");
    let charge = if row.charge.is_zero() {
        view! { <Amount amount=row.charge /> }.into_any()
    } else {
        let (href, why) = (address.clone(), words::how());
        view! { <AmountLink amount=row.charge href=href why=why /> }.into_any()
    };
    view! {
        <tr>
            <th scope="row">
                <a href=address>
                    <bdi>{name(&row.name)}</bdi>
                </a>
                <small>{resource(&row.resource)}</small>
            </th>
            <td data-label=words::used()>{meter(&row)}</td>
            <td class="number" data-label=words::charge()>
                {charge}
            </td>
        </tr>
    }
    .into_any()
}
