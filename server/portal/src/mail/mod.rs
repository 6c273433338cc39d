//! Mails of the portal: what is said, in which language, and how it is laid out.

mod browser;
mod layout;
mod low;
mod notice;
mod owed;
mod paid;
mod payer;
mod stationery;
mod withdrawn;

pub use notice::{
    Coming, LowCredit, Notice, Owed, OwedInvoice, Paid, PaidInvoice, PayerChange, PayerChanged,
    Refused, Stop, Withdrawn, WithdrawnHow,
};
pub use stationery::{Inside, Reader, Stationery};
