use model::money::MoneyError;
use model::time::{Date, Instant, Period};

use super::limit::Meter;
use super::rate::{Rating, TRAFFIC, rate};
use super::sample::{Sample, in_force};
use crate::charge::Cause;

/// The whole month if it goes on as it does: a sum grows each day by what it has grown a day so
/// far, and every other resource stays at its last value. As it stands where nothing is known.
///
/// # Errors
/// Those of [`rate`].
pub fn forecast(meter: &Meter<'_>, month: Period, samples: &[Sample]) -> Result<Rating, Cause> {
    let last = month.to.plus_days(-1);
    let readings = in_force(samples);
    let known = readings.range(month.from..month.to).next_back();
    let Some((day, reading)) = known else {
        return rate(meter, month, samples, last);
    };
    let mut all: Vec<Sample> = readings.values().copied().collect();
    if meter.resource == TRAFFIC {
        let used = readings.range(month.from..month.to);
        let total: i64 = used.map(|(_, reading)| reading.used).sum();
        let first = readings
            .keys()
            .next()
            .map_or(month.from, |day| (*day).max(month.from));
        let so_far = i64::from(day.since(first)) + 1;
        let rest = i64::from(last.since(*day));
        let more = i128::from(total) * i128::from(rest) / i128::from(so_far);
        let more = i64::try_from(more).map_err(|_| MoneyError::Overflow)?;
        if rest > 0 {
            all.push(guess(last, more, None));
        }
    } else {
        for n in 1..=last.since(*day) {
            let day = day.plus_days(n);
            let limit = meter.limit_carried(reading, day)?;
            all.push(guess(day, reading.used, Some(limit.unwrap_or(-1))));
        }
    }
    rate(meter, month, &all, last)
}

const fn guess(day: Date, used: i64, limit: Option<i64>) -> Sample {
    Sample {
        day,
        used,
        limit,
        taken_at: Instant(0),
        n: 0,
    }
}
