//! What only Stripe has: keys that are forgotten, pages of payments, and its errors.

use axum::Router;
use axum::routing::any;
use gateway::payment::{Entry, Gateway, GatewayError, Heard, Refusal, SetUp};
use http::StatusCode;
use model::billing_account::Method;
use tokio::net::TcpListener;

use super::double::KEY;
use super::rig::{Shop, client};
use crate::contract::capture::refused;
use crate::contract::rig::{Case, Rig, about, euro, key, payment, reference, took};

#[tokio::test]
async fn a_key_that_stripe_forgot_is_looked_up_and_never_sent() {
    let shop = Shop::open().await;
    let capture = payment(&shop, "forgotten", Case::TimeoutAfter);
    shop.stripe.capture(&capture).await.unwrap_err();
    let mut inquiry = about(&shop, &capture);
    inquiry.may_send = true;
    shop.pass(24 * 3600 + 1);
    inquiry.now = shop.now();
    match shop.stripe.look_up(&inquiry).await.unwrap() {
        Heard::Found(outcome) => took(&outcome, euro(2490)),
        Heard::Never => panic!("it was taken"),
    }
    assert_eq!(shop.double.book.lock().unwrap().intents.len(), 1);
    // The double would have taken the money again.
    let again = shop.stripe.capture(&capture).await.unwrap();
    took(&again, euro(2490));
    assert_eq!(shop.double.book.lock().unwrap().intents.len(), 2);
}

#[tokio::test]
async fn within_the_day_an_order_is_looked_up_by_the_same_request() {
    let shop = Shop::open().await;
    let capture = payment(&shop, "same", Case::TimeoutBefore);
    shop.stripe.capture(&capture).await.unwrap_err();
    let mut inquiry = about(&shop, &capture);
    shop.pass(22 * 3600);
    inquiry.now = shop.now();
    let read = shop.stripe.look_up(&inquiry).await.unwrap();
    assert_eq!(read, Heard::Never, "without leave it is only read");
    inquiry.may_send = true;
    match shop.stripe.look_up(&inquiry).await.unwrap() {
        Heard::Found(outcome) => took(&outcome, euro(2490)),
        Heard::Never => panic!("it was to be sent"),
    }
    assert_eq!(shop.double.book.lock().unwrap().intents.len(), 1);
}

#[tokio::test]
async fn a_stored_answer_that_is_old_is_not_told() {
    let shop = Shop::open().await;
    let capture = payment(&shop, "old", Case::Slow);
    shop.stripe.capture(&capture).await.unwrap();
    let mut inquiry = about(&shop, &capture);
    inquiry.may_send = true;
    shop.pass(120);
    inquiry.now = shop.now();
    match shop.stripe.look_up(&inquiry).await.unwrap() {
        Heard::Found(outcome) => took(&outcome, euro(2490)),
        Heard::Never => panic!("it was taken"),
    }
}

#[tokio::test]
async fn a_key_is_found_behind_many_payments() {
    let shop = Shop::open().await;
    let mut capture = payment(&shop, "first", Case::Good);
    let first = shop.stripe.capture(&capture).await.unwrap();
    let inquiry = about(&shop, &capture);
    for n in 0..230 {
        capture.key = key(&format!("other/{n}"));
        shop.stripe.capture(&capture).await.unwrap();
    }
    let found = shop.stripe.look_up(&inquiry).await.unwrap();
    assert_eq!(found, Heard::Found(first));
}

#[tokio::test]
async fn what_stripe_takes_is_asked_in_its_own_units() {
    let shop = Shop::open().await;
    let mut capture = payment(&shop, "units", Case::Good);
    capture.amount = model::money::Money::new(2490, "ISK".parse().unwrap());
    let outcome = shop.stripe.capture(&capture).await.unwrap();
    took(&outcome, capture.amount);
    let book = shop.double.book.lock().unwrap();
    assert_eq!(book.intents[0]["amount"], 249_000);
    assert_eq!(book.intents[0]["currency"], "isk");
    assert_eq!(book.intents[0]["metadata"]["order"], capture.key.as_str());
    assert_eq!(book.intents[0]["id"], reference(&outcome));
}

#[tokio::test]
async fn elements_get_what_they_need_and_nothing_is_printed() {
    let shop = Shop::open().await;
    let set_up = SetUp {
        key: key("elements/1"),
        method: Method::SepaDebit,
        customer: Some("cus_1".to_owned()),
        email: None,
        return_url: "https://portal.example/".to_owned(),
        origin: "https://portal.example".to_owned(),
    };
    let started = shop.stripe.set_up(&set_up).await.unwrap();
    assert!(!format!("{started:?} {:?}", shop.stripe).contains("secret_x"));
    assert!(!format!("{:?}", shop.stripe).contains(KEY));
    let Entry::Elements {
        script,
        public_key,
        client_secret,
    } = started.entry
    else {
        panic!("elements");
    };
    assert!(script.starts_with("https://js.stripe.com/"));
    assert_eq!(public_key, "pk_test_double");
    assert!(client_secret.starts_with(&started.reference));
}

#[tokio::test]
async fn names_that_are_none_of_stripe_s_go_nowhere() {
    let shop = Shop::open().await;
    for name in ["", "../refunds", "pi_1/cancel", "pi_1?x=1", "é"] {
        let end = shop.stripe.saved(name).await;
        assert!(refused(&end, Refusal::Missing), "{name}: {end:?}");
    }
}

#[tokio::test]
async fn each_status_says_whether_it_had_an_effect() {
    let shop = Shop::open().await;
    let capture = payment(&shop, "status", Case::Good);
    let end = client(&shop.base, "sk_wrong").capture(&capture).await;
    assert!(refused(&end, Refusal::Credentials), "{end:?}");
    for (status, refusal) in [
        (400, Some(Refusal::Unfit)),
        (403, Some(Refusal::Credentials)),
        (404, Some(Refusal::Unfit)),
        (409, None),
        (429, Some(Refusal::Unreachable)),
        (500, None),
        (502, None),
        (503, None),
        (504, None),
        (302, None),
    ] {
        let status = StatusCode::from_u16(status).unwrap();
        let router = Router::new().fallback(any(async move || (status, "no JSON")));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let end = client(&base, KEY).capture(&capture).await;
        match refusal {
            Some(refusal) => assert!(refused(&end, refusal), "{status}: {end:?}"),
            None => assert!(matches!(end, Err(GatewayError::Unknown(_))), "{status}"),
        }
    }
}
