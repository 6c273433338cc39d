//! Affiliate programs: what is offered, what came of it, and every commission.

pub mod api;
#[cfg(feature = "ssr")]
mod commission;
mod earned;
#[cfg(feature = "ssr")]
mod month;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod program;

pub(crate) use earned::sheet;
#[cfg(feature = "ssr")]
pub use page::AffiliatePage;
