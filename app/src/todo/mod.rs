//! To-dos: what a customer has to do, the most urgent first.

pub mod api;
mod item;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod snooze;

pub(crate) use item::list;
#[cfg(feature = "ssr")]
pub use page::TodosPage;
