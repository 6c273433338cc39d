//! Documents and money: what is written together, in one transaction, under the account's lock.
//! Everything here writes many rows at once, so that a page and an import use the same functions.

mod credit;
mod credit_note;
mod document;
mod issued;
mod ledger;
mod payment;
mod series;
mod standing;

pub use credit::{
    Hold, Lot, Movement, add_holds, add_movements, holds, keep_lots, last_movements, lots,
    lots_by_id, lots_by_ref, release_holds,
};
pub use credit_note::{CreditNote, add_credit_note_lines, add_credit_notes};
pub use document::{Invoice, Line, TaxGroup, add_invoice_lines, add_invoices};
pub use issued::{
    IssuedHead, IssuedLine, IssuedTax, credit_on, issued_heads, issued_lines, issued_taxes,
    money_on, noted_taxes,
};
pub use ledger::{Entry, Transaction, add_transactions};
pub use payment::{Payable, gateway, open_of, payables};
pub use series::{Series, Taken, keep_series, series, take};
pub use standing::{
    Position, Settlement, Standing, add_settlements, keep_positions, keep_standings, positions,
    settlements, standings,
};
