//! Services that know which VAT numbers are valid.

mod service;
mod vies;

pub use service::{Answer, Parts, Question, Unanswered, VatService};
pub use vies::{VIES, Vies};
