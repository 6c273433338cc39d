use billing::catalogue::Amount;
use billing::dunning::{
    Debt, Extension, Step, Warning, dates, late_fee, may_extend, next_day, steps,
};
use billing::policy::{LateFee, Policy};
use model::currency::Currency;
use model::explain::Plain;
use model::time::Date;
use proptest::prelude::*;

use crate::house::{day, eur};

/// Due on a Monday.
const DUE: &str = "2026-03-02";

fn debt() -> Debt {
    Debt {
        payer: true,
        ..Debt::new(day(DUE))
    }
}

fn due(offset: i32) -> Date {
    day(DUE).plus_days(offset)
}

/// What is done on which day, counted from the due day, where only those days are done.
fn run(policy: &Policy, debt: &mut Debt, days: impl IntoIterator<Item = i32>) -> Vec<(i32, Step)> {
    let mut all = Vec::new();
    for offset in days {
        for step in steps(policy, debt, due(offset)) {
            debt.done(step, due(offset));
            all.push((offset, step));
        }
    }
    all
}

fn when(done: &[(i32, Step)], step: Step) -> Vec<i32> {
    let own = done.iter().filter(|(_, it)| *it == step);
    own.map(|(day, _)| *day).collect()
}

#[test]
fn the_defaults_are_those_of_the_specification() {
    let policy = Policy::default();
    let done = run(&policy, &mut debt(), -20..60);
    assert_eq!(when(&done, Step::Announce), [-3]);
    assert_eq!(when(&done, Step::Collect), [0, 1, 3, 7]);
    for reminder in [-7, -1, 1, 5, 10] {
        assert_eq!(when(&done, Step::Remind(reminder)), [reminder]);
    }
    assert_eq!(when(&done, Step::Warn(Warning::ThreeDays)), [7]);
    assert_eq!(when(&done, Step::Warn(Warning::OneDay)), [9]);
    assert_eq!(when(&done, Step::Suspend), [10]);
    assert_eq!(when(&done, Step::Terminate), [30]);
    let shown = dates(&policy, &debt(), due(-20));
    assert_eq!(shown.charges, [due(0), due(1), due(3), due(7)]);
    assert_eq!(shown.warnings, [due(7), due(9)]);
    assert_eq!(shown.suspended_on, Some(due(10)));
    assert_eq!(
        (shown.terminated_on, shown.deleted_on),
        (Some(due(30)), Some(due(60)))
    );
}

#[test]
fn who_pays_by_hand_is_not_charged_again() {
    let mut by_hand = Debt::new(day(DUE));
    let done = run(&Policy::default(), &mut by_hand, -20..60);
    assert_eq!(when(&done, Step::Collect), [0]);
    assert!(when(&done, Step::Announce).is_empty());
}

#[test]
fn weekends_and_holidays_move_what_follows() {
    let policy = Policy {
        holidays: vec![due(10), due(11)],
        ..Policy::default()
    };
    let done = run(&policy, &mut debt(), -20..60);
    // Thursday and Friday are holidays; the termination would have been on a Sunday.
    assert_eq!(when(&done, Step::Suspend), [14]);
    assert_eq!(when(&done, Step::Terminate), [35]);
    let saturday = Policy {
        suspend_day: 12,
        ..Policy::default()
    };
    let done = run(&saturday, &mut debt(), -20..60);
    assert_eq!(when(&done, Step::Suspend), [14]);
    assert_eq!(when(&done, Step::Warn(Warning::ThreeDays)), [11]);
    assert_eq!(when(&done, Step::Terminate), [32]);
}

#[test]
fn nothing_is_made_up_for_after_an_outage() {
    let policy = Policy::default();
    let done = run(&policy, &mut debt(), (-20..0).chain(20..80));
    assert_eq!(when(&done, Step::Collect), [20]);
    assert_eq!(when(&done, Step::Remind(10)), [20]);
    assert_eq!(when(&done, Step::Skip(1)), [20]);
    assert_eq!(when(&done, Step::Skip(5)), [20]);
    assert_eq!(when(&done, Step::Warn(Warning::ThreeDays)), [20]);
    assert_eq!(when(&done, Step::Warn(Warning::OneDay)), [22]);
    assert_eq!(when(&done, Step::Suspend), [23]);
    assert_eq!(when(&done, Step::Terminate), [43]);
    let late = run(&policy, &mut debt(), (-20..3).chain(7..80));
    assert_eq!(when(&late, Step::Remind(5)), [7]);
    assert_eq!(when(&late, Step::Remind(10)), [12]);
    assert_eq!(when(&late, Step::Suspend), [14]);
}

