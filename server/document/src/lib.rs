//! Typesets: PDF and e-invoice from plain data.
//!
//! What people wrote is data to the typesetter, never its language: a template reads one JSON
//! text, and the world in which it runs has no other file, no package and no clock (ADR 0017).

mod einvoice;
mod error;
mod figure;
mod invoice;
mod legible;
mod paper;
mod press;
mod receipt;
mod sheet;
mod statement;
mod words;

pub use einvoice::{hybrid, xrechnung};
pub use error::DocumentError;
pub use figure::money;
pub use invoice::invoice;
pub use paper::{
    Contact, InvoicePaper, Kind, PaperGroup, PaperLine, ReceiptPaper, ReceiptPart, Settling,
    StatementPaper,
};
pub use receipt::receipt;
pub use statement::statement;
