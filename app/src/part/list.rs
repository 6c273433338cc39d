//! Ways through a list: pages and segments. All are links, and their state is the address.

use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};
use model::page::Cursor;

use super::search::address;
use crate::text::part as words;

/// The ways to the first and to the next page.
#[component]
pub fn Pager(
    /// Where the next page begins, if there is one.
    next: Option<Cursor>,
    /// The panel that is paged, where a page has a second list.
    #[prop(optional)]
    of: &'static str,
) -> impl IntoView {
    let (name, part) = match of {
        "" => ("after", String::new()),
        of => (of, format!("#{of}")),
    };
    let path = use_location().pathname.get_untracked();
    let query = use_query_map().get_untracked();
    let later = query.get_str(name).is_some();
    let to = |place: &str| address(&path, &query, &[(name, place)]) + &part;
    let first = to("");
    let next = next.map(|next| to(&next.0));
    let any = later || next.is_some();
    any.then(|| {
        view! {
            <nav class="pager" aria-label=words::pages()>
                {later.then(|| view! { <a href=first>{words::first_page()}</a> })}
                {next
                    .map(|next| {
                        view! {
                            <a class="button" rel="next" href=next>
                                {words::next_page()}
                            </a>
                        }
                    })}
            </nav>
        }
    })
}

/// One choice among a few.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// What the address says; empty for the default.
    pub value: &'static str,
    /// What the reader sees.
    pub label: &'static str,
}

/// A choice among a few, each a link that sets `name` in the address and goes to the first page.
#[component]
pub fn Segments(
    /// What is chosen, in the address.
    name: &'static str,
    /// What the choice is about.
    #[prop(into)]
    label: String,
    /// The choices.
    choices: Vec<Segment>,
) -> impl IntoView {
    let path = use_location().pathname;
    let query = use_query_map();
    let link = move |Segment { value, label }| {
        let href = move || {
            query.with(|query| address(&path.get(), query, &[(name, value), ("after", "")]))
        };
        let chosen = move || query.with(|query| query.get_str(name).unwrap_or_default() == value);
        let current = move || chosen().then_some("true");
        view! {
            <a href=href aria-current=current>
                {label}
            </a>
        }
    };
    view! {
        <nav class="segments" aria-label=label>
            {choices.into_iter().map(link).collect_view()}
        </nav>
    }
}
