//! Decides: the use cases behind the portal's traits, the jobs, the import and the export.

mod account;
mod billing_account;
mod credit;
mod cursor;
pub mod desk;
pub mod failure;
pub mod ids;
mod invoice;
mod payers;
pub mod seal;
mod subscription;
pub mod zone;

pub use desk::Desk;
pub use failure::Failure;
