use std::fmt;

use model::billing_account::Method;
use model::money::Money;
use model::time::Instant;
use serde::{Deserialize, Serialize};

use super::{Decline, Key};

/// An order to take money from a saved method. The same key always comes with the same content.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Capture {
    /// By what it is known: `<checkout's key>/<n>`.
    pub key: Key,
    /// How much; above zero.
    pub amount: Money,
    /// What kind of method the token stands for.
    pub method: Method,
    /// The gateway's token of the method.
    pub token: String,
    /// The gateway's name for the customer, if it has one.
    pub customer: Option<String>,
    /// Whether the customer is there, so that strong authentication can be asked of him.
    pub present: bool,
    /// Where the customer returns to after strong authentication or another page.
    pub return_url: Option<String>,
    /// What the payer reads on his statement or in the gateway's pages, as far as it fits.
    pub description: String,
}

impl fmt::Debug for Capture {
    /// A token moves money.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Capture")
            .field("key", &self.key)
            .field("amount", &self.amount)
            .field("method", &self.method)
            .field("present", &self.present)
            .finish_non_exhaustive()
    }
}

/// What became of a [`Capture`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// The money was taken.
    Succeeded(Captured),
    /// The customer must do something first; then [`resume`](super::Gateway::resume).
    RequiresAction {
        /// What the gateway calls it.
        reference: String,
        /// What he must do.
        action: Action,
    },
    /// It is on its way; an event or a look-up tells the end.
    Processing {
        /// What the gateway calls it.
        reference: String,
    },
    /// It was refused: final for this key.
    Declined {
        /// What the gateway calls it, if it gave it a name.
        reference: Option<String>,
        /// Why.
        decline: Decline,
    },
    /// It was cancelled: final for this key, nothing was taken.
    Cancelled {
        /// What the gateway calls it, if it gave it a name.
        reference: Option<String>,
    },
}

/// Money that was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Captured {
    /// What the gateway calls it.
    pub reference: String,
    /// How much was taken: to be compared with what was asked.
    pub amount: Money,
    /// When.
    pub at: Instant,
}

/// Money that was taken, as a gateway lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// The key, where the payment is one of ours.
    pub key: Option<Key>,
    /// The money.
    pub captured: Captured,
}

/// A page of what a gateway lists.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// The money of this page; there may be more though it is none.
    pub taken: Vec<Taken>,
    /// What to ask for the next one after; none is the end.
    pub next: Option<String>,
}

/// What a customer must do before money is taken or a method is saved.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Action {
    /// Go to this address; it leads back to the return address.
    Visit(String),
    /// Let the gateway's own script go on with this secret, which is for this customer's browser.
    Script(String),
}

impl fmt::Debug for Action {
    /// Whoever knows the address or the secret may act.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Visit(_) => "Visit(hidden)",
            Self::Script(_) => "Script(hidden)",
        })
    }
}

impl Outcome {
    /// What the gateway calls it, if it gave it a name.
    #[must_use]
    pub fn reference(&self) -> Option<&str> {
        match self {
            Self::Succeeded(captured) => Some(&captured.reference),
            Self::RequiresAction { reference, .. } | Self::Processing { reference } => {
                Some(reference)
            }
            Self::Declined { reference, .. } | Self::Cancelled { reference } => {
                reference.as_deref()
            }
        }
    }

    /// Whether nothing more becomes of it under this key.
    #[must_use]
    pub const fn is_final(&self) -> bool {
        match self {
            Self::Succeeded(_) | Self::Declined { .. } | Self::Cancelled { .. } => true,
            Self::RequiresAction { .. } | Self::Processing { .. } => false,
        }
    }
}
