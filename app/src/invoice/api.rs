//! The server functions of invoices.
#![expect(
    missing_docs,
    reason = "the fields of the requests are the arguments, told there"
)]

use leptos::prelude::*;
use model::fault::Answer;
use model::id::{InvoiceId, SubscriptionId};
use model::invoice::{InvoiceQuery, InvoiceSummary, InvoiceView, NextInvoice};
use model::page::Page;
use server_fn::codec::GetUrl;

#[cfg(feature = "ssr")]
use crate::session::session;
use crate::wire::Wire;

/// A page of the caller's invoices.
#[server(
    name = ListInvoices,
    prefix = "/api",
    endpoint = "invoice/list",
    input = GetUrl,
    output = Wire
)]
pub async fn list(#[server(default)] query: InvoiceQuery) -> Answer<Page<InvoiceSummary>> {
    let (portal, caller) = session()?;
    portal.list_invoices(&caller, query).await
}

/// One invoice with all that is on it.
#[server(
    name = ShowInvoice,
    prefix = "/api",
    endpoint = "invoice/show",
    input = GetUrl,
    output = Wire
)]
pub async fn show(invoice: InvoiceId) -> Answer<InvoiceView> {
    let (portal, caller) = session()?;
    portal.show_invoice(&caller, invoice).await
}

/// What will be issued next: of the account, or of one subscription.
#[server(
    name = PreviewInvoice,
    prefix = "/api",
    endpoint = "invoice/preview",
    input = GetUrl,
    output = Wire
)]
pub async fn preview(
    #[server(default)] subscription: Option<SubscriptionId>,
) -> Answer<NextInvoice> {
    let (portal, caller) = session()?;
    portal.preview_invoice(&caller, subscription).await
}
