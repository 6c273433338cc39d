use billing::checkout::look_after;
use billing::ledger::Book;
use gateway::payment::{Key, Refund as Request};
use model::id::{InvoiceId, LotId, RefundId};
use model::money::Money;
use model::refund::RefundState;
use model::time::Instant;
use serde_json::json;
use store::audit::Act;
use store::column::{As, Word};
use store::payment::{Order, Refund};

use crate::failure::Failure;
use crate::ids::Ids;

/// Money that is to go back.
pub(crate) struct Going<'a> {
    pub order: &'a Order,
    /// What the gateway calls the capture.
    pub capture: String,
    pub amount: Money,
    /// Where it stands until it is gone.
    pub book: &'a Book,
    pub invoice: Option<&'a InvoiceId>,
    pub lot: Option<&'a LotId>,
}

/// A refund that is to be written, and then sent.
pub(crate) fn make((ids, now): (&Ids, Instant), going: Going<'_>) -> Result<Refund, Failure> {
    let order = going.order;
    let id = ids.next(now, RefundId::make);
    let gateway = order.gateway.clone();
    let gateway = gateway.ok_or_else(|| Failure::internal("an order without gateway"))?;
    let request = Request {
        key: Key::new(key(order, &id)).map_err(Failure::internal)?,
        capture: going.capture.clone(),
        amount: going.amount,
    };
    Ok(Refund {
        id,
        payment_id: order.id.clone(),
        account_id: order.account_id.clone(),
        gateway,
        capture: going.capture,
        request: Some(json!(request).to_string()),
        book: going.book.to_string(),
        invoice_id: going.invoice.cloned().map(As),
        lot_id: going.lot.cloned().map(As),
        currency: going.amount.currency,
        amount_minor: going.amount.minor,
        state: Word(RefundState::Submitted),
        reference: None,
        code: None,
        created_at: now.0,
        next_look_at: Some(now.plus_seconds(look_after(0)).0),
        looks: 0,
        ended_at: None,
    })
}

/// By what a refund is known at its gateway.
fn key(order: &Order, id: &RefundId) -> String {
    format!("{}/{id}", order.account_id)
}

/// The refund that a key names.
pub(crate) fn named(key: &Key) -> Option<RefundId> {
    let (_, id) = key.as_str().split_once('/')?;
    id.parse().ok()
}

/// What the audit trail says of a refund.
pub(crate) fn act(refund: &Refund, (action, actor): (&str, &str), now: Instant) -> Act {
    let detail = json!({
        "payment": refund.payment_id,
        "currency": refund.currency.code(),
        "amount": Money::new(refund.amount_minor, refund.currency).plain(),
        "state": refund.state.0.as_str(),
        "code": refund.code,
    });
    Act {
        scope: refund.account_id.to_string(),
        at: now,
        actor: actor.to_owned(),
        address: String::new(),
        action: action.to_owned(),
        subject: format!("refund {}", refund.id),
        detail: detail.to_string(),
    }
}
