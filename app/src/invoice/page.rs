//! The page of one invoice.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use model::fault::Fault;
use model::invoice::{InvoiceState, InvoiceSummary, InvoiceView};
use model::time::Date;

use super::{api, files, lines, note, party, rest, settlement, state, when};
use crate::format::{AtDay, Day};
use crate::layout::{Crumb, Head, Page};
use crate::part::Whole;
use crate::text::invoice as words;
use crate::wire::ask;

/// The page.
#[component]
pub fn InvoicePage() -> impl IntoView {
    let params = use_params_map();
    let invoice = ask(move || {
        let id = params.with(|params| params.get_str("id").unwrap_or_default().parse());
        let invoice = id.map_err(|_| Fault::NotFound)?;
        Ok(api::ShowInvoice { invoice })
    });
    view! { <Whole answer=invoice view=|invoice| page(&invoice) /> }
}

fn page(invoice: &InvoiceView) -> AnyView {
    let crumbs = vec![Crumb::home(), Crumb::new("/invoices", words::title())];
    let place = format!("/invoices/{}", invoice.summary.id);
    let head = Head::default().about(about(invoice));
    let head = head.actions(files::links(&place, "invoice.pdf", invoice.forms));
    let notes = invoice.credit_notes.iter();
    let notes: Vec<_> = notes.map(|note| note::panel(invoice, note)).collect();
    let first = rest::aside(invoice);
    let facts = (when::panel(invoice), rest::facts(invoice));
    let body = (
        lines::panel(invoice, "lines"),
        settlement::panel(invoice),
        notes,
        party::panel(invoice),
    );
    view! {
        <Page title=words::heading(&invoice.summary.number) head=head crumbs=crumbs>
            <div class="columns" data-shape="wide-narrow">
                {first} <div class="stack" data-place="body">
                    {body}
                </div> <div class="stack" data-place="rest">{facts}</div>
            </div>
        </Page>
    }
    .into_any()
}

/// What has become of it and, while something is open, when it is due.
fn about(invoice: &InvoiceView) -> AnyView {
    let summary = &invoice.summary;
    let state = state::since(summary, invoice.today);
    // The badge of what is late says nothing of what was paid of it.
    let late = state::late(summary);
    let part = late && summary.state == InvoiceState::PartPaid;
    let part = part.then(|| (" · ", state::told(summary)));
    let when = (!late).then(|| (" · ", at(summary, invoice.today)));
    (state, part, state::disputed(invoice), when).into_any()
}

fn at(summary: &InvoiceSummary, today: Date) -> AnyView {
    let (due, issued) = (summary.due_on, summary.issued_on);
    if summary.open.is_zero() {
        words::head_issued(view! { <Day date=issued /> }.into_any())
    } else {
        words::head_due(view! { <AtDay date=due today=today /> }.into_any())
    }
}
