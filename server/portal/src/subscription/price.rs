//! The recurring price of a subscription: its own, else the catalogue's.

use billing::catalogue::{AddonTerms, PlanTerms};
use model::currency::Currency;
use model::money::Money;
use model::subscription::{Cycle, Price};
use model::time::Date;
use store::StoreError;
use store::subscription::list::{Held, Row};

use crate::failure::Failure;

/// In what a subscription is priced.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cut {
    /// The currency.
    pub currency: Currency,
    /// The cycle.
    pub cycle: (Cycle, u32),
}

impl Cut {
    pub(super) fn of(row: &Row) -> Self {
        Self {
            currency: row.currency,
            cycle: (row.period.0, u32::try_from(row.every).unwrap_or(1)),
        }
    }

    /// The plan's part. A running subscription keeps the price with which it was ordered.
    pub(super) fn plan(self, row: &Row, terms: &PlanTerms) -> Option<Money> {
        match row.price_minor {
            Some(minor) => Some(Money::new(minor, self.currency)),
            None => terms.price(self.currency, self.cycle, row.started_on),
        }
    }

    /// An add-on's part, by the price with which it was added.
    pub(super) fn addon(self, own: Option<i64>, terms: &AddonTerms, from: Date) -> Option<Money> {
        match own {
            Some(minor) => Some(Money::new(minor, self.currency)),
            None => terms.price(self.currency, self.cycle, from),
        }
    }
}

/// The recurring price with its add-ons; none if the plan names none.
pub(super) fn recurring(row: &Row, addons: &[Held]) -> Result<Option<Price>, Failure> {
    let cut = Cut::of(row);
    let Some(mut net) = cut.plan(row, &plan_terms(&row.terms)?) else {
        return Ok(None);
    };
    for addon in addons {
        let terms = addon_terms(&addon.terms)?;
        if let Some(part) = cut.addon(addon.price_minor, &terms, addon.from) {
            net = net.plus(part)?;
        }
    }
    let (cycle, every) = cut.cycle;
    Ok(Some(Price { net, cycle, every }))
}

pub(super) fn plan_terms(text: &str) -> Result<PlanTerms, StoreError> {
    let terms = serde_json::from_str(text);
    terms.map_err(|cause| StoreError::unreadable("plan.terms", cause))
}

pub(super) fn addon_terms(text: &str) -> Result<AddonTerms, StoreError> {
    let terms = serde_json::from_str(text);
    terms.map_err(|cause| StoreError::unreadable("addon.terms", cause))
}
