use model::id::SubscriptionId;
use model::time::Instant;
use serde_json::{Value, json};
use store::audit::Act;
use store::booking::Invoice;

use super::case::Case;

/// Who issues, ends and changes by itself.
pub(crate) const ACTOR: &str = "job:run";

/// What the audit trail says of an account's days.
pub(super) fn acts(case: &Case<'_>, papers: &[Invoice], now: Instant) -> Vec<Act> {
    let mut acts = Vec::new();
    let mut act = |action: &str, subject: String, detail: &Value| {
        acts.push(Act {
            scope: case.id.to_string(),
            at: now,
            actor: ACTOR.to_owned(),
            address: String::new(),
            action: action.to_owned(),
            subject,
            detail: detail.to_string(),
        });
    };
    for paper in papers {
        let subject = format!("invoice {}", paper.id);
        act(
            "invoice.issued",
            subject,
            &json!({ "number": paper.number }),
        );
    }
    for after in &case.brought.after {
        let subject = format!("subscription {}", after.facts.id);
        if let Some(change) = &after.switched {
            let detail = json!({ "on": change.on.to_string() });
            act("subscription.changed", subject.clone(), &detail);
        }
        if let Some(last) = after.ended {
            let status = after.facts.status.as_str();
            let detail = json!({ "status": status, "last": last.to_string() });
            act("subscription.ended", subject, &detail);
        }
    }
    for (action, subject, cause) in held_back(case) {
        act(action, subject, &json!({ "cause": cause }));
    }
    acts
}

/// What was refused or set aside: action, subject, cause.
fn held_back(case: &Case<'_>) -> Vec<(&'static str, String, String)> {
    let of = |subscription: &str| format!("subscription {subscription}");
    let refused = case.brought.refused.iter();
    let refused = refused.map(|(id, why)| ("coupon.refused", of(id.as_str()), why.to_string()));
    let parked = case.brought.parked.iter().map(|(subject, cause, _)| {
        let whole = subject.starts_with(SubscriptionId::PREFIX);
        let subject = if whole { of(subject) } else { subject.clone() };
        ("run.parked", subject, cause.clone())
    });
    refused.chain(parked).collect()
}
