//! Lines to type into that belong to a request: what was typed stays, what is wrong is said.

use leptos::prelude::*;
use model::fault::Problem;
use model::invoice::Address;

use crate::part::{Icon, Outcome, Submit, countries, problem_text};
use crate::scene::scene;
use crate::text::billing_account as words;

/// A line: its name in the request, its label, what the browser may fill in.
pub(crate) struct Line {
    pub name: &'static str,
    pub label: &'static str,
    pub autocomplete: &'static str,
    pub hint: Option<&'static str>,
    pub half: bool,
    /// The form that it belongs to, where it does not stand in it.
    pub form: Option<&'static str>,
}

impl Line {
    /// A line of text.
    pub(crate) const fn new(name: &'static str, label: &'static str) -> Self {
        Self {
            name,
            label,
            autocomplete: "off",
            hint: None,
            half: false,
            form: None,
        }
    }

    /// The line; `value` stands in it on a fresh page.
    pub(crate) fn view(self, outcome: Outcome, value: &str) -> AnyView {
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
                    form=self.form
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
pub(crate) fn error(id: &str, problem: Problem) -> AnyView {
    view! {
        <p class="error" id=format!("{id}-error") role="alert">
            <Icon name="alert" />
            {problem_text(problem)}
        </p>
    }
    .into_any()
}

/// What stands in the fields of an address on a fresh page.
pub(super) fn written(of: Option<&Address>) -> [String; 4] {
    of.map_or_else(Default::default, |of| {
        [&of.line1, &of.postal_code, &of.city, &of.country].map(String::clone)
    })
}

/// The billing address: street, postal code, city, country.
pub(super) fn address(outcome: Outcome, of: &[String; 4]) -> AnyView {
    let [line1, postal_code, city, code] = of;
    let line = |name, label, autocomplete| Line {
        autocomplete,
        half: name != "line1",
        ..Line::new(name, label)
    };
    let lines = [
        line("line1", words::line1(), "billing address-line1").view(outcome, line1),
        line("postal_code", words::postal_code(), "billing postal-code").view(outcome, postal_code),
        line("city", words::city(), "billing address-level2").view(outcome, city),
    ];
    view! { <div class="fields">{lines.collect_view()} {country(outcome, code)}</div> }.into_any()
}

/// The country: a list to choose one from.
fn country(outcome: Outcome, before: &str) -> AnyView {
    let problem: Option<Problem> = outcome.problem("country").get_untracked();
    let refused = outcome.fault.get_untracked().is_some();
    let typed = outcome.typed("country");
    let chosen = if refused { typed.as_str() } else { before };
    let options = options(&chosen.trim().to_uppercase());
    view! {
        <div class="field">
            <label for="country">{words::country()}</label>
            <select
                class="select"
                id="country"
                name="request[country]"
                autocomplete="billing country"
                aria-invalid=problem.map(|_| "true")
                aria-describedby=problem.map(|_| "country-error")
            >
                {options}
            </select>
            {problem.map(|problem| error("country", problem))}
        </div>
    }
    .into_any()
}

/// The countries that there are; before them the code that stands there, if it is another one.
fn options(chosen: &str) -> AnyView {
    let all = || countries(scene().look.language);
    let option = |value: String, text: String| {
        let selected = value == chosen;
        view! {
            <option value=value selected=selected>
                {text}
            </option>
        }
    };
    let other = match chosen {
        "" => Some(words::choose().to_owned()),
        code => (!all().any(|(known, _)| known == code)).then(|| code.to_owned()),
    };
    let other = other.map(|text| option(chosen.to_owned(), text));
    let known = all().map(|(code, name)| option(code.to_owned(), name.to_owned()));
    (other, known.collect_view()).into_any()
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
