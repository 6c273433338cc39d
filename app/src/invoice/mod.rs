//! Invoices: the list, the page of one, and how others show them.

pub mod api;
mod files;
mod lines;
mod list;
#[cfg(feature = "ssr")]
mod next;
mod note;
mod page;
mod party;
mod rest;
mod row;
mod settlement;
mod state;
mod sums;
mod when;

pub use list::InvoicesPage;
#[cfg(feature = "ssr")]
pub use next::NextInvoicePage;
pub use page::InvoicePage;
pub use row::row;
pub use state::{due, status};
