//! Credit that is bought.

use serde::{Deserialize, Serialize};

use crate::billing_account::PayerView;
use crate::currency::Currency;
use crate::fault::Fault;
use crate::id::BillingAccountId;
use crate::money::Money;

/// How much credit is to be bought, and by what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FundsWish {
    /// How much, in major units, as it was typed.
    #[serde(default)]
    pub amount: String,
    /// In which currency; the account's own if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// The billing account that pays; the default if absent, or the first that can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payer: Option<BillingAccountId>,
}

/// What credit would cost now, and what it would come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FundsQuote {
    /// The balance of credit, what is set aside of it included.
    pub balance: Money,
    /// What was bought and is still on its way.
    pub arriving: Money,
    /// At least so much at once.
    pub least: Money,
    /// At most so much now; as much as one likes if absent.
    pub room: Option<Money>,
    /// At most so much credit in all; as much as one likes if absent.
    pub cap: Option<Money>,
    /// The currencies that may be chosen.
    pub currencies: Vec<Currency>,
    /// The billing accounts that may be chosen.
    pub choices: Vec<PayerView>,
    /// The one that pays.
    pub payer: Option<PayerView>,
    /// What is charged, and what credit comes to with it and with what is on its way; absent while
    /// something is missing or wrong.
    pub charge: Option<(Money, Money)>,
    /// What is wrong with what is wished, by field; nothing while no amount was typed.
    pub wrong: Option<Fault>,
    /// The figures in one text, which comes back with the confirmation.
    pub shown: String,
    /// The key of the checkout that this would be, as of [`super::Quote`].
    pub key: String,
    /// Whether it would be paid by a test gateway, which moves no money.
    pub test: bool,
}

/// What a customer who buys credit confirms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FundsConfirmation {
    /// The checkout's key (a UUID), the same for a double tap and a resend.
    pub key: String,
    /// How much, and by what.
    pub wish: FundsWish,
    /// What the page showed: [`FundsQuote::shown`].
    pub shown: String,
}
