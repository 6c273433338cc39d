use model::id::InvoiceId;
use model::money::Money;
use model::time::{Date, Instant};
use store::Tx;
use store::payment::{Allocation, Order, receipt_of};

use crate::checkout::{give_receipt, tell_paid};
use crate::failure::Failure;
use crate::ids::Ids;

/// What was captured instead of what was asked is told and receipted like any payment, once it is
/// accepted: with what it came to, and what it has paid.
pub(super) async fn accepted(
    tx: &mut Tx,
    (ids, now): (&Ids, Instant),
    order: &Order,
    (amount, paid, on): (Money, &[(InvoiceId, Money)], Date),
) -> Result<(), Failure> {
    if receipt_of(tx, &order.account_id, &order.id)
        .await?
        .is_some()
    {
        return Ok(());
    }
    let order = Order {
        currency: amount.currency,
        capture_minor: amount.minor,
        ..order.clone()
    };
    let parts = (1..).zip(paid).map(|(n, (invoice, part))| Allocation {
        payment_id: order.id.clone(),
        n,
        invoice_id: invoice.clone(),
        credit_minor: 0,
        capture_minor: part.minor,
    });
    let parts: Vec<Allocation> = parts.collect();
    tell_paid(tx, (ids, now), &order, (&parts, on)).await?;
    Ok(give_receipt(tx, (ids, now), &order).await?)
}
