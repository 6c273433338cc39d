//! The last invoices of a subscription.

use leptos::prelude::*;
use leptos_router::params::ParamsMap;
use model::invoice::InvoiceSummary;
use model::subscription::SubscriptionView;
use model::time::Date;

use crate::format::{AmountLink, near_period};
use crate::invoice::status;
use crate::part::{Empty, Panel, address};
use crate::text::subscription as words;

/// The invoices, newest first; nothing where they may not be seen.
#[component]
pub(super) fn Invoices(of: SubscriptionView) -> impl IntoView {
    let today = of.today;
    let Some(invoices) = of.invoices else {
        return ().into_any();
    };
    if invoices.is_empty() {
        let (title, text) = (words::invoices_none(), words::invoices_none_text());
        return view! {
            <Panel id="invoices" title=words::invoices()>
                <Empty title=title text=text />
            </Panel>
        }
        .into_any();
    }
    let search = [("search", of.summary.name.as_str())];
    let all = address("/invoices", &ParamsMap::new(), &search);
    let all = view! { <a href=all>{words::all_invoices()}</a> };
    let rows = invoices.into_iter().map(move |invoice| row(invoice, today));
    view! {
        <Panel id="invoices" title=words::invoices() aside=all.into_any()>
            <ul class="rows">{rows.collect_view()}</ul>
        </Panel>
    }
    .into_any()
}

fn row(invoice: InvoiceSummary, today: Date) -> AnyView {
    let href = format!("/invoices/{}", invoice.id);
    let period = invoice.period.map(|period| near_period(period, today));
    let state = status(&invoice);
    let title = period.unwrap_or_else(|| invoice.number.clone());
    view! {
        <li class="row">
            <div>
                <a href=href.clone()>{title}</a>
                <p class="due">{state}</p>
            </div>
            <AmountLink amount=invoice.total href=href why=words::why_invoice() />
        </li>
    }
    .into_any()
}
