//! A subscription to one plan with one limit, and its meter.

use billing::catalogue::{AddonDay, Overuse, Per, PlanTerms};
use billing::charge::{Catalogue, HeldAddon};
use billing::usage::{Meter, Sample};
use model::currency::Currency;
use model::id::PlanId;
use model::time::{Date, Instant};
use serde_json::json;

use crate::house::{addon_id, day, held, house, plan_id};

pub const GB: i64 = 1_000_000_000;

pub struct Counter {
    pub catalogue: Catalogue,
    pub plans: Vec<(Date, PlanId)>,
    pub addons: Vec<HeldAddon>,
    pub ends_on: Option<Date>,
    pub resource: String,
}

impl Counter {
    /// The first plan of the house with a limit, and a price in euro.
    pub fn new(resource: &str, limit: i64, price: (&str, Per)) -> Self {
        let mut counter = Self {
            catalogue: house().catalogue,
            plans: vec![(day("2020-01-01"), plan_id(1))],
            addons: Vec::new(),
            ends_on: None,
            resource: resource.to_owned(),
        };
        counter.sell(1, limit, price);
        counter
    }

    /// Sets limit and price of a plan.
    pub fn sell(&mut self, plan: u8, limit: i64, (amount, per): (&str, Per)) {
        let resource = self.resource.clone();
        let price = json!([{"resource": resource, "currency": "EUR", "per": per,
            "amount": amount}]);
        let terms = self.terms(plan);
        terms.limits.insert(resource, limit);
        terms.overuse = Overuse::NotSuspend;
        terms.usage_prices = serde_json::from_value(price).unwrap();
    }

    pub fn terms(&mut self, plan: u8) -> &mut PlanTerms {
        &mut self.catalogue.plans.get_mut(&plan_id(plan)).unwrap().terms
    }

    pub fn addon_day(&mut self, policy: AddonDay) {
        self.terms(1).addon_day = Some(policy);
    }

    /// Adds the add-on of the house, which raises the limit.
    pub fn addon(&mut self, from: Date, amount: i64) {
        let addon = self.catalogue.addons.get_mut(&addon_id(1)).unwrap();
        addon.terms.raises.insert(self.resource.clone(), amount);
        self.addons.push(held(&from.to_string()));
    }

    pub fn meter(&self) -> Meter<'_> {
        Meter {
            catalogue: &self.catalogue,
            plans: &self.plans,
            addons: &self.addons,
            ends_on: self.ends_on,
            currency: Currency::EUR,
            resource: &self.resource,
            gap: 7,
        }
    }
}

/// A reading, taken at the end of its day.
pub fn sample(day: Date, used: i64) -> Sample {
    Sample {
        day,
        used,
        limit: None,
        taken_at: Instant(i64::from(day.days() + 1) * 86_400_000_000),
        n: 0,
    }
}

/// The same reading on so many days.
pub fn steady(from: &str, days: i32, used: i64) -> Vec<Sample> {
    (0..days)
        .map(|n| sample(day(from).plus_days(n), used))
        .collect()
}
