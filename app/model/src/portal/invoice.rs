use async_trait::async_trait;

use crate::caller::Caller;
use crate::fault::Answer;
use crate::id::{InvoiceId, SubscriptionId};
use crate::invoice::{InvoiceQuery, InvoiceSummary, InvoiceView, NextInvoice};
use crate::page::Page;

/// Invoices of the customer.
#[async_trait]
pub trait Invoices: Send + Sync {
    /// A page of the caller's invoices: newest first, what is open by due date.
    async fn list_invoices(
        &self,
        caller: &Caller,
        query: InvoiceQuery,
    ) -> Answer<Page<InvoiceSummary>>;

    /// One invoice with its lines, tax, settlements and credit notes.
    async fn show_invoice(&self, caller: &Caller, invoice: InvoiceId) -> Answer<InvoiceView>;

    /// What the billing run will issue next: of the account, or of one of its subscriptions alone.
    async fn preview_invoice(
        &self,
        caller: &Caller,
        subscription: Option<SubscriptionId>,
    ) -> Answer<NextInvoice>;
}
