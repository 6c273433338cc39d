//! Withdrawal: credit that was paid in and not spent goes back to its source, by refunds to the
//! captures that brought it and, where those take no more, by a transfer of the provider's
//! (*Credit lots* and *Credit* in the specification of money).
//!
//! Until it is gone it is set aside of its lots.

mod decide;
mod door;
mod facts;
mod provider;
mod tell;
mod view;

pub use provider::{Approval, Rejection, Waiting, WaitingPage};
pub(crate) use tell::failed;
