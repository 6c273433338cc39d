//! Booking: what rules of billing say becomes documents, ledger, lots, movements and the cached
//! figures, all of one account in one go. The caller has locked the account.

mod account;
mod back;
mod commission;
mod credit;
mod error;
mod issued;
mod load;
mod order;
mod receive;
mod returns;
mod settle;
mod taken;
mod use_case;

pub(crate) use account::{AccountBook, Clerk, Stamp, of_nobody};
pub(crate) use credit::facts;
pub use error::BookingError;
pub(crate) use issued::{Issued, issued};
pub(crate) use load::{flush, load, load_one};
pub(crate) use order::Ending;
pub use receive::{Receipt, Received, Way, receive};
pub(crate) use returns::{Returns, granted};
pub(crate) use settle::{Paid, Refund};
pub(crate) use taken::{Stood, Taken};
pub(crate) use use_case::unhold;
pub use use_case::{CreditOrder, hold, release, spend_credit, spend_hold};
