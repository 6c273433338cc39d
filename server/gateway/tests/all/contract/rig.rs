//! What the suite needs to know of a provider to try it.

use async_trait::async_trait;
use gateway::payment::{Capture, Gateway, Inquiry, Key, Outcome, Refund, Secret, Started};
use http::HeaderMap;
use model::billing_account::Method;
use model::currency::Currency;
use model::money::Money;
use model::time::Instant;

/// What a method is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    Good,
    Declined(&'static str),
    Authenticate,
    Slow,
    TimeoutBefore,
    TimeoutAfter,
    TimeoutDeclined,
    RefundFails,
    Disputed,
}

/// A provider that is tried, with its clock and its customer.
#[async_trait]
pub trait Rig: Send + Sync {
    fn gateway(&self) -> &dyn Gateway;
    fn now(&self) -> Instant;
    /// Lets time pass.
    fn pass(&self, seconds: i64);
    /// A token that does so.
    fn token(&self, case: Case) -> String;
    fn secret(&self) -> Secret;
    /// The customer answers what strong authentication asks.
    async fn confirm(&self, outcome: &Outcome, yes: bool);
    /// The customer enters a good card.
    async fn enter(&self, started: &Started);
    /// The webhooks that were sent and not looked at yet.
    async fn webhooks(&self) -> Vec<(HeaderMap, Vec<u8>)>;
}

pub fn euro(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

pub fn key(text: &str) -> Key {
    Key::new(text).unwrap()
}

/// A payment of 24.90 by card with that method, the customer being there.
pub fn payment(rig: &dyn Rig, name: &str, case: Case) -> Capture {
    Capture {
        key: key(&format!("0190d5c2-7a3b-7c11-8f00-{name}/1")),
        amount: euro(2490),
        method: Method::Card,
        token: rig.token(case),
        customer: Some("cus_anna".to_owned()),
        present: true,
        return_url: Some("https://portal.example/pay/1".to_owned()),
        description: "Fjord Hosting INV-2026-00001".to_owned(),
    }
}

/// A question about a request that was sent first just now, by reading only.
pub fn about<T: Clone>(rig: &dyn Rig, request: &T) -> Inquiry<T> {
    Inquiry {
        request: request.clone(),
        reference: None,
        first_tried_at: rig.now(),
        now: rig.now(),
        may_send: false,
    }
}

/// Takes the money of a payment that succeeds, and gives it back by this order.
pub async fn captured(rig: &dyn Rig, name: &str, case: Case) -> (Capture, Refund) {
    let capture = payment(rig, name, case);
    let outcome = rig.gateway().capture(&capture).await.unwrap();
    let refund = Refund {
        key: key(&format!("{name}-refund/1")),
        capture: reference(&outcome),
        amount: euro(1000),
    };
    (capture, refund)
}

/// What the provider calls it.
pub fn reference(outcome: &Outcome) -> String {
    outcome.reference().unwrap().to_owned()
}

/// Fails unless that much was taken.
pub fn took(outcome: &Outcome, amount: Money) {
    match outcome {
        Outcome::Succeeded(captured) => assert_eq!(captured.amount, amount),
        other => panic!("not taken: {other:?}"),
    }
}

/// The signature of a body, as providers make it: written here a second time.
pub fn signature(body: &[u8], now: Instant, secret: &Secret) -> String {
    use hmac::{Hmac, KeyInit, Mac};
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret.reveal().as_bytes()).unwrap();
    mac.update(format!("{}.", now.seconds()).as_bytes());
    mac.update(body);
    let bytes = mac.finalize().into_bytes();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("t={},v1={hex}", now.seconds())
}
