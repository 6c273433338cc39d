use gateway::payment::{Heard, Outcome, Refusal};

use super::capture::refused;
use super::rig::{Case, Rig, about, euro, payment, took};

pub async fn a_lost_request_has_taken_nothing(rig: &dyn Rig) {
    let capture = payment(rig, "lost", Case::TimeoutBefore);
    let end = rig.gateway().capture(&capture).await;
    assert!(end.as_ref().is_err_and(|end| end.is_unknown()), "{end:?}");
    let found = rig.gateway().look_up(&about(rig, &capture)).await.unwrap();
    assert_eq!(found, Heard::Never);
    took(&rig.gateway().capture(&capture).await.unwrap(), euro(2490));
}

pub async fn a_lost_request_is_found_never_heard_of_or_taken_once(rig: &dyn Rig) {
    let capture = payment(rig, "lost2", Case::TimeoutBefore);
    let end = rig.gateway().capture(&capture).await;
    assert!(end.is_err());
    let mut inquiry = about(rig, &capture);
    inquiry.may_send = true;
    match rig.gateway().look_up(&inquiry).await.unwrap() {
        Heard::Never => {}
        Heard::Found(outcome) => took(&outcome, euro(2490)),
    }
    let sent = rig.gateway().capture(&capture).await.unwrap();
    took(&sent, euro(2490));
    rig.pass(25 * 3600);
    // The provider may have forgotten the key by now: it is only read.
    inquiry.now = rig.now();
    let found = rig.gateway().look_up(&inquiry).await.unwrap();
    assert_eq!(found, Heard::Found(sent));
}

pub async fn a_lost_answer_is_found(rig: &dyn Rig) {
    let capture = payment(rig, "found", Case::TimeoutAfter);
    let end = rig.gateway().capture(&capture).await;
    assert!(end.as_ref().is_err_and(|end| end.is_unknown()), "{end:?}");
    let mut inquiry = about(rig, &capture);
    for (may_send, seconds) in [(false, 60), (true, 300), (true, 3600), (true, 25 * 3600)] {
        rig.pass(seconds);
        inquiry.now = rig.now();
        inquiry.may_send = may_send;
        match rig.gateway().look_up(&inquiry).await.unwrap() {
            Heard::Found(outcome) => took(&outcome, euro(2490)),
            Heard::Never => panic!("it was taken"),
        }
    }
}

pub async fn a_lost_refusal_is_found(rig: &dyn Rig) {
    let capture = payment(rig, "refusal", Case::TimeoutDeclined);
    let end = rig.gateway().capture(&capture).await;
    assert!(end.as_ref().is_err_and(|end| end.is_unknown()), "{end:?}");
    let found = rig.gateway().look_up(&about(rig, &capture)).await.unwrap();
    let Heard::Found(Outcome::Declined { decline, .. }) = found else {
        panic!("{found:?}");
    };
    assert_eq!(decline.code, "insufficient_funds");
}

pub async fn a_key_nobody_used_was_never_heard(rig: &dyn Rig) {
    let capture = payment(rig, "nobody", Case::Good);
    let mut inquiry = about(rig, &capture);
    let found = rig.gateway().look_up(&inquiry).await.unwrap();
    assert_eq!(found, Heard::Never);
    // A day later nothing is sent to find out, whatever is allowed.
    rig.pass(24 * 3600);
    inquiry.now = rig.now();
    inquiry.may_send = true;
    let found = rig.gateway().look_up(&inquiry).await.unwrap();
    assert_eq!(found, Heard::Never);
}

pub async fn what_waits_for_the_customer_can_be_cancelled(rig: &dyn Rig) {
    let capture = payment(rig, "given-up", Case::Authenticate);
    let outcome = rig.gateway().capture(&capture).await.unwrap();
    let inquiry = about(rig, &capture);
    for _ in 0..2 {
        let end = rig.gateway().cancel(&inquiry).await.unwrap();
        assert!(matches!(end, Outcome::Cancelled { .. }), "{end:?}");
    }
    // Too late.
    rig.confirm(&outcome, true).await;
    let end = rig.gateway().resume(&inquiry).await.unwrap();
    assert!(matches!(end, Outcome::Cancelled { .. }), "{end:?}");
}

pub async fn what_has_ended_is_not_cancelled(rig: &dyn Rig) {
    let capture = payment(rig, "ended", Case::Good);
    let outcome = rig.gateway().capture(&capture).await.unwrap();
    let end = rig.gateway().cancel(&about(rig, &capture)).await.unwrap();
    assert_eq!(end, outcome, "the money was taken, and he is told");
    let mut other = capture;
    other.amount = euro(1);
    let end = rig.gateway().cancel(&about(rig, &other)).await;
    assert!(
        end.is_ok() || refused(&end, Refusal::Conflict),
        "never as cancelled: {end:?}"
    );
    assert!(!matches!(end, Ok(Outcome::Cancelled { .. })));
}

pub async fn books_that_were_restored_learn_what_was_taken(rig: &dyn Rig) {
    let gateway = rig.gateway();
    gateway
        .capture(&payment(rig, "before", Case::Good))
        .await
        .unwrap();
    rig.pass(3600);
    let restored = rig.now();
    let mut keys = Vec::new();
    for (name, case) in [
        ("known", Case::Good),
        ("lost-answer", Case::TimeoutAfter),
        ("no-money", Case::Declined("insufficient_funds")),
        ("late", Case::Slow),
    ] {
        let capture = payment(rig, name, case);
        let _ = gateway.capture(&capture).await;
        if name != "no-money" {
            keys.push(capture.key);
        }
    }
    rig.pass(3600);
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = gateway.taken(restored, after.as_deref()).await.unwrap();
        for taken in page.taken {
            assert_eq!(taken.captured.amount, euro(2490));
            found.extend(taken.key);
        }
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    found.sort();
    keys.sort();
    assert_eq!(found, keys);
}
