//! What a customer has to do: made by rules from the facts there are, gone with its cause.

use serde::{Deserialize, Serialize};

use crate::billing_account::PayerView;
use crate::id::{CheckoutId, InvoiceId, SubscriptionId};
use crate::money::Money;
use crate::time::Date;

/// One thing to do. Of a rule and what it is about there is one at most.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Todo {
    /// What it is about.
    pub matter: Matter,
    /// The last day on which it helps; past for what is late, none where no day is known.
    pub until: Option<Date>,
}

impl Todo {
    /// The rule and what it is about: of each there is one.
    #[must_use]
    pub fn key(&self) -> String {
        match &self.matter {
            Matter::Overdue(owed) => format!("overdue {}", owed.invoice),
            Matter::Confirm { checkout, .. } => format!("confirm {checkout}"),
            Matter::Due(owed) => format!("due {}", owed.invoice),
            Matter::Payer(payer) => format!("payer {}", payer.id),
            Matter::CreditLow { left, .. } => format!("credit {}", left.currency),
            Matter::TopUp => "top-up".to_owned(),
            Matter::Usage(of) => format!("usage {} {}", of.subscription.id, of.resource),
            Matter::Ending { subscription, .. } => format!("ending {}", subscription.id),
            Matter::Change(subscription) => format!("change {}", subscription.id),
            Matter::ByHand(subscription) => format!("hand {}", subscription.id),
        }
    }
}

/// What there is to do about, and what is needed to say so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Matter {
    /// An invoice is past its due date.
    Overdue(Owed),
    /// A payment waits until the customer confirms it.
    Confirm {
        /// Which.
        checkout: CheckoutId,
        /// The number of an invoice that it pays.
        number: String,
    },
    /// An invoice falls due that nothing pays by itself.
    Due(Owed),
    /// A billing account that is to be charged was refused, has ended or is to end, or is not
    /// confirmed: its status says which.
    Payer(PayerView),
    /// Credit has fallen below what the customer wanted to be told of.
    CreditLow {
        /// What is left.
        left: Money,
        /// What the customer named.
        least: Money,
    },
    /// The automatic top-up rests: its charge was refused twice in a row.
    TopUp,
    /// A resource has come near the limit of its subscription, or is over it.
    Usage(Measured),
    /// A subscription goes to its end.
    Ending {
        /// Which.
        subscription: Named,
        /// Whether it was cancelled, or just does not renew itself.
        cancelled: bool,
    },
    /// A change of a subscription is planned.
    Change(Named),
    /// The first subscription to renew that was put to be paid by hand.
    ByHand(Named),
}

/// An invoice with something open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owed {
    /// The invoice.
    pub invoice: InvoiceId,
    /// Its number.
    pub number: String,
    /// What it is about.
    pub about: String,
    /// What is open.
    pub open: Money,
    /// Whether credit settles all of it by itself, and the reader may know that.
    pub covered: bool,
    /// Whether it was paid, and that was taken back.
    pub taken_back: bool,
}

/// A resource against its limit. Figures are plain decimals in the unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measured {
    /// Of which subscription.
    pub subscription: Named,
    /// The resource: `disk`, `traffic`, `mailboxes`, …
    pub resource: String,
    /// What is used of the limit, in percent, rounded down.
    pub percent: u32,
    /// Whether nothing is left of it.
    pub reached: bool,
    /// What is used.
    pub used: String,
    /// The limit.
    pub limit: String,
    /// The unit; none: pieces.
    pub unit: Option<String>,
    /// What happens over the limit.
    pub beyond: Beyond,
}

/// What happens to usage over a limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Beyond {
    /// It is charged.
    Charged {
        /// What a unit costs, in major units of the currency of `ahead`, without tax.
        rate: String,
        /// The unit of that price; none: pieces.
        per: Option<String>,
        /// What the month will cost if it goes on, without tax.
        ahead: Money,
    },
    /// The control panel does not let it happen.
    Blocked,
    /// Nothing.
    Free,
}

/// A subscription and what it is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// The subscription.
    pub id: SubscriptionId,
    /// Its name.
    pub name: String,
}

/// The page of to-dos.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TodoList {
    /// Today in the account's zone.
    pub today: Date,
    /// What is to be done now, the most urgent first.
    pub todos: Vec<Listed>,
    /// What the reader has put off, what comes back next first.
    pub snoozed: Vec<Snoozed>,
}

/// A to-do in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// The to-do.
    pub todo: Todo,
    /// The days until which it may be put off.
    pub choices: Vec<Date>,
}

/// A to-do that is put off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snoozed {
    /// The to-do.
    pub todo: Todo,
    /// The day on which it comes back.
    pub until: Date,
}
