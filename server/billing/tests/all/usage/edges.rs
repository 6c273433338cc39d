use billing::catalogue::{AddonDay, Overuse, Per};
use billing::usage::{Rating, Sample, forecast, in_force, month_of, rate};
use model::explain::Rule;
use model::time::Instant;
use serde_json::json;

use super::counter::{Counter, GB, sample, steady};
use crate::house::{day, eur, plan_id};

fn disk() -> Counter {
    Counter::new("disk", GB, ("1.00", Per::Gb))
}

fn traffic() -> Counter {
    Counter::new("traffic", 5 * GB, ("1.00", Per::Gb))
}

/// April, whole.
fn april(counter: &Counter, samples: &[Sample]) -> Rating {
    let month = month_of(day("2026-04-01"));
    rate(&counter.meter(), month, samples, month.to).unwrap()
}

#[test]
fn a_later_reading_supersedes_and_the_order_of_arrival_does_not_matter() {
    let first = sample(day("2026-04-01"), 10);
    let second = Sample {
        used: 20,
        taken_at: Instant(first.taken_at.0 + 1),
        ..first
    };
    let third = Sample {
        used: 30,
        n: 1,
        ..first
    };
    for all in [[first, second, third], [third, second, first]] {
        assert_eq!(in_force(&all)[&first.day].used, 20);
    }
    assert_eq!(in_force(&[first, third])[&first.day].used, 30);
}

#[test]
fn missing_days_are_estimated_for_a_week() {
    let mut samples = vec![sample(day("2026-04-03"), 31 * GB)];
    let rating = april(&disk(), &samples);
    assert_eq!(rating.days[0].day, day("2026-04-03"));
    let kinds: Vec<_> = rating
        .days
        .iter()
        .map(|it| (it.estimate, it.missing))
        .collect();
    assert_eq!(kinds[0], (false, false));
    assert!(kinds[1..=7].iter().all(|kind| *kind == (true, false)));
    assert!(kinds[8..].iter().all(|kind| *kind == (false, true)));
    assert_eq!(rating.over, 8 * 30 * GB);
    assert_eq!(rating.charge, eur("8.00"));
    // A reading of March reaches into April, and no further than a week either.
    samples[0] = sample(day("2026-03-29"), 31 * GB);
    let rating = april(&disk(), &samples);
    assert_eq!((rating.over, rating.last_day), (5 * 30 * GB, None));
    // Of traffic nothing is carried.
    let rating = april(&traffic(), &samples);
    assert_eq!((rating.total, rating.charge), (0, eur("0.00")));
}

#[test]
fn nothing_is_carried_past_the_end() {
    let mut counter = disk();
    counter.ends_on = Some(day("2026-04-04"));
    let rating = april(&counter, &steady("2026-04-03", 5, 31 * GB));
    assert_eq!(rating.over, 2 * 30 * GB);
    assert_eq!(rating.days.last().unwrap().day, day("2026-04-04"));
}

#[test]
fn the_limit_is_the_readings_own_or_that_of_plan_and_addons() {
    let mut counter = disk();
    let mut samples = steady("2026-04-01", 30, 31 * GB);
    for (limit, over) in [
        (None, 30),
        (Some(-1), 0),
        (Some(21 * GB), 10),
        (Some(0), 31),
    ] {
        samples[0].limit = limit;
        assert_eq!(april(&counter, &samples).days[0].over, over * GB);
    }
    counter.terms(1).limits.clear();
    let rating = april(&counter, &steady("2026-04-01", 30, 31 * GB));
    assert_eq!((rating.over, rating.charge), (0, eur("0.00")));
}

#[test]
fn an_estimate_takes_the_higher_limit() {
    let mut own = sample(day("2026-04-01"), 31 * GB);
    own.limit = Some(21 * GB);
    assert_eq!(april(&disk(), &[own]).days[1].over, 10 * GB);
    let mut counter = disk();
    counter.addon(day("2026-04-03"), 29 * GB);
    let days = april(&counter, &[own]).days;
    assert_eq!((days[1].over, days[2].over), (10 * GB, GB));
}

