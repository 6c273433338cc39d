//! What a change of a running subscription costs and gives back. The preview and the confirmation
//! call the same function (*Change, add-on, cancel, renew* in the specification of subscriptions).

mod facts;
mod lines;
mod make;
mod wish;

pub use facts::{Changed, Facts, Invoiced, Refused, Reissue, Standing};
pub use make::change;
pub use wish::{When, Wish};
