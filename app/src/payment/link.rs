//! The way to paying.

use leptos::prelude::*;
use model::caller::Permission;
use model::invoice::{InvoiceState, InvoiceSummary};

use crate::scene::scene;
use crate::text::payment as words;

/// Whether the reader may pay. Only hides what leads nowhere.
#[must_use]
pub(crate) fn may_pay() -> bool {
    scene()
        .viewer
        .is_some_and(|viewer| viewer.may(Permission::Pay))
}

/// *Pay now*, where something is open that is not being paid.
#[must_use]
pub(crate) fn pay_now(
    invoice: &InvoiceSummary,
    (kind, size): (Option<&'static str>, Option<&'static str>),
) -> Option<AnyView> {
    let payable = !invoice.open.is_zero() && invoice.state != InvoiceState::Processing;
    if !payable || invoice.state == InvoiceState::WrittenOff || !may_pay() {
        return None;
    }
    let href = format!("/pay?of={}", invoice.id);
    let name = format!("{}, {}", words::pay_now(), invoice.number);
    let link = view! {
        <a class="button" data-kind=kind data-size=size href=href rel="external" aria-label=name>
            {words::pay_now()}
        </a>
    };
    Some(link.into_any())
}
