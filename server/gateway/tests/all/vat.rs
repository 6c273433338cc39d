//! VIES over a double of it: what it says, and when it says nothing.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use gateway::vat::{Answer, Question, VatService, Vies};
use http::StatusCode;
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// What it is told to answer, and what it was asked.
#[derive(Default)]
struct Double {
    says: Option<(u16, String)>,
    asked: Vec<Value>,
}

type Shared = Arc<Mutex<Double>>;

async fn check(State(double): State<Shared>, Json(body): Json<Value>) -> (StatusCode, String) {
    let mut double = double.lock().unwrap();
    double.asked.push(body);
    let (status, text) = double.says.clone().unwrap_or((500, String::new()));
    (StatusCode::from_u16(status).unwrap(), text)
}

async fn open() -> (Vies, Shared) {
    let double = Shared::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/", listener.local_addr().unwrap());
    let router = Router::new().route("/check-vat-number", post(check));
    let router = router.with_state(Arc::clone(&double));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (Vies::new(&base, Duration::from_secs(5)), double)
}

fn question() -> Question {
    let parts = |country: &str, rest: &str| (country.to_owned(), rest.to_owned());
    Question {
        number: parts("AT", "U12345678"),
        asker: Some(parts("DE", "811204912")),
    }
}

#[tokio::test]
async fn a_number_is_asked_for_by_who_asks() {
    let (vies, double) = open().await;
    let answer = json!({ "countryCode": "AT", "valid": true, "requestIdentifier": "WAPI7" });
    double.lock().unwrap().says = Some((200, answer.to_string()));
    let answer = vies.ask(&question()).await.unwrap();
    let proven = Answer {
        valid: true,
        reference: Some("WAPI7".to_owned()),
    };
    assert_eq!(answer, proven);
    let asked = double.lock().unwrap().asked.remove(0);
    let expected = json!({
        "countryCode": "AT",
        "vatNumber": "U12345678",
        "requesterMemberStateCode": "DE",
        "requesterNumber": "811204912",
    });
    assert_eq!(asked, expected);
}

#[tokio::test]
async fn only_a_word_of_the_service_makes_a_number_invalid() {
    let (vies, double) = open().await;
    let trouble =
        |code: &str| json!({ "actionSucceed": false, "errorWrappers": [{ "error": code }] });
    for (says, valid) in [
        (
            (
                200,
                json!({ "valid": false, "requestIdentifier": "" }).to_string(),
            ),
            Some(false),
        ),
        ((200, trouble("INVALID_INPUT").to_string()), Some(false)),
        ((200, trouble("MS_UNAVAILABLE").to_string()), None),
        ((400, trouble("INVALID_REQUESTER_INFO").to_string()), None),
        ((500, trouble("INVALID_INPUT").to_string()), None),
        ((503, json!({ "valid": false }).to_string()), None),
        ((200, "<html>".to_owned()), None),
        ((200, "{}".to_owned()), None),
    ] {
        double.lock().unwrap().says = Some(says.clone());
        let answer = vies.ask(&question()).await;
        assert_eq!(answer.ok().map(|it| it.valid), valid, "{says:?}");
    }
}

#[tokio::test]
async fn a_service_that_is_not_there_says_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let vies = Vies::new(&base, Duration::from_secs(2));
    assert!(vies.ask(&question()).await.is_err());
}
