//! The statement of account.

pub mod api;
mod page;
mod table;

pub use page::StatementPage;
