//! Billing accounts: saved payment methods, their owners, what they pay.

mod add;
mod assign;
mod change;
mod remove;

pub use add::{BeginSetUp, Entered, Entry, FinishSetUp, Holder, Methods, Payable, SetUpView};
pub use assign::{
    Assigned, BY_HAND, ChangePayers, Choice, OpenInvoice, PayerTable, PayersChanged,
    SubscriptionPayers,
};
use change::address;
pub use change::{BillingAccountPage, ChangeBillingAccount, Charged};
pub use remove::{Removal, RemoveBillingAccount};
use serde::{Deserialize, Serialize};

use crate::id::{BillingAccountId, SubscriptionId};
use crate::money::Money;
use crate::time::Date;

/// The kind of payment method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// A credit or debit card.
    Card,
    /// A SEPA direct debit.
    SepaDebit,
    /// Transfers by the customer.
    BankTransfer,
}

impl Method {
    /// As it is written in imports and exports, and stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::SepaDebit => "sepa_debit",
            Self::BankTransfer => "bank_transfer",
        }
    }
}

/// What state a billing account is in on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BillingAccountStatus {
    /// A mandate, a micro-deposit or strong authentication is outstanding.
    PendingVerification,
    /// Usable.
    Active,
    /// Expires before the next charge that it would have to make.
    Expiring,
    /// Expired.
    Expired,
    /// The last charge was refused for good.
    Failing,
    /// Removed; kept while payments refer to it.
    Removed,
}

/// A billing account, as named beside what it pays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayerView {
    /// The billing account.
    pub id: BillingAccountId,
    /// The customer's own name for it, if any.
    pub name: Option<String>,
    /// The kind of method.
    pub method: Method,
    /// The card's brand, if it is a card.
    pub brand: Option<String>,
    /// The last four digits, or the masked IBAN.
    pub tail: Option<String>,
    /// Year and month at whose end the card expires.
    pub expires: Option<(i32, u32)>,
    /// Its state today.
    pub status: BillingAccountStatus,
    /// Whether it is the account's default.
    pub default: bool,
}

/// A billing account in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillingAccountView {
    /// How it is recognised.
    pub payer: PayerView,
    /// Who owns it.
    pub owner: String,
    /// Whether the caller owns it.
    pub own: bool,
    /// Whether the caller may change it.
    pub manages: bool,
    /// Who else may use it.
    pub shared_with: Vec<String>,
    /// The most it pays in a calendar month, by currency.
    pub monthly_cap: Vec<Money>,
    /// The subscriptions whose next period it pays, at most twelve, by name; with their plan where
    /// another one of the account has that name.
    pub pays: Vec<(SubscriptionId, String)>,
    /// How many more it pays.
    pub pays_more: u32,
    /// The first charge that it would make, were it not to end before that day.
    pub ends_before: Option<Date>,
    /// How many subscriptions it would pay next, were it not to end before.
    pub misses: u32,
    /// The next charge, of invoices that are open now.
    pub next_charge: Option<NextCharge>,
}

/// A charge that lies ahead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextCharge {
    /// The day.
    pub on: Date,
    /// What is charged, by currency; nothing where credit covers all.
    pub sums: Vec<ChargeSum>,
}

/// What is charged in one currency, and how it comes to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChargeSum {
    /// The sum of the parts.
    pub amount: Money,
    /// What is open of each invoice, less credit.
    pub parts: Vec<(Money, ChargePart)>,
    /// What makes that credit, where other invoices take some before: all there is, less what each
    /// of them takes, less what stays.
    pub credit: Vec<(Money, ChargePart)>,
}

/// What a part of a charge is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChargePart {
    /// Of the invoice with that number.
    Invoice(String),
    /// Credit.
    Credit,
    /// Credit that is not used here, or has expired by then.
    Left,
}

/// Where transfers go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankAccount {
    /// Whose it is.
    pub holder: String,
    /// Its number (ISO 13616), in groups of four where it is shown.
    pub iban: String,
    /// Its bank (ISO 9362).
    pub bic: Option<String>,
}

/// The page of billing accounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillingAccountList {
    /// Today in the account's zone.
    pub today: Date,
    /// The billing accounts, the default first, then by name.
    pub accounts: Vec<BillingAccountView>,
    /// Subscriptions that nobody pays: by hand.
    pub by_hand: u32,
    /// Whether the caller may change the default.
    pub defaults: bool,
}
