//! One billing account in full, and what becomes of what it pays when it is removed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{BillingAccountView, Choice};
use crate::id::{BillingAccountId, SubscriptionId};

/// What is asked before a billing account is removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removal {
    /// The billing account.
    pub of: BillingAccountView,
    /// Whether a payment with it has not ended: until then it stays.
    pub in_flight: bool,
    /// Whether it pays what the caller may not see: then it is removed by who holds the account.
    pub held: bool,
    /// The subscriptions that name it or are paid by it as the default: the first of them by name,
    /// as far as the caller may know them.
    pub subscriptions: Vec<(SubscriptionId, String)>,
    /// Whether there are more of them.
    pub more: bool,
    /// How many open invoices name it.
    pub open_invoices: u32,
    /// Who can take its place.
    pub choices: Vec<Choice>,
}

impl Removal {
    /// Whether it must be said what takes its place.
    #[must_use]
    pub const fn asks(&self) -> bool {
        let pays = !self.subscriptions.is_empty() || self.more || self.open_invoices > 0;
        pays || self.of.payer.default
    }
}

/// Takes a billing account out of use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemoveBillingAccount {
    /// Which.
    pub billing_account: BillingAccountId,
    /// What takes its place: another one or [`BY_HAND`](super::BY_HAND); needed where it pays
    /// anything.
    #[serde(default)]
    pub instead: String,
    /// What takes its place for single subscriptions; an empty text: the same as for all others.
    #[serde(default)]
    pub each: BTreeMap<SubscriptionId, String>,
}
