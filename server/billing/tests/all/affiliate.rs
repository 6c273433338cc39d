//! Commission: what brings it, how much, when it is earned for good, and what is taken back.

use billing::affiliate::{
    Accrual, Cycles, Offer, ProgramTerms, Reversal, Sold, Source, accrue, matures_on, may_become,
    reverse,
};
use model::affiliate::CommissionState as State;
use model::currency::Currency;
use model::invoice::LineKind;
use model::money::Money;
use model::time::Date;
use proptest::prelude::*;
use serde_json::{Value, json};

fn program(change: impl FnOnce(&mut Value)) -> Result<ProgramTerms, serde_json::Error> {
    let mut value = json!({
        "name": "Friends", "plans": ["s", "l"], "percent": "20",
        "overrides": [{"plan": "l", "percent": "12.5"}], "cycles": 1, "cookie_days": 60,
        "maturity_days": 45, "minimum_payout": "25.00", "currency": "EUR",
        "landing": "https://quayside.example/web", "terms_version": "2026-01",
    });
    change(&mut value);
    serde_json::from_value(value)
}

fn terms() -> ProgramTerms {
    program(|_| {}).unwrap()
}

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

const fn sold(plan: &str, kind: LineKind, net: i64) -> Sold<'_> {
    Sold {
        plan: Some(plan),
        kind,
        net,
        cycle: 1,
    }
}

const fn paid(total: i64, money: i64) -> Source {
    Source {
        currency: Currency::EUR,
        total,
        money,
        open: 0,
    }
}

