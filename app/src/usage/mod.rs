//! Usage: what was used over the limits, day by day, and what it costs.

pub mod api;
mod chart;
mod meter;
mod page;
mod section;

pub use page::UsagePage;
