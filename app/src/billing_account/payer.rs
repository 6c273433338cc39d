//! How a billing account is named beside what it pays.

use leptos::prelude::*;
use model::billing_account::{BillingAccountStatus, Method, PayerView};

use crate::text::billing_account as words;

/// What a person recognises it by: `Visa •••• 4242`, the name of the bank, the masked IBAN, else
/// the kind of method.
#[must_use]
pub fn title(payer: &PayerView) -> String {
    let kind = method(payer.method).to_owned();
    match payer.method {
        Method::Card => match (payer.brand.as_deref().map(brand), &payer.tail) {
            (Some(brand), Some(tail)) => format!("{brand} ••••\u{a0}{tail}"),
            (Some(brand), None) => brand,
            (None, Some(tail)) => format!("{kind} ••••\u{a0}{tail}"),
            (None, None) => payer.name.clone().unwrap_or(kind),
        },
        Method::SepaDebit => payer.name.clone().or(payer.tail.clone()).unwrap_or(kind),
        Method::BankTransfer => payer.name.clone().unwrap_or(kind),
    }
}

/// What stands under it: what is wrong with it, else when the card ends, the masked IBAN.
#[must_use]
pub fn note(payer: &PayerView) -> Option<String> {
    let ends = payer.expires.map(|(year, month)| {
        let month = format!("{month:02}/{:02}", year.rem_euclid(100));
        if payer.status == BillingAccountStatus::Expired {
            words::has_ended(&month)
        } else {
            words::ends(&month)
        }
    });
    match payer.status {
        BillingAccountStatus::PendingVerification => Some(words::unconfirmed().to_owned()),
        BillingAccountStatus::Failing => Some(words::refused().to_owned()),
        BillingAccountStatus::Removed => Some(words::removed().to_owned()),
        BillingAccountStatus::Active
        | BillingAccountStatus::Expiring
        | BillingAccountStatus::Expired => match payer.method {
            Method::Card => ends,
            Method::SepaDebit => match (&payer.name, &payer.tail) {
                (Some(_), tail) => tail.clone(),
                (None, Some(_)) => Some(words::sepa_debit().to_owned()),
                (None, None) => None,
            },
            Method::BankTransfer => Some(words::transfer_note().to_owned()),
        },
    }
}

/// What stands under it where there is room: the customer's own name, the masked IBAN, and until
/// when the card is valid.
#[must_use]
pub fn about(payer: &PayerView) -> Option<String> {
    let heading = title(payer);
    let known = [payer.name.clone(), payer.tail.clone()]
        .into_iter()
        .flatten();
    let mut pieces: Vec<String> = known.filter(|text| !heading.contains(text)).collect();
    if let Some((year, month)) = payer.expires {
        let month = format!("{month:02}/{year}");
        let valid = if payer.status == BillingAccountStatus::Expired {
            words::was_valid_until(&month)
        } else {
            words::valid_until(&month)
        };
        let first = pieces.is_empty();
        pieces.push(if first { capital(&valid) } else { valid });
    }
    if pieces.is_empty() {
        let kind = method(payer.method);
        pieces.extend(Some(kind.to_owned()).filter(|kind| *kind != heading));
    }
    Some(pieces.join(" · ")).filter(|text| !text.is_empty())
}

/// What the sign of the method says, in at most five capitals.
#[must_use]
pub fn sign(payer: &PayerView) -> String {
    match payer.method {
        Method::Card => match payer.brand.as_deref() {
            Some("mastercard") => "MC".to_owned(),
            Some(brand) => brand.to_uppercase().chars().take(5).collect(),
            None => "••••".to_owned(),
        },
        Method::SepaDebit => "SEPA".to_owned(),
        Method::BankTransfer => "BANK".to_owned(),
    }
}

fn method(method: Method) -> &'static str {
    match method {
        Method::Card => words::card(),
        Method::SepaDebit => words::sepa_debit(),
        Method::BankTransfer => words::bank_transfer(),
    }
}

/// A brand as it writes itself; one that is not known, with a capital.
fn brand(code: &str) -> String {
    match code {
        "cb" => "Carte Bancaire".to_owned(),
        "diners" => "Diners Club".to_owned(),
        "jcb" => "JCB".to_owned(),
        "unionpay" => "UnionPay".to_owned(),
        other => capital(other),
    }
}

fn capital(text: &str) -> String {
    let mut signs = text.chars();
    let first = signs.next().into_iter().flat_map(char::to_uppercase);
    first.chain(signs).collect()
}

/// Who pays and what there is to know about it; by hand, why.
pub(crate) fn pays(
    payer: Option<&PayerView>,
    missed: Option<&PayerView>,
) -> (String, Option<String>) {
    match (payer, missed) {
        (Some(payer), _) => (title(payer), note(payer)),
        (None, Some(missed)) => {
            let note = words::by_hand_missed(&title(missed));
            (words::by_hand().to_owned(), Some(note))
        }
        (None, None) => {
            let note = words::by_hand_note().to_owned();
            (words::by_hand().to_owned(), Some(note))
        }
    }
}

/// Who pays, with what there is to know about it beneath.
#[component]
pub fn Payer(
    /// The billing account; none: by hand.
    payer: Option<PayerView>,
    /// Who would pay, were it not to end before.
    missed: Option<PayerView>,
) -> impl IntoView {
    let (title, note) = pays(payer.as_ref(), missed.as_ref());
    view! {
        <bdi>{title}</bdi>
        {note.map(|note| view! { <small>{note}</small> })}
    }
}
