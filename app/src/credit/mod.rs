//! Credit: balances, lots, every movement.

pub mod api;
mod balance;
mod lots;
mod movements;
mod page;

pub use page::CreditPage;
