use model::currency::Currency;
use model::explain::{Plain, Rule, UsedDay};
use model::id::PlanId;
use model::money::{Money, minor_units};
use model::ratio::Ratio;
use model::time::{Date, Period};
use rust_decimal::Decimal;

use super::limit::Meter;
use super::rate::Day;
use crate::catalogue::{Per, PlanTerms, UsagePrice};
use crate::charge::{Cause, Worth};

/// What the usage of a month costs at one price of one plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The resource and the plan whose price applies, by the provider's own id, which outlives an
    /// export and its import; a price that begins within the month adds its first day.
    pub item: String,
    /// The plan's name.
    pub plan: String,
    /// What was over the limit, in base units.
    pub over: i64,
    /// The price.
    pub price: UsagePrice,
    /// How much, with the days that made it.
    pub worth: Worth,
}

impl Per {
    /// As the price names it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Gb => "GB",
            Self::Gib => "GiB",
            Self::Unit => "unit",
        }
    }

    /// How many base units (bytes, pieces) it is.
    #[must_use]
    pub const fn base_units(self) -> i64 {
        match self {
            Self::Gb => 1_000_000_000,
            Self::Gib => 1 << 30,
            Self::Unit => 1,
        }
    }
}

impl PlanTerms {
    /// What a unit of a resource over its limit costs on a day: the latest price that has begun;
    /// none where the plan does not allow overuse, or names no price in that currency.
    #[must_use]
    pub fn usage_price(&self, resource: &str, currency: Currency, on: Date) -> Option<&UsagePrice> {
        let prices = self
            .usage_prices
            .iter()
            .filter(|price| price.resource == resource && price.currency == currency);
        let begun = prices.filter(|price| price.valid_from.is_none_or(|from| from <= on));
        begun
            .max_by_key(|price| price.valid_from)
            .filter(|_| self.overuse.allowed())
    }
}

/// The days of a price within a month.
pub(super) struct Share<'a> {
    plan: &'a PlanId,
    reference: &'a str,
    name: &'a str,
    price: &'a UsagePrice,
    days: Vec<Day>,
}

/// The days of a month by the price that applies to them, in order; those without one are left out.
pub(super) fn shares<'a>(meter: &Meter<'a>, days: &[Day]) -> Result<Vec<Share<'a>>, Cause> {
    let mut shares: Vec<Share<'a>> = Vec::new();
    for day in days {
        let (plan, terms) = meter.plan(day.day)?;
        let Some(price) = terms.usage_price(meter.resource, meter.currency, day.day) else {
            continue;
        };
        let same = |it: &&mut Share<'_>| it.plan == plan && it.price == price;
        match shares.iter_mut().find(same) {
            Some(share) => share.days.push(*day),
            None => shares.push(Share {
                plan,
                reference: &meter.catalogue.plan(plan)?.reference,
                name: &terms.name,
                price,
                days: vec![*day],
            }),
        }
    }
    Ok(shares)
}

/// All days at the price of the last plan.
pub(super) fn last<'a>(meter: &Meter<'a>, days: &[Day]) -> Result<Option<Share<'a>>, Cause> {
    let Some(last) = days.last() else {
        return Ok(None);
    };
    let (plan, terms) = meter.plan(last.day)?;
    let reference = &meter.catalogue.plan(plan)?.reference;
    let price = terms.usage_price(meter.resource, meter.currency, last.day);
    let share = price.map(|price| Share {
        plan,
        reference,
        name: &terms.name,
        price,
        days: days.to_vec(),
    });
    Ok(share)
}

impl Share<'_> {
    /// Σ over / days of the month × the monthly price of a unit.
    pub(super) fn average(self, meter: &Meter<'_>, month: Period) -> Result<Part, Cause> {
        let divisor = u32::try_from(month.days()).map_err(|_| Cause::Days)?;
        let rule = Rule::UsageAverage {
            days: used_days(&self.days),
            divisor,
            per: self.price.per.as_str().to_owned(),
            price: self.price.amount,
            charged: None,
            back: false,
        };
        self.part(meter, month, rule, divisor)
    }

    /// What the total is over the limit × the price of a unit.
    pub(super) fn total(self, meter: &Meter<'_>, month: Period, limit: i64) -> Result<Part, Cause> {
        let rule = Rule::UsageTotal {
            days: used_days(&self.days),
            limit: base(limit),
            per: self.price.per.as_str().to_owned(),
            price: self.price.amount,
            charged: None,
            back: false,
        };
        self.part(meter, month, rule, 1)
    }

    fn part(
        self,
        meter: &Meter<'_>,
        month: Period,
        rule: Rule,
        divisor: u32,
    ) -> Result<Part, Cause> {
        let over = self.days.iter().map(|day| i128::from(day.over)).sum();
        let units = i128::from(self.price.per.base_units()) * i128::from(divisor);
        let price = minor_units(self.price.amount.0, meter.currency)?;
        let exact = Ratio::new(over, units)?.times(price)?;
        let mut item = format!("{} {}", meter.resource, self.reference);
        if let Some(from) = self.price.valid_from.filter(|from| month.from < *from) {
            item = format!("{item} {from}");
        }
        Ok(Part {
            item,
            plan: self.name.to_owned(),
            over: i64::try_from(over).map_err(|_| Cause::Days)?,
            price: self.price.clone(),
            worth: Worth {
                amount: Money::new(exact.rounded()?, meter.currency),
                rule,
                exact,
            },
        })
    }
}

fn used_days(days: &[Day]) -> Vec<UsedDay> {
    let used = |day: &Day| UsedDay {
        day: day.day,
        used: base(day.used),
        limit: day.limit.map(base),
        over: base(day.over),
        estimate: day.estimate,
    };
    days.iter().map(used).collect()
}

fn base(value: i64) -> Plain {
    Plain(Decimal::from(value))
}
