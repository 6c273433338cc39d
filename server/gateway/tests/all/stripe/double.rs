//! A double of Stripe's API: keys are enforced, kept for 24 hours of its clock and then forgotten;
//! requests and answers get lost on demand.

use std::future::pending;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Json, Response};
use http::{HeaderMap, Method, StatusCode, Uri};
use model::time::Clock;
use serde_json::{Value, json};

use super::book::{Answer, Book, Form, Kept, field, missing, refused};
use super::charge::expanded;
use crate::sandbox::house::Dial;

pub struct Double {
    pub book: Mutex<Book>,
    pub dial: Arc<Dial>,
}

/// The key of the API that it takes.
pub const KEY: &str = "sk_test_double";

pub fn router(double: &Arc<Double>) -> Router {
    Router::new().fallback(ask).with_state(Arc::clone(double))
}

/// What is lost of a first try.
enum Lost {
    Nothing,
    Request,
    Answer,
}

async fn ask(
    State(double): State<Arc<Double>>,
    (method, uri, headers): (Method, Uri, HeaderMap),
    body: Bytes,
) -> Response {
    let (lost, answer) = double.hear(&method, &uri, &headers, &body);
    match (lost, answer) {
        (Lost::Nothing, Some((status, body))) => {
            let status = StatusCode::from_u16(status).unwrap();
            (status, Json(body)).into_response()
        }
        _ => pending().await,
    }
}

impl Double {
    pub fn now(&self) -> i64 {
        self.dial.now().seconds()
    }

    fn hear(
        &self,
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
        body: &[u8],
    ) -> (Lost, Option<Answer>) {
        let text = |name: &str| headers.get(name).and_then(|it| it.to_str().ok());
        if text("authorization") != Some(&format!("Bearer {KEY}")) {
            let refusal = refused(401, "invalid_request_error", "");
            return (Lost::Nothing, Some(refusal));
        }
        assert_eq!(text("stripe-version"), Some("2024-06-20"));
        let content = if *method == Method::POST {
            body
        } else {
            uri.query().unwrap_or_default().as_bytes()
        };
        let form: Form = form_urlencoded::parse(content).into_owned().collect();
        let key = text("idempotency-key");
        let mut book = self.book.lock().unwrap();
        let now = self.now();
        book.settle(now);
        let lost = lost(&mut book, &form, key);
        if matches!(lost, Lost::Request) {
            return (lost, None);
        }
        let said = format!("{} {}", uri.path(), String::from_utf8_lossy(content));
        let answer = match key.and_then(|key| book.kept.get(key)) {
            Some(kept) if kept.content != said => refused(400, "idempotency_error", ""),
            Some(kept) => kept.answer.clone(),
            None => {
                let answer = act(&mut book, (method, uri.path()), &form, now);
                let kept = Kept {
                    content: said,
                    answer: answer.clone(),
                    at: now,
                };
                book.kept.extend(key.map(|key| (key.to_owned(), kept)));
                answer
            }
        };
        (lost, Some(answer))
    }
}

fn lost(book: &mut Book, form: &Form, key: Option<&str>) -> Lost {
    let Some(key) = key else {
        return Lost::Nothing;
    };
    let tried = book.tried.entry(key.to_owned()).or_default();
    *tried += 1;
    match field(form, "payment_method") {
        Some("pm_timeout_before") if *tried == 1 => Lost::Request,
        Some("pm_timeout_after" | "pm_timeout_declined") if *tried == 1 => Lost::Answer,
        _ => Lost::Nothing,
    }
}

fn act(book: &mut Book, (method, path): (&Method, &str), form: &Form, now: i64) -> Answer {
    let parts: Vec<&str> = path.trim_start_matches("/v1/").split('/').collect();
    let post = *method == Method::POST;
    let mut answer = match (post, parts.as_slice()) {
        (true, ["payment_intents"]) => book.create(form, now),
        (true, ["payment_intents", id, "cancel"]) => book.cancel(id, now),
        (false, ["payment_intents"]) => book.list_intents(form),
        (false, ["payment_intents", id]) => match book.intent(id) {
            Some(intent) => (200, intent.clone()),
            None => missing(),
        },
        (true, ["refunds"]) => book.refund(form, now),
        (false, ["refunds"]) => book.list_refunds(form),
        (true, ["customers"]) => (200, json!({"id": book.name("cus"), "object": "customer"})),
        (true, ["setup_intents"]) => book.set_up(form, now),
        (false, ["setup_intents", id]) => book.show_set_up(id),
        (true, ["payment_methods", id, "detach"]) => book.detach(id),
        _ => missing(),
    };
    if form
        .iter()
        .any(|(name, value)| name == "expand[]" && value.contains("latest_charge"))
    {
        expanded(&mut answer.1);
        if let Some(Value::Array(all)) = answer.1.get_mut("data") {
            all.iter_mut().for_each(expanded);
        }
    }
    answer
}
