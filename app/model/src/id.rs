//! Prefixed identifiers: `inv_01k…`. The caller makes them, from time and randomness.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A text that is not an identifier of that kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MalformedId;

impl fmt::Display for MalformedId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("malformed identifier")
    }
}

impl std::error::Error for MalformedId {}

/// Crockford's base 32 in lower case: no letter that is mistaken for a digit.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// 26 characters that sort by time: 48 bits of milliseconds, 80 random bits (the layout of a ULID).
#[must_use]
pub fn stem(milliseconds: u64, random: [u8; 10]) -> String {
    let mut bits = u128::from(milliseconds & 0xffff_ffff_ffff);
    for byte in random {
        bits = (bits << 8) | u128::from(byte);
    }
    (0..26)
        .rev()
        .filter_map(|place| ALPHABET.get(((bits >> (place * 5)) & 31) as usize))
        .map(|letter| char::from(*letter))
        .collect()
}

fn checked(prefix: &str, text: &str) -> Result<(), MalformedId> {
    let rest = text
        .strip_prefix(prefix)
        .and_then(|rest| rest.strip_prefix('_'));
    let rest = rest.ok_or(MalformedId)?;
    let plain = rest.bytes().all(|byte| ALPHABET.contains(&byte));
    if plain && rest.len() == 26 {
        Ok(())
    } else {
        Err(MalformedId)
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// What stands before the underscore.
            pub const PREFIX: &str = $prefix;

            /// Makes one from the time in milliseconds and ten random bytes.
            #[must_use]
            pub fn make(milliseconds: u64, random: [u8; 10]) -> Self {
                Self(format!("{}_{}", $prefix, stem(milliseconds, random)))
            }

            /// As it is stored and written in addresses.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = MalformedId;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                checked($prefix, text).map(|()| Self(text.to_owned()))
            }
        }

        impl TryFrom<String> for $name {
            type Error = MalformedId;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                checked($prefix, &text).map(|()| Self(text))
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    )*};
}

ids! {
    /// A customer with its money.
    AccountId = "acc";
    /// A customer's part in an affiliate program.
    AffiliateId = "aff";
    /// A saved payment method.
    BillingAccountId = "bil";
    /// What a customer confirmed to pay, or the run collected.
    CheckoutId = "chk";
    /// A document that takes an invoice back, in part or in whole.
    CreditNoteId = "crn";
    /// One line of a customer's history of credit.
    CreditMovementId = "crm";
    /// What an affiliate gets for one invoice of a customer who came by them.
    CommissionId = "com";
    /// A coupon that subscriptions can hold.
    CouponId = "cou";
    /// A payment that its payer or its bank has taken back.
    DisputeId = "dsp";
    /// Subscriptions of a customer that belong together.
    GroupId = "grp";
    /// Credit that is set aside for a payment order.
    HoldId = "hld";
    /// An invoice.
    InvoiceId = "inv";
    /// A grant of credit, spent as a whole or in parts.
    LotId = "lot";
    /// A message that waits to be sent.
    MessageId = "msg";
    /// A payment order of a checkout.
    PaymentId = "pay";
    /// Somebody who may sign in.
    PersonId = "per";
    /// A payment method that is being saved.
    SetUpId = "stp";
    /// A plan that can be subscribed to.
    PlanId = "pln";
    /// An add-on to a plan.
    AddonId = "add";
    /// An affiliate program.
    ProgramId = "apg";
    /// A key of the provider's API.
    KeyId = "key";
    /// A document that says what was received.
    ReceiptId = "rct";
    /// Money that goes back to its source.
    RefundId = "rfd";
    /// A legal person that issues invoices.
    SellerId = "sel";
    /// The public name of a session; what proves it is a secret of its own.
    SessionId = "ses";
    /// A plan held by an account.
    SubscriptionId = "sub";
    /// A zone of tax rates.
    TaxZoneId = "tax";
    /// Money that came in by a bank transfer.
    TransferId = "trf";
    /// One balanced transaction of the ledger.
    TransactionId = "txn";
    /// Credit that a customer withdraws.
    WithdrawalId = "wdr";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_sort_by_time() {
        let early = InvoiceId::make(1, [255; 10]);
        assert!(early < InvoiceId::make(2, [0; 10]));
        assert_eq!(early.to_string().parse(), Ok(early));
    }

    #[test]
    fn another_kind_is_refused() {
        let plan = PlanId::make(7, [7; 10]).to_string();
        assert_eq!(plan.parse::<InvoiceId>(), Err(MalformedId));
        for text in [
            "",
            "inv_",
            "inv_1",
            "inv_01k0000000000000000000000u",
            "inv_é",
        ] {
            assert_eq!(text.parse::<InvoiceId>(), Err(MalformedId), "{text}");
        }
    }
}
