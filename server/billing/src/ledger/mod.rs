//! The ledger: double entry, append-only.
//!
//! **Sign.** An amount above zero is a debit, below zero a credit. What the house owns and what it
//! spent (receivable, cash in transit, promotion given, expenses, losses) grows by debits; what it
//! owes and what it earned (credit, unapplied, refund payable, affiliate payable, revenue, tax)
//! grows by credits. So Σ receivable of an invoice is what is open of it, and the balance of a
//! customer's credit is −Σ of the book `credit`. Every posting sums to zero per currency.

mod back;
mod book;
mod commission;
mod lots;
mod posting;
mod rules;

pub use back::{
    Apart, apart_allocated, apart_back_again, apart_came_again, apart_charged_back, apart_claimed,
    apart_granted, apart_refunded, came_again, charged_back, lost_charged_back, lost_refunded,
    lot_back_again, lot_charged_back, lot_refunded, payable_back_again,
};
pub use book::{Book, UnknownBook};
pub use commission::commission_owed;
pub use lots::{credit_bought, credit_expired, credit_granted, credit_withdrawn, refund_granted};
pub use posting::{Entry, LedgerError, Posting, Reason};
pub use rules::{
    CreditNote, Payment, Return, credit_note_issued, credit_returned, credit_used, invoice_issued,
    payment_received, payment_set_apart, refund_paid, refunded, surplus_moved, written_off,
};
