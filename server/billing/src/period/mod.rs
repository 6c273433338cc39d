//! When periods begin, when their invoices are made and when those are due
//! (*When an invoice is made, and when it is due* in the specification of subscriptions).

mod day;
mod grid;

pub(crate) use day::days;
pub use day::{Doing, Planned, Real, planned, usage_planned};
pub use grid::{Begin, FixedDay, Grid};
