//! A method as its gateway has saved it, in the words of the books.

use gateway::payment::{MethodData, SavedMethod};
use model::time::Date;
use serde_json::json;
use store::billing_account::detail::Saved;

/// How a person recognises it.
pub(super) fn recognise(data: &MethodData) -> String {
    match data {
        MethodData::Card(card) => {
            let brand = crate::payers::recognised(None, Some(&card.brand), Some(&card.last4));
            brand.unwrap_or_default()
        }
        MethodData::SepaDebit { iban, bank, .. } => match bank {
            Some(bank) => format!("{bank} {iban}"),
            None => iban.clone(),
        },
    }
}

/// The reference of its mandate.
pub(super) fn mandate(data: &MethodData) -> Option<String> {
    match data {
        MethodData::Card(_) => None,
        MethodData::SepaDebit { mandate, .. } => mandate.clone(),
    }
}

/// The bank's name, where the gateway says it.
pub(super) fn bank(data: &MethodData) -> Option<String> {
    match data {
        MethodData::Card(_) => None,
        MethodData::SepaDebit { bank, .. } => bank.clone(),
    }
}

/// As it is stored; `verified` if it can be charged at once.
pub(super) fn stored(method: &SavedMethod, verified: bool, today: Date) -> Saved {
    let status = if verified {
        "active"
    } else {
        "pending_verification"
    };
    let saved = Saved {
        token: method.token.clone(),
        customer: method.customer.clone(),
        status: status.to_owned(),
        ..Saved::default()
    };
    match &method.data {
        MethodData::Card(card) => Saved {
            brand: Some(card.brand.clone()),
            last4: Some(card.last4.clone()),
            expires: Some(format!("{:04}-{:02}", card.expires.0, card.expires.1)),
            ..saved
        },
        MethodData::SepaDebit { iban, mandate, .. } => {
            let signed = |reference| json!({ "reference": reference, "signed_on": today });
            Saved {
                iban_masked: Some(iban.clone()),
                mandate: mandate.as_ref().map(|it| signed(it).to_string()),
                ..saved
            }
        }
    }
}
