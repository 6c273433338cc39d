//! The search box of a list: a form without a script, filtering as one types with it.

use std::time::Duration;

use leptos::ev::{Event, SubmitEvent};
use leptos::html::Input;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate, use_query_map};
use leptos_router::params::ParamsMap;

use super::basic::Icon;

/// How long the list waits for the next letter.
const PAUSE: Duration = Duration::from_millis(250);

/// An address with some of its query changed; an empty value is left out.
#[must_use]
pub fn address(path: &str, query: &ParamsMap, changes: &[(&str, &str)]) -> String {
    let mut text = form_urlencoded::Serializer::new(String::new());
    for (name, value) in query.clone() {
        if !changes.iter().any(|(changed, _)| *changed == name) {
            text.append_pair(&name, &value);
        }
    }
    for (name, value) in changes.iter().filter(|(_, value)| !value.is_empty()) {
        text.append_pair(name, value);
    }
    match text.finish() {
        query if query.is_empty() => path.to_owned(),
        query => format!("{path}?{query}"),
    }
}

/// Searches the list of this page by `search` in the address.
#[component]
pub fn SearchBox(
    /// What may be searched for: the label, and what stands in the empty box.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let query = use_query_map();
    let input = NodeRef::<Input>::new();
    let wanted = move || query.with(|query| query.get_str("search").unwrap_or_default().to_owned());
    let go = searching();
    let now = move || {
        if let Some(input) = input.get_untracked() {
            go(&input.value());
        }
    };
    let typed = after_pause(now.clone());
    let sent = move |event: SubmitEvent| {
        event.prevent_default();
        now();
    };
    follow(input, Signal::derive(wanted));
    let others = move || query.with_untracked(kept);
    view! {
        <form method="get" class="search" role="search" on:submit=sent>
            <Icon name="search" />
            <input
                class="input"
                type="search"
                name="search"
                node_ref=input
                value=untrack(wanted)
                placeholder=label.clone()
                aria-label=label
                aria-keyshortcuts="/"
                autocomplete="off"
                on:input=typed
            />
            <kbd aria-hidden="true">"/"</kbd>
            {others()}
        </form>
    }
}

/// Does something once nobody has typed for a moment.
fn after_pause(act: impl Fn() + Clone + 'static) -> impl Fn(Event) + 'static {
    let timer = StoredValue::new(None::<TimeoutHandle>);
    move |_| {
        let act = act.clone();
        timer.update_value(|timer| {
            if let Some(timer) = timer.take() {
                timer.clear();
            }
            *timer = set_timeout_with_handle(act, PAUSE).ok();
        });
    }
}

/// What else the address says, so that a search without a script keeps it.
fn kept(query: &ParamsMap) -> Vec<AnyView> {
    let others = query.clone().into_iter();
    others
        .filter(|(name, _)| name != "search" && name != "after")
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> }.into_any())
        .collect()
}

/// Goes to the list of what was typed, in place of the one before.
fn searching() -> impl Fn(&str) + Clone + 'static {
    let (path, query) = (use_location().pathname, use_query_map());
    let navigate = use_navigate();
    move |typed: &str| {
        let query = query.get_untracked();
        if query.get_str("search").unwrap_or_default() == typed {
            return;
        }
        let changes = [("search", typed), ("after", "")];
        let address = address(&path.get_untracked(), &query, &changes);
        let options = NavigateOptions {
            replace: true,
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(&address, options);
    }
}

/// The box follows the address, unless somebody is writing in it.
fn follow(input: NodeRef<Input>, wanted: Signal<String>) {
    Effect::new(move |_| {
        let wanted = wanted.get();
        if let Some(input) = input.get_untracked() {
            let writing = document()
                .active_element()
                .is_some_and(|at| *at == ***input);
            if !writing {
                input.set_value(&wanted);
            }
        }
    });
}
