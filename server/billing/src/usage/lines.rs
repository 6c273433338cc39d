use std::collections::BTreeMap;

use model::currency::Currency;
use model::explain::{Plain, Rule};
use model::id::SubscriptionId;
use model::invoice::LineKind;
use model::money::Money;
use model::ratio::Ratio;
use model::time::Date;
use rust_decimal::Decimal;

use super::price::Part;
use super::rate::Rating;
use crate::charge::{Charge, Worth};
use crate::zone::{PriceHolds, Treatment};

/// What was charged of a resource and month at one price already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The resource and the plan, as its lines name them.
    pub item: String,
    /// Σ of its lines in minor units.
    pub net: i64,
    /// How many they are.
    pub count: u32,
}

/// The lines that bring what was charged of a month to what it costs: all of it the first time,
/// the difference later, none where that comes to nothing. Prices of usage are net.
#[must_use]
pub fn lines(
    rating: &Rating,
    (subscription, resource): (&SubscriptionId, &str),
    made: &[Made],
    late: bool,
    tax: Treatment,
) -> Vec<Charge> {
    let mut parts: BTreeMap<&str, (Option<&Part>, Option<&Made>)> = BTreeMap::new();
    for part in &rating.parts {
        parts.entry(&part.item).or_default().0 = Some(part);
    }
    for made in made {
        parts.entry(&made.item).or_default().1 = Some(made);
    }
    let currency = rating.charge.currency;
    let before = made.iter().map(|it| i128::from(it.net)).sum::<i128>();
    if before == i128::from(rating.charge.minor) {
        return Vec::new();
    }
    let lines = parts.into_iter().filter_map(|(item, (part, made))| {
        let worth = difference(part, made, currency)?;
        Some(Charge {
            kind: LineKind::Usage,
            item: item.to_owned(),
            revision: made.map_or(0, |made| made.count),
            text: text(rating, part, (resource, late)),
            subscription: Some(subscription.clone()),
            addon: None,
            resource: Some(resource.to_owned()),
            period: Some(rating.month),
            quantity: None,
            unit_price: None,
            corrects: None,
            worth,
            tax: Treatment {
                price: PriceHolds::Net,
                ..tax
            },
        })
    });
    lines.collect()
}

fn text(rating: &Rating, part: Option<&Part>, (resource, late): (&str, bool)) -> String {
    let plan = part.or(rating.parts.last());
    let name = plan.map_or_else(
        || resource.to_owned(),
        |part| format!("{}, {resource}", part.plan),
    );
    if late {
        format!("{name}, correction for {}", month_name(rating.month.from))
    } else {
        name
    }
}

/// What is still to be charged, or to be given back; none if nothing is.
fn difference(part: Option<&Part>, made: Option<&Made>, currency: Currency) -> Option<Worth> {
    let before = made.map_or(0, |made| made.net);
    let now = part.map_or(0, |part| part.worth.amount.minor);
    let minor = now.checked_sub(before).filter(|minor| *minor != 0)?;
    let amount = Money::new(minor, currency);
    Some(match (part, before) {
        (Some(part), 0) => part.worth.clone(),
        (Some(part), _) => Worth {
            amount,
            rule: less(&part.worth.rule, Money::new(before, currency)),
            exact: exact(part, before).unwrap_or(Ratio::whole(minor)),
        },
        (None, _) => Worth {
            amount,
            rule: Rule::Price {
                amount: Plain(amount.major()),
                quantity: Plain(Decimal::ONE),
            },
            exact: Ratio::whole(minor),
        },
    })
}

/// The rule of a correction takes off what was charged before.
fn less(rule: &Rule, before: Money) -> Rule {
    let mut rule = rule.clone();
    if let Rule::UsageAverage { charged, .. } | Rule::UsageTotal { charged, .. } = &mut rule {
        *charged = Some(Plain(before.major()));
    }
    rule
}

fn exact(part: &Part, before: i64) -> Option<Ratio> {
    let less = Ratio::whole(before.checked_neg()?);
    part.worth.exact.plus(less).ok()
}

/// As the text of a correction names it.
fn month_name(day: Date) -> &'static str {
    match day.parts().1 {
        1 => "January",
        2 => "February",
        3 => "March",
        4 => "April",
        5 => "May",
        6 => "June",
        7 => "July",
        8 => "August",
        9 => "September",
        10 => "October",
        11 => "November",
        _ => "December",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_month_has_its_name() {
        let months = (1..=12).map(|month| format!("2026-{month:02}-01").parse().unwrap());
        let names: Vec<&str> = months.map(month_name).collect();
        let first: String = names
            .iter()
            .filter_map(|name| name.chars().next())
            .collect();
        assert_eq!((names.len(), first.as_str()), (12, "JFMAMJJASOND"));
    }
}
