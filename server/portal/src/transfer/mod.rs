//! Money that arrives by itself: told by the provider, or read in the statements of his bank. It is
//! matched by the first rule that fits; what nothing matches stands on `unapplied` until he says
//! whose it is (rule 14 of *Payments* in the specification of money).

mod accepted;
mod allocate;
mod apart;
mod find;
mod give;
mod known;
mod list;
mod settle;
mod statement;
mod tell;
mod told;

pub use allocate::{Allocate, Allocated};
pub use give::{Gone, Return};
pub use list::{Unapplied, UnappliedPage};
pub use statement::{Booked, Ignored, Known, StatementReport, Untaken};
pub(crate) use tell::amount;
pub use told::{Arrived, By, Credited, Paid, Part, Payment};
