//! Remembers, in SQLite and PostgreSQL: one text of SQL for both engines.

pub mod account;
pub mod affiliate;
pub mod audit;
pub mod billing_account;
pub mod booking;
mod bulk;
pub mod column;
pub mod credit;
pub mod db;
pub mod device;
pub mod document;
pub mod error;
pub mod export;
#[cfg(feature = "testing")]
pub mod halt;
pub mod idempotency;
pub mod import;
pub mod invoice;
pub mod job;
pub mod key;
pub mod outbox;
pub mod packed;
pub mod payment;
pub mod person;
#[cfg(feature = "testing")]
pub mod probe;
pub mod report;
pub mod reset;
pub mod run;
pub mod scope;
pub mod session;
pub mod statement;
pub mod subscription;
#[cfg(feature = "testing")]
pub mod testing;
pub mod throttle;
pub mod todo;
pub mod transfer;
pub mod tx;
pub mod usage;
pub mod verify;
mod writer;

pub use db::Db;
pub use error::{Kind, OpenError, StoreError};
pub use tx::Tx;
