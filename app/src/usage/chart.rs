//! A month, or a year, as a chart: one bar a day or a month, and the limit across them. The table
//! beside it says the same.

use leptos::prelude::*;
use model::usage::{Bar, Chart};

use crate::text::usage as words;

/// How high the bars can be, and where they stand, in pixels.
const HIGH: u32 = 240;
const BASE: u32 = 258;

/// So many pixels above the base.
fn high(thousandths: u32) -> u32 {
    thousandths * HIGH / 1000
}

fn across(thousandths: u32) -> String {
    format!("{}.{}%", thousandths / 10, thousandths % 10)
}

/// The chart; `label` says in words what it shows, `named` what stands beneath a bar.
pub(crate) fn figure(
    chart: Chart,
    unit: Option<&str>,
    label: String,
    named: impl Fn(u32) -> String,
) -> AnyView {
    let wide = chart.wide;
    let guessed = chart.bars.iter().any(|bar| bar.estimate);
    let guessed = guessed.then(|| key("guess", words::estimate()));
    let lines = lines(chart.lines, unit);
    let days = chart.days.into_iter().map(|(at, day)| {
        view! {
            <text x=across(at) y=BASE + 16 text-anchor="middle">
                {named(day)}
            </text>
        }
    });
    let limits = chart.limits.into_iter().map(|(from, to, at)| {
        let y = BASE - high(at);
        view! { <line class="limit" x1=across(from) x2=across(to) y1=y y2=y></line> }
    });
    view! {
        <figure class="chart">
            <svg height=BASE + 22 width="100%" role="img" aria-label=label>
                {lines}
                {chart.bars.into_iter().map(|it| bar(it, wide)).collect_view()}
                {days.collect_view()}
                {limits.collect_view()}
            </svg>
            <figcaption>
                {key("fill-soft", words::within())} {key("fill-warn", words::over())}
                {guessed} {key("limit", words::limit())}
            </figcaption>
        </figure>
    }
    .into_any()
}

/// Lines across; the highest names the unit.
fn lines(lines: Vec<(u32, String)>, unit: Option<&str>) -> AnyView {
    let count = lines.len();
    let lines = lines.into_iter().zip(1..).map(|((at, text), n)| {
        let y = BASE - high(at);
        let text = match unit {
            Some(unit) if n == count => format!("{text} {unit}"),
            _ => text,
        };
        let class = if n == 1 { "base" } else { "grid" };
        view! {
            <line class=class x1="0" x2="100%" y1=y y2=y></line>
            <text x="0" y=y - 4>
                {text}
            </text>
        }
    });
    lines.collect_view().into_any()
}

fn bar(bar: Bar, wide: u32) -> AnyView {
    let (within, over) = (high(bar.within), high(bar.over));
    let class = if bar.estimate { "guess" } else { "fill-soft" };
    let (at, wide) = (across(bar.at), across(wide));
    let rect = |class, y: u32, height: u32| {
        (height > 0).then(|| {
            let (at, wide) = (at.clone(), wide.clone());
            view! { <rect class=class x=at y=y width=wide height=height></rect> }
        })
    };
    (
        rect(class, BASE - within, within),
        rect("fill-warn", BASE - within - over, over),
    )
        .into_any()
}

fn key(class: &'static str, name: &'static str) -> AnyView {
    view! {
        <span>
            <svg viewBox="0 0 12 12" aria-hidden="true">
                <rect class=class x="1" y="1" width="10" height="10"></rect>
            </svg>
            {name}
        </span>
    }
    .into_any()
}
