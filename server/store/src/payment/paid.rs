use model::id::{InvoiceId, PaymentId};

use crate::column::As;
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// What was paid for an invoice by payments that the ledger names, whatever went back of it since:
/// payment and minor units, the newest first.
///
/// # Errors
/// The engine's.
pub async fn paid_on(tx: &mut Tx, invoice: &InvoiceId) -> Result<Vec<(String, i64)>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select e.payment_ref, cast(-sum(e.amount_minor) as bigint)
         from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
         where e.invoice_id = $1 and e.book = 'receivable' and e.payment_ref is not null
             and t.reason in ('payment', 'allocation')
         group by e.payment_ref order by max(t.at) desc, e.payment_ref desc")
        .bind(invoice.as_str()).fetch_all(c).await)
}

/// What a payment has paid of which invoice, whatever went back of it since, in minor units.
///
/// # Errors
/// The engine's.
pub async fn paid_by(
    tx: &mut Tx,
    payment: &PaymentId,
) -> Result<Vec<(As<InvoiceId>, i64)>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select e.invoice_id, cast(-sum(e.amount_minor) as bigint)
         from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
         where e.payment_ref = $1 and e.book = 'receivable' and e.invoice_id is not null
             and t.reason in ('payment', 'allocation')
         group by e.invoice_id order by e.invoice_id")
        .bind(payment.as_str()).fetch_all(c).await)
}
