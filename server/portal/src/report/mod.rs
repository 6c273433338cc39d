//! Reports for the provider's bookkeeping. Their sums are the ledger's.

mod book;
mod sheet;

pub use book::{Report, ReportError, run};
pub use sheet::Style;
pub use store::report::Ask;
