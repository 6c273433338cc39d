//! An amount that is typed, and on which the rest of the page depends.

use leptos::prelude::*;
use model::fault::Problem;

use crate::part::{Icon, problem_text};

/// The field.
pub(crate) struct Amount {
    pub label: &'static str,
    /// What may be typed.
    pub hint: String,
    /// What was typed.
    pub value: String,
    /// What is wrong with it.
    pub wrong: Option<Problem>,
}

/// The field with its hint and, beneath it, what is wrong. Both follow from what else is chosen.
pub(crate) fn field(of: Amount) -> AnyView {
    let invalid = of.wrong.map(|_| "true");
    view! {
        <div class="field">
            <label for="amount">{of.label}</label>
            <input
                class="input"
                type="text"
                inputmode="decimal"
                autocomplete="off"
                id="amount"
                name="amount"
                value=of.value
                autofocus=of.wrong.is_some()
                aria-invalid=invalid
                aria-describedby="amount-hint amount-wrong"
            />
            <p class="hint" id="amount-hint" data-part="">
                {of.hint}
            </p>
            {error("amount", of.wrong)}
        </div>
    }
    .into_any()
}

/// The place of what is wrong with a field.
pub(super) fn error(name: &str, problem: Option<Problem>) -> AnyView {
    let line = problem.map(|problem| line(problem_text(problem)));
    view! {
        <div id=format!("{name}-wrong") data-part="">
            {line}
        </div>
    }
    .into_any()
}

/// What is wrong, in a sentence.
pub(super) fn line(text: String) -> AnyView {
    view! {
        <p class="error" role="alert">
            <Icon name="alert" />
            {text}
        </p>
    }
    .into_any()
}
