use std::collections::BTreeMap;

use model::billing_account::Method;
use model::currency::Currency;
use model::explain::Plain;
use model::invoice::Address;
use model::subscription::{Cycle, Status};
use model::time::Date;
use serde::{Deserialize, Serialize};

/// A saved payment method.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BillingAccount {
    pub account: String,
    pub owner: String,
    pub method: Method,
    pub gateway: String,
    pub token: String,
    pub customer_token: Option<String>,
    pub brand: Option<String>,
    pub last4: Option<String>,
    pub expires: Option<String>,
    pub iban_masked: Option<String>,
    pub name: Option<String>,
    pub address: Option<Address>,
    pub default: bool,
    #[serde(default)]
    pub shared_with: Vec<String>,
    pub monthly_cap: Option<BTreeMap<Currency, Plain>>,
    pub mandate: Option<Mandate>,
    #[serde(default)]
    pub status: Standing,
    pub first_used_on: Option<Date>,
}

/// A mandate for debits.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mandate {
    pub reference: String,
    pub signed_on: Date,
}

/// What stands against a billing account.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Standing {
    PendingVerification,
    #[default]
    Active,
    Failing,
    Removed,
}

impl Standing {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::PendingVerification => "pending_verification",
            Self::Active => "active",
            Self::Failing => "failing",
            Self::Removed => "removed",
        }
    }
}

/// A plan held by an account.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Subscription {
    pub account: String,
    pub plan: String,
    pub label: Option<String>,
    pub group: Option<String>,
    pub domain: Option<String>,
    pub currency: Currency,
    pub period: Cycle,
    #[serde(default = "one")]
    pub every: u32,
    pub started_on: Date,
    pub next_renewal_on: Option<Date>,
    pub anchor_day: Option<u32>,
    pub price: Option<Plain>,
    #[serde(default)]
    pub addons: Vec<SubscriptionAddon>,
    pub coupon: Option<CouponUse>,
    #[serde(default)]
    pub payers: Vec<String>,
    pub credit_first: Option<bool>,
    #[serde(default = "active")]
    pub status: Status,
    pub reason: Option<String>,
    pub since: Option<Date>,
    pub ends_on: Option<Date>,
    pub change: Option<Change>,
    pub panel: Option<Panel>,
    pub auto_renew: bool,
}

const fn one() -> u32 {
    1
}

const fn active() -> Status {
    Status::Active
}

/// An add-on of a subscription.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SubscriptionAddon {
    pub addon: String,
    pub from: Date,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Plain>,
}

/// The coupon of a subscription.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CouponUse {
    pub code: String,
    #[serde(default)]
    pub cycles_used: u32,
}

/// Subscriptions of an account that belong together.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Group {
    pub account: String,
    pub name: String,
    pub person: Option<String>,
}

/// A change that is planned: of the plan or of the cycle.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Change {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Cycle>,
    pub on: Date,
}

/// Where it lives at the control panel.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Panel {
    pub server: String,
    pub external_id: String,
}
