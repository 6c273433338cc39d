//! Webhooks of Stripe.

use http::HeaderMap;
use model::time::Instant;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::units::from_stripe;
use super::wire::{DisputeObject, Intent, Method, RefundObject, SetUpObject, at};
use crate::payment::signature::verify;
use crate::payment::{Dispute, Event, EventError, Happening, Key, Secret};

/// The header with the signature.
const SIGNATURE: &str = "stripe-signature";

#[derive(Deserialize)]
struct Envelope {
    id: String,
    created: i64,
    #[serde(rename = "type")]
    kind: String,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    object: Value,
}

/// What it is about, by our key and by Stripe's name, and what happened.
type Told = (Option<String>, Option<String>, Happening);

/// See [`Gateway::event`](crate::payment::Gateway::event).
pub fn read_event(
    headers: &HeaderMap,
    body: &[u8],
    now: Instant,
    secrets: &[Secret],
) -> Result<Event, EventError> {
    let header = headers.get(SIGNATURE).and_then(|it| it.to_str().ok());
    verify(header, body, now, secrets)?;
    let envelope: Envelope = serde_json::from_slice(body).map_err(|_| EventError::Garbled)?;
    let when = at(envelope.created);
    let (order, reference, what) = told(&envelope.kind, envelope.data.object, when)?;
    Ok(Event {
        id: envelope.id,
        key: order.and_then(|order| Key::new(order).ok()),
        reference,
        at: when,
        what,
    })
}

fn object<T: DeserializeOwned>(raw: Value) -> Result<T, EventError> {
    serde_json::from_value(raw).map_err(|_| EventError::Garbled)
}

fn told(kind: &str, raw: Value, when: Instant) -> Result<Told, EventError> {
    let other = Happening::Other {
        kind: kind.to_owned(),
    };
    Ok(match kind {
        "payment_intent.succeeded"
        | "payment_intent.payment_failed"
        | "payment_intent.processing"
        | "payment_intent.requires_action"
        | "payment_intent.canceled" => {
            let intent: Intent = object(raw)?;
            let (order, id) = (intent.metadata.order.clone(), intent.id.clone());
            let outcome = intent.outcome(Some(when));
            let outcome = outcome.map_err(|_| EventError::Garbled)?;
            (order, Some(id), Happening::Payment(outcome))
        }
        // The last is the older name of the second.
        "refund.created" | "refund.updated" | "refund.failed" | "charge.refund.updated" => {
            let refund: RefundObject = object(raw)?;
            let about = (refund.metadata.order.clone(), refund.payment_intent.clone());
            let outcome = refund.outcome().map_err(|_| EventError::Garbled)?;
            (about.0, about.1, Happening::Refund(outcome))
        }
        "charge.dispute.created"
        | "charge.dispute.updated"
        | "charge.dispute.funds_withdrawn"
        | "charge.dispute.closed" => dispute(kind, raw, other)?,
        "setup_intent.succeeded" | "setup_intent.setup_failed" | "setup_intent.canceled" => {
            let set_up: SetUpObject = object(raw)?;
            (None, Some(set_up.id), Happening::SetUp)
        }
        "payment_method.updated" | "payment_method.automatically_updated" => {
            let method: Method = object(raw)?;
            let saved = method.saved(None).map(Happening::MethodChanged);
            (None, None, saved.unwrap_or(other))
        }
        "payment_method.detached" => {
            let method: Method = object(raw)?;
            (None, None, Happening::MethodGone { token: method.id })
        }
        _ => (None, None, other),
    })
}

/// An inquiry of a bank (`warning_…`) takes no money: it is nothing yet. When it becomes a dispute
/// it is updated, not created. A returned debit is opened and lost in one.
fn dispute(kind: &str, raw: Value, other: Happening) -> Result<Told, EventError> {
    let dispute: DisputeObject = object(raw)?;
    let state = match dispute.status.as_str() {
        status if status.starts_with("warning_") => return Ok((None, None, other)),
        _ if kind == "charge.dispute.created" => Dispute::Opened,
        "won" => Dispute::Won,
        "lost" => Dispute::Lost,
        "needs_response" | "under_review" => Dispute::Opened,
        _ => return Ok((None, None, other)),
    };
    let amount = from_stripe(dispute.amount, &dispute.currency);
    let what = Happening::Dispute {
        dispute: dispute.id,
        amount: amount.ok_or(EventError::Garbled)?,
        reason: dispute.reason,
        state,
    };
    Ok((None, dispute.payment_intent, what))
}
