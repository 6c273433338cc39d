//! The page of to-dos.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use model::todo::TodoList;

use super::{api, item, snooze};
use crate::layout::{Head, Page};
use crate::part::{Empty, FormFault, Outcome, Refused, Whole};
use crate::text::todo as words;
use crate::wire::ask;

/// The page.
#[component]
pub fn TodosPage() -> impl IntoView {
    let outcome = Outcome::plain(Refused::of(api::SnoozeTodo::PATH));
    let todos = ask(|| Ok(api::ListTodos {}));
    view! { <Whole answer=todos view=move |list| page(list, outcome) /> }
}

fn page(list: TodoList, outcome: Outcome) -> AnyView {
    let count = list.todos.len();
    view! {
        <Page title=words::title() head=Head::default().about(words::about())>
            <FormFault outcome=outcome />
            <section aria-labelledby="open">
                <div class="section-head">
                    <h2 id="open">{words::open()}</h2>
                    <small>{count}</small>
                </div>
                {open(&list)}
            </section>
            {snooze::snoozed(list.snoozed)}
        </Page>
    }
    .into_any()
}

fn open(list: &TodoList) -> AnyView {
    let today = list.today;
    let content = if list.todos.is_empty() {
        view! { <Empty title=words::nothing() text=words::nothing_text() /> }.into_any()
    } else {
        let items = list.todos.iter().enumerate();
        let items = items.map(|(n, of)| {
            let menu = snooze::menu(of, n, today);
            item::item(of.todo.clone(), today, menu)
        });
        view! { <ol>{items.collect_view()}</ol> }.into_any()
    };
    view! { <div class="panel todos">{content}</div> }.into_any()
}
