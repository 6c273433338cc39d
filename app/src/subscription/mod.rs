//! Subscriptions: the list, and the properties of each.

mod ahead;
pub mod api;
#[cfg(feature = "ssr")]
mod facts;
#[cfg(feature = "ssr")]
mod invoices;
mod list;
#[cfg(feature = "ssr")]
mod notice;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod parts;
#[cfg(feature = "ssr")]
mod payers;
mod price;
mod question;
#[cfg(feature = "ssr")]
mod resources;
mod state;
mod table;

pub use list::SubscriptionsPage;
#[cfg(feature = "ssr")]
pub use page::SubscriptionPage;
#[cfg(feature = "ssr")]
pub(crate) use price::each;
pub use state::State;
pub use table::SubscriptionTable;
