use model::currency::Currency;
use model::id::PlanId;
use model::time::Date;

use super::sample::Sample;
use crate::catalogue::{AddonDay, PlanTerms};
use crate::charge::{Catalogue, Cause, HeldAddon};

/// What decides how the usage of a resource is rated.
#[derive(Clone, Copy, Debug)]
pub struct Meter<'a> {
    /// What is sold.
    pub catalogue: &'a Catalogue,
    /// The plans of the subscription with the first day of each, in order; the first one counts
    /// from ever.
    pub plans: &'a [(Date, PlanId)],
    /// Its add-ons.
    pub addons: &'a [HeldAddon],
    /// Its last day, once it has ended or where an end is set.
    pub ends_on: Option<Date>,
    /// Its currency.
    pub currency: Currency,
    /// The resource: `disk`, `traffic`, `mailboxes`, …
    pub resource: &'a str,
    /// For how many days without a reading the last value is carried forward.
    pub gap: u32,
}

impl<'a> Meter<'a> {
    /// The plan in force on a day.
    ///
    /// # Errors
    /// When it is not in the catalogue, or there is none at all.
    pub fn plan(&self, day: Date) -> Result<(&'a PlanId, &'a PlanTerms), Cause> {
        let begun = self.plans.iter().rev().find(|(from, _)| *from <= day);
        let (_, id) = begun.or(self.plans.first()).ok_or(Cause::Days)?;
        Ok((id, &self.catalogue.plan(id)?.terms))
    }

    /// The limit of plan and add-ons on a day; none: unlimited.
    ///
    /// # Errors
    /// When a plan or an add-on is not in the catalogue.
    pub fn limit(&self, day: Date) -> Result<Option<i64>, Cause> {
        let (_, terms) = self.plan(day)?;
        let mut limit = terms.limits.get(self.resource).copied().and_then(bounded);
        let same_day = terms.addon_day != Some(AddonDay::SampledBeforePurchase);
        for addon in self.addons {
            let begun = addon.from < day || (same_day && addon.from == day);
            if begun && addon.to.is_none_or(|last| day <= last) {
                let raises = &self.catalogue.addon(&addon.id)?.terms.raises;
                if let Some(raise) = raises.get(self.resource) {
                    let both = limit.zip(bounded(*raise));
                    limit = both.map(|(most, more)| most.saturating_add(more));
                }
            }
        }
        Ok(limit)
    }

    /// The limit in force on a day with a reading: its own if it has one.
    ///
    /// # Errors
    /// Those of [`Meter::limit`].
    pub fn limit_of(&self, sample: &Sample) -> Result<Option<i64>, Cause> {
        match sample.limit {
            Some(own) => Ok(bounded(own)),
            None => self.limit(sample.day),
        }
    }

    /// The limit on a day whose value is carried forward: that of the reading or that of the plan,
    /// whichever is higher, so that nothing is charged that neither of them would charge.
    ///
    /// # Errors
    /// Those of [`Meter::limit`].
    pub fn limit_carried(&self, sample: &Sample, day: Date) -> Result<Option<i64>, Cause> {
        let limit = self.limit(day)?;
        Ok(match sample.limit.map(bounded) {
            Some(own) => own.zip(limit).map(|(own, limit)| own.max(limit)),
            None => limit,
        })
    }
}

fn bounded(value: i64) -> Option<i64> {
    (value >= 0).then_some(value)
}
