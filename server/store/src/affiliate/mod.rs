//! Affiliates: their sums by month, and what is shown of them.

mod month;
pub mod read;

pub use month::recount;
pub(crate) use month::sums;
