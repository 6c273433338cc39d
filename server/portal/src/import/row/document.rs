use model::credit::Origin;
use model::currency::Currency;
use model::explain::{Derivation, Plain};
use model::invoice::{LineKind, Party};
use model::time::{Date, Period};
use serde::{Deserialize, Serialize};

use super::provider::CategoryName;

/// A grant of credit.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Credit {
    pub account: String,
    pub currency: Currency,
    pub amount: Plain,
    pub origin: Origin,
    pub on: Option<Date>,
    pub expires_on: Option<Date>,
    pub payment: Option<String>,
    pub note: String,
}

/// An invoice that was issued elsewhere, and what was paid on it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Invoice {
    pub account: String,
    pub number: String,
    pub issued_on: Date,
    pub due_on: Date,
    pub currency: Currency,
    pub lines: Vec<Line>,
    pub net: Plain,
    pub tax: Plain,
    pub total: Plain,
    pub written_off_on: Option<Date>,
    pub dunning_from: Option<Date>,
    #[serde(default)]
    pub payments: Vec<Payment>,
    pub paid_on: Option<Date>,
    // As it was issued: an export says it, a plain import leaves it to the present master data.
    #[serde(skip_serializing)]
    pub planned_on: Option<Date>,
    #[serde(skip_serializing)]
    pub seller: Option<Party>,
    #[serde(skip_serializing)]
    pub buyer: Option<Party>,
    #[serde(skip_serializing)]
    pub payers: Option<Vec<String>>,
    #[serde(skip_serializing)]
    pub own_reference: Option<String>,
    #[serde(skip_serializing)]
    pub credit_first: Option<bool>,
}

/// A line of an invoice or a credit note.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Line {
    #[serde(skip_serializing)]
    pub n: Option<usize>,
    #[serde(default)]
    pub kind: LineKind,
    #[serde(skip_serializing)]
    pub item: Option<String>,
    #[serde(skip_serializing)]
    pub revision: Option<u32>,
    pub text: String,
    pub subscription: Option<String>,
    pub addon: Option<String>,
    pub resource: Option<String>,
    pub period: Option<Period>,
    pub quantity: Option<Plain>,
    pub unit_price: Option<Plain>,
    pub net: Plain,
    pub tax_rate: Option<Plain>,
    pub tax_category: Option<CategoryName>,
    pub corrects: Option<Corrects>,
    pub derivation: Option<Derivation>,
}

/// The line that another corrects.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Corrects {
    pub invoice: String,
    pub line: u32,
}

/// Something that was paid on an invoice.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Payment {
    pub on: Date,
    pub amount: Plain,
    pub by: PaymentBy,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billing_account: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refunded: Option<Plain>,
}

/// By what it was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PaymentBy {
    Credit,
    BillingAccount,
    Transfer,
    Other,
}

impl PaymentBy {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Credit => "credit",
            Self::BillingAccount => "billing_account",
            Self::Transfer => "transfer",
            Self::Other => "other",
        }
    }
}

/// A credit note that was issued elsewhere.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreditNote {
    pub invoice: String,
    pub number: String,
    pub issued_on: Date,
    pub lines: Vec<Line>,
    pub net: Plain,
    pub tax: Plain,
    pub total: Plain,
    #[serde(skip_serializing)]
    pub seller: Option<Party>,
    #[serde(skip_serializing)]
    pub buyer: Option<Party>,
}
