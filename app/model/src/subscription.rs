//! Subscriptions: a plan held by an account.

use serde::{Deserialize, Serialize};

use crate::billing_account::PayerView;
use crate::id::SubscriptionId;
use crate::invoice::InvoiceSummary;
use crate::money::Money;
use crate::time::Date;
use crate::usage::Chart;

/// How long a period of a subscription is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cycle {
    /// Months.
    Month,
    /// Years.
    Year,
}

impl Cycle {
    /// As it is written in imports and exports, and stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Year => "year",
        }
    }
}

/// What kind of plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PlanKind {
    /// Web space, mail, servers.
    Hosting,
    /// A DNS name.
    Domain,
    /// A certificate.
    Certificate,
    /// Anything else.
    Other,
}

impl PlanKind {
    /// As it is written in imports and exports, and stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hosting => "hosting",
            Self::Domain => "domain",
            Self::Certificate => "certificate",
            Self::Other => "other",
        }
    }
}

/// What state a subscription is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Ordered, its first invoice not yet paid.
    Pending,
    /// In service.
    Active,
    /// Out of service, with a reason.
    Suspended,
    /// In service up to a day.
    Cancelling,
    /// Ended by cancellation.
    Cancelled,
    /// Ended because it was not to renew itself.
    Expired,
    /// Ended because it was not paid.
    Terminated,
}

impl Status {
    /// As it is written in imports and exports, and stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Cancelling => "cancelling",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::Terminated => "terminated",
        }
    }

    /// Whether it has ended for good.
    #[must_use]
    pub const fn ended(self) -> bool {
        match self {
            Self::Cancelled | Self::Expired | Self::Terminated => true,
            Self::Pending | Self::Active | Self::Suspended | Self::Cancelling => false,
        }
    }
}

/// Why a subscription is out of service, where that matters to the customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason {
    /// It was not paid.
    NonPayment,
    /// In the provider's words.
    Words(String),
}

/// A price for a period, without tax.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// Net.
    pub net: Money,
    /// Months or years.
    pub cycle: Cycle,
    /// How many of them.
    pub every: u32,
}

/// One subscription in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubscriptionSummary {
    /// The subscription.
    pub id: SubscriptionId,
    /// The domain, else the customer's own label, else the plan's name.
    pub name: String,
    /// The customer's own label, if it is not the name.
    pub label: Option<String>,
    /// The plan's name.
    pub plan: String,
    /// The plan's kind.
    pub kind: PlanKind,
    /// How many add-ons are in force.
    pub addons: u32,
    /// Its state.
    pub status: Status,
    /// Whether an invoice of it is overdue, while it has not ended; not told to those who may see
    /// no invoices.
    pub overdue: bool,
    /// Why, where it is out of service.
    pub reason: Option<Reason>,
    /// The last day, where an end is set or past.
    pub ends_on: Option<Date>,
    /// The recurring price with its add-ons; none if the plan names none in this currency, or if
    /// invoices may not be seen.
    pub price: Option<Price>,
    /// When the next period begins; none if it has ended or does not renew.
    pub renews_on: Option<Date>,
    /// Who pays the next period; none: by hand, or neither invoices nor billing accounts may be
    /// seen.
    pub payer: Option<PayerView>,
    /// Who would pay it, were it not to end before; told where nobody else does.
    pub missed: Option<PayerView>,
}

/// Which subscriptions are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct SubscriptionQuery {
    /// A part of the name, the label or the plan.
    pub search: String,
    /// Only one kind.
    pub kind: Option<PlanKind>,
    /// Only one state.
    pub status: Option<Status>,
    /// Where the page begins.
    pub after: Option<String>,
}

/// A page of subscriptions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubscriptionList {
    /// Today in the account's zone.
    pub today: Date,
    /// The page.
    pub page: crate::page::Page<SubscriptionSummary>,
}

/// A part of the recurring price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PricePart {
    /// The plan's or the add-on's name.
    pub name: String,
    /// Whether it is the customer's own price rather than the catalogue's.
    pub own: bool,
    /// Net, a period; none if there is no price in this currency, or if invoices may not be seen.
    pub net: Option<Money>,
    /// From when it is in force, for add-ons.
    pub from: Option<Date>,
    /// The last day, for add-ons that end.
    pub to: Option<Date>,
}

/// A limit of the plan with its add-ons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// The resource: `disk`, `traffic`, `mailboxes`, …
    pub resource: String,
    /// In the base unit (bytes for disk and traffic, else pieces); none: unlimited.
    pub most: Option<i64>,
}

/// What is used of a resource. Figures are plain decimals in the unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resource {
    /// The resource: `disk`, `traffic`, `mailboxes`, …
    pub resource: String,
    /// Whether a month is a sum rather than what is used on its last day.
    pub sum: bool,
    /// What is used: of a sum this month, else on the day `as_of`.
    pub used: String,
    /// The limit in force; none: unlimited.
    pub limit: Option<String>,
    /// The unit; none: pieces.
    pub unit: Option<String>,
    /// How long the bar is within the limit and over it, of a hundred.
    pub bar: (u32, u32),
    /// The last day with a reading.
    pub as_of: Option<Date>,
    /// Twelve months, up to this one.
    pub chart: Chart,
    /// The same as a table: those of which anything is known, the oldest first.
    pub months: Vec<ResourceMonth>,
}

/// What a month used of a resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourceMonth {
    /// Its first day.
    pub month: Date,
    /// All of it, or what was used on its last day.
    pub used: String,
    /// The limit at its end; none: unlimited.
    pub limit: Option<String>,
    /// Whether that is more than the limit.
    pub over: bool,
}

/// The properties of a subscription.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubscriptionView {
    /// What the lists show of it.
    pub summary: SubscriptionSummary,
    /// Today in the account's zone.
    pub today: Date,
    /// Since when it is in its state, if known.
    pub since: Option<Date>,
    /// When its data are deleted, where an end is set or past.
    pub deleted_on: Option<Date>,
    /// When it began.
    pub started_on: Date,
    /// Whether it renews by itself.
    pub auto_renew: bool,
    /// What the recurring price is made of, plan first; the sum is the summary's price.
    pub parts: Vec<PricePart>,
    /// The limits, in the order of the plan.
    pub limits: Vec<Limit>,
    /// What was measured in the last twelve months, with space and traffic first; nothing where
    /// usage may not be seen.
    pub resources: Vec<Resource>,
    /// Billing accounts that pay, in order; then the account's default, if there is one.
    pub payers: Vec<PayerView>,
    /// Ten invoices with a line of it, the overdue ones and the last; none if they may not be seen.
    pub invoices: Option<Vec<InvoiceSummary>>,
}
