//! Credit: lots, what became of them, and every movement.

use serde::{Deserialize, Serialize};

use crate::billing_account::Choice;
use crate::currency::Currency;
use crate::id::{BillingAccountId, CheckoutId, CreditMovementId, InvoiceId, LotId};
use crate::money::Money;
use crate::page::{Cursor, Page};
use crate::time::Date;

/// Where a lot of credit came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The customer paid it in.
    PaidIn,
    /// Given back for something paid.
    Refund,
    /// Given back by a change of plan.
    Downgrade,
    /// A present of the provider; the only kind that may expire.
    Promotion,
    /// Commission.
    Affiliate,
}

impl Origin {
    /// As it is written in imports and exports, and stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PaidIn => "paid_in",
            Self::Refund => "refund",
            Self::Downgrade => "downgrade",
            Self::Promotion => "promotion",
            Self::Affiliate => "affiliate",
        }
    }
}

/// Why credit moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MovementReason {
    /// A new lot.
    Grant,
    /// Spent on an invoice.
    Use,
    /// Came back to its lot.
    Return,
    /// The lot's last day has passed.
    Expiry,
    /// Paid out to its source.
    Withdrawal,
    /// The payment that brought it was taken back.
    Chargeback,
}

impl MovementReason {
    /// As it is written in exports and stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Grant => "grant",
            Self::Use => "use",
            Self::Return => "return",
            Self::Expiry => "expiry",
            Self::Withdrawal => "withdrawal",
            Self::Chargeback => "chargeback",
        }
    }
}

/// What has become of a lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LotState {
    /// It can be spent.
    Live,
    /// Nothing is left of it.
    UsedUp,
    /// Its last good day has passed before it was used up.
    Expired,
}

/// A lot of credit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LotView {
    /// The lot.
    pub id: LotId,
    /// Where it came from.
    pub origin: Origin,
    /// The day on which it was granted.
    pub granted_on: Date,
    /// Its last good day in the account's zone.
    pub expires_on: Option<Date>,
    /// What it began with.
    pub amount: Money,
    /// What is left of it.
    pub remaining: Money,
    /// What of that is set aside for payments in flight.
    pub held: Money,
    /// The provider's note.
    pub note: String,
    /// What has become of it.
    pub state: LotState,
}

/// One movement of credit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovementView {
    /// The movement.
    pub id: CreditMovementId,
    /// The day of booking in the account's zone.
    pub on: Date,
    /// Why.
    pub reason: MovementReason,
    /// Where the lot came from.
    pub origin: Origin,
    /// How much, with its sign.
    pub amount: Money,
    /// The balance of that currency after it.
    pub balance: Money,
    /// The invoice on which it was spent or from which it came, with its number.
    pub invoice: Option<(InvoiceId, String)>,
    /// The checkout of the payment that brought it, or to which it went back.
    pub payment: Option<CheckoutId>,
}

/// A question for lots and movements. The default asks for the first page of both.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct CreditQuery {
    /// Where the page of movements begins.
    pub after: Option<String>,
    /// Where the page of lots begins.
    pub lots: Option<String>,
}

impl CreditQuery {
    /// The cursor, if the question carries one.
    #[must_use]
    pub fn cursor(&self) -> Option<Cursor> {
        self.after.clone().map(Cursor)
    }
}

/// The credit page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreditView {
    /// Today in the account's zone.
    pub today: Date,
    /// Balances by currency.
    pub balances: Vec<crate::account::CreditPosition>,
    /// Lots: those that can be spent, in that order, then those that cannot, the youngest first.
    pub lots: Page<LotView>,
    /// Every movement, newest first.
    pub movements: Page<MovementView>,
    /// Whether the caller may withdraw what was paid in.
    pub withdraws: bool,
}

/// What the customer wants to happen when credit is low. Amounts are in major units, empty where
/// nothing is set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LowView {
    /// The currency of all of it.
    pub currency: Currency,
    /// Below so much available credit it is topped up.
    pub threshold: String,
    /// By so much.
    pub amount: String,
    /// At most so much in a calendar month.
    pub ceiling: String,
    /// The billing account that is charged.
    pub payer: Option<BillingAccountId>,
    /// Those that may be chosen.
    pub choices: Vec<Choice>,
    /// Below so much he is told.
    pub alert: String,
    /// Whether the rule rests, because the charge was refused twice in a row.
    pub paused: bool,
}

/// What shall happen when credit is low, as it was typed: no top-up where all three amounts of it
/// are empty, no mail where `alert` is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SetLow {
    /// Below so much available credit it is topped up.
    pub threshold: String,
    /// By so much.
    pub amount: String,
    /// At most so much in a calendar month.
    pub ceiling: String,
    /// The billing account that is charged.
    pub payer: String,
    /// Below so much he is told.
    pub alert: String,
}
