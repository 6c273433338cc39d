//! Credit of customers.

pub mod read;
pub mod top_up;
pub mod withdrawal;
