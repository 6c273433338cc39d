//! Resources against their limits, now and in the last twelve months.

use leptos::prelude::*;
use model::subscription::{Resource, ResourceMonth};
use model::time::Date;

use super::facts::resource;
use crate::format::{When, month, month_short, quantity};
use crate::part::Panel;
use crate::text::{subscription as words, usage};
use crate::usage::{figure, gauge};

/// What was measured; nothing where nothing was.
pub(super) fn resources(measured: &[Resource], today: Date) -> Option<AnyView> {
    let as_of = measured.iter().filter_map(|it| it.as_of).max()?;
    let as_of = view! { <When date=as_of today=today /> }.into_any();
    let as_of = view! { <small>{words::as_of(as_of)}</small> }.into_any();
    let gauges = measured.iter().map(level).collect_view();
    let years = measured.iter().enumerate().map(|(n, it)| year(it, n == 0));
    let years = years.collect_view();
    let panel = view! {
        <Panel id="resources" title=words::resources() aside=as_of>
            <div class="body tiles">{gauges}</div>
            <div class="body stack">{years}</div>
        </Panel>
    };
    Some(panel.into_any())
}

fn named(of: &Resource) -> String {
    // The limit is that of a month; the figures beside it say which.
    if of.sum {
        return words::traffic().to_owned();
    }
    resource(&of.resource).map_or_else(|| of.resource.clone(), str::to_owned)
}

fn in_unit(figure: &str, of: &Resource) -> String {
    match &of.unit {
        Some(unit) => format!("{}\u{a0}{unit}", quantity(figure)),
        None => quantity(figure),
    }
}

/// `41.8 of 50 GB`, and in words that it is over the limit.
fn level(of: &Resource) -> AnyView {
    let used = view! { <b>{quantity(&of.used)}</b> }.into_any();
    let figures = match &of.limit {
        Some(limit) => words::used_of(used, &in_unit(limit, of)),
        None => words::used_unlimited(view! { <b>{in_unit(&of.used, of)}</b> }.into_any()),
    };
    let over = (of.bar.1 > 0).then(words::over_limit);
    let over = over.map(|over| view! { <small>{over}</small> });
    let name = if of.sum {
        words::this_month(&named(of))
    } else {
        named(of)
    };
    view! { <div>{gauge(name, figures.into_any(), of.bar)} {over}</div> }.into_any()
}

/// The chart with its table, folded but for the first.
fn year(of: &Resource, open: bool) -> AnyView {
    let ends = of.months.first().zip(of.months.last());
    let label = ends.map(|(first, last)| {
        let at = |it: &ResourceMonth| {
            let (year, number, _) = it.month.parts();
            (in_unit(&it.used, of), month(year, number))
        };
        let ((first, from), (last, to)) = (at(first), at(last));
        words::year_label(&named(of), &first, &from, &last, &to)
    });
    let chart = figure(
        of.chart.clone(),
        of.unit.as_deref(),
        label.unwrap_or_default(),
        month_short,
    );
    view! {
        <details class="why" open=open>
            <summary>
                <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
                    <use href="#i-right"></use>
                </svg>
                {words::year(&named(of))}
            </summary>
            <div class="stack">{chart} {table(of)}</div>
        </details>
    }
    .into_any()
}

fn table(of: &Resource) -> AnyView {
    let rows = of.months.iter().rev().map(|it| row(it, of)).collect_view();
    view! {
        <div class="table-box">
            <table class="table" data-density="tight">
                <caption class="spoken">{words::year(&named(of))}</caption>
                <thead>
                    <tr>
                        <th scope="col">{usage::month()}</th>
                        <th scope="col" class="number">
                            {usage::used()}
                        </th>
                        <th scope="col" class="number">
                            {words::limit()}
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(it: &ResourceMonth, of: &Resource) -> AnyView {
    let (year, number, _) = it.month.parts();
    let limit = it
        .limit
        .as_ref()
        .map_or_else(|| words::unlimited().to_owned(), |limit| in_unit(limit, of));
    let over = it.over.then(words::over_limit);
    let over = over.map(|over| view! { <small>{over}</small> });
    view! {
        <tr>
            <th scope="row">{month(year, number)} {over}</th>
            <td class="number">{in_unit(&it.used, of)}</td>
            <td class="number">{limit}</td>
        </tr>
    }
    .into_any()
}
