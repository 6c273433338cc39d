//! The page of to-dos.

use leptos::prelude::*;
use model::todo::TodoList;

use super::{api, item};
use crate::layout::{Head, Page};
use crate::part::{Empty, Whole};
use crate::text::todo as words;
use crate::wire::ask;

/// The page.
#[component]
pub fn TodosPage() -> impl IntoView {
    let todos = ask(|| Ok(api::ListTodos {}));
    view! { <Whole answer=todos view=page /> }
}

fn page(list: TodoList) -> AnyView {
    let content = if list.todos.is_empty() {
        view! { <Empty title=words::nothing() text=words::nothing_text() /> }.into_any()
    } else {
        item::list(list.todos, list.today)
    };
    view! {
        <Page title=words::title() head=Head::default().about(words::about())>
            <div class="panel todos">
                <h2 class="spoken">{words::yours()}</h2>
                {content}
            </div>
        </Page>
    }
    .into_any()
}
