//! The statement of account.

pub mod api;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod table;

#[cfg(feature = "ssr")]
pub use page::StatementPage;
