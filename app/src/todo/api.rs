//! The server functions of the page of to-dos.
#![expect(
    missing_docs,
    reason = "the fields of the requests are the arguments, told there"
)]

use leptos::prelude::*;
use model::fault::Answer;
use model::todo::TodoList;
use server_fn::codec::GetUrl;

#[cfg(feature = "ssr")]
use crate::session::session;
use crate::wire::Wire;

/// All that is to be done.
#[server(name = ListTodos, prefix = "/api", endpoint = "todo/list", input = GetUrl, output = Wire)]
pub async fn list() -> Answer<TodoList> {
    let (portal, caller) = session()?;
    portal.list_todos(&caller).await
}

/// Puts a to-do, named by its key, off until a day, or brings it back.
#[server(name = SnoozeTodo, prefix = "/api", endpoint = "todo/snooze", output = Wire)]
pub async fn snooze(todo: String, #[server(default)] until: String) -> Answer<()> {
    let (portal, caller) = session()?;
    portal.snooze_todo(&caller, todo, until).await
}
