//! Usage over the limits.

mod back;
pub mod counter;
mod edges;
mod late;
mod properties;
