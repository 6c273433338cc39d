//! Failures on demand that only the sandbox has.

use gateway::payment::sandbox::Scenario;
use gateway::payment::{Capture, Dispute, Gateway, Happening, Heard, Outcome, Refund, Refusal};
use model::billing_account::Method;
use model::currency::Currency;

use super::house::{House, rules};
use crate::contract::capture::refused;
use crate::contract::rig::{Case, Rig, about, euro, key, payment, reference, took};

fn capture(rig: &House, word: &str) -> Capture {
    Capture {
        token: format!("{word}:1"),
        ..payment(rig, word, Case::Good)
    }
}

/// What was told, in the order of its arrival.
async fn told(house: &House) -> Vec<(String, Happening)> {
    let mut told = Vec::new();
    for (headers, body) in house.webhooks().await {
        let secrets = [rules().secret];
        let event = house.sandbox.event(&headers, &body, house.now(), &secrets);
        let event = event.unwrap();
        told.push((event.id, event.what));
    }
    told
}

#[tokio::test]
async fn books_outlive_the_process() {
    let house = House::open().await;
    let slow = capture(&house, "slow");
    let lost = capture(&house, "timeout_after");
    house.sandbox.capture(&slow).await.unwrap();
    house.sandbox.capture(&lost).await.unwrap_err();
    let house = house.again().await;
    let found = house.sandbox.look_up(&about(&house, &lost)).await.unwrap();
    assert!(matches!(found, Heard::Found(Outcome::Succeeded(_))));
    house.dial.pass(60);
    let found = house.sandbox.look_up(&about(&house, &slow)).await.unwrap();
    assert!(matches!(found, Heard::Found(Outcome::Succeeded(_))));
    assert_eq!(told(&house).await.len(), 3, "none was forgotten");
}

#[tokio::test]
async fn a_shut_sandbox_takes_nothing_and_forgets_nothing() {
    let house = House::open().await;
    let one = capture(&house, "ok");
    house.sandbox.shut(true);
    let end = house.sandbox.capture(&one).await;
    assert!(refused(&end, Refusal::Unreachable), "{end:?}");
    house.sandbox.shut(false);
    took(&house.sandbox.capture(&one).await.unwrap(), euro(2490));
    let down = house.sandbox.capture(&capture(&house, "down")).await;
    assert!(refused(&down, Refusal::Unreachable), "{down:?}");
}

#[tokio::test]
async fn other_amounts_and_currencies_are_taken_on_demand() {
    let house = House::open().await;
    let other = house
        .sandbox
        .capture(&capture(&house, "other_amount"))
        .await;
    took(&other.unwrap(), euro(2489));
    let other = house
        .sandbox
        .capture(&capture(&house, "other_currency"))
        .await;
    let Outcome::Succeeded(captured) = other.unwrap() else {
        panic!("not taken");
    };
    assert_ne!(captured.amount.currency, Currency::EUR);
}

#[tokio::test]
async fn money_taken_twice_is_told_twice_under_one_key() {
    let house = House::open().await;
    let twice = capture(&house, "twice");
    let outcome = house.sandbox.capture(&twice).await.unwrap();
    took(&outcome, euro(2490));
    let told = told(&house).await;
    let [(_, Happening::Payment(a)), (_, Happening::Payment(b))] = told.as_slice() else {
        panic!("{told:?}");
    };
    took(a, euro(2490));
    took(b, euro(2490));
    assert_ne!(reference(a), reference(b));
    // Each can be given back.
    for (n, outcome) in [a, b].into_iter().enumerate() {
        let refund = Refund {
            key: key(&format!("twice-back/{n}")),
            capture: reference(outcome),
            amount: euro(2490),
        };
        house.sandbox.refund(&refund).await.unwrap();
    }
}

#[tokio::test]
async fn webhooks_are_lost_doubled_and_reversed_on_demand() {
    let house = House::open().await;
    for (word, count) in [("webhook_lost", 0), ("ok", 1), ("webhook_twice", 2)] {
        house.sandbox.capture(&capture(&house, word)).await.unwrap();
        let mut told = told(&house).await;
        assert_eq!(told.len(), count, "{word}");
        told.dedup();
        assert!(told.len() <= 1, "the same event twice");
    }
    let reversed = capture(&house, "webhook_reversed");
    house.sandbox.capture(&reversed).await.unwrap();
    assert_eq!(told(&house).await, []);
    house.dial.pass(40);
    let first = told(&house).await;
    assert!(matches!(
        first.as_slice(),
        [(_, Happening::Payment(Outcome::Succeeded(_)))]
    ));
    house.dial.pass(40);
    let second = told(&house).await;
    assert!(matches!(
        second.as_slice(),
        [(_, Happening::Payment(Outcome::Processing { .. }))]
    ));
}

#[tokio::test]
async fn a_webhook_that_nobody_took_comes_again_ever_more_seldom() {
    let house = House::open().await;
    house.sandbox.capture(&capture(&house, "ok")).await.unwrap();
    let mut tries = 0;
    for _ in 0..24 {
        for webhook in house.sandbox.due().await.unwrap() {
            tries += 1;
            house.sandbox.sent(webhook.id, false).await.unwrap();
        }
        house.dial.pass(5);
    }
    assert!((3..=6).contains(&tries), "{tries} in two minutes");
    house.dial.pass(24 * 3600);
    assert_eq!(house.sandbox.due().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_debit_comes_back_and_then_cannot_be_refunded() {
    let house = House::open().await;
    let mut debit = capture(&house, "returned");
    debit.method = Method::SepaDebit;
    let outcome = house.sandbox.capture(&debit).await.unwrap();
    house.dial.pass(31);
    let told_first = told(&house).await;
    assert_eq!(told_first.len(), 2, "on its way, taken");
    house.dial.pass(31);
    let returned = told(&house).await;
    let [(_, Happening::Returned { amount, code })] = returned.as_slice() else {
        panic!("{returned:?}");
    };
    assert_eq!((*amount, code.as_str()), (euro(2490), "AM04"));
    let refund = Refund {
        key: key("after-return/1"),
        capture: reference(&outcome),
        amount: euro(1),
    };
    let end = house.sandbox.refund(&refund).await;
    assert!(refused(&end, Refusal::Unfit), "{end:?}");
}

#[tokio::test]
async fn a_dispute_can_be_won() {
    let house = House::open().await;
    house
        .sandbox
        .capture(&capture(&house, "dispute_won"))
        .await
        .unwrap();
    house.dial.pass(90);
    let states: Vec<Dispute> = told(&house)
        .await
        .into_iter()
        .filter_map(|(_, what)| match what {
            Happening::Dispute { state, .. } => Some(state),
            _ => None,
        })
        .collect();
    assert_eq!(states, [Dispute::Opened, Dispute::Won]);
}

#[tokio::test]
async fn tokens_of_imported_books_can_be_charged() {
    assert_eq!(Scenario::of("card_8f31"), Scenario::Succeeds);
    let house = House::open().await;
    let mut one = capture(&house, "ok");
    one.token = "card_8f31".to_owned();
    took(&house.sandbox.capture(&one).await.unwrap(), euro(2490));
}

#[tokio::test]
async fn what_was_cancelled_unheard_stays_cancelled() {
    let house = House::open().await;
    let one = capture(&house, "ok");
    let end = house.sandbox.cancel(&about(&house, &one)).await.unwrap();
    assert!(matches!(end, Outcome::Cancelled { .. }));
    // The request comes after all, on a long way round.
    assert_eq!(house.sandbox.capture(&one).await.unwrap(), end);
}
