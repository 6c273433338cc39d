use gateway::payment::{Action, Capture, DeclineKind, GatewayError, Heard, Outcome, Refusal};
use model::billing_account::Method;
use model::currency::Currency;
use model::money::Money;

use super::rig::{Case, Rig, about, euro, payment, took};

/// Whether it was refused for that.
pub fn refused<T>(end: &Result<T, GatewayError>, why: Refusal) -> bool {
    matches!(end, Err(GatewayError::Refused { refusal, .. }) if *refusal == why)
}

pub async fn a_payment_takes_what_was_asked_once(rig: &dyn Rig) {
    let capture = payment(rig, "good", Case::Good);
    let outcome = rig.gateway().capture(&capture).await.unwrap();
    took(&outcome, euro(2490));
    let found = rig.gateway().look_up(&about(rig, &capture)).await.unwrap();
    assert_eq!(found, Heard::Found(outcome));
}

pub async fn the_same_key_gives_the_stored_answer(rig: &dyn Rig) {
    let capture = payment(rig, "again", Case::Good);
    let first = rig.gateway().capture(&capture).await.unwrap();
    rig.pass(600);
    for _ in 0..3 {
        let again = rig.gateway().capture(&capture).await.unwrap();
        assert_eq!(again, first);
    }
}

pub async fn the_same_key_with_other_content_is_refused(rig: &dyn Rig) {
    let capture = payment(rig, "conflict", Case::Good);
    let first = rig.gateway().capture(&capture).await.unwrap();
    let more = Capture {
        amount: euro(2491),
        ..capture.clone()
    };
    let other = Capture {
        token: rig.token(Case::Slow),
        ..capture.clone()
    };
    for changed in [more, other] {
        let end = rig.gateway().capture(&changed).await;
        assert!(refused(&end, Refusal::Conflict), "{end:?}");
    }
    let found = rig.gateway().look_up(&about(rig, &capture)).await.unwrap();
    assert_eq!(found, Heard::Found(first));
}

pub async fn many_at_once_with_one_key_take_the_money_once(rig: &dyn Rig) {
    let capture = payment(rig, "crowd", Case::Good);
    let one = || rig.gateway().capture(&capture);
    let (a, b, c, d) = tokio::join!(one(), one(), one(), one());
    let mut names = Vec::new();
    for end in [a, b, c, d] {
        match end {
            Ok(outcome) => names.push(super::rig::reference(&outcome)),
            // The other one was still under way.
            Err(error) => assert!(error.is_unknown(), "{error}"),
        }
    }
    names.dedup();
    assert_eq!(names.len(), 1);
    let found = rig.gateway().look_up(&about(rig, &capture)).await.unwrap();
    assert!(matches!(found, Heard::Found(outcome) if outcome.is_final()));
}

pub async fn amounts_below_the_smallest_are_refused(rig: &dyn Rig) {
    let gateway = rig.gateway();
    let smallest = gateway.minimum(Method::Card, Currency::EUR).unwrap();
    assert!(smallest.minor > 0 && smallest.currency == Currency::EUR);
    let transfer = gateway.minimum(Method::BankTransfer, Currency::EUR);
    assert_eq!(transfer, None);
    for (at, minor) in [smallest.minor - 1, 0, -100].into_iter().enumerate() {
        let mut capture = payment(rig, &format!("small{at}"), Case::Good);
        capture.amount = euro(minor);
        let end = gateway.capture(&capture).await;
        assert!(refused(&end, Refusal::Unfit), "{minor}: {end:?}");
        let found = gateway.look_up(&about(rig, &capture)).await.unwrap();
        assert_eq!(found, Heard::Never);
    }
    let mut capture = payment(rig, "smallest", Case::Good);
    capture.amount = smallest;
    took(&gateway.capture(&capture).await.unwrap(), smallest);
}

pub async fn currencies_keep_their_decimals(rig: &dyn Rig) {
    for (code, minor) in [("JPY", 2490), ("KWD", 24_900), ("ISK", 2490), ("USD", 2490)] {
        let mut capture = payment(rig, code, Case::Good);
        capture.amount = Money::new(minor, code.parse().unwrap());
        let outcome = rig.gateway().capture(&capture).await.unwrap();
        took(&outcome, capture.amount);
    }
}

pub async fn each_kind_of_decline_is_told(rig: &dyn Rig) {
    for (code, kind, hard) in [
        ("insufficient_funds", DeclineKind::InsufficientFunds, false),
        ("expired_card", DeclineKind::Expired, true),
        ("incorrect_cvc", DeclineKind::WrongEntry, true),
        ("lost_card", DeclineKind::LostOrStolen, true),
        ("stolen_card", DeclineKind::LostOrStolen, true),
        ("do_not_honor", DeclineKind::DoNotHonour, false),
        ("card_velocity_exceeded", DeclineKind::Limit, false),
        ("generic_decline", DeclineKind::Generic, false),
    ] {
        let capture = payment(rig, code, Case::Declined(code));
        let outcome = rig.gateway().capture(&capture).await.unwrap();
        let Outcome::Declined { decline, .. } = outcome else {
            panic!("{code}: {outcome:?}");
        };
        assert_eq!(decline.code, code);
        assert_eq!((decline.kind, decline.hard), (kind, hard), "{code}");
    }
}

