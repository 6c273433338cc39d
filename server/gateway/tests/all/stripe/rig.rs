//! The suite over the double.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use gateway::payment::stripe::{Stripe, StripeRules};
use gateway::payment::{Gateway, Outcome, Secret, Started};
use http::{HeaderMap, HeaderValue};
use model::time::{Clock, Instant};
use serde_json::json;
use tokio::net::TcpListener;

use super::book::Book;
use super::double::{Double, KEY, router};
use crate::contract::rig::{Case, Rig, reference, signature};
use crate::sandbox::house::Dial;

pub struct Shop {
    pub stripe: Stripe,
    pub double: Arc<Double>,
    pub base: String,
}

/// A client of that double. Two seconds are more than it ever thinks.
pub fn client(base: &str, key: &str) -> Stripe {
    Stripe::new(StripeRules {
        base: base.to_owned(),
        secret_key: Secret::new(key),
        public_key: "pk_test_double".to_owned(),
        patience: Duration::from_secs(2),
    })
}

impl Shop {
    pub async fn open() -> Self {
        let double = Arc::new(Double {
            book: Mutex::new(Book::default()),
            dial: Arc::new(Dial::default()),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let router = router(&double);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            stripe: client(&base, KEY),
            double,
            base,
        }
    }
}

#[async_trait]
impl Rig for Shop {
    fn gateway(&self) -> &dyn Gateway {
        &self.stripe
    }

    fn now(&self) -> Instant {
        self.double.dial.now()
    }

    fn pass(&self, seconds: i64) {
        self.double.dial.pass(seconds);
    }

    fn token(&self, case: Case) -> String {
        let word = match case {
            Case::Good => "card_visa",
            Case::Declined(code) => code,
            Case::Authenticate => "authenticate",
            Case::Slow => "slow",
            Case::TimeoutBefore => "timeout_before",
            Case::TimeoutAfter => "timeout_after",
            Case::TimeoutDeclined => "timeout_declined",
            Case::RefundFails => "refund_fails",
            Case::Disputed => "disputed",
        };
        format!("pm_{word}")
    }

    fn secret(&self) -> Secret {
        Secret::new("whsec_double")
    }

    async fn confirm(&self, outcome: &Outcome, yes: bool) {
        let now = self.double.now();
        let mut book = self.double.book.lock().unwrap();
        book.answer(&reference(outcome), yes, now);
    }

    async fn enter(&self, started: &Started) {
        self.double.book.lock().unwrap().enter(&started.reference);
    }

    async fn webhooks(&self) -> Vec<(HeaderMap, Vec<u8>)> {
        let mut book = self.double.book.lock().unwrap();
        book.settle(self.double.now());
        let events = std::mem::take(&mut book.events);
        let sealed = |(kind, object, at): (&str, serde_json::Value, i64)| {
            let id = book.name("evt");
            let event = json!({
                "id": id, "object": "event", "type": kind, "created": at,
                "api_version": "2024-06-20", "data": {"object": object},
            });
            let body = event.to_string().into_bytes();
            let signature = signature(&body, self.now(), &self.secret());
            let mut headers = HeaderMap::new();
            let value = HeaderValue::try_from(signature).unwrap();
            headers.insert("stripe-signature", value);
            (headers, body)
        };
        events.into_iter().map(sealed).collect()
    }
}

contract!(Shop::open);
