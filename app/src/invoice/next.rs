//! What will be issued next.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::fault::Fault;
use model::invoice::{InvoiceView, NextInvoice};
use model::time::Date;

use super::{api, lines};
use crate::format::AtDay;
use crate::layout::{Crumb, Page};
use crate::part::{Empty, Whole};
use crate::text::invoice as words;
use crate::wire::ask;

/// The page.
#[component]
pub fn NextInvoicePage() -> impl IntoView {
    let query = use_query_map();
    let next = ask(move || {
        let one = query.with(|query| query.get("subscription"));
        let one = one.map(|id| id.parse()).transpose();
        let subscription = one.map_err(|_| Fault::NotFound)?;
        Ok(api::PreviewInvoice { subscription })
    });
    view! { <Whole answer=next view=|next| page(&next) /> }
}

fn page(next: &NextInvoice) -> AnyView {
    let crumbs = vec![Crumb::home(), Crumb::new("/invoices", words::title())];
    let numbered = (1_u32..).zip(&next.invoices);
    let invoices: Vec<_> = numbered.map(|(n, it)| one(it, n, next.today)).collect();
    let checked = next
        .checked
        .then(|| view! { <p>{words::next_checked()}</p> });
    let nothing = (invoices.is_empty() && !next.checked).then(|| {
        let (title, text) = (words::next_none(), words::next_none_text());
        view! {
            <div class="panel">
                <h2 class="spoken">{words::next()}</h2>
                <Empty title=title text=text />
            </div>
        }
    });
    view! {
        <Page title=words::next() crumbs=crumbs>
            {checked}
            {nothing}
            {invoices}
        </Page>
    }
    .into_any()
}

fn one(invoice: &InvoiceView, n: u32, today: Date) -> AnyView {
    let day = |date| view! { <AtDay date=date today=today /> }.into_any();
    let (issued, due) = (invoice.summary.issued_on, invoice.summary.due_on);
    let when = words::next_when(day(issued), day(due));
    view! {
        <p>{when}</p>
        {lines::panel(invoice, &format!("lines-{n}"))}
    }
    .into_any()
}
