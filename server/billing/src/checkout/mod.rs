//! Checkouts: what a customer confirms, or the run collects, and the payment orders that it holds
//! (*Payments* and *Credit* in the specification of money).

mod brake;
mod funds;
mod plan;
mod refund;
mod share;
mod state;

pub use brake::braked;
pub use funds::{Funds, Unfit};
pub use plan::{Bounds, Item, Left, Order, Part, Plan, plan};
pub use refund::{Capture, may_go, may_turn, take};
pub use state::{OrderState, WAITS_SECONDS, look_after, may_become};
