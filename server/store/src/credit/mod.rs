//! Credit of customers.

pub mod read;
