use async_trait::async_trait;

use crate::caller::Caller;
use crate::fault::Answer;
use crate::todo::TodoList;

/// What the customer has to do.
#[async_trait]
pub trait Todos: Send + Sync {
    /// All that is to be done in the caller's account, as far as the caller may see what it is
    /// about.
    async fn list_todos(&self, caller: &Caller) -> Answer<TodoList>;
}
