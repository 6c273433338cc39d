use billing::catalogue::Per;
use billing::usage::{Made, Sample, lines, month_of, rate};
use billing::zone::{PriceHolds, Treatment};
use model::id::SubscriptionId;
use model::time::Instant;
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::counter::{Counter, GB};
use crate::house::day;

prop_compose! {
    fn any_sample()(after in -10..35_i32, used in 0..20_i64, limit in
        proptest::option::of(-1..10_i64)) -> (i32, i64, Option<i64>) {
        let limit = limit.map(|limit| if limit < 0 { -1 } else { limit * GB });
        (after, used * GB / 3, limit)
    }
}

/// Readings that were each taken at a moment of their own.
fn any_samples() -> impl Strategy<Value = Vec<Sample>> {
    proptest::collection::vec(any_sample(), 0..60).prop_map(|all| {
        let samples = (0..).zip(all).map(|(at, (after, used, limit))| Sample {
            day: day("2026-04-01").plus_days(after),
            used,
            limit,
            taken_at: Instant(at),
            n: 0,
        });
        samples.collect()
    })
}

fn counter(traffic: bool, addon: Option<i32>) -> Counter {
    let resource = if traffic { "traffic" } else { "disk" };
    let mut counter = Counter::new(resource, 3 * GB, ("0.333333", Per::Gb));
    if let Some(after) = addon {
        counter.addon(day("2026-04-01").plus_days(after), 2 * GB);
    }
    counter
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Invariant I11: batches, order and duplicates do not matter.
    #[test]
    fn a_rating_depends_on_the_readings_only(
        (samples, shuffled) in any_samples()
            .prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        again in proptest::collection::vec(any::<prop::sample::Index>(), 0..10),
        traffic in any::<bool>(), addon in proptest::option::of(-5..40_i32),
    ) {
        let counter = counter(traffic, addon);
        let month = month_of(day("2026-04-01"));
        let once = rate(&counter.meter(), month, &samples, month.to).unwrap();
        let mut twice = shuffled.clone();
        if !shuffled.is_empty() {
            twice.extend(again.iter().map(|it| *it.get(&shuffled)));
        }
        prop_assert_eq!(&rate(&counter.meter(), month, &twice, month.to).unwrap(), &once);
    }

    /// Invariant I11: a line is within half a minor unit of its exact value, and what is charged
    /// by and by comes to what is charged at once.
    #[test]
    fn corrections_come_to_the_whole(
        samples in any_samples(), cuts in proptest::collection::vec(0..60_usize, 0..4),
        traffic in any::<bool>(),
    ) {
        let counter = counter(traffic, None);
        let meter = counter.meter();
        let month = month_of(day("2026-04-01"));
        let id = SubscriptionId::make(0, [1; 10]);
        let tax = Treatment {
            rate: Decimal::ZERO,
            category: billing::tax::Category::S,
            price: PriceHolds::Net,
        };
        let mut made: Vec<Made> = Vec::new();
        for cut in cuts.into_iter().chain([samples.len()]) {
            let known = samples.get(..cut).unwrap_or(&samples);
            let rating = rate(&meter, month, known, month.to).unwrap();
            for line in lines(&rating, (&id, meter.resource), &made, !made.is_empty(), tax) {
                let (n, d) = (line.worth.exact.numerator(), line.worth.exact.denominator());
                prop_assert!((2 * (i128::from(line.worth.amount.minor) * d - n)).abs() <= d);
                match made.iter_mut().find(|it| it.item == line.item) {
                    Some(made) => {
                        prop_assert_eq!(line.revision, made.count);
                        made.net += line.worth.amount.minor;
                        made.count += 1;
                    }
                    None => made.push(Made {
                        item: line.item,
                        net: line.worth.amount.minor,
                        count: 1,
                    }),
                }
            }
            let sum: i64 = made.iter().map(|it| it.net).sum();
            prop_assert_eq!(sum, rating.charge.minor);
        }
    }
}
