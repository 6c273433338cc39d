//! Checkouts, the payment orders that they hold, and what of each goes to which invoice.

mod checkout;
mod method;
mod order;

pub use checkout::{Checkout, add, by_key};
pub use method::{Method, failing, limit, methods, spent};
pub use order::{Allocation, Order, add_orders, change, of_checkout, one, parts, to_look_at};
