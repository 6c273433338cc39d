//! How much of a limit is used, as a bar and in figures.

use leptos::prelude::*;
use model::usage::UsageMeter;

use crate::format::quantity;
use crate::text::usage as words;

/// The bar with its figures.
pub(super) fn meter(meter: &UsageMeter) -> AnyView {
    let label = if meter.sum {
        words::total_so_far()
    } else {
        words::on_the_last_day()
    };
    let used = quantity(&meter.used);
    let unit = meter.unit.clone().unwrap_or_default();
    let figures = match &meter.limit {
        Some(limit) => words::used_of(&used, &quantity(limit), &unit),
        None => words::used_unlimited(&used, &unit),
    };
    gauge(label.to_owned(), figures.into_any(), meter.bar)
}

/// A bar under its name and its figures: its parts within the limit and over it, of a hundred.
pub(crate) fn gauge(name: String, figures: AnyView, (within, over): (u32, u32)) -> AnyView {
    let over = (over > 0).then(|| {
        view! { <rect class="fill-warn" x=within width=over height="6"></rect> }
    });
    view! {
        <div class="meter">
            <p>
                <span>{name}</span>
                <span>{figures}</span>
            </p>
            <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
                <rect class="fill-accent" width=within height="6"></rect>
                {over}
            </svg>
        </div>
    }
    .into_any()
}
