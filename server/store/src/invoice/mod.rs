//! Invoices and credit notes.

pub mod list;
pub mod read;
