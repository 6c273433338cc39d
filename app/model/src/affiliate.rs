//! Affiliate programs: what is offered for referrals, and what came of them.

use serde::{Deserialize, Serialize};

use crate::id::{CommissionId, ProgramId};
use crate::money::Money;
use crate::page::Page;
use crate::time::Date;
use crate::told::Told;

/// What has become of a commission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommissionState {
    /// Somebody ordered, and has not paid yet.
    Tracked,
    /// Earned, and waiting until it cannot be taken back any more.
    Pending,
    /// To be paid out.
    Payable,
    /// A payout of it is under way.
    Requested,
    /// Paid out.
    Paid,
    /// Taken back, with a reason.
    Reversed,
}

impl CommissionState {
    /// All of them, in the order in which they follow each other.
    pub const ALL: [Self; 6] = [
        Self::Tracked,
        Self::Pending,
        Self::Payable,
        Self::Requested,
        Self::Paid,
        Self::Reversed,
    ];

    /// As it is written in imports, exports and addresses, and stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tracked => "tracked",
            Self::Pending => "pending",
            Self::Payable => "payable",
            Self::Requested => "requested",
            Self::Paid => "paid",
            Self::Reversed => "reversed",
        }
    }

    /// Whether it is owed: earned, and not paid yet.
    #[must_use]
    pub const fn owed(self) -> bool {
        match self {
            Self::Pending | Self::Payable | Self::Requested => true,
            Self::Tracked | Self::Paid | Self::Reversed => false,
        }
    }
}

/// A question for commissions. The default asks for the newest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct AffiliateQuery {
    /// The only state, as it is written; all if empty.
    pub state: String,
    /// The only month (`2026-11`); all if empty.
    pub month: String,
    /// Where the page begins.
    pub after: Option<String>,
}

/// The page of affiliate programs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AffiliateView {
    /// Today in the account's zone.
    pub today: Date,
    /// What is offered.
    pub programs: Vec<ProgramView>,
    /// What was earned, by currency.
    pub earnings: Vec<Earnings>,
    /// The last twelve months in which there was something, the newest first.
    pub months: Vec<MonthView>,
    /// Commissions, the newest first.
    pub commissions: Page<CommissionView>,
}

/// What a sale brings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OfferView {
    /// Percent of what is paid for it: a plain decimal.
    Percent(String),
    /// An amount.
    Amount(Money),
}

/// A program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgramView {
    /// The program.
    pub id: ProgramId,
    /// Its name.
    pub name: String,
    /// What it offers.
    pub offer: OfferView,
    /// The plans for which it does, with what they bring instead.
    pub plans: Vec<(String, Option<OfferView>)>,
    /// For how many periods; none: for life.
    pub cycles: Option<u32>,
    /// How many days a click counts.
    pub cookie_days: u32,
    /// How many days lie between payment and payable.
    pub maturity_days: u32,
    /// The least that is paid out.
    pub minimum: Money,
    /// The account's part in it, if it takes part.
    pub part: Option<PartView>,
}

/// What an account has of a program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartView {
    /// What orders carry.
    pub code: String,
    /// Since when.
    pub joined_on: Date,
    /// All clicks.
    pub clicks: u64,
    /// All orders: the customers that came.
    pub orders: u64,
    /// Orders in percent of clicks, with one decimal; none without a click.
    pub conversion: Option<String>,
}

/// What was earned in one currency. What is pending, payable, requested and paid add up to
/// `earned`; what takes back something is below zero in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earnings {
    /// All of it.
    pub earned: Money,
    /// Of it: may still be taken back.
    pub pending: Money,
    /// The first day on which something of that becomes payable.
    pub pending_until: Option<Date>,
    /// Of it: to be paid out.
    pub payable: Money,
    /// Of it: a payout is under way.
    pub requested: Money,
    /// Of it: paid out.
    pub paid: Money,
}

/// What came of the links in a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthView {
    /// Its first day.
    pub month: Date,
    /// How often links were followed.
    pub clicks: u64,
    /// How many customers came.
    pub orders: u64,
    /// Orders in percent of clicks, with one decimal; none without a click.
    pub conversion: Option<String>,
    /// What was earned, by currency.
    pub earned: Vec<Money>,
}

/// One commission. Who bought is the customer's own business, and is not told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommissionView {
    /// The commission.
    pub id: CommissionId,
    /// The name of the program.
    pub program: String,
    /// The day in the account's zone.
    pub on: Date,
    /// How much; below zero it takes something back.
    pub amount: Money,
    /// How that came to be, where the terms of the program say it.
    pub why: Option<Told>,
    /// Its state.
    pub state: CommissionState,
    /// Until when it is pending.
    pub until: Option<Date>,
    /// Why it was taken back.
    pub reason: Option<String>,
    /// When it was paid.
    pub paid_on: Option<Date>,
}

/// What the account page says of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AffiliateSummary {
    /// What was earned, by currency.
    pub earnings: Vec<Earnings>,
    /// Clicks in this month.
    pub clicks: u64,
    /// Orders in this month.
    pub orders: u64,
}
