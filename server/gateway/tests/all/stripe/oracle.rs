//! Programs of others: Stripe's own client asks the double, and our client asks `localstripe`.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use gateway::payment::{Capture, Gateway, Heard, MethodData, Outcome, Refund, SetUp, SetUpOutcome};
use model::billing_account::Method;
use serde_json::{Value, json};

use super::rig::{Shop, client};
use crate::contract::rig::{Case, Rig, about, captured, euro, key, payment, reference, took};
use crate::oracle::{python, run};

#[tokio::test]
async fn stripe_s_own_client_understands_the_double() {
    let shop = Shop::open().await;
    let Some(told) = run(&["drive", &shop.base]).await else {
        return;
    };
    let told: Value = serde_json::from_slice(&told).unwrap();
    let right = json!({
        "paid": ["succeeded", 2490, true],
        "conflict": 400,
        "declined": ["card_declined", "insufficient_funds"],
        "intent": "requires_payment_method",
        "strong": ["requires_action", "redirect_to_url"],
        "cancelled": "canceled",
        "refund": ["succeeded", 1000],
        "too_much": 400,
        "missing": 404,
        "pages": 3,
        "stranger": 401,
    });
    assert_eq!(told, right);
}

#[tokio::test]
async fn stripe_s_own_client_reads_the_double_s_webhooks() {
    let shop = Shop::open().await;
    let (_, refund) = captured(&shop, "oracle", Case::Good).await;
    let webhooks = shop.webhooks().await;
    let (headers, body) = webhooks.first().unwrap();
    let header = headers["stripe-signature"].to_str().unwrap();
    let body = String::from_utf8(body.clone()).unwrap();
    let secret = shop.secret();
    let Some(told) = run(&["event", &body, header, secret.reveal()]).await else {
        return;
    };
    let told: Value = serde_json::from_slice(&told).unwrap();
    assert_eq!(told[1], "payment_intent.succeeded");
    assert_eq!(told[2], refund.capture.as_str());
}

/// `localstripe`, ended with the test.
struct Fake(Child);

impl Drop for Fake {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn fake() -> Option<(Fake, String)> {
    let (python, script) = python()?;
    let mut command = Command::new(python);
    command.arg(script).arg("serve").stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut port = String::new();
    let mut said = BufReader::new(child.stdout.take().unwrap());
    let fake = Fake(child);
    said.read_line(&mut port).unwrap();
    Some((fake, format!("http://127.0.0.1:{}", port.trim())))
}

/// A method that was entered in a browser: its token and its customer.
async fn saved(base: &str, name: &str, number: &str) -> (String, Option<String>) {
    let stripe = client(base, "sk_test_ours");
    let order = SetUp {
        key: key(name),
        method: Method::Card,
        customer: None,
        email: Some("anna@lindqvist.example".to_owned()),
        return_url: "https://portal.example/".to_owned(),
        origin: "https://portal.example".to_owned(),
    };
    let started = stripe.set_up(&order).await.unwrap();
    let early = stripe.saved(&started.reference).await.unwrap();
    assert_eq!(early, SetUpOutcome::Waiting);
    run(&["enter", base, &started.reference, number]).await;
    let end = stripe.saved(&started.reference).await.unwrap();
    let SetUpOutcome::Saved(method) = end else {
        panic!("{end:?}");
    };
    let MethodData::Card(card) = &method.data else {
        panic!("{method:?}");
    };
    assert_eq!((card.brand.as_str(), card.expires), ("visa", (2030, 12)));
    assert!(number.ends_with(&card.last4));
    (method.token, started.customer)
}

/// What `localstripe` knows of a payment: no page to return to and no description.
fn order(shop: &Shop, name: &str, (token, customer): (String, Option<String>)) -> Capture {
    Capture {
        token,
        customer,
        return_url: None,
        description: String::new(),
        ..payment(shop, name, Case::Good)
    }
}

#[tokio::test]
async fn our_client_understands_localstripe() {
    let Some((_fake, base)) = fake() else {
        return;
    };
    let shop = Shop::open().await;
    let stripe = client(&base, "sk_test_ours");
    let method = saved(&base, "good/1", "4242424242424242").await;
    let capture = order(&shop, "good", method);
    let outcome = stripe.capture(&capture).await.unwrap();
    took(&outcome, euro(2490));
    let mut inquiry = about(&shop, &capture);
    inquiry.reference = Some(reference(&outcome));
    assert_eq!(stripe.resume(&inquiry).await.unwrap(), outcome);
    assert_eq!(stripe.cancel(&inquiry).await.unwrap(), outcome);
    let refund = Refund {
        key: key("good-refund/1"),
        capture: reference(&outcome),
        amount: euro(1000),
    };
    let given = stripe.refund(&refund).await.unwrap();
    let found = stripe.look_up_refund(&about(&shop, &refund)).await.unwrap();
    assert_eq!(found, Heard::Found(given));
    let method = saved(&base, "bad/1", "4000000000000341").await;
    let capture = order(&shop, "bad", method);
    let outcome = stripe.capture(&capture).await.unwrap();
    assert!(matches!(outcome, Outcome::Declined { .. }), "{outcome:?}");
    stripe.detach(&capture.token).await.unwrap();
}
