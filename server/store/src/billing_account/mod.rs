//! Billing accounts.

pub mod assigned;
pub mod read;
