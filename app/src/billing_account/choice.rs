//! Billing accounts to choose from.

use leptos::prelude::*;
use model::billing_account::{BY_HAND, Choice, Method};

use super::payer::{note, title};
use crate::text::billing_account as words;

/// Whether one of them stands for *by hand*.
pub(super) fn has_hand(choices: &[Choice]) -> bool {
    let hand = |choice: &Choice| choice.payer.method == Method::BankTransfer;
    choices.iter().any(hand)
}

/// What a choice is called: in a list there is no room for more than one line.
pub(crate) fn label(choice: &Choice) -> String {
    match choice.payer.method {
        Method::BankTransfer => words::by_hand().to_owned(),
        Method::Card | Method::SepaDebit => {
            let note = note(&choice.payer).map(|note| format!(" · {note}"));
            title(&choice.payer) + &note.unwrap_or_default()
        }
    }
}

/// A list to choose one from: those that the caller may use, and what is chosen already.
pub(super) fn select(
    (name, label): (String, AnyView),
    choices: &[Choice],
    (chosen, nobody): (&str, &'static str),
) -> AnyView {
    let id = name.replace(['[', ']'], "-");
    let known = choices
        .iter()
        .filter(|choice| choice.may || choice.payer.id.as_str() == chosen)
        .map(|choice| (choice.payer.id.to_string(), self::label(choice)));
    let hand = (!has_hand(choices)).then(|| (BY_HAND.to_owned(), words::by_hand().to_owned()));
    let options = [(String::new(), nobody.to_owned())].into_iter();
    let options = options.chain(known).chain(hand).map(|(value, text)| {
        let selected = value == chosen;
        view! {
            <option value=value selected=selected>
                {text}
            </option>
        }
    });
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <select class="select" id=id name=name>
                {options.collect_view()}
            </select>
        </div>
    }
    .into_any()
}
