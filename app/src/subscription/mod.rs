//! Subscriptions: the list, and the properties of each.

mod ahead;
pub mod api;
mod facts;
mod invoices;
mod list;
mod notice;
mod page;
mod payers;
mod price;
mod question;
mod state;
mod table;

pub use list::SubscriptionsPage;
pub use page::SubscriptionPage;
pub use state::State;
pub use table::SubscriptionTable;
