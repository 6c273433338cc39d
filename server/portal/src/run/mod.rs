//! The billing run: takes the books of accounts through the days on which something is to be done
//! (*The billing run* in the specification of subscriptions).
//!
//! Accounts are claimed with a lease, a chunk at a time; all of a chunk is done in one unit of
//! work, so that a run can be cut anywhere, done twice, or done by several at once. A chunk that
//! fails is done account by account, and the account that fails alone waits, with its cause.
//!
//! What a day brings is decided by `billing::run`; here it is numbered, booked and kept.

mod book;
mod by_hand;
mod case;
mod cashier;
mod chunk;
mod collect;
mod coupon;
mod covered;
mod customer;
mod days;
mod debts;
mod foretold;
mod issuer;
mod letters;
mod low;
mod mend;
mod moved;
mod note;
mod note_paper;
mod number;
mod off;
mod open;
mod paper;
mod preview;
mod rehearsal;
mod remind;
mod reopen;
mod report;
mod runner;
mod stage;
mod subscription;
mod terminate;
mod top_up;
mod trail;

pub(crate) use by_hand::{HandNote, Notary, Refused};
pub(crate) use customer::customer;
pub(crate) use foretold::{Foretold, Next, foretold};
pub(crate) use issuer::{country, zone};
pub(crate) use preview::{Ahead, preview};
pub use rehearsal::rehearse;
pub(crate) use reopen::reopen;
pub use report::{Order, Report, Trouble};
pub(crate) use runner::step;
pub use runner::{latest_day, run, run_at, run_with};
pub(crate) use trail::ACTOR;
