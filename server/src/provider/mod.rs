//! The provider's API under `/api/provider/v1`: for machines, with keys instead of sessions.

mod call;
mod door;
mod metrics;
mod money;
mod parked;
mod problem;
mod routes;
mod usage;

pub use call::{Asked, call};
pub use routes::routes;
