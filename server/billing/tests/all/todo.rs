//! To-dos: each exists once, closes by itself, and stands where its loss puts it.
#![expect(
    clippy::indexing_slicing,
    reason = "indices are drawn within their lists"
)]

use std::collections::BTreeSet;

use billing::todo::{AHEAD, Facts, Goal, Metered, Moving, NEAR, Open, Paying, WEEK, todos};
use model::billing_account::{BillingAccountStatus, Method, PayerView};
use model::currency::Currency;
use model::id::{BillingAccountId, InvoiceId, SubscriptionId};
use model::invoice::{InvoiceState, InvoiceSummary};
use model::money::Money;
use model::time::Date;
use model::todo::{Beyond, Matter, Measured, Named, Todo};
use proptest::prelude::*;

const TODAY: i32 = 20_000;

pub fn day(ahead: i32) -> Date {
    Date::from_days(TODAY + ahead).unwrap()
}

pub fn euro(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

pub fn open(n: u8, ahead: i32, minor: i64, state: InvoiceState) -> Open {
    Open {
        summary: InvoiceSummary {
            id: InvoiceId::make(0, [n; 10]),
            number: format!("INV-{n}"),
            title: "example.org".to_owned(),
            detail: "Hosting".to_owned(),
            period: None,
            lines: 1,
            issued_on: day(-30),
            due_on: day(ahead),
            total: euro(minor),
            open: euro(minor),
            state,
            void: false,
            overdue: ahead < 0,
            flight: None,
        },
        by_hand: true,
        credit_first: true,
        taken_back: false,
    }
}

pub fn paying(n: u8, status: BillingAccountStatus, last_good: Option<i32>) -> Paying {
    Paying {
        view: PayerView {
            id: BillingAccountId::make(0, [n; 10]),
            name: None,
            method: Method::Card,
            brand: None,
            tail: None,
            expires: None,
            status,
            default: false,
        },
        last_good: last_good.map(day),
    }
}

fn moving(n: u8, to: Goal, ahead: i32) -> Moving {
    let subscription = Named {
        id: SubscriptionId::make(0, [n; 10]),
        name: format!("{n}.example"),
    };
    let on = day(ahead);
    Moving {
        subscription,
        to,
        on,
    }
}

fn charged(ahead: i64) -> Beyond {
    Beyond::Charged {
        rate: "0.10".to_owned(),
        per: Some("GB".to_owned()),
        ahead: euro(ahead),
    }
}

fn metered(n: u8, used: i64, limit: i64, beyond: Beyond) -> Metered {
    Metered {
        used,
        limit,
        told: Measured {
            subscription: Named {
                id: SubscriptionId::make(0, [n; 10]),
                name: format!("{n}.example"),
            },
            resource: "disk".to_owned(),
            percent: 0,
            reached: false,
            used: used.to_string(),
            limit: limit.to_string(),
            unit: None,
            beyond,
        },
    }
}

/// Rule and subject.
fn key(todo: &Todo) -> (&'static str, String) {
    match &todo.matter {
        Matter::Overdue(owed) => ("overdue", owed.invoice.to_string()),
        Matter::Confirm { checkout, .. } => ("confirm", checkout.to_string()),
        Matter::Due(owed) => ("due", owed.invoice.to_string()),
        Matter::Payer(payer) => ("payer", payer.id.to_string()),
        Matter::Usage(of) => ("usage", of.subscription.id.to_string()),
        Matter::CreditLow { left, .. } => ("credit", left.currency.to_string()),
        Matter::Ending { subscription, .. } => ("ending", subscription.id.to_string()),
        Matter::Change(subscription) => ("change", subscription.id.to_string()),
        Matter::ByHand(subscription) => ("hand", subscription.id.to_string()),
        Matter::TopUp => ("top-up", String::new()),
    }
}

pub fn rules(facts: &Facts) -> Vec<&'static str> {
    let made = todos(facts, day(0));
    made.iter().map(|todo| key(todo).0).collect()
}

#[test]
fn what_is_late_stands_first_then_what_comes_next() {
    let facts = Facts {
        invoices: vec![
            open(1, -1, 100, InvoiceState::Open),
            open(2, WEEK, 100, InvoiceState::PartPaid),
            open(3, WEEK + 1, 100, InvoiceState::Open),
            open(4, -5, 100, InvoiceState::Processing),
        ],
        payers: vec![
            paying(1, BillingAccountStatus::Failing, None),
            paying(2, BillingAccountStatus::Active, Some(AHEAD)),
            paying(3, BillingAccountStatus::Active, Some(AHEAD + 1)),
            paying(4, BillingAccountStatus::PendingVerification, None),
        ],
        credit: vec![euro(99)],
        credit_seen: true,
        least: vec![euro(100)],
        moving: vec![
            moving(1, Goal::Cancelled, 3),
            moving(2, Goal::Change, 3),
            moving(3, Goal::NotRenewed, AHEAD + 1),
        ],
        ..Facts::default()
    };
    let expected = [
        "overdue", "payer", "ending", "change", "due", "payer", "payer", "credit",
    ];
    assert_eq!(rules(&facts), expected);
}

