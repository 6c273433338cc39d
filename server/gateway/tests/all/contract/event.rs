use gateway::payment::{Dispute, Event, EventError, Happening, Outcome, RefundOutcome, Secret};

use super::rig::{Case, Rig, captured, euro, payment, reference, took};

/// What was told since, as far as it concerns us.
async fn told(rig: &dyn Rig) -> Vec<Event> {
    let mut events = Vec::new();
    for (headers, body) in rig.webhooks().await {
        let secrets = [Secret::new("of yesterday"), rig.secret()];
        let event = rig.gateway().event(&headers, &body, rig.now(), &secrets);
        events.push(event.unwrap());
    }
    events.retain(|event| !matches!(event.what, Happening::Other { .. }));
    events
}

pub async fn the_end_of_a_payment_is_told(rig: &dyn Rig) {
    let capture = payment(rig, "told", Case::Slow);
    let outcome = rig.gateway().capture(&capture).await.unwrap();
    rig.pass(3600);
    let events = told(rig).await;
    let last = events.last().unwrap();
    assert_eq!(last.key.as_ref(), Some(&capture.key));
    assert_eq!(last.reference, Some(reference(&outcome)));
    let Happening::Payment(end) = &last.what else {
        panic!("{last:?}");
    };
    took(end, euro(2490));
    let mut names: Vec<&str> = events.iter().map(|event| event.id.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), events.len(), "each event has its own name");
    let capture = payment(rig, "told-no", Case::Declined("insufficient_funds"));
    rig.gateway().capture(&capture).await.unwrap();
    let events = told(rig).await;
    let declined = |event: &Event| {
        matches!(&event.what, Happening::Payment(Outcome::Declined { decline, .. })
            if decline.code == "insufficient_funds")
    };
    assert!(events.iter().any(declined), "{events:?}");
}

pub async fn a_refund_is_told(rig: &dyn Rig) {
    let (_, refund) = captured(rig, "refund-told", Case::Good).await;
    rig.gateway().refund(&refund).await.unwrap();
    let events = told(rig).await;
    let last = events.last().unwrap();
    assert_eq!(last.key.as_ref(), Some(&refund.key));
    assert_eq!(last.reference.as_deref(), Some(refund.capture.as_str()));
    let Happening::Refund(RefundOutcome::Succeeded(refunded)) = &last.what else {
        panic!("{last:?}");
    };
    assert_eq!(refunded.amount, euro(1000));
}

pub async fn a_dispute_is_told(rig: &dyn Rig) {
    let (_, refund) = captured(rig, "dispute", Case::Disputed).await;
    rig.pass(3600);
    let events = told(rig).await;
    let last = events.last().unwrap();
    assert_eq!(last.reference.as_deref(), Some(refund.capture.as_str()));
    let Happening::Dispute { amount, state, .. } = &last.what else {
        panic!("{last:?}");
    };
    assert_eq!((*amount, *state), (euro(2490), Dispute::Opened));
}

pub async fn what_is_not_signed_has_no_effect(rig: &dyn Rig) {
    captured(rig, "signed", Case::Good).await;
    let webhooks = rig.webhooks().await;
    let (headers, body) = webhooks.first().unwrap();
    let gateway = rig.gateway();
    let read = |body: &[u8], seconds: i64, secrets: &[Secret]| {
        let now = rig.now().plus_seconds(seconds);
        gateway.event(headers, body, now, secrets).err()
    };
    let right = [rig.secret()];
    assert_eq!(read(body, 0, &right), None);
    assert_eq!(read(body, 299, &right), None);
    assert_eq!(read(body, 302, &right), Some(EventError::Stale));
    assert_eq!(read(body, -302, &right), Some(EventError::Stale));
    let wrong = [Secret::new("wrong")];
    assert_eq!(read(body, 0, &wrong), Some(EventError::Forged));
    let empty = [Secret::new(""), Secret::new(" ")];
    assert_eq!(read(body, 0, &empty), Some(EventError::NoSecret));
    assert_eq!(read(body, 0, &[]), Some(EventError::NoSecret));
    let mut changed = body.clone();
    changed.push(b' ');
    assert_eq!(read(&changed, 0, &right), Some(EventError::Forged));
    let bare = gateway.event(&http::HeaderMap::new(), body, rig.now(), &right);
    assert_eq!(bare.err(), Some(EventError::Forged));
}

pub async fn what_is_signed_and_makes_no_sense_is_refused(rig: &dyn Rig) {
    captured(rig, "sense", Case::Good).await;
    let (headers, _) = rig.webhooks().await.first().unwrap().clone();
    for body in [
        Vec::new(),
        b"null".to_vec(),
        b"{".to_vec(),
        b"{\"id\": 3}".to_vec(),
        vec![0xff; 64],
        vec![b'['; 200_000],
        format!("{{\"id\":\"{}\"", "x".repeat(1 << 20)).into_bytes(),
    ] {
        let now = rig.now();
        let signature = super::rig::signature(&body, now, &rig.secret());
        let mut headers = headers.clone();
        for value in headers.values_mut() {
            if value.to_str().is_ok_and(|text| text.contains("v1=")) {
                *value = http::HeaderValue::try_from(signature.as_str()).unwrap();
            }
        }
        let end = rig.gateway().event(&headers, &body, now, &[rig.secret()]);
        assert_eq!(end.err(), Some(EventError::Garbled));
    }
}
