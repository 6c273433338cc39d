//! Billing accounts.

pub mod assign;
pub mod assigned;
pub mod change;
pub mod read;
