use model::currency::Currency;
use model::money::Money;
use model::subscription::Cycle;
use model::time::Date;
use serde::{Deserialize, Serialize};

use super::{Limits, Price, price_in_force};

/// The terms of an add-on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddonTerms {
    /// Its name.
    pub name: String,
    /// Plans (`ref`) to which it can be added.
    pub plans: Vec<String>,
    /// What it costs.
    pub prices: Vec<Price>,
    /// By how much it raises limits, in base units.
    #[serde(default)]
    pub raises: Limits,
    /// Its plan at the control panel of the subscription.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub panel: Option<AddonPanel>,
}

impl AddonTerms {
    /// The price of a period in that currency and cycle, in force on a day.
    #[must_use]
    pub fn price(&self, currency: Currency, cycle: (Cycle, u32), on: Date) -> Option<Money> {
        price_in_force(&self.prices, currency, cycle, on)?.money()
    }
}

/// An add-on at a control panel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddonPanel {
    /// The add-on plan's own id there.
    pub plan_guid: String,
}
