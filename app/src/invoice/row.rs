//! An outstanding invoice in a few lines.

use leptos::prelude::*;
use model::invoice::InvoiceSummary;
use model::time::Date;

use super::state::due;
use crate::format::{AmountLink, name, near_period, period};
use crate::payment::pay_now;
use crate::text::invoice as words;

/// What it is about, when it is due, what is open of it.
#[must_use]
pub fn row(invoice: InvoiceSummary, today: Date) -> AnyView {
    let href = format!("/invoices/{}", invoice.id);
    let about = about(&invoice, Some(today)).map(|about| {
        view! {
            <p class="due">
                <bdi>{about}</bdi>
            </p>
        }
    });
    let (due, pay) = (due(&invoice, today), pay_now(&invoice, (None, None)));
    view! {
        <li class="row">
            <div>
                <a href=href.clone()>
                    <bdi>{name(&invoice.title)}</bdi>
                    <span class="spoken">{format!(", {}", invoice.number)}</span>
                </a>
                {about}
                <p class="due">{due}</p>
            </div>
            <AmountLink amount=invoice.open href=href why=words::why() />
            {pay}
        </li>
    }
    .into_any()
}

/// What its title leaves out: the text of the first line, how many more there are, the period.
pub(super) fn about(invoice: &InvoiceSummary, today: Option<Date>) -> Option<String> {
    let more = u64::from(invoice.lines.saturating_sub(1));
    let detail = match (invoice.detail == invoice.title, more) {
        (true, 0) => None,
        (true, _) => Some(words::items(more + 1)),
        (false, 0) => Some(invoice.detail.clone()),
        (false, _) => Some(words::about_more(&invoice.detail, more)),
    };
    let days = invoice.period.map(|days| match today {
        Some(today) => near_period(days, today),
        None => period(days),
    });
    match (detail, days) {
        (Some(detail), Some(days)) => Some(format!("{detail}, {days}")),
        (detail, days) => detail.or(days),
    }
}