/// What is left of a limit, in percent, whether it is reached, and until when it helps.
fn limits(metered: Vec<Metered>) -> Vec<(u32, bool, Option<i32>)> {
    let facts = Facts {
        metered,
        ..Facts::default()
    };
    let made = todos(&facts, day(0)).into_iter();
    let told = made.filter_map(|todo| {
        let Matter::Usage(of) = todo.matter else {
            return None;
        };
        let until = todo.until.map(|until| until.since(day(0)));
        Some((of.percent, of.reached, until))
    });
    told.collect()
}

#[test]
fn a_limit_is_told_of_from_four_fifths_on() {
    let one = |used, limit| limits(vec![metered(1, used, limit, Beyond::Free)]);
    assert_eq!(NEAR, 80);
    assert_eq!(one(79, 100), []);
    assert_eq!(one(799_999, 1_000_000), [], "not rounded up");
    assert_eq!(one(80, 100), [(80, false, None)]);
    assert_eq!(one(99, 100), [(99, false, None)]);
    assert_eq!(one(100, 100), [(100, true, None)]);
    assert_eq!(one(118, 100), [(118, true, None)]);
    assert_eq!(one(0, 0), [], "nothing is used");
    assert_eq!(one(1, 0), [(100, true, None)], "nothing is included");
    let most = billing::usage::MOST;
    assert_eq!(one(31 * most, most), [(3100, true, None)]);
    assert_eq!(one(4, 5), [(80, false, None)], "pieces");
}

#[test]
fn what_is_blocked_is_lost_today_and_what_is_charged_with_the_month() {
    // The day is the 4th of October 2024: the month has 27 days left.
    let made = limits(vec![
        metered(1, 85, 100, charged(0)),
        metered(2, 120, 100, Beyond::Free),
        metered(3, 90, 100, charged(7)),
        metered(4, 100, 100, Beyond::Blocked),
        metered(5, 99, 100, Beyond::Blocked),
        metered(6, 130, 100, charged(9)),
    ]);
    let expected = [
        (100, true, None),
        (130, true, Some(27)),
        (90, false, Some(27)),
        (120, true, None),
        (85, false, None),
        (99, false, None),
    ];
    assert_eq!(made, expected);
}

#[test]
fn credit_pays_the_first_that_fall_due() {
    let mut facts = Facts {
        invoices: vec![
            open(1, 1, 60, InvoiceState::Open),
            open(2, 2, 60, InvoiceState::Open),
        ],
        credit: vec![euro(100)],
        ..Facts::default()
    };
    let numbers = |facts: &Facts| {
        let due = todos(facts, day(0)).into_iter();
        let number = |todo: Todo| match todo.matter {
            Matter::Due(owed) => owed.number,
            other => format!("{other:?}"),
        };
        due.map(number).collect::<Vec<_>>()
    };
    assert_eq!(numbers(&facts), ["INV-2"]);
    for open in &mut facts.invoices {
        open.credit_first = false;
    }
    assert_eq!(numbers(&facts), ["INV-1", "INV-2"]);
    for open in &mut facts.invoices {
        open.by_hand = false;
    }
    assert_eq!(numbers(&facts), Vec::<String>::new());
}

#[test]
fn what_is_late_says_whether_credit_settles_it() {
    let mut facts = Facts {
        invoices: vec![
            open(1, -7, 60, InvoiceState::Open),
            open(2, -2, 60, InvoiceState::Open),
        ],
        credit: vec![euro(100)],
        credit_seen: true,
        ..Facts::default()
    };
    let covered = |facts: &Facts| {
        let late = todos(facts, day(0)).into_iter();
        let covered = |todo: Todo| matches!(todo.matter, Matter::Overdue(of) if of.covered);
        late.map(covered).collect::<Vec<_>>()
    };
    assert_eq!(covered(&facts), [true, false], "40 are left for the second");
    facts.credit_seen = false;
    assert_eq!(covered(&facts), [false, false], "credit is not given away");
    facts.credit_seen = true;
    for open in &mut facts.invoices {
        open.credit_first = false;
    }
    assert_eq!(covered(&facts), [false, false], "credit is kept");
}

#[test]
fn what_was_taken_back_is_to_be_paid_whenever_it_is_due() {
    let mut facts = Facts {
        invoices: vec![Open {
            by_hand: false,
            credit_first: false,
            ..open(1, 30, 60, InvoiceState::Open)
        }],
        ..Facts::default()
    };
    assert_eq!(todos(&facts, day(0)), []);
    facts.invoices[0].taken_back = true;
    let made = todos(&facts, day(0));
    assert!(matches!(&made[..], [Todo { matter: Matter::Due(of), .. }] if of.taken_back));
    facts.invoices[0].credit_first = true;
    facts.credit = vec![euro(60)];
    assert_eq!(todos(&facts, day(0)), [], "credit pays it");
}

