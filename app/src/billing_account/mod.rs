//! Billing accounts: saved payment methods, who owns them, what they pay.

mod payer;

pub use payer::{Payer, note, sign, title};