#[test]
fn an_extension_moves_all_later_stages() {
    let policy = Policy::default();
    let mut extended = debt();
    let mut done = run(&policy, &mut extended, -20..4);
    extended.extension = Some(Extension {
        on: due(3),
        days: 5,
    });
    done.extend(run(&policy, &mut extended, 4..60));
    assert_eq!(when(&done, Step::Remind(5)), [10]);
    assert_eq!(when(&done, Step::Remind(10)), [15]);
    assert_eq!(when(&done, Step::Suspend), [15]);
    assert_eq!(when(&done, Step::Terminate), [35]);
    assert!(may_extend(None, due(0)));
    assert!(!may_extend(Some(due(0)), due(364)));
    assert!(may_extend(Some(due(0)), due(365)));
}

#[test]
fn an_extension_after_the_suspension_moves_the_termination() {
    let policy = Policy::default();
    let mut extended = debt();
    run(&policy, &mut extended, -20..12);
    extended.extension = Some(Extension {
        on: due(12),
        days: 5,
    });
    let shown = dates(&policy, &extended, due(12));
    assert_eq!(shown.terminated_on, Some(due(35)));
    let done = run(&policy, &mut extended, 12..60);
    assert_eq!(when(&done, Step::Terminate), [35]);
}

#[test]
fn dunning_rests_while_a_payment_is_in_flight() {
    let policy = Policy::default();
    let mut flying = debt();
    flying.in_flight = Some(due(0));
    let done = run(&policy, &mut flying, 0..30);
    assert_eq!(done.first().map(|(day, _)| *day), Some(11));
    assert_eq!(next_day(&policy, &flying, due(3)), Some(due(11)));
    for quiet in [
        Debt {
            open: false,
            ..debt()
        },
        Debt {
            ended: true,
            ..debt()
        },
    ] {
        assert!(steps(&policy, &quiet, due(20)).is_empty());
        assert_eq!(next_day(&policy, &quiet, due(20)), None);
    }
    let domain = Debt {
        suspendable: false,
        ..debt()
    };
    let done = run(&policy, &mut domain.clone(), -20..90);
    assert!(when(&done, Step::Suspend).is_empty());
}

#[test]
fn what_is_old_is_not_charged() {
    let policy = Policy::default();
    let charged = |age| when(&run(&policy, &mut debt(), [age]), Step::Collect);
    assert_eq!((charged(45), charged(46)), (vec![45], Vec::new()));
    let imported = Debt {
        counts_from: Some(due(40)),
        ..debt()
    };
    let done = run(&policy, &mut imported.clone(), 30..90);
    assert_eq!(when(&done, Step::Remind(1)), [41]);
}

#[test]
fn a_late_fee_is_at_least_the_minimum() {
    let mut policy = Policy::default();
    assert_eq!(late_fee(&policy, eur("100.00"), 30), Ok(None));
    policy.late_fee = Some(LateFee {
        yearly_rate: Plain("9".parse().unwrap()),
        minimum: vec![Amount {
            currency: Currency::EUR,
            amount: Plain("0.50".parse().unwrap()),
        }],
    });
    let fee = |days| {
        let fee = late_fee(&policy, eur("100.00"), days).unwrap();
        fee.unwrap().amount
    };
    assert_eq!(fee(30), eur("0.74"));
    assert_eq!(fee(3), eur("0.50"));
}

proptest! {
    /// However often it is asked, each step is done once, and never before its distance.
    #[test]
    fn dunning_is_never_compressed(
        quiet in proptest::collection::btree_set(-20..90_i32, 0..80),
    ) {
        let policy = Policy::default();
        let mut debt = debt();
        let done = run(&policy, &mut debt, (-20..200).filter(|day| !quiet.contains(day)));
        prop_assert!(steps(&policy, &debt, due(200)).is_empty());
        let day = |step| when(&done, step);
        for reminder in &policy.reminder_days {
            let times = day(Step::Remind(*reminder)).len() + day(Step::Skip(*reminder)).len();
            prop_assert_eq!(times, 1);
        }
        let first = day(Step::Warn(Warning::ThreeDays));
        let (suspended, ended) = (day(Step::Suspend), day(Step::Terminate));
        prop_assert_eq!((first.len(), suspended.len(), ended.len()), (1, 1, 1));
        prop_assert!(suspended[0] - first[0] >= 3);
        prop_assert!(suspended[0] - day(Step::Warn(Warning::OneDay))[0] >= 1);
        prop_assert!(ended[0] - suspended[0] >= 20);
        let mut charges = day(Step::Collect);
        charges.dedup();
        prop_assert_eq!(charges.len(), day(Step::Collect).len());
    }

    /// Nothing happens before the next day.
    #[test]
    fn the_next_day_is_not_late(today in -20..60_i32, payer in any::<bool>()) {
        let policy = Policy::default();
        let mut debt = Debt { payer, ..debt() };
        run(&policy, &mut debt, -20..=today);
        let next = next_day(&policy, &debt, due(today));
        let mut at = today + 1;
        while steps(&policy, &debt, due(at)).is_empty() && at < 100 {
            at += 1;
        }
        prop_assert_eq!(next, (at < 100).then(|| due(at)));
    }
}
