//! What has become of an invoice, and when it is due, in words.

use leptos::prelude::*;
use model::invoice::{InvoiceState, InvoiceSummary, InvoiceView};
use model::payment::Flight;
use model::time::Date;

use crate::format::{AmountLink, AtDay, Day};
use crate::part::{Status, Tone};
use crate::text::invoice as words;

/// What has become of it. What is being collected is not called overdue.
#[must_use]
pub fn status(invoice: &InvoiceSummary) -> AnyView {
    if late(invoice) {
        return view! { <Status tone=Tone::Bad>{words::state_overdue()}</Status> }.into_any();
    }
    told(invoice)
}

/// What has become of it and, if it is overdue, since when.
pub(super) fn since(invoice: &InvoiceSummary, today: Date) -> AnyView {
    if !late(invoice) {
        return told(invoice);
    }
    let due = invoice.due_on;
    let brief = due.parts().0 == today.parts().0;
    let day = view! { <Day date=due brief=brief /> }.into_any();
    view! { <Status tone=Tone::Bad>{words::overdue_since(day)}</Status> }.into_any()
}

/// What has become of it, whenever it was due.
pub(super) fn told(invoice: &InvoiceSummary) -> AnyView {
    if let Some(flight) = &invoice.flight {
        return flying(flight);
    }
    let (tone, word) = match invoice.state {
        InvoiceState::Open => (Tone::Plain, words::state_open()),
        InvoiceState::Processing => (Tone::Moving, words::state_processing()),
        InvoiceState::PartPaid => (Tone::Warn, words::state_part_paid()),
        InvoiceState::Paid => (Tone::Good, words::state_paid()),
        InvoiceState::Credited if invoice.void => (Tone::Off, words::state_void()),
        InvoiceState::Credited => (Tone::Off, words::state_credited()),
        InvoiceState::WrittenOff => (Tone::Off, words::state_written_off()),
    };
    view! { <Status tone=tone>{word}</Status> }.into_any()
}

/// Whether what had been paid was taken back.
pub(super) fn disputed(invoice: &InvoiceView) -> Option<AnyView> {
    let badge = || view! { <Status tone=Tone::Bad>{words::state_disputed()}</Status> };
    invoice.disputed.then(|| (" · ", badge()).into_any())
}

/// Leads to the payment that is on its way.
fn flying(flight: &Flight) -> AnyView {
    let href = format!("/payments/{}", flight.checkout);
    let (tone, word) = if flight.waits {
        (Tone::Warn, words::state_waits())
    } else {
        (Tone::Moving, words::state_processing())
    };
    view! {
        <a href=href rel="external">
            <Status tone=tone>{word}</Status>
        </a>
    }
    .into_any()
}

/// Whether it is overdue and nothing is on its way.
pub(super) fn late(invoice: &InvoiceSummary) -> bool {
    match invoice.state {
        InvoiceState::Open | InvoiceState::PartPaid => invoice.overdue,
        InvoiceState::Processing
        | InvoiceState::Paid
        | InvoiceState::Credited
        | InvoiceState::WrittenOff => false,
    }
}

/// When an outstanding invoice is due, and of what its open amount is the rest.
#[must_use]
pub fn due(invoice: &InvoiceSummary, today: Date) -> AnyView {
    let (date, total) = (invoice.due_on, invoice.total);
    let when = match invoice.state {
        _ if late(invoice) => since(invoice, today),
        InvoiceState::Processing => told(invoice),
        InvoiceState::Open
        | InvoiceState::PartPaid
        | InvoiceState::Paid
        | InvoiceState::Credited
        | InvoiceState::WrittenOff => {
            words::due_when(view! { <AtDay date=date today=today /> }.into_any())
        }
    };
    let part = invoice.open != total && !invoice.open.is_zero();
    let rest = part.then(|| {
        let href = format!("/invoices/{}", invoice.id);
        let total = view! { <AmountLink amount=total href=href why=words::why() /> }.into_any();
        (" · ", words::rest_of(total)).into_any()
    });
    (when, rest).into_any()
}
