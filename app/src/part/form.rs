//! Forms that work without a script: each posts to its own page.

use leptos::ev::SubmitEvent;
use leptos::form::form_data_from_event;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use model::fault::{Fault, Problem};
use serde::{Deserialize, Serialize};
use web_sys::UrlSearchParams;

use crate::wire::{Content, Deed, Json, Reply};

/// A form that was posted without a script and refused. The server puts it into the context of
/// the page that it draws again; it travels with the document, so that waking up keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// The path of the form's server function (`F::PATH`), or of a plain form's handler.
    pub form: String,
    /// Why.
    pub fault: Fault,
    /// What was typed, by name; passwords are left out.
    pub typed: Vec<(String, String)>,
}

impl Refused {
    /// The refusal of that form, if the page is drawn because of one. To be called in the body
    /// of a page, never inside what waits for an answer.
    #[must_use]
    pub fn of(form: &'static str) -> Option<Self> {
        let mine = move || use_context::<Self>().filter(|refused| refused.form == form);
        SharedValue::<_, Json>::new_with_encoding(mine).into_inner()
    }

    /// What was typed into a field.
    #[must_use]
    pub fn typed(&self, name: &str) -> Option<String> {
        let found = self.typed.iter().find(|(field, _)| field == name);
        found.map(|(_, value)| value.clone())
    }
}

/// What has become of a form: the answer of its last submission, awake or not.
#[derive(Clone, Copy)]
pub struct Outcome {
    /// Why the last submission was refused, if it was.
    pub fault: Signal<Option<Fault>>,
    refused: StoredValue<Option<Refused>>,
}

impl Outcome {
    /// What stands in a field of a page that is drawn again; nothing on a fresh page.
    #[must_use]
    pub fn typed(&self, name: &str) -> String {
        self.refused
            .with_value(|refused| refused.as_ref().and_then(|refused| refused.typed(name)))
            .unwrap_or_default()
    }

    /// What is wrong with a field.
    #[must_use]
    pub fn problem(&self, name: &'static str) -> Signal<Option<Problem>> {
        let fault = self.fault;
        Signal::derive(move || fault.get().and_then(|fault| fault.of_field(name)))
    }

    /// The outcome of a plain form, which never submits by script.
    #[must_use]
    pub fn plain(refused: Option<Refused>) -> Self {
        let fault = refused.as_ref().map(|refused| refused.fault.clone());
        Self {
            fault: Signal::stored(fault),
            refused: StoredValue::new(refused),
        }
    }
}

/// The outcome of an enhanced form. To be called in the body of a page.
#[must_use]
pub fn outcome<F>(deed: Deed<F>) -> Outcome
where
    F: ServerFn<Error = Fault> + 'static,
    F::Output: Content,
{
    let refused = Refused::of(F::PATH);
    let earlier = refused.as_ref().map(|refused| refused.fault.clone());
    let fault = Signal::derive(move || match deed.answer() {
        Some(answer) => answer.err(),
        None => earlier.clone(),
    });
    Outcome {
        fault,
        refused: StoredValue::new(refused),
    }
}

/// A form that posts to its own page; awake, it submits in place and only once at a time.
#[component]
pub fn PostForm<F>(
    /// What it submits to.
    action: Deed<F>,
    /// Its class.
    #[prop(default = "stack")]
    class: &'static str,
    /// A field that tells the page's forms apart when they are posted without a script.
    #[prop(optional)]
    marker: Option<&'static str>,
    /// Its fields and its button.
    children: Children,
) -> impl IntoView
where
    F: 'static,
{
    posting(action.action(), class, marker, children)
}

fn posting(
    action: Action<String, Reply>,
    class: &'static str,
    marker: Option<&'static str>,
    children: Children,
) -> AnyView {
    let submit = move |event: SubmitEvent| {
        if action.pending().get_untracked() {
            event.prevent_default();
        } else if let Some(form) = encoded(&event, marker) {
            event.prevent_default();
            action.dispatch(form);
        }
    };
    view! {
        <form method="post" class=class on:submit=submit novalidate>
            {marker.map(|marker| view! { <input type="hidden" name=marker value="on" /> })}
            {children()}
        </form>
    }
    .into_any()
}

/// What the form holds, as a browser would send it. The server function has no such field as the
/// marker.
fn encoded(event: &SubmitEvent, marker: Option<&str>) -> Option<String> {
    let form = form_data_from_event(event).ok()?;
    let form = UrlSearchParams::new_with_str_sequence_sequence(&form).ok()?;
    if let Some(marker) = marker {
        form.delete(marker);
    }
    form.to_string().as_string()
}
