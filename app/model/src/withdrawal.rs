//! Credit that a customer withdraws.

use serde::{Deserialize, Serialize};

use crate::billing_account::PayerView;
use crate::currency::Currency;
use crate::fault::Fault;
use crate::id::WithdrawalId;
use crate::money::Money;
use crate::page::{Cursor, Page};
use crate::refund::RefundState;
use crate::time::Date;

/// What has become of the transfer of a withdrawal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferState {
    /// There is none: all of it goes back to where it was taken.
    Refunded,
    /// The provider has not sent it yet.
    Waiting,
    /// It was sent.
    Transferred,
    /// The provider does not send it: it is credit again.
    Rejected,
}

impl TransferState {
    /// As it is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Refunded => "refunded",
            Self::Waiting => "waiting",
            Self::Transferred => "transferred",
            Self::Rejected => "rejected",
        }
    }
}

/// How much is to be withdrawn.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithdrawalWish {
    /// How much, in major units, as it was typed; all there is if empty.
    #[serde(default)]
    pub amount: String,
    /// In which currency; the account's own if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// Behind which of the earlier ones the list begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
}

/// Where a withdrawal goes, or has gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Destination {
    /// Back to where it was taken; whose that is to see sees what that is.
    Source(Option<PayerView>),
    /// To a bank account, by a transfer of the provider's; its number with the middle left out,
    /// once it is known.
    Transfer(Option<String>),
}

/// What a withdrawal would come to now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithdrawalQuote {
    /// Whether the provider pays credit out.
    pub allowed: bool,
    /// The balance of credit, whatever it is made of.
    pub balance: Money,
    /// What of it is set aside.
    pub held: Money,
    /// What of it can be withdrawn: it was paid in, and is neither spent nor set aside.
    pub most: Money,
    /// The currencies that may be chosen.
    pub currencies: Vec<Currency>,
    /// What is withdrawn; absent while something is wrong, or nothing can be.
    pub amount: Option<Money>,
    /// Where it goes.
    pub parts: Vec<(Destination, Money)>,
    /// Whether a bank account is needed for some of what can be withdrawn.
    pub transfers: bool,
    /// Whether credit is topped up by itself when it is low.
    pub tops_up: bool,
    /// What is wrong with what is wished, by field.
    pub wrong: Option<Fault>,
    /// The figures in one text, which comes back with the confirmation.
    pub shown: String,
    /// The key of the withdrawal that this would be, as of [`crate::payment::Quote`].
    pub key: String,
    /// What was withdrawn before, the newest first.
    pub earlier: Page<WithdrawalView>,
}

/// What a customer confirms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithdrawalRequest {
    /// The key (a UUID), the same for a double tap and a resend.
    pub key: String,
    /// How much.
    pub wish: WithdrawalWish,
    /// What the page showed: [`WithdrawalQuote::shown`].
    pub shown: String,
    /// Whose bank account a transfer goes to.
    #[serde(default)]
    pub holder: String,
    /// Which (IBAN).
    #[serde(default)]
    pub iban: String,
}

/// A withdrawal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithdrawalView {
    /// Which.
    pub id: WithdrawalId,
    /// When it was asked for, in the account's zone.
    pub on: Date,
    /// How much in all.
    pub amount: Money,
    /// What the provider says of a transfer that is not sent.
    pub note: Option<String>,
    /// Where it goes.
    pub parts: Vec<WithdrawalPart>,
}

/// A part of a withdrawal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithdrawalPart {
    /// Where to.
    pub to: Destination,
    /// How much.
    pub amount: Money,
    /// What has become of it.
    pub state: PartState,
}

/// What has become of a part of a withdrawal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PartState {
    /// It is on its way.
    UnderWay,
    /// The provider has not sent it yet.
    Waiting,
    /// It is gone.
    Gone,
    /// It could not go, and is credit again.
    CreditAgain,
}

impl From<RefundState> for PartState {
    fn from(state: RefundState) -> Self {
        match state {
            RefundState::Submitted | RefundState::Processing | RefundState::Unknown => {
                Self::UnderWay
            }
            RefundState::Succeeded => Self::Gone,
            RefundState::Failed => Self::CreditAgain,
        }
    }
}
