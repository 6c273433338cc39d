//! Whatever is asked in whatever order, a key has one end, and no more goes back than was taken.

use std::collections::{BTreeMap, BTreeSet};

use gateway::payment::{
    Capture, Gateway, GatewayError, Happening, Heard, Outcome, Refund, RefundOutcome, Refusal,
};
use proptest::prelude::*;
use proptest::sample::select;
use tokio::runtime::Runtime;

use super::house::{House, rules};
use crate::contract::rig::{Case, Rig, about, euro, key, payment, reference};

/// What is asked.
#[derive(Clone, Debug)]
enum Step {
    Capture {
        n: u8,
        word: &'static str,
        minor: i64,
    },
    LookUp(u8),
    Cancel(u8),
    Confirm(u8, bool),
    Refund {
        n: u8,
        of: u8,
        minor: i64,
    },
    Pass(i64),
    /// The process ends and begins again.
    Again,
}

const WORDS: [&str; 8] = [
    "ok",
    "slow",
    "slow_declined",
    "insufficient_funds",
    "authenticate",
    "timeout_before",
    "timeout_after",
    "refund_fails",
];

fn step() -> impl Strategy<Value = Step> {
    let key = 0_u8..3;
    let amount = prop_oneof![Just(1000_i64), Just(2000)];
    prop_oneof![
        4 => (key.clone(), select(WORDS.as_slice()), amount)
            .prop_map(|(n, word, minor)| Step::Capture { n, word, minor }),
        2 => key.clone().prop_map(Step::LookUp),
        1 => key.clone().prop_map(Step::Cancel),
        2 => (key.clone(), any::<bool>()).prop_map(|(n, yes)| Step::Confirm(n, yes)),
        4 => (0_u8..6, key, 1_i64..1500)
            .prop_map(|(n, of, minor)| Step::Refund { n, of, minor }),
        2 => (0_i64..60).prop_map(Step::Pass),
        1 => Just(Step::Again),
    ]
}

/// What is known of the sandbox from outside.
#[derive(Default)]
struct Seen {
    /// The content that a key stands for, once it was let in.
    requests: BTreeMap<u8, Capture>,
    /// The end of a key.
    ends: BTreeMap<u8, Outcome>,
    /// What went back of a key, or is on its way.
    given: BTreeMap<u8, (u8, i64)>,
}

impl Seen {
    fn learn(&mut self, n: u8, capture: &Capture, outcome: Outcome) {
        let first = self.requests.entry(n).or_insert_with(|| capture.clone());
        assert_eq!(first, capture, "other content has no answer");
        if outcome.is_final() {
            let end = self.ends.entry(n).or_insert_with(|| outcome.clone());
            assert_eq!(*end, outcome, "an end is one");
        } else {
            assert!(!self.ends.contains_key(&n), "what has ended goes on");
        }
    }
}

fn capture(house: &House, n: u8, word: &str, minor: i64) -> Capture {
    Capture {
        token: format!("{word}:1"),
        amount: euro(minor),
        ..payment(house, &format!("model{n}"), Case::Good)
    }
}

async fn take(house: &House, seen: &mut Seen, step: &Step) {
    match step {
        Step::Capture { n, word, minor } => {
            let order = capture(house, *n, word, *minor);
            let known = seen.requests.get(n);
            match house.sandbox.capture(&order).await {
                Ok(outcome) => seen.learn(*n, &order, outcome),
                Err(GatewayError::Unknown(_)) => {}
                Err(GatewayError::Refused { refusal, .. }) => {
                    assert_eq!(refusal, Refusal::Conflict);
                    assert!(known.is_none_or(|known| *known != order));
                }
            }
        }
        Step::LookUp(n) | Step::Cancel(n) | Step::Confirm(n, _) => {
            let Some(order) = seen.requests.get(n).cloned() else {
                return;
            };
            let inquiry = about(house, &order);
            let Heard::Found(mut outcome) = house.sandbox.look_up(&inquiry).await.unwrap() else {
                panic!("forgotten");
            };
            let asks = matches!(outcome, Outcome::RequiresAction { .. });
            if let (Step::Confirm(_, yes), true) = (step, asks) {
                house.confirm(&outcome, *yes).await;
                outcome = house.sandbox.resume(&inquiry).await.unwrap();
            }
            if matches!(step, Step::Cancel(_)) {
                outcome = house.sandbox.cancel(&inquiry).await.unwrap_or(outcome);
            }
            seen.learn(*n, &order, outcome);
        }
        Step::Refund { n, of, minor } => give_back(house, seen, (*n, *of, *minor)).await,
        Step::Pass(seconds) => house.pass(*seconds),
        Step::Again => {}
    }
}