#[test]
fn an_addon_of_the_first_day_counts_from_the_day_after_if_so_agreed() {
    for (policy, over) in [
        (AddonDay::FromPurchaseDay, [0, 0]),
        (AddonDay::SampledBeforePurchase, [GB, 0]),
    ] {
        let mut counter = disk();
        counter.addon_day(policy);
        counter.addon(day("2026-04-01"), GB);
        let days = april(&counter, &steady("2026-04-01", 30, 2 * GB)).days;
        assert_eq!([days[0].over, days[1].over], over, "{policy:?}");
    }
}

#[test]
fn traffic_takes_the_highest_limit_of_the_month() {
    let mut counter = traffic();
    counter.addon(day("2026-04-16"), 5 * GB);
    let rating = april(&counter, &[sample(day("2026-04-02"), 12 * GB)]);
    assert_eq!((rating.limit, rating.over), (Some(10 * GB), 2 * GB));
    assert_eq!(rating.charge, eur("2.00"));
    let mut open = sample(day("2026-04-20"), 12 * GB);
    open.limit = Some(-1);
    let rating = april(&counter, &[sample(day("2026-04-02"), 12 * GB), open]);
    assert_eq!((rating.limit, rating.charge), (None, eur("0.00")));
}

#[test]
fn each_plan_has_its_price_and_a_line_of_its_own() {
    let mut counter = disk();
    counter.sell(2, GB, ("2.00", Per::Gb));
    counter.plans.push((day("2026-04-11"), plan_id(2)));
    let rating = april(&counter, &steady("2026-04-01", 30, 2 * GB));
    let parts: Vec<_> = rating
        .parts
        .iter()
        .map(|it| (it.plan.as_str(), it.worth.amount))
        .collect();
    assert_eq!(parts, [("S", eur("0.33")), ("M", eur("1.33"))]);
    let Rule::UsageAverage { days, divisor, .. } = &rating.parts[0].worth.rule else {
        panic!("not an average");
    };
    assert_eq!((days.len(), *divisor), (10, 30));
    // Traffic is wholly at the price of the last plan.
    let mut counter = traffic();
    counter.sell(2, 5 * GB, ("2.00", Per::Gb));
    counter.plans.push((day("2026-04-11"), plan_id(2)));
    let rating = april(&counter, &[sample(day("2026-04-02"), 10 * GB)]);
    assert_eq!(rating.charge, eur("10.00"));
}

#[test]
fn a_price_that_begins_within_the_month_is_a_part_of_its_own() {
    let mut counter = disk();
    let prices = json!([
        {"resource": "disk", "currency": "EUR", "per": "GB", "amount": "1.00"},
        {"resource": "disk", "currency": "EUR", "per": "GB", "amount": "3.00",
            "valid_from": "2026-04-16"},
        {"resource": "disk", "currency": "USD", "per": "GB", "amount": "9.00"},
    ]);
    counter.terms(1).usage_prices = serde_json::from_value(prices).unwrap();
    let rating = april(&counter, &steady("2026-04-01", 30, 2 * GB));
    let items: Vec<_> = rating.parts.iter().map(|part| part.item.clone()).collect();
    assert_eq!(items[1], format!("{} 2026-04-16", items[0]));
    assert_eq!(rating.charge, eur("2.00"));
}

#[test]
fn only_plans_that_allow_overuse_charge_it() {
    let mut counter = disk();
    counter.terms(1).overuse = Overuse::Block;
    let rating = april(&counter, &steady("2026-04-01", 30, 2 * GB));
    assert_eq!((rating.over, rating.charge), (30 * GB, eur("0.00")));
    assert!(rating.parts.is_empty());
}

#[test]
fn a_month_goes_on_as_it_does() {
    let month = month_of(day("2026-04-01"));
    let ahead = |counter: &Counter, samples: &[Sample]| {
        forecast(&counter.meter(), month, samples).unwrap().charge
    };
    // 15 days at one over: 0.50 so far, 1.00 at the end.
    let samples = steady("2026-04-01", 15, 2 * GB);
    assert_eq!(ahead(&disk(), &samples), eur("1.00"));
    let so_far = rate(&disk().meter(), month, &samples, day("2026-04-15")).unwrap();
    assert_eq!(so_far.charge, eur("0.50"));
    // 4 of 5 used in 10 days: 12 at the end.
    let samples = steady("2026-04-01", 10, 400_000_000);
    assert_eq!(ahead(&traffic(), &samples), eur("7.00"));
    assert_eq!(ahead(&traffic(), &[]), eur("0.00"));
}
