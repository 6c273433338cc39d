use std::collections::BTreeMap;

use model::currency::Currency;
use model::id::AccountId;
use model::time::{Date, Instant};

/// What a run is to do.
#[derive(Clone, Copy, Debug, Default)]
pub struct Order {
    /// The last business day to be done, in each account's zone; all that have begun if absent.
    /// Where it is given, nothing waits for its hour.
    pub until: Option<Date>,
    /// Whether each document is written into the report, in the export's form.
    pub print: bool,
}

/// An order at work.
#[derive(Clone, Copy, Debug)]
pub(super) struct Turn {
    pub order: Order,
    pub now: Instant,
    /// Whether days are done that have not come: only to see what they would bring.
    pub ahead: bool,
}

impl Turn {
    /// The last day to be done, where it is `today`.
    pub fn last_day(&self, today: Date) -> Date {
        match self.order.until {
            Some(until) if self.ahead => until,
            Some(until) => until.min(today),
            None => today,
        }
    }
}

/// What a run has done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// So many accounts were looked at and brought up to date.
    pub accounts: usize,
    /// So many credit lots were taken out after their last day.
    pub expired: u64,
    /// So many invoices were issued.
    pub invoices: u64,
    /// So many credit notes were issued.
    pub credit_notes: u64,
    /// So many charges of billing accounts were begun.
    pub charges: usize,
    /// What the invoices come to with tax, in minor units.
    pub totals: BTreeMap<Currency, i128>,
    /// The documents of one chunk in the export's form, if that was asked for; the whole has none.
    pub printed: Vec<String>,
    /// What was set aside until the provider looks at it.
    pub parked: Vec<Trouble>,
    /// The accounts that could not be done.
    pub troubles: Vec<Trouble>,
}

/// An account, or something of it, that could not be done, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// The account.
    pub account: AccountId,
    /// The subscription, or the account itself.
    pub subject: String,
    /// Why, for the provider.
    pub cause: String,
}

impl Report {
    /// Adds what another part of the run has done.
    pub(super) fn add(&mut self, other: Self) {
        self.accounts += other.accounts;
        self.expired += other.expired;
        self.invoices += other.invoices;
        self.credit_notes += other.credit_notes;
        self.charges += other.charges;
        for (currency, total) in other.totals {
            *self.totals.entry(currency).or_default() += total;
        }
        // All of them may be more than there is memory for.
        self.parked.extend(other.parked);
        self.troubles.extend(other.troubles);
    }
}
