//! Payments: checkouts and the payment orders that they hold.

use serde::{Deserialize, Serialize};

use crate::billing_account::PayerView;
use crate::id::{BillingAccountId, InvoiceId};
use crate::invoice::InvoiceSummary;
use crate::money::Money;
use crate::time::Date;

/// What has become of a payment order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// It is there and has certainly not been sent.
    Created,
    /// It has been sent, or is about to be.
    Submitted,
    /// The customer must do something first.
    RequiresAction,
    /// The payment provider is at it.
    Processing,
    /// The money is there.
    Succeeded,
    /// It was refused.
    Declined,
    /// It was given up; nothing was taken.
    Cancelled,
    /// Nobody knows yet what became of it.
    Unknown,
}

impl OrderState {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Created,
        Self::Submitted,
        Self::RequiresAction,
        Self::Processing,
        Self::Succeeded,
        Self::Declined,
        Self::Cancelled,
        Self::Unknown,
    ];

    /// As it is written in exports and stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Submitted => "submitted",
            Self::RequiresAction => "requires_action",
            Self::Processing => "processing",
            Self::Succeeded => "succeeded",
            Self::Declined => "declined",
            Self::Cancelled => "cancelled",
            Self::Unknown => "unknown",
        }
    }

    /// Whether nothing more becomes of it.
    #[must_use]
    pub const fn is_final(self) -> bool {
        match self {
            Self::Succeeded | Self::Declined | Self::Cancelled => true,
            Self::Created
            | Self::Submitted
            | Self::RequiresAction
            | Self::Processing
            | Self::Unknown => false,
        }
    }
}

/// What is to be paid, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// The invoices; all that are open if absent.
    pub invoices: Option<Vec<InvoiceId>>,
    /// The one billing account that pays all of it; each invoice's own if absent.
    pub payer: Option<BillingAccountId>,
    /// Whether credit is used first.
    pub credit: bool,
}

/// What a payment would come to now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// Today in the account's zone.
    pub today: Date,
    /// The invoices, the first due first.
    pub items: Vec<QuoteItem>,
    /// What is taken from whom, by currency.
    pub orders: Vec<QuoteOrder>,
    /// What is available of credit, by currency.
    pub credit: Vec<Money>,
    /// The billing accounts that may be chosen for all of it.
    pub choices: Vec<PayerView>,
    /// The open invoices that a payment is in flight for: they are not part of it.
    pub in_flight: Vec<InvoiceSummary>,
    /// The figures in one text, which comes back with the confirmation.
    pub shown: String,
}

/// What would be paid of an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteItem {
    /// The invoice.
    pub invoice: InvoiceSummary,
    /// From credit.
    pub from_credit: Money,
    /// By the billing account.
    pub captured: Money,
    /// The billing account.
    pub payer: Option<PayerView>,
    /// Why something of it stays open.
    pub left: Option<LeftOpen>,
}

/// Why something of an invoice is not paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LeftOpen {
    /// Credit does not cover it and no billing account pays it: one must be chosen.
    ByHand,
    /// All of it is below the smallest amount that its billing account takes: it waits for the
    /// next payment.
    Small,
}

/// What would be taken from a billing account, or from credit alone, in one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteOrder {
    /// The billing account.
    pub payer: Option<PayerView>,
    /// From credit.
    pub credit: Money,
    /// From the billing account.
    pub captured: Money,
}