async fn give_back(house: &House, seen: &mut Seen, (n, of, minor): (u8, u8, i64)) {
    let Some(Outcome::Succeeded(captured)) = seen.ends.get(&of) else {
        return;
    };
    let refund = Refund {
        key: key(&format!("model-refund/{n}")),
        capture: captured.reference.clone(),
        amount: euro(minor),
    };
    let before: i64 = seen
        .given
        .values()
        .filter(|it| it.0 == of)
        .map(|it| it.1)
        .sum();
    let known = seen.given.contains_key(&n);
    match house.sandbox.refund(&refund).await {
        Ok(RefundOutcome::Failed { .. }) => {}
        Ok(_) if known => assert_eq!(seen.given.get(&n), Some(&(of, minor))),
        Ok(_) => {
            seen.given.insert(n, (of, minor));
            assert!(before + minor <= captured.amount.minor, "too much");
        }
        Err(GatewayError::Refused { .. }) => {
            assert!(known || before + minor > captured.amount.minor || fails(seen, of));
        }
        Err(error) => panic!("{error}"),
    }
}

/// Whether refunds of it come to nothing: a key may have been used for one.
fn fails(seen: &Seen, of: u8) -> bool {
    seen.requests
        .values()
        .any(|it| it.token.starts_with("refund_fails"))
        || !seen.ends.contains_key(&of)
}

/// Money that was taken is listed once, and each end is told once.
async fn settle(house: &House, seen: &Seen) {
    let since = house.now().plus_seconds(-100_000);
    let page = house.sandbox.taken(since, None).await.unwrap();
    let taken: Vec<String> = page
        .taken
        .into_iter()
        .map(|it| it.captured.reference)
        .collect();
    let mut told = BTreeSet::new();
    loop {
        let webhooks = house.webhooks().await;
        if webhooks.is_empty() {
            break;
        }
        for (headers, body) in webhooks {
            let secrets = [rules().secret];
            let event = house.sandbox.event(&headers, &body, house.now(), &secrets);
            let event = event.unwrap();
            if let Happening::Payment(outcome) = event.what
                && outcome.is_final()
            {
                assert!(told.insert(reference(&outcome)), "told twice");
            }
        }
    }
    for outcome in seen.ends.values() {
        let name = reference(outcome);
        let count = taken.iter().filter(|it| **it == name).count();
        let succeeded = matches!(outcome, Outcome::Succeeded(_));
        assert_eq!(count, usize::from(succeeded), "{outcome:?}");
        // What was cancelled before it was heard of has nothing to tell.
        let cancelled = matches!(outcome, Outcome::Cancelled { .. });
        assert!(told.contains(&name) || cancelled, "{outcome:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn a_key_has_one_end_and_no_more_goes_back_than_was_taken(
        steps in proptest::collection::vec(step(), 1..40),
    ) {
        Runtime::new().unwrap().block_on(async {
            let mut house = House::open().await;
            let mut seen = Seen::default();
            for step in &steps {
                if matches!(step, Step::Again) {
                    house = house.again().await;
                }
                take(&house, &mut seen, step).await;
            }
            settle(&house, &seen).await;
        });
    }
}
