use model::affiliate::CommissionState;
use model::currency::Currency;
use model::explain::Plain;
use model::time::Date;
use serde::{Deserialize, Serialize};

/// By whom an account came.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Referral {
    pub program: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub click: Option<String>,
    /// RFC 3339.
    pub at: String,
}

/// A customer's part in a program.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Affiliate {
    pub account: String,
    pub program: String,
    pub code: String,
    pub joined_on: Date,
    #[serde(default)]
    pub clicks: Vec<Clicks>,
    pub payout: Option<Payout>,
}

/// The clicks of a day.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Clicks {
    pub day: Date,
    pub n: u32,
}

/// Where commission is paid to.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Payout {
    pub to: PayoutTo,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iban: Option<String>,
}

/// The kind of place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum PayoutTo {
    Credit,
    Bank,
}

/// What an affiliate gets.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Commission {
    pub affiliate: String,
    pub account: String,
    pub invoice: Option<String>,
    /// RFC 3339.
    pub at: String,
    pub currency: Currency,
    pub base: Plain,
    pub amount: Plain,
    pub state: CommissionState,
    pub until: Option<Date>,
    pub reason: Option<String>,
    pub paid_on: Option<Date>,
}
