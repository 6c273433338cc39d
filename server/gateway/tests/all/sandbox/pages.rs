//! The pages of the sandbox, with and without scripts.

use axum::Router;
use axum::body::Body;
use gateway::payment::sandbox::pages;
use gateway::payment::{Action, Entry, Gateway, MethodData, Outcome, SetUp, SetUpOutcome, Started};
use http::{Request, Response, StatusCode};
use http_body_util::BodyExt;
use model::billing_account::Method;
use tower::ServiceExt;

use super::house::House;
use crate::contract::rig::{Case, about, key, payment};

fn set_up(name: &str, method: Method) -> SetUp {
    SetUp {
        key: key(name),
        method,
        customer: Some("cus_anna".to_owned()),
        email: None,
        return_url: "https://portal.example/billing-accounts/new?step=2".to_owned(),
        origin: "https://portal.example".to_owned(),
    }
}

fn router(house: &House) -> Router {
    Router::new().nest("/sandbox", pages(house.sandbox.clone()))
}

/// The path of a page's address.
fn path(url: &str) -> &str {
    url.strip_prefix("http://127.0.0.1:1").unwrap()
}

fn address(started: &Started) -> &str {
    match &started.entry {
        Entry::Frame(url) => path(url),
        Entry::Elements { .. } => panic!("{started:?}"),
    }
}

async fn send(house: &House, request: Request<Body>) -> (Response<()>, String) {
    let (parts, body) = router(house).oneshot(request).await.unwrap().into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    let text = String::from_utf8(body.to_vec()).unwrap();
    (Response::from_parts(parts, ()), text)
}

async fn get(house: &House, path: &str) -> (Response<()>, String) {
    send(house, Request::get(path).body(Body::empty()).unwrap()).await
}

async fn post(house: &House, path: &str, dest: &str, form: &str) -> (Response<()>, String) {
    let request = Request::post(path)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-dest", dest)
        .body(Body::from(form.to_owned()));
    send(house, request.unwrap()).await
}

