//! Decides: the use cases behind the portal's traits, the jobs, the import and the export.

mod account;
mod affiliate;
mod billing_account;
pub mod booking;
pub mod chain;
mod credit;
mod cursor;
pub mod desk;
pub mod export;
pub mod failure;
pub mod ids;
pub mod import;
mod invoice;
pub mod jobs;
pub mod key;
mod mail;
mod papers;
pub mod password;
mod payers;
pub mod people;
pub mod report;
pub mod run;
mod session;
mod statement;
mod subscription;
mod timeline;
mod todo;
mod told;
pub mod usage;
pub mod verify;
pub mod zone;

pub use desk::Desk;
pub use document::Contact;
pub use failure::Failure;
pub use papers::Papers;
pub use session::Reception;
