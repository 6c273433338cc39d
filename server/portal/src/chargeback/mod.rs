//! Money that payers and their banks take back: disputes and returned debits (rule 9 of *Payments*
//! in the specification of money).
//!
//! What is heard is booked at once. What the money had paid is open again and dunned from that day,
//! and the provider is told; a dispute that is won puts it back.

mod again;
mod commission;
mod plan;
mod row;
mod take;
mod word;

pub(crate) use commission::{missing, taken};
pub(crate) use plan::Standing;
pub(crate) use row::book_of;
pub(crate) use take::{Told, heard, rest};
