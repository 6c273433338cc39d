use billing::charge::Cause;
use billing::usage::{Meter, Sample, TRAFFIC, forecast, rate};
use model::time::{Date, Period};
use store::column::As;
use store::usage::{Metered, Month, Register};

/// A resource of a subscription whose month is to be rated.
#[derive(Clone, Copy)]
pub(super) struct Counter<'a> {
    pub meter: Meter<'a>,
    pub held: &'a Metered,
    pub register: &'a Register,
}

/// The first of the month after a day.
pub(super) fn next_first(day: Date) -> Date {
    day.plus_months(1, 1)
}

impl Counter<'_> {
    /// The month as its readings make it now; of what was charged as a whole, else so far.
    pub fn rated(
        &self,
        month: Period,
        samples: &[Sample],
        before: Option<&Month>,
    ) -> Result<Month, Cause> {
        let charged = before.map_or_else(|| self.is_over(month), |row| row.charged);
        let within = |sample: &&Sample| month.contains(sample.day);
        let last = samples.iter().filter(within).map(|sample| sample.day).max();
        let until = match last {
            Some(last) if !charged => last,
            _ => month.to,
        };
        let rating = rate(&self.meter, month, samples, until)?;
        let ahead = match charged {
            true => rating.charge,
            false => forecast(&self.meter, month, samples)?.charge,
        };
        let day = rating.days.iter().rfind(|day| Some(day.day) <= last);
        let sum = self.meter.resource == TRAFFIC;
        Ok(Month {
            subscription_id: self.held.id.clone(),
            resource: self.meter.resource.to_owned(),
            month: month.from,
            account_id: self.held.account_id.clone(),
            currency: self.held.currency,
            total: rating.total,
            over_limit: rating.over,
            last_day: last.map(As),
            day_used: day.map_or(0, |day| day.used),
            day_limit: match day {
                _ if sum => rating.limit,
                Some(day) => day.limit,
                None => self.meter.limit(month.from)?,
            },
            charge_minor: rating.charge.minor,
            forecast_minor: ahead.minor,
            invoiced_minor: before.map_or(0, |row| row.invoiced_minor),
            charged,
            due_on: self.due_on(month, charged).map(As),
        })
    }

    /// Whether the run has passed the day on which the month is charged.
    fn is_over(&self, month: Period) -> bool {
        month.to <= self.register.done_on
    }

    /// When the run is to look at a month of which something has come: on the first day after it,
    /// or with the next month's charges if that is over; never at what was charged elsewhere.
    fn due_on(&self, month: Period, charged: bool) -> Option<Date> {
        let from = self.register.usage_from.as_ref().map(|As(day)| *day);
        let ours = from.is_none_or(|from| from <= month.from);
        let day = match charged {
            true => next_first(self.register.done_on).max(next_first(month.from)),
            false => month.to,
        };
        ours.then_some(day)
    }
}
