//! What payment providers tell by themselves, as the network sees it.

use crate::browser::{Answer, Browser};
use crate::stage::Stage;

const PATH: &str = "/webhooks/sandbox";

fn post(machine: &Browser, path: &str, (signature, body): (&str, &str)) -> Answer {
    let mut machine = machine.clone().with("sandbox-signature", signature);
    machine.send("POST", path, "application/json", body)
}

#[test]
fn what_is_signed_is_taken_whoever_brings_it() {
    let stage = Stage::open();
    let (signature, body) = stage.webhook();
    let signed = (signature.as_str(), body.as_str());
    // The older of two secrets has signed it; the same again is harmless.
    for _ in 0..3 {
        let answer = post(&stage.browser(), PATH, signed);
        assert_eq!((answer.status, answer.body.as_str()), (200, ""));
        assert!(answer.all("set-cookie").is_empty());
    }
    // It is no page's business where it comes from.
    let foreign = stage.browser().with("Origin", "https://gateway.example");
    let foreign = foreign.with("Sec-Fetch-Site", "cross-site");
    assert_eq!(post(&foreign, PATH, signed).status, 200);
    assert_eq!(stage.browser().get(PATH).status, 405);
}

#[test]
fn what_is_not_signed_is_refused_without_a_word() {
    let stage = Stage::open();
    let (signature, body) = stage.webhook();
    let other = body.replacen("order", "Order", 1);
    assert_ne!(other, body);
    for (signature, body) in [
        ("", body.as_str()),
        ("t=1,v1=00", body.as_str()),
        (&signature, other.as_str()),
        (&signature, ""),
        (&signature, &"[".repeat(50_000)),
    ] {
        let answer = post(&stage.browser(), PATH, (signature, body));
        assert_eq!((answer.status, answer.body.as_str()), (400, ""));
    }
    // A provider whose secret is not set is not believed either.
    let answer = post(&stage.browser(), "/webhooks/silent", (&signature, &body));
    assert_eq!(answer.status, 400);
    let answer = post(&stage.browser(), "/webhooks/nobody", (&signature, &body));
    assert_eq!(answer.status, 404);
}

#[test]
fn what_is_large_or_old_is_refused() {
    let stage = Stage::open();
    let (signature, body) = stage.webhook();
    let large = "x".repeat(1 << 20);
    assert_eq!(
        post(&stage.browser(), PATH, (&signature, &large)).status,
        413
    );
    stage.later(299);
    assert_eq!(
        post(&stage.browser(), PATH, (&signature, &body)).status,
        200
    );
    stage.later(2);
    assert_eq!(
        post(&stage.browser(), PATH, (&signature, &body)).status,
        400
    );
}
