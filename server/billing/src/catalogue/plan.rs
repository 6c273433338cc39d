use std::collections::BTreeMap;

use model::currency::Currency;
use model::explain::Plain;
use model::money::Money;
use model::subscription::{Cycle, Limit, PlanKind};
use model::time::Date;
use serde::{Deserialize, Serialize};

use super::{Amount, Price, UsagePrice, price_in_force};

/// Limits by resource in base units (bytes, pieces); absent or −1: unlimited.
pub type Limits = BTreeMap<String, i64>;

/// The terms of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanTerms {
    /// Its name.
    pub name: String,
    /// What kind.
    pub kind: PlanKind,
    /// What it is, in the provider's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether customers may order it.
    #[serde(default = "yes")]
    pub orderable: bool,
    /// When it is provisioned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provision: Option<Provision>,
    /// What it costs.
    pub prices: Vec<Price>,
    /// What is included.
    #[serde(default)]
    pub limits: Limits,
    /// What happens beyond that.
    #[serde(default)]
    pub overuse: Overuse,
    /// From when an add-on counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub addon_day: Option<AddonDay>,
    /// What usage beyond the limits costs.
    #[serde(default)]
    pub usage_prices: Vec<UsagePrice>,
    /// Plans (`ref`) to which one may go up.
    #[serde(default)]
    pub upgrades: Vec<String>,
    /// Plans (`ref`) to which one may go down.
    #[serde(default)]
    pub downgrades: Vec<String>,
    /// How one goes up; at once with proration if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upgrade_mode: Option<ChangeMode>,
    /// How one goes down; at the end of the period if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub downgrade_mode: Option<ChangeMode>,
    /// What a change costs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub change_fees: Vec<ChangeFee>,
    /// Its plan at a control panel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub panel: Option<PlanPanel>,
    /// The terms of a DNS name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<DomainTerms>,
    /// The terms of a certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<CertificateTerms>,
}

const fn yes() -> bool {
    true
}

impl PlanTerms {
    /// The price of a period in that currency and cycle, in force on a day.
    #[must_use]
    pub fn price(&self, currency: Currency, cycle: (Cycle, u32), on: Date) -> Option<Money> {
        price_in_force(&self.prices, currency, cycle, on)?.money()
    }
}

/// The limits of a plan with what add-ons raise, by resource. Nothing raises what is unlimited, and
/// a raise of −1 lifts the limit.
#[must_use]
pub fn limits_with<'a>(
    limits: &Limits,
    raises: impl IntoIterator<Item = &'a Limits>,
) -> Vec<Limit> {
    let mut sums: BTreeMap<&str, Option<i64>> = limits
        .iter()
        .map(|(resource, most)| (resource.as_str(), bounded(*most)))
        .collect();
    for (resource, raise) in raises.into_iter().flatten() {
        if let Some(sum) = sums.get_mut(resource.as_str()) {
            *sum = sum
                .zip(bounded(*raise))
                .map(|(most, more)| most.saturating_add(more));
        }
    }
    sums.into_iter()
        .map(|(resource, most)| Limit {
            resource: resource.to_owned(),
            most,
        })
        .collect()
}

fn bounded(value: i64) -> Option<i64> {
    (value >= 0).then_some(value)
}

/// When a new subscription is provisioned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provision {
    /// With the order.
    AtOnce,
    /// When its first invoice is paid.
    AfterPayment,
}

/// What happens when a limit is passed (the words are those of Plesk's service plans).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Overuse {
    /// It is not allowed: the panel blocks.
    #[default]
    Block,
    /// It is allowed, and somebody is told.
    Notify,
    /// It is allowed.
    Normal,
    /// It is allowed for what would suspend the subscription.
    NotSuspend,
    /// The same, and somebody is told.
    NotSuspendNotify,
}

impl Overuse {
    /// Whether usage over the limits can happen, and so be charged.
    #[must_use]
    pub const fn allowed(self) -> bool {
        match self {
            Self::Block => false,
            Self::Notify | Self::Normal | Self::NotSuspend | Self::NotSuspendNotify => true,
        }
    }
}

/// From when an add-on raises a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AddonDay {
    /// From the day of purchase on.
    FromPurchaseDay,
    /// From the day after.
    SampledBeforePurchase,
}

/// How a plan is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeMode {
    /// At once, the rest of the period prorated.
    Now,
    /// At once, the period as paid.
    NowWithoutProration,
    /// With the next period.
    PeriodEnd,
}

/// What a change of plan costs, in major units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeFee {
    /// The currency.
    pub currency: Currency,
    /// Up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upgrade: Option<Plain>,
    /// Down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub downgrade: Option<Plain>,
}

/// A plan at a control panel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanPanel {
    /// The panel's name in the settings.
    pub server: String,
    /// The plan's own id there.
    pub plan_guid: String,
}

/// The terms of a DNS name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DomainTerms {
    /// Top-level domains, without the dot.
    pub tlds: Vec<String>,
    /// The registrar's name in the settings.
    pub registrar: String,
    /// For how many years it can be registered.
    pub years: Vec<u32>,
    /// What a transfer costs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transfer: Vec<Amount>,
    /// What bringing it back from redemption costs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub restore: Vec<Amount>,
}

/// What the authority checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The domain.
    Dv,
    /// The organisation.
    Ov,
    /// The organisation, at length.
    Ev,
}

/// The terms of a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateTerms {
    /// The authority's name in the settings.
    pub authority: String,
    /// What it checks.
    pub level: Level,
    /// Whether names may begin with `*.`.
    pub wildcard: bool,
    /// How many names are in the price.
    pub names_included: u32,
    /// How many names it can hold.
    pub names_max: u32,
    /// What each further name costs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub name_prices: Vec<NamePrice>,
}

/// What a further name of a certificate costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamePrice {
    /// The currency.
    pub currency: Currency,
    /// Months or years.
    pub period: Cycle,
    /// For a period, in major units.
    pub amount: Plain,
}
