//! The outstanding invoices that are due first.

use leptos::prelude::*;
use model::invoice::InvoiceSummary;
use model::time::Date;

use crate::invoice::row;
use crate::part::Empty;
use crate::text::account as words;

/// The invoices, or what will be here.
pub(super) fn section(invoices: Vec<InvoiceSummary>, today: Date) -> AnyView {
    let content = if invoices.is_empty() {
        view! { <Empty title=words::none_open() text=words::none_open_text() /> }.into_any()
    } else {
        let rows: Vec<_> = invoices.into_iter().map(|one| row(one, today)).collect();
        view! { <ul>{rows}</ul> }.into_any()
    };
    view! {
        <section aria-labelledby="invoices">
            <div class="section-head">
                <h2 id="invoices">{words::outstanding()}</h2>
                <a href="/invoices">{words::all_invoices()}</a>
            </div>
            <div class="panel rows">{content}</div>
        </section>
    }
    .into_any()
}
