//! Usage over the limits.

pub mod counter;
mod edges;
mod late;
mod properties;
