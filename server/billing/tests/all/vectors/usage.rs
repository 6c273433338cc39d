use billing::catalogue::{AddonDay, Per};
use billing::usage::{month_of, rate};
use model::time::Date;
use serde::Deserialize;

use crate::house::eur;
use crate::usage::counter::{Counter, sample};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    case: String,
    resource: String,
    month: String,
    limit: i64,
    used: Vec<i64>,
    addon: Option<Addon>,
    addon_day: AddonDay,
    price: String,
    per: Per,
    charge: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Addon {
    day: i32,
    amount: i64,
}

#[test]
fn usage() {
    let text = include_str!("../../vectors/usage.json");
    let cases: Vec<Case> = serde_json::from_str(text).unwrap();
    for case in cases {
        let first: Date = format!("{}-01", case.month).parse().unwrap();
        let mut counter = Counter::new(&case.resource, case.limit, (&case.price, case.per));
        counter.addon_day(case.addon_day);
        if let Some(addon) = case.addon {
            counter.addon(first.plus_days(addon.day - 1), addon.amount);
        }
        let days = (0..).map(|n| first.plus_days(n));
        let samples: Vec<_> = days
            .zip(&case.used)
            .map(|(day, used)| sample(day, *used))
            .collect();
        let month = month_of(first);
        assert_eq!(
            samples.len(),
            usize::try_from(month.days()).unwrap(),
            "{}",
            case.case
        );
        let rating = rate(&counter.meter(), month, &samples, month.to).unwrap();
        assert_eq!(rating.charge, eur(&case.charge), "{}", case.case);
        assert_eq!(rating.total, case.used.iter().sum::<i64>(), "{}", case.case);
    }
}
