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

    /// Puts a to-do, named by its key, off until a day (`YYYY-MM-DD`) for the caller alone; nothing
    /// for the day brings it back. `Invalid` on `until` when that is none of its choices.
    async fn snooze_todo(&self, caller: &Caller, todo: String, until: String) -> Answer<()>;
}
