//! `saldo verify`: recomputes the books and names the first row of each invariant that does not
//! fit. Made from one snapshot; memory does not grow with the books.

mod commission;
mod content;
mod documents;
mod files;
mod money;
mod report;
mod rows;
mod rule;
mod run;
mod trail;
mod usage;

pub use report::{Finding, Report};
pub use run::{VerifyFailure, run};
