//! What the provider changes about an issued invoice: it is credited, what is open of it is given
//! up, or it is due later. The invoice itself never changes.

mod back;
mod credit;
mod due;
mod find;
mod write_off;

pub use credit::{CreditNoteAsked, CreditedLine, NoteTo, Noted};
pub use due::{Due, DueLater};
pub use write_off::WrittenOff;
