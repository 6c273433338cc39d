//! Payments: checkouts and the payment orders that they hold.

mod funds;

use serde::{Deserialize, Serialize};

use crate::billing_account::PayerView;
use crate::fault::Fault;
use crate::id::{BillingAccountId, CheckoutId, InvoiceId, PaymentId, ReceiptId};
use crate::invoice::InvoiceSummary;
use crate::money::Money;
use crate::time::{Date, Instant};

pub use funds::{FundsConfirmation, FundsQuote, FundsWish};

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

/// A payment that is on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flight {
    /// Its checkout.
    pub checkout: CheckoutId,
    /// Whether it waits for the customer.
    pub waits: bool,
}

/// What is to be paid, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// The invoices; all that are open if absent. One text with commas between them: a form has
    /// fewer fields than an account may have open invoices.
    #[serde(default, with = "commas", skip_serializing_if = "Option::is_none")]
    pub invoices: Option<Vec<InvoiceId>>,
    /// The one billing account that pays all of it; each invoice's own if absent.
    pub payer: Option<BillingAccountId>,
    /// Whether credit is used first.
    pub credit: bool,
    /// How much of the one invoice that is named, in major units as it was typed; all of it if
    /// absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<String>,
}

/// Identifiers as one text.
mod commas {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::id::InvoiceId;

    pub(super) fn serialize<S: Serializer>(
        ids: &Option<Vec<InvoiceId>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let Some(ids) = ids else {
            return serializer.serialize_none();
        };
        let ids: Vec<&str> = ids.iter().map(InvoiceId::as_str).collect();
        serializer.serialize_some(&ids.join(","))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Vec<InvoiceId>>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        let ids = text.map(|text| text.split(',').map(str::parse).collect());
        ids.transpose().map_err(D::Error::custom)
    }
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
    /// Whether there are more open invoices than can be paid at once: the others are left for the
    /// next payment.
    #[serde(default)]
    pub more: bool,
    /// Whether a part of the one invoice may be paid.
    pub parts: bool,
    /// What is wrong with the part that is wished, by field: then nothing would be paid.
    pub wrong: Option<Fault>,
    /// The figures in one text, which comes back with the confirmation.
    pub shown: String,
    /// The key of the checkout that this would be: as long as nothing else is confirmed, the same
    /// for whoever asks the same again.
    pub key: String,
    /// Whether it would be paid by a test gateway, which moves no money.
    pub test: bool,
}

/// What a customer confirms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confirmation {
    /// The checkout's key (a UUID), the same for a double tap and a resend.
    pub key: String,
    /// What is to be paid, and how.
    pub wish: Wish,
    /// What the page showed: [`Quote::shown`].
    pub shown: String,
}

/// A checkout: what was confirmed, and what has become of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckoutView {
    /// Which.
    pub id: CheckoutId,
    /// When it was confirmed.
    pub at: Instant,
    /// How long ago that was, in seconds.
    pub age_seconds: i64,
    /// Its payment orders.
    pub orders: Vec<PaymentView>,
}

/// A payment order, as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentView {
    /// Which: its code for support.
    pub id: PaymentId,
    /// Who pays; credit alone if nobody.
    pub payer: Option<PayerView>,
    /// From credit.
    pub credit: Money,
    /// From the billing account.
    pub captured: Money,
    /// What of that is for credit: then it pays no invoice.
    pub bought: Money,
    /// What has become of it.
    pub state: OrderState,
    /// Whether something else was captured than was asked: the provider looks into it.
    pub quarantined: bool,
    /// When it ended.
    pub ended_at: Option<Instant>,
    /// Where the customer goes on, while he must do something.
    pub action: Option<String>,
    /// Why it was declined.
    pub decline: Option<DeclineView>,
    /// What it pays of invoices.
    pub parts: Vec<PaymentPart>,
    /// The receipt for what was captured.
    pub receipt: Option<ReceiptView>,
}

/// A receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptView {
    /// Which.
    pub id: ReceiptId,
    /// Its number.
    pub number: String,
}

/// What an order pays of an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentPart {
    /// The invoice.
    pub invoice: InvoiceId,
    /// Its number.
    pub number: String,
    /// From credit.
    pub credit: Money,
    /// From the billing account.
    pub captured: Money,
}

impl PaymentPart {
    /// What is paid of the invoice.
    #[must_use]
    pub fn sum(&self) -> Money {
        self.credit.plus(self.captured).unwrap_or(self.captured)
    }
}

/// Why a payment was declined.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclineView {
    /// What it comes to.
    pub reason: DeclineReason,
    /// The code, for support.
    pub code: String,
    /// Whether the same method cannot pay any more as it is.
    pub hard: bool,
}

/// What a refusal comes to for who pays. That a card is reported as lost or stolen is not told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeclineReason {
    /// Not enough money on it.
    InsufficientFunds,
    /// The card has expired.
    Expired,
    /// The security code, the number or another entry was wrong.
    WrongEntry,
    /// The bank refuses without saying why.
    DoNotHonour,
    /// Strong authentication failed, or was required while nobody was there.
    Authentication,
    /// Above a limit of the card or account, or too often.
    Limit,
    /// It cannot be charged at all: closed, revoked, not for this currency or purchase.
    Unusable,
    /// Anything else.
    Generic,
}

/// What would be paid of an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteItem {
    /// The invoice.
    pub invoice: InvoiceSummary,
    /// What is to be paid of it.
    pub due: Money,
    /// From credit.
    pub from_credit: Money,
    /// By the billing account.
    pub captured: Money,
    /// The billing account.
    pub payer: Option<PayerView>,
    /// Why something of it stays open.
    pub left: Option<LeftOpen>,
    /// Whether money for it has come that is being looked into.
    pub apart: bool,
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