#[tokio::test]
async fn a_card_is_entered_in_the_frame_or_beside_it() {
    let house = House::open().await;
    for (dest, refresh) in [("iframe", false), ("document", true)] {
        let order = set_up(dest, Method::Card);
        let started = house.sandbox.set_up(&order).await.unwrap();
        let page = address(&started);
        let (answer, text) = get(&house, page).await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert!(text.contains("Test mode") && text.contains("cc-number"));
        let policy = answer.headers()["content-security-policy"]
            .to_str()
            .unwrap();
        assert!(policy.starts_with("default-src 'none';"), "{policy}");
        assert!(policy.ends_with("frame-ancestors https://portal.example"));
        let form = "number=4242+4242+4242+4242&expiry=12%2F30&code=123";
        let (answer, text) = post(&house, page, dest, form).await;
        assert_eq!(answer.status(), StatusCode::OK);
        let back = format!("step=2&amp;set_up={}", started.reference);
        assert!(text.contains(&back), "{text}");
        assert!(text.contains("data-origin=\"https://portal.example\""));
        assert_eq!(text.contains("http-equiv=\"refresh\""), refresh, "{dest}");
        let saved = house.sandbox.saved(&started.reference).await.unwrap();
        assert!(matches!(saved, SetUpOutcome::Saved(_)), "{saved:?}");
        // Once only.
        let (answer, _) = post(&house, page, dest, form).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn only_test_numbers_are_taken_and_none_is_repeated() {
    let house = House::open().await;
    let order = set_up("wrong", Method::Card);
    let started = house.sandbox.set_up(&order).await.unwrap();
    let page = address(&started);
    for (number, expiry, code, sentence) in [
        (
            "4111111111111111",
            "12/30",
            "123",
            "none of the test numbers",
        ),
        ("4242424242424242", "08/26", "123", "no month that is still"),
        ("4242424242424242", "12/30", "12", "three or four digits"),
    ] {
        let form = format!("number={number}&expiry={expiry}&code={code}");
        let (answer, text) = post(&house, page, "iframe", &form).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(text.contains(sentence) && !text.contains("4111111111111111"));
    }
    let early = house.sandbox.saved(&started.reference).await.unwrap();
    assert_eq!(early, SetUpOutcome::Waiting);
}

#[tokio::test]
async fn nobody_else_comes_to_a_page() {
    let house = House::open().await;
    let order = set_up("key", Method::Card);
    let started = house.sandbox.set_up(&order).await.unwrap();
    let bare = format!("/sandbox/enter/{}", started.reference);
    let guessed = format!("{bare}?key={}", "0".repeat(64));
    for page in [&bare, &guessed, &"/sandbox/enter/set_x?key=".to_owned()] {
        let (answer, _) = get(&house, page).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{page}");
        let form = "number=4242424242424242&expiry=12%2F30&code=123";
        let (answer, _) = post(&house, page, "document", form).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{page}");
    }
    let mut odd = set_up("odd", Method::Card);
    odd.origin = "https://x.example; script-src *".to_owned();
    assert!(house.sandbox.set_up(&odd).await.is_err());
}

#[tokio::test]
async fn a_debit_is_saved_with_its_mandate_once_it_is_verified() {
    let house = House::open().await;
    let order = set_up("debit", Method::SepaDebit);
    let started = house.sandbox.set_up(&order).await.unwrap();
    let form = "number=DE08+3704+0044+0532+0130+03";
    post(&house, address(&started), "iframe", form).await;
    let early = house.sandbox.saved(&started.reference).await.unwrap();
    assert!(matches!(early, SetUpOutcome::Verifying(_)), "{early:?}");
    house.dial.pass(31);
    let saved = house.sandbox.saved(&started.reference).await.unwrap();
    let SetUpOutcome::Saved(method) = saved else {
        panic!("{saved:?}");
    };
    let MethodData::SepaDebit { iban, mandate, .. } = &method.data else {
        panic!("{method:?}");
    };
    assert_eq!(iban, "DE••••••••••••••••3003");
    assert!(mandate.is_some());
}

#[tokio::test]
async fn saving_can_ask_for_strong_authentication() {
    let house = House::open().await;
    let order = set_up("strong", Method::Card);
    let started = house.sandbox.set_up(&order).await.unwrap();
    let form = "number=4000002500003155&expiry=12%2F30&code=123";
    let (_, text) = post(&house, address(&started), "iframe", form).await;
    assert!(text.contains("http-equiv=\"refresh\""), "{text}");
    let asks = house.sandbox.saved(&started.reference).await.unwrap();
    let SetUpOutcome::RequiresAction(Action::Visit(url)) = asks else {
        panic!("{asks:?}");
    };
    let (answer, _) = get(&house, path(&url)).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let (_, text) = post(&house, path(&url), "iframe", "answer=yes").await;
    assert!(text.contains("data-reference"), "{text}");
    let saved = house.sandbox.saved(&started.reference).await.unwrap();
    assert!(matches!(saved, SetUpOutcome::Saved(_)), "{saved:?}");
}

#[tokio::test]
async fn a_payment_is_confirmed_on_its_own_page() {
    let house = House::open().await;
    let capture = payment(&house, "page", Case::Authenticate);
    let outcome = house.sandbox.capture(&capture).await.unwrap();
    let Outcome::RequiresAction {
        action: Action::Visit(url),
        ..
    } = &outcome
    else {
        panic!("{outcome:?}");
    };
    let (answer, text) = get(&house, path(url)).await;
    assert!(text.contains("24.90 EUR"), "{text}");
    let policy = answer.headers()["content-security-policy"]
        .to_str()
        .unwrap();
    assert!(policy.ends_with("frame-ancestors 'none'"), "{policy}");
    let (_, text) = post(&house, path(url), "document", "answer=yes").await;
    let back = "content=\"0;url=https://portal.example/pay/1\"";
    assert!(text.contains(back), "{text}");
    let end = house
        .sandbox
        .resume(&about(&house, &capture))
        .await
        .unwrap();
    assert!(matches!(end, Outcome::Succeeded(_)), "{end:?}");
}

#[tokio::test]
async fn a_card_that_has_expired_since_is_refused() {
    let house = House::open().await;
    let order = set_up("old", Method::Card);
    let started = house.sandbox.set_up(&order).await.unwrap();
    let form = "number=4242424242424242&expiry=09%2F26&code=123";
    post(&house, address(&started), "iframe", form).await;
    let saved = house.sandbox.saved(&started.reference).await.unwrap();
    let SetUpOutcome::Saved(method) = saved else {
        panic!("{saved:?}");
    };
    let mut capture = payment(&house, "old/1", Case::Good);
    capture.token = method.token;
    // 2026-09-30, its last day, and the day after.
    for (seconds, good) in [(9 * 86_400, true), (86_400, false)] {
        house.dial.pass(seconds);
        let outcome = house.sandbox.capture(&capture).await.unwrap();
        assert_eq!(
            matches!(outcome, Outcome::Succeeded(_)),
            good,
            "{outcome:?}"
        );
        capture.key = key("old/2");
    }
}
