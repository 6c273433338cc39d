//! What keeps a subscription out of service or will, and which invoices to pay against that.

use leptos::prelude::*;
use model::invoice::InvoiceSummary;
use model::subscription::{Reason, Status, SubscriptionView};

use crate::format::AmountLink;
use crate::part::Icon;
use crate::text::subscription as words;

/// Nothing, where the subscription is in service and paid.
#[component]
pub(super) fn Stopped(of: SubscriptionView) -> impl IntoView {
    let (text, invoices) = match (of.summary.status, of.summary.reason) {
        (Status::Pending, _) => (words::not_begun().to_owned(), open(of.invoices, false)),
        (Status::Suspended, Some(Reason::NonPayment)) => {
            (words::stopped().to_owned(), open(of.invoices, true))
        }
        (Status::Suspended, Some(Reason::Words(reason))) => {
            (words::stopped_words(&reason), Vec::new())
        }
        (Status::Suspended, None) => (words::stopped_plain().to_owned(), Vec::new()),
        (Status::Active | Status::Cancelling, _) if of.summary.overdue => {
            (words::unpaid().to_owned(), open(of.invoices, true))
        }
        (
            Status::Active
            | Status::Cancelling
            | Status::Cancelled
            | Status::Expired
            | Status::Terminated,
            _,
        ) => return ().into_any(),
    };
    let stopped = of.summary.status == Status::Suspended;
    let links = (!invoices.is_empty()).then(|| {
        let links = invoices.into_iter().map(link).collect_view().into_any();
        let links = if stopped {
            words::stopped_back(links)
        } else {
            words::stopped_open(links)
        };
        view! {
            " "
            {links}
        }
    });
    view! {
        <div class="notice" data-tone="warn">
            <Icon name="alert" />
            <p>{text} {links}</p>
        </div>
    }
    .into_any()
}

fn open(invoices: Option<Vec<InvoiceSummary>>, overdue: bool) -> Vec<InvoiceSummary> {
    let invoices = invoices.unwrap_or_default().into_iter();
    let open = invoices.filter(|invoice| !invoice.open.is_zero());
    open.filter(|invoice| invoice.overdue || !overdue).collect()
}

fn link(invoice: InvoiceSummary) -> AnyView {
    let href = format!("/invoices/{}", invoice.id);
    view! {
        <AmountLink amount=invoice.open href=href why=invoice.number />
        " "
    }
    .into_any()
}
