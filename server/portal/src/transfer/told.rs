//! What is told of money that came by itself.

use model::currency::Currency;
use model::id::{LotId, TransferId};
use model::time::Date;
use serde::{Deserialize, Serialize};

/// By what money was matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// It names one invoice.
    Reference,
    /// Of all open invoices one alone is of exactly this amount.
    Amount,
    /// The customer is certain: his oldest invoices are paid.
    Payer,
    /// The provider said what it pays.
    Provider,
    /// By nothing: it waits for the provider.
    Nothing,
}

impl By {
    /// As it is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reference => "reference",
            Self::Amount => "amount",
            Self::Payer => "payer",
            Self::Provider => "provider",
            Self::Nothing => "nothing",
        }
    }
}

/// A part of money and what it is for: an invoice, or credit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// The invoice (`ref`, or its own id).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoice: Option<String>,
    /// Whether it becomes credit.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub credit: bool,
    /// How much, in major units.
    pub amount: String,
}

/// Money that came in, as the provider tells it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payment {
    /// Whose it is (`ref`, or its own id), if that is known.
    #[serde(default)]
    pub account: Option<String>,
    /// The day on which it came.
    pub on: Date,
    /// How much, in major units.
    pub amount: String,
    /// Its currency.
    pub currency: Currency,
    /// What came with it.
    #[serde(default)]
    pub reference: String,
    /// The payer's name.
    #[serde(default)]
    pub party: Option<String>,
    /// The payer's bank account.
    #[serde(default)]
    pub iban: Option<String>,
    /// What it pays, if the provider says so; what is more becomes credit.
    #[serde(default)]
    pub allocations: Option<Vec<Part>>,
}

/// A part of money that went to an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paid {
    /// The invoice (`ref`).
    pub invoice: String,
    /// Its number.
    pub number: String,
    /// How much, in major units.
    pub amount: String,
}

/// A part of money that became credit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credited {
    /// The lot.
    pub id: LotId,
    /// How much, in major units.
    pub amount: String,
}

/// What became of money that came in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrived {
    /// By which it is known.
    pub id: TransferId,
    /// By what it was matched.
    pub rule: By,
    /// Whose it is (`ref`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// What was paid, in that order.
    pub invoices: Vec<Paid>,
    /// What more came than was to be paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credit: Option<Credited>,
    /// What is nobody's yet, in major units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unapplied: Option<String>,
}
