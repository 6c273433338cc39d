use model::money::Money;
use model::time::Instant;
use serde::{Deserialize, Serialize};

use super::Key;

/// An order to give money back to where it was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refund {
    /// By what it is known; a key of its own.
    pub key: Key,
    /// What the gateway calls the capture ([`Captured::reference`](super::Captured::reference)).
    pub capture: String,
    /// How much; above zero, and with all earlier ones no more than was captured.
    pub amount: Money,
}

/// What became of a [`Refund`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RefundOutcome {
    /// It was given back.
    Succeeded(Refunded),
    /// It is on its way.
    Processing {
        /// What the gateway calls it.
        reference: String,
    },
    /// It came to nothing: the money is still here (the card was closed, the account is gone).
    Failed {
        /// What the gateway calls it, if it gave it a name.
        reference: Option<String>,
        /// The gateway's code, for support.
        code: String,
    },
}

impl RefundOutcome {
    /// Whether the money is gone, once that is known for good.
    #[must_use]
    pub const fn is_succeeded(&self) -> Option<bool> {
        match self {
            Self::Succeeded(_) => Some(true),
            Self::Failed { .. } => Some(false),
            Self::Processing { .. } => None,
        }
    }
}

/// Money that was given back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refunded {
    /// What the gateway calls it.
    pub reference: String,
    /// How much.
    pub amount: Money,
    /// When.
    pub at: Instant,
}
