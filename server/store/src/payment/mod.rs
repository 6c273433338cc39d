//! Checkouts, the payment orders that they hold, and what of each goes to which invoice.

mod checkout;
mod method;
mod order;

pub use checkout::{Checkout, add, by_id, by_key, newest};
pub use method::{Method, failing, limit, methods, spent};
pub use order::{
    Allocation, Order, Part, add_orders, change, checkout_parts, of_checkout, one, parts,
    to_look_at,
};
