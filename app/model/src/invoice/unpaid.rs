use serde::{Deserialize, Serialize};

use crate::id::SubscriptionId;
use crate::time::Date;

/// Why nothing is charged for an open invoice until the provider has looked at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Held {
    /// Money of a payment for it stands apart: another amount than was asked, or after it had been
    /// refused.
    Apart,
    /// The charge would be far above what the account was charged before.
    Unusual,
}

/// What becomes of an invoice that is not paid.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnpaidView {
    /// The days on which the customer was reminded.
    pub reminded: Vec<Date>,
    /// The days of the reminders to come.
    pub reminders: Vec<Date>,
    /// The days of the warnings to come.
    pub warnings: Vec<Date>,
    /// What is taken out of service.
    pub stop: Option<StopView>,
}

/// What is taken out of service for an invoice that is not paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StopView {
    /// Subscriptions with their names, as far as the caller may see them.
    pub of: Vec<(SubscriptionId, String)>,
    /// Whether that has happened.
    pub happened: bool,
    /// The day, if that is known.
    pub on: Option<Date>,
    /// The day on which it ends for good.
    pub ends_on: Option<Date>,
    /// The day on which its data are deleted.
    pub deleted_on: Option<Date>,
}
