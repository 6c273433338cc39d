//! Remembers, in SQLite and PostgreSQL: one text of SQL for both engines.

pub mod db;
pub mod error;
#[cfg(feature = "testing")]
pub mod testing;
pub mod tx;
mod writer;

pub use db::Db;
pub use error::{Kind, OpenError, StoreError};
pub use tx::Tx;
