//! Affiliate programs: what is offered, what came of it, and every commission.

pub mod api;
mod commission;
mod earned;
mod month;
mod page;
mod program;

pub(crate) use earned::sheet;
pub use page::AffiliatePage;
