use std::fmt;

use model::billing_account::Method;
use serde::{Deserialize, Serialize};

use super::{Action, Decline, Key};

/// An order to begin to save a method. Its data goes from the browser to the gateway, never here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetUp {
    /// By what it is known.
    pub key: Key,
    /// What kind of method.
    pub method: Method,
    /// The gateway's name for the customer; without one it makes one.
    pub customer: Option<String>,
    /// The mail address of who will be charged, for mandates.
    pub email: Option<String>,
    /// Where the browser returns to.
    pub return_url: String,
    /// The origin of the portal, such as `https://portal.example`: who may frame the entry.
    pub origin: String,
}

/// What was begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Started {
    /// What the gateway calls it: for [`saved`](super::Gateway::saved).
    pub reference: String,
    /// The gateway's name for the customer.
    pub customer: Option<String>,
    /// Where the data is entered.
    pub entry: Entry,
}

/// Where a method's data is entered.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Entry {
    /// In a document of the gateway's, framed or visited. Framed, it posts the message
    /// `{"saldo": "saved", "reference": …}` to the portal's origin; visited, it leads back to the
    /// return address. Either way [`saved`](super::Gateway::saved) tells what became of it: what
    /// the browser says is not believed.
    Frame(String),
    /// In elements that the gateway's script makes.
    Elements {
        /// The address of the script.
        script: String,
        /// The gateway's public key of this provider.
        public_key: String,
        /// The secret of this entry, for this customer's browser.
        client_secret: String,
    },
}

impl fmt::Debug for Entry {
    /// Whoever knows the address or the secret may act.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Frame(_) => "Frame(hidden)",
            Self::Elements { .. } => "Elements(hidden)",
        })
    }
}

/// What became of a [`SetUp`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SetUpOutcome {
    /// It is saved and can be charged.
    Saved(SavedMethod),
    /// Nothing was entered yet.
    Waiting,
    /// The customer must do something first.
    RequiresAction(Action),
    /// It is being verified (a mandate, a micro-deposit); an event tells the end.
    Verifying(SavedMethod),
    /// It was refused.
    Declined(Decline),
    /// It was given up.
    Cancelled,
}

/// A method as the gateway keeps it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedMethod {
    /// The token that charges it.
    pub token: String,
    /// The gateway's name for the customer whom it belongs to.
    pub customer: Option<String>,
    /// How a person recognises it.
    pub data: MethodData,
    /// The same for the same card or account, whoever enters it: for limits, not for display.
    pub fingerprint: Option<String>,
}

impl fmt::Debug for SavedMethod {
    /// A token moves money.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SavedMethod")
            .field("data", &self.data)
            .finish_non_exhaustive()
    }
}

/// How a person recognises a method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MethodData {
    /// A card.
    Card(Card),
    /// An account that is debited.
    SepaDebit {
        /// Its IBAN, all but the country and the last four characters masked.
        iban: String,
        /// The bank's name, where the gateway says it.
        bank: Option<String>,
        /// The reference of the mandate, shown and mailed.
        mandate: Option<String>,
    },
}

/// What may be known of a card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Its brand in small letters, such as `visa`.
    pub brand: String,
    /// Its last four digits.
    pub last4: String,
    /// Year and month (1 to 12) at whose end it expires.
    pub expires: (i32, u32),
}