fn brings(terms: &ProgramTerms, source: Source, lines: &[Sold<'_>]) -> Option<(i64, i64)> {
    let accrual = accrue(terms, &source, lines).unwrap();
    accrual.map(|Accrual { base, amount }| (base.minor, amount.minor))
}

#[test]
fn terms_are_written_as_they_were_read() {
    let terms = terms();
    assert_eq!(terms.check(), []);
    let again = serde_json::to_value(&terms).unwrap();
    assert_eq!(program(|it| *it = again).unwrap(), terms);
    let life = program(|it| it["cycles"] = json!("life")).unwrap();
    assert_eq!(life.cycles, Cycles::Life);
    assert_eq!(serde_json::to_value(life).unwrap()["cycles"], "life");
    assert_eq!(terms.offer("s"), Some(Offer::Percent(20.into())));
    assert_eq!(terms.offer("x"), None);
}

#[test]
fn terms_that_do_not_hold_together_are_named() {
    let flaw = |change: fn(&mut Value)| {
        let flaws = program(change).unwrap().check();
        flaws.into_iter().map(|it| it.0).collect::<Vec<_>>()
    };
    assert_eq!(flaw(|it| it["name"] = json!(" ")), ["name"]);
    assert_eq!(flaw(|it| it["percent"] = json!("101")), ["percent"]);
    assert_eq!(flaw(|it| it["percent"] = Value::Null), ["percent"]);
    assert_eq!(flaw(|it| it["amount"] = json!("5.00")), ["amount"]);
    let other = flaw(|it| it["overrides"][0]["plan"] = json!("x"));
    assert_eq!(other, ["overrides[0].plan"]);
    assert_eq!(flaw(|it| it["landing"] = json!("http://a")), ["landing"]);
    let small = flaw(|it| it["minimum_payout"] = json!("0.001"));
    assert_eq!(small, ["minimum_payout"]);
    assert!(program(|it| it["cycles"] = json!(0)).is_err());
    assert!(program(|it| it["cycles"] = json!("ever")).is_err());
    assert!(program(|it| it["colour"] = json!("red")).is_err());
}

#[test]
fn what_is_bought_counts_and_what_is_used_or_changed_does_not() {
    let lines = [
        sold("s", LineKind::Plan, 1000),
        sold("s", LineKind::Setup, 500),
        sold("s", LineKind::Addon, 300),
        sold("s", LineKind::Coupon, -200),
        sold("s", LineKind::Usage, 999),
        sold("s", LineKind::Fee, 999),
        sold("s", LineKind::ProrationCharge, 999),
        sold("s", LineKind::ProrationCredit, -999),
        sold("x", LineKind::Plan, 999),
    ];
    assert_eq!(
        brings(&terms(), paid(5000, 5000), &lines),
        Some((1600, 320))
    );
    assert_eq!(brings(&terms(), paid(5000, 5000), &lines[4..]), None);
}

#[test]
fn only_the_share_that_was_paid_with_money_counts() {
    let lines = [sold("s", LineKind::Plan, 1000)];
    // 11.90, of which 3.90 were a promotion.
    assert_eq!(
        brings(&terms(), paid(1190, 800), &lines),
        Some((672, 134)),
        "10.00 × 8.00 / 11.90 = 6.7227; 20 % of it 1.3445"
    );
    assert_eq!(brings(&terms(), paid(1190, 0), &lines), None);
    assert_eq!(brings(&terms(), paid(0, 0), &lines), None);
    let open = Source {
        open: 1,
        ..paid(1190, 1189)
    };
    assert_eq!(brings(&terms(), open, &lines), None);
}

#[test]
fn each_line_is_rounded_once_and_a_plan_may_bring_its_own() {
    // 12.5 % of 0.20 is 2.5, rounded away from zero to 3 each.
    let lines = [
        sold("l", LineKind::Plan, 20),
        sold("l", LineKind::Addon, 20),
    ];
    assert_eq!(brings(&terms(), paid(40, 40), &lines), Some((40, 6)));
}

#[test]
fn an_amount_is_given_once_a_plan_and_never_in_another_currency() {
    let fixed = program(|it| {
        it["percent"] = Value::Null;
        it["amount"] = json!("5.00");
        it["overrides"] = json!([]);
    });
    let fixed = fixed.unwrap();
    let lines = [
        sold("s", LineKind::Plan, 1000),
        sold("s", LineKind::Addon, 1000),
    ];
    assert_eq!(brings(&fixed, paid(2000, 2000), &lines), Some((2000, 500)));
    assert_eq!(brings(&fixed, paid(2000, 1000), &lines), Some((1000, 250)));
    let dollars = Source {
        currency: "USD".parse().unwrap(),
        ..paid(2000, 2000)
    };
    assert_eq!(brings(&fixed, dollars, &lines), None);
}

#[test]
fn later_periods_count_as_far_as_the_program_says() {
    let second = [Sold {
        cycle: 2,
        ..sold("s", LineKind::Plan, 1000)
    }];
    let cycles = |cycles: Value| program(|it| it["cycles"] = cycles).unwrap();
    for (terms, expected) in [
        (cycles(json!(1)), None),
        (cycles(json!(2)), Some((1000, 200))),
        (cycles(json!("life")), Some((1000, 200))),
    ] {
        assert_eq!(brings(&terms, paid(1000, 1000), &second), expected);
    }
}

#[test]
fn it_matures_after_the_right_to_have_the_money_back() {
    let day = |text: &str| text.parse::<Date>().unwrap();
    let settled = day("2026-01-31");
    assert_eq!(matures_on(&terms(), settled, None), day("2026-03-17"));
    let until = |last| matures_on(&terms(), settled, Some(day(last)));
    assert_eq!(until("2026-02-14"), day("2026-03-17"));
    assert_eq!(until("2026-04-01"), day("2026-04-02"));
}

#[test]
fn states_follow_each_other_as_listed() {
    let listed = [
        (State::Tracked, State::Pending),
        (State::Pending, State::Payable),
        (State::Payable, State::Requested),
        (State::Requested, State::Paid),
        (State::Tracked, State::Reversed),
        (State::Pending, State::Reversed),
        (State::Payable, State::Reversed),
        (State::Requested, State::Reversed),
    ];
    for from in State::ALL {
        for to in State::ALL {
            assert_eq!(may_become(from, to), listed.contains(&(from, to)));
        }
    }
}

#[test]
fn a_third_back_takes_a_third_and_three_take_the_whole() {
    let commission = (State::Pending, eur(100));
    let mut taken = eur(0);
    for (returned, expected) in [(10, -33), (20, -34), (30, -33)] {
        let Reversal::Row(row) = reverse(commission, taken, (returned, 30)).unwrap() else {
            panic!("no row for {returned}");
        };
        assert_eq!(row, eur(expected));
        taken = taken.plus(row).unwrap();
    }
    let again = reverse(commission, taken, (30, 30)).unwrap();
    assert_eq!(again, Reversal::Nothing);
    let whole = |state| reverse((state, eur(100)), eur(0), (30, 30)).unwrap();
    assert_eq!(whole(State::Requested), Reversal::Whole);
    assert_eq!(whole(State::Paid), Reversal::Row(eur(-100)));
    assert_eq!(whole(State::Reversed), Reversal::Nothing);
}

fn line() -> impl Strategy<Value = (i64, bool)> {
    (0..100_000_i64, any::<bool>())
}

proptest! {
    /// No more than the offer on what was paid, give or take half a unit a line; and what the
    /// customer paid less never brings more.
    #[test]
    fn commission_is_a_part_of_what_was_paid(
        nets in proptest::collection::vec(line(), 1..8), less in 0..=100_i64,
    ) {
        let lines: Vec<Sold<'_>> = nets
            .iter()
            .map(|(net, addon)| {
                let kind = if *addon { LineKind::Addon } else { LineKind::Plan };
                sold("s", kind, *net)
            })
            .collect();
        let total: i64 = nets.iter().map(|it| it.0).sum::<i64>() + 1;
        let money = total * less / 100;
        let all = brings(&terms(), paid(total, total), &lines).map_or(0, |it| it.1);
        let part = brings(&terms(), paid(total, money), &lines).map_or(0, |it| it.1);
        prop_assert!(part <= all);
        let count = i64::try_from(lines.len()).unwrap();
        prop_assert!(2 * (5 * all - (total - 1)).abs() <= 5 * count);
    }

    /// However it goes back, in parts or at once, all that goes back takes exactly the commission.
    #[test]
    fn parts_take_back_the_whole(
        parts in proptest::collection::vec(1..10_000_i64, 1..12), amount in 1..100_000_i64,
    ) {
        let paid: i64 = parts.iter().sum();
        let (mut taken, mut returned) = (eur(0), 0);
        for part in &parts {
            returned += part;
            match reverse((State::Paid, eur(amount)), taken, (returned, paid)).unwrap() {
                Reversal::Row(row) => {
                    prop_assert!(row.minor < 0);
                    taken = taken.plus(row).unwrap();
                }
                Reversal::Nothing => {}
                Reversal::Whole => prop_assert!(false, "it was paid"),
            }
            prop_assert!(taken.minor + amount >= 0);
        }
        prop_assert_eq!(taken, eur(-amount));
    }
}

#[test]
fn terms_say_what_is_usual_and_the_least_that_is_paid_out() {
    assert_eq!(terms().usual(), Some(Offer::Percent(20.into())));
    assert_eq!(terms().least(), Some(eur(2_500)));
}

#[test]
fn bounds_of_terms_belong_to_them() {
    let flaws = |change: fn(&mut Value)| program(change).unwrap().check();
    assert_eq!(flaws(|it| it["percent"] = json!("100")), []);
    assert_eq!(flaws(|it| it["minimum_payout"] = json!("0.00")), []);
    let below = flaws(|it| it["minimum_payout"] = json!("-0.01"));
    assert_eq!(below, [("minimum_payout".to_owned(), "is below zero")]);
}

#[test]
fn without_a_total_or_without_money_nothing_accrues() {
    let lines = [sold("s", LineKind::Plan, 1_000)];
    assert_eq!(
        brings(&terms(), paid(1_000, 1_000), &lines),
        Some((1_000, 200))
    );
    assert_eq!(brings(&terms(), paid(0, 1_000), &lines), None);
    assert_eq!(brings(&terms(), paid(1_000, 0), &lines), None);
    let open = Source {
        open: 1,
        ..paid(1_000, 1_000)
    };
    assert_eq!(brings(&terms(), open, &lines), None);
    // A line of nothing brings nothing, though it counts.
    assert_eq!(
        brings(
            &terms(),
            paid(1_000, 1_000),
            &[sold("s", LineKind::Plan, 0)]
        ),
        None
    );
}
