//! Saving a payment method: for a new billing account, or in place of the card of one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Method, PayerView};
use crate::fault::Fault;
use crate::id::{BillingAccountId, PersonId, SetUpId, SubscriptionId};
use crate::invoice::Address;
use crate::subscription::Price;
use crate::time::Date;

/// What the provider offers to this customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Methods {
    /// The kinds of method, in the order in which they are offered.
    pub methods: Vec<Method>,
}

/// Begins to save a method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BeginSetUp {
    /// The kind of method; that of the billing account if it is replaced.
    #[serde(default)]
    pub method: String,
    /// The billing account whose card or bank account is replaced.
    #[serde(default)]
    pub replaces: Option<BillingAccountId>,
}

/// Where a method's data is entered: at the payment provider, never here.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Entry {
    /// In a document of the gateway's, framed or visited.
    Frame(String),
    /// In elements that the gateway's script makes.
    Elements {
        /// The address of the script.
        script: String,
        /// The gateway's public key of this provider.
        public_key: String,
        /// The secret of this entry, for this customer's browser.
        client_secret: String,
    },
}

impl std::fmt::Debug for Entry {
    /// Whoever knows the address or the secret may act.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Entry(hidden)")
    }
}

/// How far the entry of the data is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Entered {
    /// Nothing is entered yet.
    Nothing(Entry),
    /// The customer's bank asks for a confirmation, at that address if there is one.
    Asks(Option<String>),
    /// It is saved: brand and last digits, or the masked IBAN.
    Saved(String),
    /// It was refused, or given up.
    Ended,
    /// Nothing has to be entered: transfers.
    Needless,
}

/// Somebody who may own or share a billing account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Who.
    pub id: PersonId,
    /// The name.
    pub name: String,
    /// Whether it is the caller.
    pub you: bool,
}

/// A subscription that the new one may pay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payable {
    /// The subscription.
    pub id: SubscriptionId,
    /// Its name.
    pub name: String,
    /// What a period costs, where the caller may know.
    pub price: Option<Price>,
    /// Who is asked first now; nobody: by hand.
    pub payer: Option<PayerView>,
    /// When its next period begins, if it goes on.
    pub renews_on: Option<Date>,
}

/// A payment method that is being saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetUpView {
    /// Which.
    pub id: SetUpId,
    /// The kind.
    pub method: Method,
    /// The billing account whose card is replaced.
    pub replaces: Option<PayerView>,
    /// How far the entry of the data is.
    pub entered: Entered,
    /// Who may own it: the caller alone, or any member.
    pub owners: Vec<Holder>,
    /// The address to begin with.
    pub address: Option<Address>,
    /// The first subscriptions by name.
    pub subscriptions: Vec<Payable>,
    /// Whether the caller may make it the default.
    pub defaults: bool,
    /// What was typed before the customer was led away, if anything.
    pub typed: Option<FinishSetUp>,
}

/// What is typed beside the method's data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FinishSetUp {
    /// Whose it is; the caller's if empty.
    #[serde(default)]
    pub owner: String,
    /// The customer's own name for it.
    #[serde(default)]
    pub name: String,
    /// Street and number.
    #[serde(default)]
    pub line1: String,
    /// Postal code.
    #[serde(default)]
    pub postal_code: String,
    /// City.
    #[serde(default)]
    pub city: String,
    /// Country (ISO 3166-1, two letters).
    #[serde(default)]
    pub country: String,
    /// The subscriptions that it pays from now on; what is open of them alone goes along.
    #[serde(default)]
    pub pays: BTreeMap<SubscriptionId, String>,
    /// `on` if open invoices that hold other subscriptions as well go along.
    #[serde(default)]
    pub along: String,
    /// `on` if it becomes the default.
    #[serde(default)]
    pub default: String,
}

impl FinishSetUp {
    /// The address, if any of it was typed.
    ///
    /// # Errors
    /// `Invalid` by field where only a part of it was.
    pub fn address(&self) -> Result<Option<Address>, Fault> {
        super::address([&self.line1, &self.postal_code, &self.city, &self.country])
    }
}
