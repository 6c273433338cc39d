//! The billing run: takes the books of accounts through the days on which something is to be done
//! (*The billing run* in the specification of subscriptions).
//!
//! Accounts are claimed with a lease, a chunk at a time; all of a chunk is done in one unit of
//! work, so that a run can be cut anywhere, done twice, or done by several at once. A chunk that
//! fails is done account by account, and the account that fails alone waits, with its cause.

mod account;
mod chunk;
mod report;
mod runner;

pub use report::{Order, Report, Trouble};
pub use runner::run;
pub(crate) use runner::step;
