//! Subscriptions: the list, and the properties of each.

mod name;
mod state;
mod table;

pub use name::breakable;
pub use state::State;
pub use table::SubscriptionTable;
