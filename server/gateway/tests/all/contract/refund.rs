use gateway::payment::{Heard, Refund, RefundOutcome, Refusal};

use super::capture::refused;
use super::rig::{Case, Rig, about, captured, euro, key};

/// Fails unless that much went back.
fn gave(outcome: &RefundOutcome, minor: i64) {
    match outcome {
        RefundOutcome::Succeeded(refunded) => assert_eq!(refunded.amount, euro(minor)),
        other => panic!("not given back: {other:?}"),
    }
}

pub async fn a_refund_gives_back_once(rig: &dyn Rig) {
    let (_, refund) = captured(rig, "back", Case::Good).await;
    let first = rig.gateway().refund(&refund).await.unwrap();
    gave(&first, 1000);
    rig.pass(60);
    assert_eq!(rig.gateway().refund(&refund).await.unwrap(), first);
    let other = Refund {
        amount: euro(999),
        ..refund
    };
    let end = rig.gateway().refund(&other).await;
    assert!(refused(&end, Refusal::Conflict), "{end:?}");
}

pub async fn never_more_than_was_captured_goes_back(rig: &dyn Rig) {
    let (_, refund) = captured(rig, "too-much", Case::Good).await;
    gave(&rig.gateway().refund(&refund).await.unwrap(), 1000);
    for (n, minor) in [(2, 1491), (3, 0), (4, -1)] {
        let more = Refund {
            key: key(&format!("too-much/{n}")),
            amount: euro(minor),
            ..refund.clone()
        };
        let end = rig.gateway().refund(&more).await;
        assert!(refused(&end, Refusal::Unfit), "{minor}: {end:?}");
    }
    let rest = Refund {
        key: key("too-much/5"),
        amount: euro(1490),
        ..refund.clone()
    };
    gave(&rig.gateway().refund(&rest).await.unwrap(), 1490);
    let nothing = Refund {
        capture: "pay_nobody".to_owned(),
        key: key("too-much/6"),
        ..refund
    };
    let end = rig.gateway().refund(&nothing).await;
    assert!(refused(&end, Refusal::Missing), "{end:?}");
}

pub async fn two_refunds_at_once_stay_within_the_capture(rig: &dyn Rig) {
    let (_, refund) = captured(rig, "race", Case::Good).await;
    let big = |n: u8| Refund {
        key: key(&format!("race/{n}")),
        amount: euro(1500),
        ..refund.clone()
    };
    let (one, two) = (big(1), big(2));
    let gateway = rig.gateway();
    let (a, b) = tokio::join!(gateway.refund(&one), gateway.refund(&two));
    let given = [&a, &b].iter().filter(|end| end.is_ok()).count();
    assert_eq!(given, 1, "{a:?} {b:?}");
}

pub async fn a_refund_that_fails_leaves_the_money(rig: &dyn Rig) {
    let (_, refund) = captured(rig, "fails", Case::RefundFails).await;
    let end = rig.gateway().refund(&refund).await.unwrap();
    let RefundOutcome::Failed { code, .. } = end else {
        panic!("{end:?}");
    };
    assert!(!code.is_empty());
}

pub async fn a_refund_is_found_by_its_key(rig: &dyn Rig) {
    let (_, refund) = captured(rig, "find", Case::Good).await;
    let mut inquiry = about(rig, &refund);
    let never = rig.gateway().look_up_refund(&inquiry).await.unwrap();
    assert_eq!(never, Heard::Never);
    let given = rig.gateway().refund(&refund).await.unwrap();
    for seconds in [0, 25 * 3600] {
        rig.pass(seconds);
        inquiry.now = rig.now();
        let found = rig.gateway().look_up_refund(&inquiry).await.unwrap();
        assert_eq!(found, Heard::Found(given.clone()));
    }
}
