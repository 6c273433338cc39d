use billing::catalogue::Per;
use billing::tax::Category;
use billing::usage::{Made, Rating, Sample, lines, month_of, rate};
use billing::zone::{PriceHolds, Treatment};
use model::id::SubscriptionId;
use rust_decimal::Decimal;

use super::counter::{Counter, GB, steady};
use crate::house::{day, eur};

fn april(counter: &Counter, samples: &[Sample]) -> Rating {
    let month = month_of(day("2026-04-01"));
    rate(&counter.meter(), month, samples, month.to).unwrap()
}

const TAX: Treatment = Treatment {
    rate: Decimal::ZERO,
    category: Category::S,
    price: PriceHolds::Tax,
};

fn charged(rating: &Rating, made: &[Made], late: bool) -> Vec<(String, i64, u32)> {
    let id = SubscriptionId::make(0, [1; 10]);
    let lines = lines(rating, (&id, "disk"), made, late, TAX);
    assert!(lines.iter().all(|line| line.tax.price == PriceHolds::Net));
    let of = |line: billing::charge::Charge| (line.text, line.worth.amount.minor, line.revision);
    lines.into_iter().map(of).collect()
}

fn made(net: &str, count: u32) -> Made {
    Made {
        item: "disk S".to_owned(),
        net: eur(net).minor,
        count,
    }
}

#[test]
fn what_comes_late_is_the_difference_with_the_next_revision() {
    let counter = Counter::new("disk", GB, ("1.00", Per::Gb));
    let rating = april(&counter, &steady("2026-04-01", 30, 2 * GB));
    let text = || "S, disk".to_owned();
    assert_eq!(charged(&rating, &[], false), [(text(), 100, 0)]);
    assert_eq!(charged(&rating, &[made("1.00", 1)], true), []);
    let late = || "S, disk, correction for April".to_owned();
    assert_eq!(
        charged(&rating, &[made("0.40", 1)], true),
        [(late(), 60, 1)]
    );
    assert_eq!(
        charged(&rating, &[made("1.70", 3)], true),
        [(late(), -70, 3)]
    );
    // Nothing was charged in time, and nothing is charged for what is not over.
    assert_eq!(charged(&rating, &[], true), [(late(), 100, 0)]);
    let under = april(&counter, &steady("2026-04-01", 30, GB));
    assert_eq!(charged(&under, &[], false), []);
    assert_eq!(
        charged(&under, &[made("1.00", 1)], true),
        [(late(), -100, 1)]
    );
}

#[test]
fn what_is_not_charged_any_more_goes_back() {
    let mut counter = Counter::new("disk", GB, ("1.00", Per::Gb));
    counter.terms(1).usage_prices.clear();
    let rating = april(&counter, &steady("2026-04-01", 30, 2 * GB));
    let late = "disk, correction for April".to_owned();
    assert_eq!(
        charged(&rating, &[made("1.00", 1)], true),
        [(late, -100, 1)]
    );
}
