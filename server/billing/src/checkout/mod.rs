//! Checkouts: what a customer confirms, or the run collects, and the payment orders that it holds
//! (*Payments* and *Credit* in the specification of money).

mod plan;
mod state;

pub use plan::{Item, Left, Order, Part, Plan, plan};
pub use state::{OrderState, WAITS_SECONDS, look_after, may_become};
