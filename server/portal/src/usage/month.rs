use billing::charge::Cause;
use billing::usage::{Meter, Rating, Sample, TRAFFIC, forecast, rate};
use model::money::Money;
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
            _ if charged => month.to,
            Some(last) => last,
            None => month.from.plus_days(-1),
        };
        let rating = rate(&self.meter, month, samples, until)?;
        let ahead = match charged {
            true => rating.charge,
            false => forecast(&self.meter, month, samples)?.charge,
        };
        let row = self.row(&rating, ahead, before)?;
        let due_on = self.due_on(month, charged).map(As);
        Ok(Month {
            charged,
            due_on,
            ..row
        })
    }

    /// A month as it is kept once it is charged.
    pub fn row(
        &self,
        rating: &Rating,
        ahead: Money,
        before: Option<&Month>,
    ) -> Result<Month, Cause> {
        let last = rating.last_day;
        let day = rating.days.iter().rfind(|day| Some(day.day) <= last);
        let sum = self.meter.resource == TRAFFIC;
        Ok(Month {
            subscription_id: self.held.id.clone(),
            resource: self.meter.resource.to_owned(),
            month: rating.month.from,
            account_id: self.held.account_id.clone(),
            currency: self.held.currency,
            total: rating.total,
            over_limit: rating.over,
            last_day: last.map(As),
            day_used: day.map_or(0, |day| day.used),
            day_limit: match day {
                _ if sum => rating.limit,
                Some(day) => day.limit,
                None => self.meter.limit(rating.month.from)?,
            },
            charge_minor: rating.charge.minor,
            forecast_minor: ahead.minor,
            invoiced_minor: before.map_or(0, |row| row.invoiced_minor),
            charged: true,
            due_on: None,
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
