//! The statement of account: what moved between two days.

use serde::{Deserialize, Serialize};

use crate::currency::Currency;
use crate::id::InvoiceId;
use crate::money::Money;
use crate::time::Date;

/// A question for movements. What is no day, or none, is what the page begins with: the two months
/// before this one, until today.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct StatementQuery {
    /// The first day, as typed.
    pub from: String,
    /// The last day, as typed.
    pub to: String,
}

/// What is owed and what there is in the customer's favour: side by side, never netted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// What is owed on invoices.
    pub due: Money,
    /// Credit, money that settles nothing yet, and refunds that are on their way.
    pub credit: Money,
}

/// The movements of an account between two days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementView {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// By currency, the account's own first.
    pub parts: Vec<StatementPart>,
}

/// The movements in one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementPart {
    /// The currency.
    pub currency: Currency,
    /// Before the first day.
    pub opening: Standing,
    /// The movements in order.
    pub rows: Vec<StatementRow>,
    /// Whether there are more of them than rows.
    pub more: bool,
    /// After the last day.
    pub closing: Standing,
}

/// One movement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementRow {
    /// The day of booking.
    pub on: Date,
    /// Why.
    pub why: Moved,
    /// The invoice that it concerns, if it is one.
    pub invoice: Option<(InvoiceId, String)>,
    /// What it changed.
    pub change: Standing,
    /// What there was after it.
    pub after: Standing,
}

/// Why something moved, as the ledger has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moved {
    /// An invoice was issued.
    Invoice,
    /// A credit note was issued.
    CreditNote,
    /// Money came in.
    Payment,
    /// Credit was spent.
    CreditUsed,
    /// Credit came back.
    CreditReturned,
    /// Money went back to its source.
    Refund,
    /// Credit was granted.
    Grant,
    /// Credit has expired.
    Expiry,
    /// Credit was paid out.
    Withdrawal,
    /// The rest of an invoice was given up.
    WriteOff,
    /// More than its total had come in for an invoice.
    Surplus,
    /// Anything else.
    #[serde(other)]
    Other,
}

impl Moved {
    /// As the ledger writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::CreditNote => "credit_note",
            Self::Payment => "payment",
            Self::CreditUsed => "credit_used",
            Self::CreditReturned => "credit_returned",
            Self::Refund => "refund",
            Self::Grant => "grant",
            Self::Expiry => "expiry",
            Self::Withdrawal => "withdrawal",
            Self::WriteOff => "write_off",
            Self::Surplus => "surplus",
            Self::Other => "other",
        }
    }
}
