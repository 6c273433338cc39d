//! Who pays for what: the table of subscriptions and billing accounts, and how it is changed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::PayerView;
use crate::id::{BillingAccountId, InvoiceId, SubscriptionId};
use crate::money::Money;
use crate::page::Page;
use crate::subscription::Price;
use crate::time::Date;

/// What stands for *by hand* where a billing account could be named.
pub const BY_HAND: &str = "hand";

/// A billing account that may be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// How it is recognised.
    pub payer: PayerView,
    /// Whether the caller may let it pay.
    pub may: bool,
}

/// The table of subscriptions and billing accounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayerTable {
    /// The billing accounts, the default first.
    pub choices: Vec<Choice>,
    /// The subscriptions by name, a page of them.
    pub page: Page<Assigned>,
}

/// A subscription, and who is asked to pay it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assigned {
    /// The subscription.
    pub id: SubscriptionId,
    /// Its name.
    pub name: String,
    /// What a period costs, where the caller may know.
    pub price: Option<Price>,
    /// The billing accounts in the order in which they are asked, the default last; nobody: by
    /// hand.
    pub order: Vec<BillingAccountId>,
}

/// Who pays for one subscription, and what a change of that touches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubscriptionPayers {
    /// The subscription.
    pub subscription: SubscriptionId,
    /// Its name.
    pub name: String,
    /// Its own list, in order; whoever has been removed is left out.
    pub list: Vec<BillingAccountId>,
    /// What may stand in it.
    pub choices: Vec<Choice>,
    /// Its open invoices that no payment is in flight for.
    pub open: Vec<OpenInvoice>,
}

/// An open invoice that goes along with a subscription's change of payers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenInvoice {
    /// The invoice.
    pub id: InvoiceId,
    /// Its number.
    pub number: String,
    /// When it is due, and what is to be paid, where the caller may see invoices.
    pub due: Option<(Date, Money)>,
    /// The other subscriptions on it, as far as the caller may know them, by name.
    pub others: Vec<String>,
    /// Other subscriptions on it that the caller may not know.
    pub unknown: u32,
}

impl OpenInvoice {
    /// Whether it holds other subscriptions, so that one is asked whether it goes along.
    #[must_use]
    pub const fn shared(&self) -> bool {
        !self.others.is_empty() || self.unknown > 0
    }
}

/// Other payers for a subscription.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangePayers {
    /// The subscription.
    pub subscription: SubscriptionId,
    /// Who is asked first, the others keeping their order: a billing account or [`BY_HAND`].
    #[serde(default)]
    pub first: String,
    /// The whole list in order, if `first` is empty; empty places are left out. What stands behind
    /// [`BY_HAND`] is never asked.
    #[serde(default)]
    pub payers: Vec<String>,
    /// `on` if it is known what becomes of open invoices that hold other subscriptions as well;
    /// else nothing is done where there are any.
    #[serde(default)]
    pub asked: String,
    /// Those of them that go along.
    #[serde(default)]
    pub apply_to_open: BTreeMap<InvoiceId, String>,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PayersChanged {
    /// It is done, or was so already.
    Done,
    /// Nothing was done: open invoices hold other subscriptions as well, and it was not said
    /// whether they go along.
    Asks {
        /// The subscription.
        subscription: SubscriptionId,
        /// Who was to be asked first.
        first: String,
    },
}
