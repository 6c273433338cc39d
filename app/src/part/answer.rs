//! What waits for an answer: shows it, or why there is none.

use leptos::prelude::*;
use model::fault::Answer;

use super::fault::{FaultPage, FaultView};
use crate::layout::Page;
use crate::text;

/// Grey lines in the place of what is still to come.
#[component]
pub fn Loading(
    /// How many lines what comes has at least.
    #[prop(default = 6)]
    lines: usize,
) -> impl IntoView {
    let lines: Vec<_> = (0..lines)
        .map(|_| view! { <span class="skeleton"></span> })
        .collect();
    view! {
        <div class="body" role="status">
            <span class="spoken">{text::part::loading()}</span>
            {lines}
        </div>
    }
}

/// A part of a page that waits for an answer: inside a `Page`. While it is asked again, the old
/// answer stays.
#[component]
pub fn Answered<T, V>(
    /// The answer to come.
    answer: Resource<Answer<T>>,
    /// Shows it.
    view: V,
    /// How many lines it has at least.
    #[prop(default = 6)]
    lines: usize,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    V: Fn(T) -> AnyView + Clone + Send + Sync + 'static,
{
    let shown = move || {
        let view = view.clone();
        Suspend::new(async move {
            match answer.await {
                Ok(value) => view(value),
                Err(fault) => view! { <FaultView fault=fault /> }.into_any(),
            }
        })
    };
    view! { <Transition fallback=move || view! { <Loading lines=lines /> }>{shown}</Transition> }
}

/// A whole page that waits for an answer: `view` draws the `Page`.
#[component]
pub fn Whole<T, V>(
    /// The answer to come.
    answer: Resource<Answer<T>>,
    /// Draws the page of it.
    view: V,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    V: Fn(T) -> AnyView + Clone + Send + Sync + 'static,
{
    let shown = move || {
        let view = view.clone();
        Suspend::new(async move {
            match answer.await {
                Ok(value) => view(value),
                Err(fault) => view! { <FaultPage fault=fault /> }.into_any(),
            }
        })
    };
    let waiting = || {
        view! {
            <Page title=text::part::loading() waits=true>
                <div class="panel">
                    <Loading lines=12 />
                </div>
            </Page>
        }
    };
    view! { <Transition fallback=waiting>{shown}</Transition> }
}
