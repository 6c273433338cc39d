use serde::{Deserialize, Serialize};

/// Why a payment was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decline {
    /// The code, for support: the words of Stripe's list, which the sandbox speaks as well.
    pub code: String,
    /// What it comes to for the customer; the sentence is the page's.
    pub kind: DeclineKind,
    /// Whether the method must not be tried again as it is.
    pub hard: bool,
}

/// What a refusal comes to for the customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeclineKind {
    /// Not enough money on it.
    InsufficientFunds,
    /// The card has expired.
    Expired,
    /// The security code, the number or another entry was wrong.
    WrongEntry,
    /// Reported lost or stolen, or taken for fraud. Not told to who pays: he reads what is read for
    /// `DoNotHonour`.
    LostOrStolen,
    /// The bank refuses without saying why.
    DoNotHonour,
    /// Strong authentication failed, or was required while the customer was not there.
    Authentication,
    /// Above a limit of the card or account, or too often.
    Limit,
    /// The method cannot be charged at all: closed, revoked, not for this currency or purchase.
    Unusable,
    /// Anything else.
    Generic,
}

/// A code that says fraud.
pub const FRAUDULENT: &str = "fraudulent";

use DeclineKind::{
    Authentication, DoNotHonour, Expired, Generic, InsufficientFunds, Limit, LostOrStolen,
    Unusable, WrongEntry,
};

/// Codes as Stripe lists them ("Decline codes" and the failure codes of SEPA debits). Hard is what
/// no later try with the same token can change. A code that is not here is generic and soft.
const CODES: [(&str, DeclineKind, bool); 49] = [
    ("generic_decline", Generic, false),
    ("card_declined", Generic, false),
    ("processing_error", Generic, false),
    ("insufficient_funds", InsufficientFunds, false),
    ("expired_card", Expired, true),
    ("invalid_expiry_month", WrongEntry, true),
    ("invalid_expiry_year", WrongEntry, true),
    ("incorrect_cvc", WrongEntry, true),
    ("invalid_cvc", WrongEntry, true),
    ("incorrect_number", WrongEntry, true),
    ("invalid_number", WrongEntry, true),
    ("incorrect_address", WrongEntry, true),
    ("incorrect_zip", WrongEntry, true),
    ("incorrect_pin", WrongEntry, true),
    ("invalid_pin", WrongEntry, true),
    ("lost_card", LostOrStolen, true),
    ("stolen_card", LostOrStolen, true),
    ("pickup_card", LostOrStolen, true),
    (FRAUDULENT, LostOrStolen, true),
    ("merchant_blacklist", LostOrStolen, true),
    ("do_not_honor", DoNotHonour, false),
    ("call_issuer", DoNotHonour, false),
    ("no_action_taken", DoNotHonour, false),
    ("security_violation", DoNotHonour, false),
    ("transaction_not_allowed", DoNotHonour, false),
    ("do_not_try_again", DoNotHonour, true),
    ("authentication_required", Authentication, false),
    ("authentication_not_handled", Authentication, false),
    (
        "payment_intent_authentication_failure",
        Authentication,
        false,
    ),
    ("setup_intent_authentication_failure", Authentication, false),
    (
        "mobile_device_authentication_required",
        Authentication,
        false,
    ),
    ("online_or_offline_pin_required", Authentication, false),
    ("card_velocity_exceeded", Limit, false),
    ("withdrawal_count_limit_exceeded", Limit, false),
    ("pin_try_exceeded", Limit, false),
    ("debit_limit_exceeded", Limit, false),
    ("card_not_supported", Unusable, true),
    ("currency_not_supported", Unusable, true),
    ("invalid_account", Unusable, true),
    ("new_account_information_available", Unusable, true),
    ("restricted_card", Unusable, true),
    ("revocation_of_authorization", Unusable, true),
    ("revocation_of_all_authorizations", Unusable, true),
    ("stop_payment_order", Unusable, true),
    ("account_closed", Unusable, true),
    ("bank_account_restricted", Unusable, true),
    ("debit_not_authorized", Unusable, true),
    ("recipient_deceased", Unusable, true),
    ("payment_method_missing", Unusable, true),
];

impl Decline {
    /// The code that is told to who pays: of a card that was reported stolen, that the bank has
    /// refused.
    #[must_use]
    pub fn told(&self) -> &str {
        match self.kind {
            LostOrStolen => "do_not_honor",
            InsufficientFunds | Expired | WrongEntry | DoNotHonour | Authentication | Limit
            | Unusable | Generic => &self.code,
        }
    }

    /// What a code comes to.
    #[must_use]
    pub fn of(code: &str) -> Self {
        Self::listed(code).unwrap_or_else(|| Self {
            code: code.to_owned(),
            kind: Generic,
            hard: false,
        })
    }

    /// The same, if the code is listed.
    #[must_use]
    pub fn listed(code: &str) -> Option<Self> {
        let (code, kind, hard) = CODES.iter().find(|(known, _, _)| *known == code)?;
        Some(Self {
            code: (*code).to_owned(),
            kind: *kind,
            hard: *hard,
        })
    }

    /// All codes that are listed.
    pub fn codes() -> impl Iterator<Item = &'static str> {
        CODES.iter().map(|(code, _, _)| *code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_stands_once_and_an_unknown_one_is_generic_and_soft() {
        for (at, (code, _, _)) in CODES.iter().enumerate() {
            let first = CODES.iter().position(|(known, _, _)| known == code);
            assert_eq!(first, Some(at), "{code}");
        }
        let decline = Decline::of("next_years_code");
        assert_eq!((decline.kind, decline.hard), (Generic, false));
        assert!(Decline::of("stolen_card").hard);
        assert!(!Decline::of("insufficient_funds").hard);
    }
}
