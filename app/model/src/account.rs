//! The account page: what I have, what I owe.

use serde::{Deserialize, Serialize};

use crate::affiliate::AffiliateSummary;
use crate::id::AccountId;
use crate::invoice::InvoiceSummary;
use crate::money::Money;
use crate::subscription::SubscriptionSummary;
use crate::time::Date;
use crate::todo::Todo;
use crate::usage::UsageTotal;

/// Everything on the account page, made in one go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountOverview {
    /// The account's name: the company, else the person.
    pub name: String,
    /// The provider's own number for the account.
    pub number: String,
    /// Today in the account's zone.
    pub today: Date,
    /// When the account was closed, if it was.
    pub closed_on: Option<Date>,
    /// The five most urgent things to do, as far as the caller may see what they are about.
    pub todos: Vec<Todo>,
    /// How many there are in all.
    pub todos_in_all: u32,
    /// Due balances by currency, those with anything open first; none if the caller may not see
    /// invoices.
    pub due: Option<Vec<DuePosition>>,
    /// Credit balances by currency; none if the caller may not see credit.
    pub credit: Option<Vec<CreditPosition>>,
    /// What came of affiliate programs; none if the account takes no part in one, or the caller may
    /// not see credit.
    pub affiliate: Option<AffiliateSummary>,
    /// What the month's usage costs so far, by currency; none if usage may not be seen, empty if
    /// there is none.
    pub usage: Option<Vec<UsageTotal>>,
    /// The outstanding invoices that are due first, at most six; none if they may not be seen.
    pub outstanding: Option<Vec<InvoiceSummary>>,
    /// The first ten subscriptions, what needs attention first; none if they may not be seen.
    pub subscriptions: Option<Vec<SubscriptionSummary>>,
    /// Whether there are more subscriptions than those.
    pub more_subscriptions: bool,
}

/// What is owed in one currency. The parts add up to `due`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DuePosition {
    /// Σ open of issued invoices, what is being collected included.
    pub due: Money,
    /// Of it: past its due date.
    pub overdue: Money,
    /// Of it: due within seven days.
    pub soon: Money,
    /// Of it: due later.
    pub later: Money,
    /// Of it: being collected right now.
    pub processing: Money,
    /// How many invoices are open.
    pub count: u32,
}

/// The customer's money that the provider holds in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreditPosition {
    /// All of it.
    pub balance: Money,
    /// Of it: set aside for payments in flight.
    pub held: Money,
    /// Of it: expires first, and on which last good day.
    pub expiring: Option<(Money, Date)>,
}

/// An account that the person may open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountChoice {
    /// The account.
    pub id: AccountId,
    /// Its name.
    pub name: String,
    /// The provider's own number for it.
    pub number: String,
    /// Whether it is the one that is open.
    pub current: bool,
}
