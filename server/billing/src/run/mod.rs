//! What a day brings: facts and the planned day in, drafts out. The run and the preview of the next
//! invoice are the same function (*The billing run* and *Preview* in the specification of
//! subscriptions), and so is a day that is done once more.

mod account;
mod periods;
mod redeem;

pub use account::{Account, Notice, Outcome, Today, due, next_invoice};
pub use periods::{MOST_PERIODS, Moved, Step, periods};
