use model::currency::Currency;
use model::explain::Plain;
use model::money::Money;
use model::subscription::Cycle;
use model::time::Date;
use serde::{Deserialize, Serialize};

/// An amount in a currency, in major units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amount {
    /// The currency.
    pub currency: Currency,
    /// Major units.
    pub amount: Plain,
}

/// What a new price does to those who already have the plan or add-on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Existing {
    /// They keep theirs.
    Keep,
    /// They move to it at a renewal, with notice.
    FromRenewal,
}

/// A recurring price, net or with tax as the tax zone says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// The currency.
    pub currency: Currency,
    /// Months or years.
    pub period: Cycle,
    /// How many of them make a period.
    #[serde(default = "one")]
    pub every: u32,
    /// For a period, in major units.
    pub amount: Plain,
    /// Once, on the first invoice, in major units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub setup: Option<Plain>,
    /// From this day on; from ever if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<Date>,
    /// For those who already have it; they keep theirs if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub existing: Option<Existing>,
}

const fn one() -> u32 {
    1
}

impl Price {
    /// For a period.
    #[must_use]
    pub fn money(&self) -> Option<Money> {
        Money::from_major(self.amount.0, self.currency).ok()
    }
}

/// The price in that currency and cycle that is in force on a day: the latest that has begun.
#[must_use]
pub fn price_in_force(
    prices: &[Price],
    currency: Currency,
    cycle: (Cycle, u32),
    on: Date,
) -> Option<&Price> {
    prices
        .iter()
        .filter(|price| price.currency == currency && (price.period, price.every) == cycle)
        .filter(|price| price.valid_from.is_none_or(|from| from <= on))
        .max_by_key(|price| price.valid_from)
}

/// The unit of a price of usage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Per {
    /// 10⁹ bytes.
    #[serde(rename = "GB")]
    Gb,
    /// 2³⁰ bytes.
    #[serde(rename = "GiB")]
    Gib,
    /// A piece.
    #[serde(rename = "unit")]
    Unit,
}

/// What usage over the limit costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UsagePrice {
    /// The resource: `disk`, `traffic`, `mailboxes`, …
    pub resource: String,
    /// The currency.
    pub currency: Currency,
    /// The unit.
    pub per: Per,
    /// Of one unit, in major units with up to six decimals.
    pub amount: Plain,
    /// From this day on; from ever if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<Date>,
}