prop_compose! {
    fn any_facts()(
        invoices in proptest::collection::vec((0..6_u8, -20..20, 0..200_i64, 0..4_usize), 0..8),
        payers in proptest::collection::vec((0..4_u8, 0..6_usize, -10..90), 0..6),
        credit in -10..200_i64,
        least in proptest::option::of(0..200_i64),
        limits in proptest::collection::vec((0..4_u8, 0..150_i64, 0..4_usize), 0..6),
        moves in proptest::collection::vec((0..4_u8, 0..3_usize, -10..90), 0..6),
    ) -> Facts {
        let states = [
            InvoiceState::Open,
            InvoiceState::PartPaid,
            InvoiceState::Processing,
            InvoiceState::WrittenOff,
        ];
        let standings = [
            BillingAccountStatus::PendingVerification,
            BillingAccountStatus::Active,
            BillingAccountStatus::Expiring,
            BillingAccountStatus::Expired,
            BillingAccountStatus::Failing,
            BillingAccountStatus::Removed,
        ];
        let beyond = [charged(0), charged(5), Beyond::Blocked, Beyond::Free];
        let goals = [Goal::Cancelled, Goal::NotRenewed, Goal::Change];
        let one = |(n, ahead, minor, state): (u8, i32, i64, usize)| {
            open(n, ahead, minor, states[state])
        };
        Facts {
            invoices: invoices.into_iter().map(one).collect(),
            payers: payers.into_iter()
                .map(|(n, status, last)| paying(n, standings[status], Some(last))).collect(),
            credit: vec![euro(credit)],
            credit_seen: true,
            least: least.into_iter().map(euro).collect(),
            top_up_rests: credit > 50,
            metered: limits.into_iter()
                .map(|(n, used, then)| metered(n, used, 100, beyond[then].clone())).collect(),
            moving: moves.into_iter().map(|(n, to, on)| moving(n, goals[to], on)).collect(),
        }
    }
}

proptest! {
    /// However often a fact is told, there is one to-do of a rule about a thing.
    #[test]
    fn each_exists_once(facts in any_facts()) {
        let made = todos(&facts, day(0));
        let keys: BTreeSet<_> = made.iter().map(key).collect();
        prop_assert_eq!(keys.len(), made.len());
        let twice = Facts {
            payers: [facts.payers.clone(), facts.payers.clone()].concat(),
            metered: [facts.metered.clone(), facts.metered.clone()].concat(),
            moving: [facts.moving.clone(), facts.moving.clone()].concat(),
            ..facts
        };
        prop_assert_eq!(todos(&twice, day(0)), made);
    }

    /// Without its cause a to-do is gone, and no other one with it.
    #[test]
    fn each_closes_by_itself(facts in any_facts()) {
        let made = todos(&facts, day(0));
        for todo in &made {
            let mut healed = facts.clone();
            match &todo.matter {
                // What was paid is no longer open; credit is left as it was for the others.
                Matter::Overdue(owed) | Matter::Due(owed) => {
                    for open in &mut healed.invoices {
                        if open.summary.id == owed.invoice {
                            open.by_hand = false;
                            open.summary.due_on = day(open.summary.due_on.since(day(0)).max(0));
                        }
                    }
                }
                Matter::Confirm { checkout, .. } => {
                    let flights = healed.invoices.iter_mut();
                    let flights = flights.filter_map(|open| open.summary.flight.as_mut());
                    let own = flights.filter(|it| it.checkout == *checkout);
                    own.for_each(|it| it.waits = false);
                }
                Matter::Payer(payer) => healed.payers.retain(|one| one.view.id != payer.id),
                Matter::Usage(of) => {
                    let other = |one: &Metered| one.told.subscription != of.subscription;
                    healed.metered.retain(other);
                }
                Matter::CreditLow { .. } => healed.least.clear(),
                Matter::TopUp => healed.top_up_rests = false,
                Matter::Ending { subscription, .. }
                | Matter::Change(subscription)
                | Matter::ByHand(subscription) => {
                    healed.moving.retain(|one| one.subscription.id != subscription.id);
                }
            }
            let left: BTreeSet<_> = todos(&healed, day(0)).iter().map(key).collect();
            prop_assert!(!left.contains(&key(todo)), "{todo:?}");
        }
    }

    /// What is late comes first, and what has a day comes by it.
    #[test]
    fn the_order_is_that_of_the_days(facts in any_facts()) {
        let made = todos(&facts, day(0));
        prop_assert!(made.iter().map(|it| !matches!(it.matter, Matter::Overdue(_))).is_sorted());
        let days: Vec<Date> = made.iter().filter_map(|todo| todo.until).collect();
        prop_assert!(days.is_sorted());
    }
}
