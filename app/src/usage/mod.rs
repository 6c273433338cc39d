//! Usage: what was used over the limits, day by day, and what it costs.

pub mod api;
#[cfg(feature = "ssr")]
mod chart;
#[cfg(feature = "ssr")]
mod meter;
mod name;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod section;

#[cfg(feature = "ssr")]
pub(crate) use chart::figure;
#[cfg(feature = "ssr")]
pub(crate) use meter::gauge;
pub(crate) use name::resource;
#[cfg(feature = "ssr")]
pub use page::UsagePage;
