//! What waits for an answer: shows it, or why there is none.

use std::sync::Arc;

use leptos::prelude::*;

use super::fault::{FaultPage, FaultView};
use crate::layout::Page;
use crate::text;
use crate::wire::{Asked, Content, Letter, Reply};

/// Opens an answer and shows it.
type Draw = Arc<dyn Fn(&Reply) -> AnyView + Send + Sync>;

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
    answer: Asked<T>,
    /// Shows it.
    view: V,
    /// How many lines it has at least.
    #[prop(default = 6)]
    lines: usize,
) -> impl IntoView
where
    T: Content,
    V: Fn(T) -> AnyView + Send + Sync + 'static,
{
    let draw = move |reply: &Reply| match reply.open() {
        Ok(value) => view(value),
        Err(fault) => view! { <FaultView fault=fault /> }.into_any(),
    };
    let waiting = move || view! { <Loading lines=lines /> }.into_any();
    waits(answer.reply(), Arc::new(draw), Box::new(waiting))
}

/// A whole page that waits for an answer: `view` draws the `Page`.
#[component]
pub fn Whole<T, V>(
    /// The answer to come.
    answer: Asked<T>,
    /// Draws the page of it.
    view: V,
) -> impl IntoView
where
    T: Content,
    V: Fn(T) -> AnyView + Send + Sync + 'static,
{
    let draw = move |reply: &Reply| match reply.open() {
        Ok(value) => view(value),
        Err(fault) => view! { <FaultPage fault=fault /> }.into_any(),
    };
    let waiting = || {
        view! {
            <Page title=text::part::loading() waits=true>
                <div class="panel">
                    <Loading lines=12 />
                </div>
            </Page>
        }
        .into_any()
    };
    waits(answer.reply(), Arc::new(draw), Box::new(waiting))
}

/// Not generic, so that waiting is compiled once for all pages.
fn waits(
    reply: Resource<Reply, Letter>,
    draw: Draw,
    waiting: Box<dyn Fn() -> AnyView + Send + Sync>,
) -> AnyView {
    let shown = move || {
        let draw = draw.clone();
        Suspend::new(async move { draw(&reply.await) })
    };
    view! { <Transition fallback=waiting>{shown}</Transition> }.into_any()
}
