//! Mails of the portal: what is said, in which language, and how it is laid out.

mod browser;
mod layout;
mod notice;
mod owed;
mod payer;
mod stationery;

pub use notice::{Notice, Owed, OwedInvoice, PayerChange, PayerChanged, Stop};
pub use stationery::{Inside, Reader, Stationery};
