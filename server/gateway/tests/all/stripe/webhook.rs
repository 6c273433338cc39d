//! Webhooks that the double does not send by itself.

use gateway::payment::{Dispute, Event, Gateway, Happening, Outcome, RefundOutcome};
use http::{HeaderMap, HeaderValue};
use serde_json::{Value, json};

use super::rig::Shop;
use crate::contract::rig::{Rig, euro, signature};

fn told(shop: &Shop, kind: &str, object: Value) -> Event {
    let event = json!({
        "id": "evt_1", "object": "event", "type": kind, "created": 1_790_000_000,
        "data": {"object": object, "previous_attributes": {}}, "livemode": false,
    });
    let body = event.to_string().into_bytes();
    let mut headers = HeaderMap::new();
    let signature = signature(&body, shop.now(), &shop.secret());
    let value = HeaderValue::try_from(signature).unwrap();
    headers.insert("stripe-signature", value);
    let secrets = [shop.secret()];
    let read = shop.stripe.event(&headers, &body, shop.now(), &secrets);
    read.unwrap()
}

fn dispute(status: &str) -> Value {
    json!({
        "id": "dp_1", "amount": 2490, "currency": "eur", "reason": "product_not_received",
        "status": status, "payment_intent": "pi_1", "charge": "ch_1",
    })
}

#[tokio::test]
async fn a_dispute_opens_is_won_or_lost_and_an_inquiry_is_none() {
    let shop = Shop::open().await;
    for (kind, status, state) in [
        ("created", "needs_response", Some(Dispute::Opened)),
        // A debit that was returned: opened and lost in one.
        ("created", "lost", Some(Dispute::Opened)),
        ("closed", "lost", Some(Dispute::Lost)),
        ("closed", "won", Some(Dispute::Won)),
        ("created", "warning_needs_response", None),
        ("closed", "warning_closed", None),
        // An inquiry becomes a dispute, which is created no more.
        ("updated", "warning_under_review", None),
        ("updated", "needs_response", Some(Dispute::Opened)),
        ("funds_withdrawn", "needs_response", Some(Dispute::Opened)),
        ("updated", "under_review", Some(Dispute::Opened)),
        ("updated", "lost", Some(Dispute::Lost)),
        ("updated", "prevented", None),
    ] {
        let event = told(&shop, &format!("charge.dispute.{kind}"), dispute(status));
        match (event.what, state) {
            (Happening::Dispute { amount, state, .. }, Some(told)) => {
                assert_eq!((amount, state), (euro(2490), told), "{kind} {status}");
                assert_eq!(event.reference.as_deref(), Some("pi_1"));
            }
            (Happening::Other { .. }, None) => {}
            (what, _) => panic!("{kind} {status}: {what:?}"),
        }
    }
}

#[tokio::test]
async fn a_refund_made_outside_comes_without_a_key() {
    let shop = Shop::open().await;
    let refund = json!({
        "id": "re_9", "amount": 100, "currency": "eur", "created": 1_790_000_000,
        "status": "succeeded", "payment_intent": "pi_1", "metadata": {},
    });
    let event = told(&shop, "refund.created", refund);
    assert_eq!(
        (event.key, event.reference.as_deref()),
        (None, Some("pi_1"))
    );
    let Happening::Refund(RefundOutcome::Succeeded(refunded)) = event.what else {
        panic!("{:?}", event.what);
    };
    assert_eq!(refunded.amount, euro(100));
}

#[tokio::test]
async fn a_payment_of_somebody_else_s_comes_without_a_key() {
    let shop = Shop::open().await;
    let intent = json!({
        "id": "pi_7", "status": "succeeded", "amount_received": 500, "currency": "eur",
        "created": 1_790_000_000, "metadata": {"order": "no key of ours\n"},
        "latest_charge": "ch_7",
    });
    let event = told(&shop, "payment_intent.succeeded", intent);
    assert_eq!(
        (event.key, event.reference.as_deref()),
        (None, Some("pi_7"))
    );
    let paid = matches!(event.what, Happening::Payment(Outcome::Succeeded(_)));
    assert!(paid);
}

#[tokio::test]
async fn methods_change_and_go() {
    let shop = Shop::open().await;
    let method = json!({
        "id": "pm_1", "customer": "cus_1", "type": "card",
        "card": {"brand": "visa", "last4": "0005", "exp_month": 1, "exp_year": 2031},
    });
    let event = told(
        &shop,
        "payment_method.automatically_updated",
        method.clone(),
    );
    let Happening::MethodChanged(saved) = event.what else {
        panic!("{:?}", event.what);
    };
    assert_eq!(saved.token, "pm_1");
    let event = told(&shop, "payment_method.detached", method);
    let gone = Happening::MethodGone {
        token: "pm_1".to_owned(),
    };
    assert_eq!(event.what, gone);
    let event = told(
        &shop,
        "setup_intent.succeeded",
        json!({
            "id": "seti_1", "status": "succeeded", "payment_method": "pm_1", "mandate": null,
        }),
    );
    assert_eq!(event.what, Happening::SetUp);
    assert_eq!(event.reference.as_deref(), Some("seti_1"));
    let event = told(&shop, "invoice.created", json!({"id": "in_1"}));
    assert!(matches!(event.what, Happening::Other { .. }));
}
