//! The server function of the page of to-dos.

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
