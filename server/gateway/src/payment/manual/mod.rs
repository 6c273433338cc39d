//! Money that arrives by itself: bank transfers with a reference and a QR code, found again in
//! bank statements. Which invoice it pays is no business of this crate.

mod check;
mod code;
mod entry;
mod gateway;
mod reference;
mod statement;
mod symbol;

pub use check::is_iban;
pub use code::{CodeError, Payee, epc};
pub use gateway::Manual;
pub use reference::{CreditorReference, MalformedReference};
pub use statement::{Balance, Entry, Statement, StatementError, read};
pub use symbol::Symbol;
