use std::collections::BTreeMap;

use model::money::{Money, MoneyError};
use model::time::{Date, Period};

use super::limit::Meter;
use super::price::{self, Part};
use super::sample::{Sample, in_force};
use crate::charge::Cause;
use crate::period::days;

/// The resource whose month is a sum; of every other one the month is an average.
pub const TRAFFIC: &str = "traffic";

/// A day of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    /// Which.
    pub day: Date,
    /// What was used, in base units.
    pub used: i64,
    /// The limit in force; none: unlimited.
    pub limit: Option<i64>,
    /// What of it is over: of a sum, by how much the sum has gone further over.
    pub over: i64,
    /// Whether the value was carried forward.
    pub estimate: bool,
    /// Whether there is no reading, and none that could be carried forward.
    pub missing: bool,
}

/// The usage of one resource in a month, or in a month so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rating {
    /// The month.
    pub month: Period,
    /// Its days, from the first reading on; of a sum all of them.
    pub days: Vec<Day>,
    /// Σ of what was used, in base units.
    pub total: i64,
    /// Σ of what was over, in base units.
    pub over: i64,
    /// The limit of the whole month, where it is a sum.
    pub limit: Option<i64>,
    /// The last day with a reading.
    pub last_day: Option<Date>,
    /// What it costs, one part a price.
    pub parts: Vec<Part>,
    /// Σ of the parts, each rounded once.
    pub charge: Money,
}

/// The calendar month of a day.
#[must_use]
pub fn month_of(day: Date) -> Period {
    let from = day.plus_months(0, 1);
    Period {
        from,
        to: from.plus_months(1, 1),
    }
}

/// Rates the usage of a month up to and including a day. The readings may be of other days too:
/// those before the month are carried into it.
///
/// # Errors
/// When the plan or an add-on is unknown, or a sum too large.
pub fn rate(
    meter: &Meter<'_>,
    month: Period,
    samples: &[Sample],
    until: Date,
) -> Result<Rating, Cause> {
    let last = month.to.plus_days(-1).min(until);
    let last = meter.ends_on.map_or(last, |end| last.min(end));
    let readings = in_force(samples);
    let mut rating = Rating {
        month,
        days: Vec::new(),
        total: 0,
        over: 0,
        limit: None,
        last_day: readings
            .range(month.from..month.to)
            .next_back()
            .map(|(day, _)| *day),
        parts: Vec::new(),
        charge: Money::new(0, meter.currency),
    };
    if meter.resource == TRAFFIC {
        rating.summed(meter, &readings, last)?;
    } else {
        rating.averaged(meter, &readings, last)?;
    }
    for day in &rating.days {
        rating.total = rating
            .total
            .checked_add(day.used)
            .ok_or(MoneyError::Overflow)?;
        rating.over = rating
            .over
            .checked_add(day.over)
            .ok_or(MoneyError::Overflow)?;
    }
    for part in &rating.parts {
        rating.charge = rating.charge.plus(part.worth.amount)?;
    }
    Ok(rating)
}

type Readings = BTreeMap<Date, Sample>;

impl Rating {
    /// Days without a reading count as nothing used; what is over is so as a whole.
    fn summed(&mut self, meter: &Meter<'_>, readings: &Readings, last: Date) -> Result<(), Cause> {
        let mut most = Some(0);
        for day in days_to(self.month.from, last) {
            let reading = readings.get(&day);
            let limit = match reading {
                Some(reading) => meter.limit_of(reading)?,
                None => meter.limit(day)?,
            };
            most = most
                .zip(limit)
                .map(|(most, limit): (i64, i64)| most.max(limit));
            self.days.push(Day {
                day,
                used: reading.map_or(0, |reading| reading.used),
                limit,
                over: 0,
                estimate: false,
                missing: reading.is_none(),
            });
        }
        self.limit = most;
        let Some(most) = most else { return Ok(()) };
        let mut total = 0_i64;
        for day in &mut self.days {
            let before = total.saturating_sub(most).max(0);
            total = total.checked_add(day.used).ok_or(MoneyError::Overflow)?;
            day.over = total.saturating_sub(most).max(0) - before;
        }
        if let Some(share) = price::last(meter, &self.days)? {
            self.parts.push(share.total(meter, self.month, most)?);
        }
        Ok(())
    }

    /// Days without a reading take the last value before them, for a few days.
    fn averaged(
        &mut self,
        meter: &Meter<'_>,
        readings: &Readings,
        last: Date,
    ) -> Result<(), Cause> {
        for day in days_to(self.month.from, last) {
            let Some((_, reading)) = readings.range(..=day).next_back() else {
                continue;
            };
            let age = day.since(reading.day);
            let missing = age > days(meter.gap);
            let limit = match age {
                0 => meter.limit_of(reading)?,
                _ => meter.limit_carried(reading, day)?,
            };
            let used = if missing { 0 } else { reading.used };
            self.days.push(Day {
                day,
                used,
                limit,
                over: limit.map_or(0, |limit| used.saturating_sub(limit).max(0)),
                estimate: age > 0 && !missing,
                missing,
            });
        }
        for share in price::shares(meter, &self.days)? {
            self.parts.push(share.average(meter, self.month)?);
        }
        Ok(())
    }
}

fn days_to(from: Date, last: Date) -> impl Iterator<Item = Date> {
    (0..=last.since(from)).map(move |n| from.plus_days(n))
}
