//! A field with its label, hint and error; the button of a form.

use leptos::prelude::*;
use model::fault::{Fault, Problem};

use super::basic::Icon;
use super::form::Outcome;
use crate::format::money;
use crate::text::problem as words;

/// What is wrong with a field, and what to do.
#[must_use]
pub fn problem_text(problem: Problem) -> String {
    let text = match problem {
        Problem::Required => words::required(),
        Problem::Malformed => words::malformed(),
        Problem::TooShort { least } => return words::too_short(least.into()),
        Problem::TooLong { most } => return words::too_long(most.into()),
        Problem::TooCommon => words::too_common(),
        Problem::TooSimilar => words::too_similar(),
        Problem::WrongCredentials => words::wrong_credentials(),
        Problem::DeadLink => words::dead_link(),
        Problem::TooMany { minutes } => return words::too_many(minutes.into()),
        Problem::CardNumber => words::card_number(),
        Problem::OverLimit => words::over_limit(),
        Problem::TooLittle { least } => return words::too_little(&money(least)),
        Problem::TooMuch { most } => return words::too_much(&money(most)),
    };
    text.to_owned()
}

/// What a field takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Entry {
    /// A line of text.
    #[default]
    Text,
    /// The address with which one signs in.
    Email,
    /// The password in force.
    Password,
    /// A password to come.
    NewPassword,
}

impl Entry {
    /// The type of the input.
    const fn kind(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Email => "email",
            Self::Password | Self::NewPassword => "password",
        }
    }

    /// What the browser may fill in (WHATWG HTML, autofill).
    const fn autocomplete(self) -> &'static str {
        match self {
            Self::Text => "off",
            Self::Email => "username",
            Self::Password => "current-password",
            Self::NewPassword => "new-password",
        }
    }
}

/// A labelled input with its error beneath it, in words; what was typed stays.
#[component]
pub fn Field(
    /// The field's name in the form; also its id.
    name: &'static str,
    /// The label.
    #[prop(into)]
    label: String,
    /// What has become of the form.
    outcome: Outcome,
    /// What it takes.
    #[prop(optional)]
    entry: Entry,
    /// What helps to fill it in.
    #[prop(optional, into)]
    hint: Option<String>,
) -> impl IntoView {
    let problem = outcome.problem(name);
    let (hint_id, error_id) = (format!("{name}-hint"), format!("{name}-error"));
    let described = described(hint.as_ref().map(|_| &hint_id), &error_id, problem);
    // The page of a refused form begins where it has to be put right, also without a script.
    let wrong = problem.get_untracked().is_some();
    let typed = (entry.kind() != "password").then(|| outcome.typed(name));
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <input
                class="input"
                id=name
                name=name
                type=entry.kind()
                autocomplete=entry.autocomplete()
                value=typed
                autofocus=wrong
                aria-invalid=move || problem.get().map(|_| "true")
                aria-describedby=described
            />
            {hint.map(|hint| view! { <p class="hint" id=hint_id>{hint}</p> })}
            <ErrorLine id=error_id problem=problem />
        </div>
    }
}

/// The ids of what describes a field: its hint, and its error while there is one.
fn described(
    hint: Option<&String>,
    error: &str,
    problem: Signal<Option<Problem>>,
) -> impl Fn() -> Option<String> + use<> {
    let (hint, error) = (hint.cloned(), error.to_owned());
    move || match (&hint, problem.get().is_some()) {
        (Some(hint), true) => Some(format!("{hint} {error}")),
        (Some(hint), false) => Some(hint.clone()),
        (None, true) => Some(error.clone()),
        (None, false) => None,
    }
}

#[component]
fn ErrorLine(id: String, problem: Signal<Option<Problem>>) -> impl IntoView {
    move || {
        problem.get().map(|problem| {
            view! {
                <p class="error" id=id.clone() role="alert">
                    <Icon name="alert" />
                    {problem_text(problem)}
                </p>
            }
        })
    }
}

/// A fault of a form that belongs to none of its fields.
#[component]
pub fn FormFault(
    /// What has become of the form.
    outcome: Outcome,
    /// The fields that show their own errors.
    #[prop(optional)]
    fields: &'static [&'static str],
) -> impl IntoView {
    let shown = move |fault: &Fault| fields.iter().any(|name| fault.of_field(name).is_some());
    move || {
        let fault = outcome.fault.get().filter(|fault| !shown(fault));
        fault.map(|fault| view! { <super::FaultView fault=fault /> })
    }
}

/// The button of a form: says what it does, keeps its size while it does it.
#[component]
pub fn Submit(
    /// Whether it is being done.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// `primary`, `quiet`, `danger`; plain if absent.
    #[prop(optional)]
    kind: Option<&'static str>,
    /// `wide`, `small`; plain if absent.
    #[prop(optional)]
    size: Option<&'static str>,
    /// What it does.
    children: Children,
) -> impl IntoView {
    view! {
        <button
            class="button"
            type="submit"
            data-kind=kind
            data-size=size
            aria-busy=move || busy.get().then_some("true")
        >
            {children()}
        </button>
    }
}
