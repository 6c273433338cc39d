//! Usage over the limits: what was used, day by day, and what it costs in addition to the price.

use serde::{Deserialize, Serialize};

use crate::id::{InvoiceId, SubscriptionId};
use crate::money::Money;
use crate::time::Date;
use crate::told::{Told, ToldDay};

/// Which month is asked for, and of which resource the days are to be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct UsageQuery {
    /// The month (`YYYY-MM`); this one if absent.
    pub month: Option<String>,
    /// A subscription.
    pub of: Option<SubscriptionId>,
    /// Its resource.
    pub resource: Option<String>,
}

/// The usage of a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsageView {
    /// Today in the account's zone.
    pub today: Date,
    /// The first day of the month.
    pub month: Date,
    /// The last day of which anything is known.
    pub until: Option<Date>,
    /// What it costs, by currency; the account's own is always there.
    pub totals: Vec<UsageTotal>,
    /// What the month before cost.
    pub before: Vec<Money>,
    /// When its invoice will be made, and when that is due; none if it was, or is made elsewhere.
    pub planned: Option<(Date, Date)>,
    /// On which invoices it was charged, as far as the reader may see them.
    pub charged: Vec<ChargedOn>,
    /// Resources whose days are shown.
    pub sections: Vec<UsageSection>,
    /// The others, what costs most first.
    pub others: Vec<UsageMeter>,
    /// Whether there are more than are shown.
    pub more: bool,
}

/// An invoice on which a month was charged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChargedOn {
    /// Which.
    pub invoice: InvoiceId,
    /// Its number.
    pub number: String,
    /// When it was issued.
    pub on: Date,
}

/// What a month costs in one currency, net.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsageTotal {
    /// So far, or as a whole.
    pub charge: Money,
    /// If it goes on as it does.
    pub forecast: Money,
    /// The tax that comes upon the charge, where its invoice is still to be made.
    pub tax: Option<Money>,
    /// How many resources cost something.
    pub over: u32,
}

/// How much of a limit is used. Figures are plain decimals in the unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsageMeter {
    /// The subscription.
    pub subscription: SubscriptionId,
    /// Its name.
    pub name: String,
    /// The resource: `disk`, `traffic`, `mailboxes`, …
    pub resource: String,
    /// Whether the month is a sum rather than an average.
    pub sum: bool,
    /// Of a sum all of the month, else of its last day.
    pub used: String,
    /// The limit in force; none: unlimited.
    pub limit: Option<String>,
    /// The unit; none: pieces.
    pub unit: Option<String>,
    /// How long the bar is within the limit and over it, of a hundred.
    pub bar: (u32, u32),
    /// What it costs, net.
    pub charge: Money,
}

/// A resource of a subscription, day by day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsageSection {
    /// How much of the limit is used.
    pub meter: UsageMeter,
    /// From when the limit has been in force, if that was within the month.
    pub since: Option<Date>,
    /// What it costs at the end of the month if it goes on.
    pub forecast: Money,
    /// How it came to be, one for each price.
    pub told: Vec<Told>,
    /// The days.
    pub days: Vec<ToldDay>,
    /// What was over the limit, on all days.
    pub over: String,
    /// The chart.
    pub chart: Chart,
}

/// A chart that is drawn already: lengths are thousandths of its width or height.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chart {
    /// One a day, or one a month.
    pub bars: Vec<Bar>,
    /// How wide each is.
    pub wide: u32,
    /// Lines across, each with its figure, from below.
    pub lines: Vec<(u32, String)>,
    /// Days, or months (from 1), beneath it, each with its place.
    pub days: Vec<(u32, u32)>,
    /// The limit: from, to, and how high.
    pub limits: Vec<(u32, u32, u32)>,
}

/// A day of a chart, or a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bar {
    /// Where it stands.
    pub at: u32,
    /// How high it is within the limit.
    pub within: u32,
    /// How much higher over it.
    pub over: u32,
    /// Whether the value was carried forward.
    pub estimate: bool,
}
