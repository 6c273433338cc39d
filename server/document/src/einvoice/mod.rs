//! E-invoices: the same paper in the words of EN 16931, checked by its rules before it is written.

mod line;
mod party;
mod semantic;
mod written;

pub use written::{hybrid, xrechnung};
