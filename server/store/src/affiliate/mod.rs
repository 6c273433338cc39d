//! Affiliates: their sums by month, and what is shown of them.

mod back;
mod month;
pub mod read;

pub use back::{on_invoices, reverse};
pub use month::recount;
pub(crate) use month::sums;
