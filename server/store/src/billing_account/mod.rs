//! Billing accounts.

pub mod assign;
pub mod assigned;
pub mod change;
pub mod detail;
pub mod read;
pub mod set_up;