pub async fn a_decline_stays_one_under_its_key(rig: &dyn Rig) {
    let capture = payment(rig, "declined", Case::Declined("insufficient_funds"));
    let first = rig.gateway().capture(&capture).await.unwrap();
    let again = rig.gateway().capture(&capture).await.unwrap();
    assert_eq!(again, first);
    let found = rig.gateway().look_up(&about(rig, &capture)).await.unwrap();
    assert_eq!(found, Heard::Found(first));
}

pub async fn strong_authentication_succeeds(rig: &dyn Rig) {
    let capture = payment(rig, "strong", Case::Authenticate);
    let outcome = rig.gateway().capture(&capture).await.unwrap();
    let Outcome::RequiresAction { action, .. } = &outcome else {
        panic!("{outcome:?}");
    };
    let (Action::Visit(secret) | Action::Script(secret)) = action;
    assert!(
        !format!("{outcome:?}").contains(secret),
        "it is not printed"
    );
    let inquiry = about(rig, &capture);
    // Coming back proves nothing.
    let early = rig.gateway().resume(&inquiry).await.unwrap();
    assert!(matches!(early, Outcome::RequiresAction { .. }), "{early:?}");
    rig.confirm(&outcome, true).await;
    took(&rig.gateway().resume(&inquiry).await.unwrap(), euro(2490));
}

pub async fn strong_authentication_can_be_refused(rig: &dyn Rig) {
    let capture = payment(rig, "refused", Case::Authenticate);
    let outcome = rig.gateway().capture(&capture).await.unwrap();
    rig.confirm(&outcome, false).await;
    let end = rig.gateway().resume(&about(rig, &capture)).await.unwrap();
    let Outcome::Declined { decline, .. } = end else {
        panic!("{end:?}");
    };
    assert_eq!(decline.kind, DeclineKind::Authentication);
}

pub async fn strong_authentication_needs_the_customer(rig: &dyn Rig) {
    let mut capture = payment(rig, "away", Case::Authenticate);
    capture.present = false;
    capture.return_url = None;
    let end = rig.gateway().capture(&capture).await.unwrap();
    let Outcome::Declined { decline, .. } = end else {
        panic!("{end:?}");
    };
    assert_eq!(decline.kind, DeclineKind::Authentication);
    assert!(!decline.hard, "he can pay it himself");
}

pub async fn slow_payments_end_later(rig: &dyn Rig) {
    let capture = payment(rig, "slow", Case::Slow);
    ends_later(rig, &capture).await;
}

pub async fn a_debit_takes_its_time(rig: &dyn Rig) {
    if !rig.gateway().capabilities().bank_debit {
        return;
    }
    let mut capture = payment(rig, "debit", Case::Good);
    capture.method = Method::SepaDebit;
    ends_later(rig, &capture).await;
    capture.key = super::rig::key("debit-in-dollars/1");
    capture.amount = Money::new(2490, "USD".parse().unwrap());
    let end = rig.gateway().capture(&capture).await;
    assert!(refused(&end, Refusal::Unfit), "{end:?}");
}

async fn ends_later(rig: &dyn Rig, capture: &Capture) {
    let outcome = rig.gateway().capture(capture).await.unwrap();
    assert!(matches!(outcome, Outcome::Processing { .. }), "{outcome:?}");
    let mut inquiry = about(rig, capture);
    let early = rig.gateway().look_up(&inquiry).await.unwrap();
    assert_eq!(early, Heard::Found(outcome));
    let end = rig.gateway().cancel(&inquiry).await;
    assert!(refused(&end, Refusal::Unfit), "{end:?}");
    rig.pass(3600);
    inquiry.now = rig.now();
    match rig.gateway().look_up(&inquiry).await.unwrap() {
        Heard::Found(end) => took(&end, euro(2490)),
        Heard::Never => panic!("forgotten"),
    }
}

pub async fn a_detached_method_is_not_charged(rig: &dyn Rig) {
    let capture = payment(rig, "detached", Case::Good);
    rig.gateway().detach(&capture.token).await.unwrap();
    rig.gateway().detach(&capture.token).await.unwrap();
    let end = rig.gateway().capture(&capture).await;
    let refusals = [Refusal::Missing, Refusal::Unfit];
    assert!(refusals.iter().any(|why| refused(&end, *why)), "{end:?}");
}
