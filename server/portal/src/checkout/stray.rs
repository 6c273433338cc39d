//! Captures that no order asked for.

use billing::ledger::Book;
use gateway::payment::Captured;
use model::id::InvoiceId;
use model::money::Money;
use model::payment::OrderState;
use model::time::Instant;
use store::account;
use store::audit::Act;
use store::payment::{Order, Stray, add_stray};
use store::run::Parked;
use store::{StoreError, Tx};

use super::record::{act, captured_on};
use crate::booking::{Clerk, Stamp, flush, load_one};
use crate::failure::Failure;
use crate::ids::Ids;

/// Books what a gateway captured beside what an order had asked for: again, which is a duplicate
/// and names the invoice, or after it had said no, where somebody has to look at it. It settles
/// nothing. Known already, it does nothing.
pub(super) async fn stray(
    tx: &mut Tx,
    (ids, now): (&Ids, Instant),
    order: &Order,
    captured: &Captured,
) -> Result<(), Failure> {
    let twice = order.state.0 == OrderState::Succeeded;
    let own = order.reference.as_deref() == Some(captured.reference.as_str());
    if twice && (own || order.gateway.is_none()) {
        return Ok(());
    }
    let row = Stray {
        reference: captured.reference.clone(),
        currency: captured.amount.currency,
        amount_minor: captured.amount.minor,
    };
    if !add_stray(tx, &order.id, &row, now).await? {
        return Ok(());
    }
    tracing::error!(payment = %order.id, twice, "captured what was not to be");
    let stamp = stamp(tx, order, (now, captured)).await?;
    let gateway = order.gateway.as_deref();
    let gateway = gateway.ok_or_else(|| Failure::internal("an order without gateway"))?;
    let clerk = Clerk { ids, now };
    let mut book = load_one(tx, clerk, &order.account_id, &[]).await?;
    let invoice = if twice { first(tx, order).await? } else { None };
    let what = (&order.id, invoice.as_ref());
    book.set_apart(&Book::cash(gateway), what, captured.amount, &stamp)?;
    flush(tx, vec![book]).await?;
    let (action, cause) = words(twice);
    let act = Act {
        action: action.to_owned(),
        ..act(order, now)
    };
    store::audit::append(tx, &[act], crate::chain::link).await?;
    if invoice.is_none() {
        apart(tx, order, (captured.amount, cause), now).await?;
    }
    Ok(())
}

/// What the audit trail calls it, and what the provider is told where it names no invoice.
const fn words(twice: bool) -> (&'static str, &'static str) {
    if twice {
        let cause = "was captured once more than was asked: it settles nothing";
        ("payment.captured_twice", cause)
    } else {
        let cause = "was captured after it had been refused or given up: it settles nothing";
        ("payment.captured_late", cause)
    }
}

/// Tells the provider of money that stands apart until somebody has looked at it.
pub(super) async fn apart(
    tx: &mut Tx,
    order: &Order,
    (amount, what): (Money, &str),
    now: Instant,
) -> Result<(), StoreError> {
    let (amount, currency) = (amount.plain(), amount.currency.code());
    let parked = Parked {
        account: order.account_id.clone(),
        subject: order.id.to_string(),
        cause: format!("{amount} {currency} {what}"),
        planned_on: Instant(order.created_at).utc_date(),
        at: now,
    };
    store::run::park(tx, &[parked]).await
}

/// The invoice that a duplicate names: the first that the order paid.
async fn first(tx: &mut Tx, order: &Order) -> Result<Option<InvoiceId>, StoreError> {
    let parts = store::payment::parts(tx, &order.id).await?;
    let part = parts.into_iter().find(|part| part.capture_minor > 0);
    Ok(part.map(|part| part.invoice_id))
}

async fn stamp(
    tx: &mut Tx,
    order: &Order,
    (at, captured): (Instant, &Captured),
) -> Result<Stamp, StoreError> {
    let frame = account::read::frame(tx, &order.account_id).await?;
    let zone = frame.map(|frame| frame.time_zone).unwrap_or_default();
    Ok(Stamp {
        at,
        on: captured_on(order, captured, (at, &zone)),
        reference: format!("order:{}:stray:{}", order.id, captured.reference),
    })
}
