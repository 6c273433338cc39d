//! Lines to type into that belong to a request: what was typed stays, what is wrong is said.

use leptos::prelude::*;
use model::fault::Problem;
use model::invoice::Address;

use crate::part::{Icon, Outcome, Submit, problem_text};
use crate::text::billing_account as words;

/// A line: its name in the request, its label, what the browser may fill in.
pub(super) struct Line {
    pub name: &'static str,
    pub label: &'static str,
    pub autocomplete: &'static str,
    pub hint: Option<&'static str>,
    pub half: bool,
}

impl Line {
    /// A line of text.
    pub(super) const fn new(name: &'static str, label: &'static str) -> Self {
        Self {
            name,
            label,
            autocomplete: "off",
            hint: None,
            half: false,
        }
    }

    /// The line; `value` stands in it on a fresh page.
    pub(super) fn view(self, outcome: Outcome, value: &str) -> AnyView {
        let id = self.name;
        let problem: Option<Problem> = outcome.problem(self.name).get_untracked();
        let refused = outcome.fault.get_untracked().is_some();
        let value = if refused {
            outcome.typed(self.name)
        } else {
            value.to_owned()
        };
        let described = format!("{id}-hint {id}-error");
        let hint = self.hint.map(|hint| {
            view! {
                <p class="hint" id=format!("{id}-hint")>
                    {hint}
                </p>
            }
        });
        view! {
            <div class="field" data-half=self.half.then_some("")>
                <label for=id>{self.label}</label>
                <input
                    class="input"
                    type="text"
                    id=id
                    name=format!("request[{id}]")
                    autocomplete=self.autocomplete
                    value=value
                    autofocus=problem.is_some()
                    aria-invalid=problem.map(|_| "true")
                    aria-describedby=(self.hint.is_some() || problem.is_some()).then_some(described)
                />
                {hint}
                {problem.map(|problem| error(id, problem))}
            </div>
        }
        .into_any()
    }
}

/// The buttons of a form: what it does, and the way back to the list.
pub(super) fn buttons(kind: &'static str, does: &'static str) -> AnyView {
    view! {
        <div class="actions">
            <Submit kind=kind>{does}</Submit>
            <a class="button" data-kind="quiet" href="/billing-accounts">
                {words::back()}
            </a>
        </div>
    }
    .into_any()
}

/// What is wrong with a field.
pub(super) fn error(id: &str, problem: Problem) -> AnyView {
    view! {
        <p class="error" id=format!("{id}-error") role="alert">
            <Icon name="alert" />
            {problem_text(problem)}
        </p>
    }
    .into_any()
}

/// The billing address.
pub(super) fn address(outcome: Outcome, of: Option<&Address>) -> AnyView {
    let part = |read: fn(&Address) -> &String| of.map(read).cloned().unwrap_or_default();
    let values = [
        part(|it| &it.line1),
        part(|it| &it.postal_code),
        part(|it| &it.city),
        part(|it| &it.country),
    ];
    let line = |name, label, autocomplete| Line {
        autocomplete,
        half: name != "line1",
        ..Line::new(name, label)
    };
    let lines = [
        line("line1", words::line1(), "billing address-line1"),
        line("postal_code", words::postal_code(), "billing postal-code"),
        line("city", words::city(), "billing address-level2"),
        Line {
            hint: Some(words::country_hint()),
            ..line("country", words::country(), "billing country")
        },
    ];
    let lines = lines.into_iter().zip(values);
    let lines = lines.map(|(line, value)| line.view(outcome, &value));
    view! { <div class="fields">{lines.collect_view()}</div> }.into_any()
}

/// Something to tick or to choose.
pub(super) fn choice(
    (kind, name, value): (&'static str, String, String),
    label: AnyView,
    (note, chosen): (Option<AnyView>, bool),
) -> AnyView {
    let id = format!("{name}-{value}").replace(['[', ']'], "-");
    view! {
        <div class="choice">
            <input type=kind id=id.clone() name=name value=value checked=chosen />
            <label for=id>{label}</label>
            {note.map(|note| view! { <small>{note}</small> })}
        </div>
    }
    .into_any()
}
