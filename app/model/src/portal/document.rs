use async_trait::async_trait;

use crate::caller::Caller;
use crate::document::{File, Form};
use crate::fault::Answer;
use crate::id::{CreditNoteId, InvoiceId, ReceiptId};

/// Documents of the customer. What is not there in a form is not found.
#[async_trait]
pub trait Documents: Send + Sync {
    /// An invoice as a file, made when it is first asked for and the same ever after.
    async fn show_invoice_file(
        &self,
        caller: &Caller,
        invoice: InvoiceId,
        form: Form,
    ) -> Answer<File>;

    /// A credit note as a file, made when it is first asked for and the same ever after.
    async fn show_credit_note_file(
        &self,
        caller: &Caller,
        note: CreditNoteId,
        form: Form,
    ) -> Answer<File>;

    /// What a banking app reads of the transfer that an invoice asks for, as a picture (SVG).
    async fn show_transfer_code(&self, caller: &Caller, invoice: InvoiceId) -> Answer<String>;

    /// A receipt as a PDF, made when it is first asked for and the same ever after.
    async fn show_receipt_file(&self, caller: &Caller, receipt: ReceiptId) -> Answer<File>;
}
