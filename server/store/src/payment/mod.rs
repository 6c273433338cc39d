//! Checkouts, the payment orders that they hold, and what of each goes to which invoice.

mod bought;
mod checkout;
mod dispute;
mod event;
mod look;
mod method;
mod order;
mod paid;
mod receipt;
mod refund;
mod stray;
mod token;

pub use bought::arriving;
pub use checkout::{Checkout, add, by_id, by_key, newest};
pub use dispute::{
    Chargeback, Dispute, Missing, Spent, add_dispute, chargebacks, dispute_called, disputes_of,
    end_dispute, missing_of, spent_of,
};
pub use event::{Told, hear, heard};
pub use look::{asks, tells};
pub use method::{failing, highest, limit, spent};
pub use order::{
    Allocation, End, Order, Part, add_orders, by_reference, change, checkout_parts, declined_since,
    ends, numbered, numbers, of_checkout, one, parts, to_look_at,
};
pub use paid::{paid_by, paid_on};
pub use receipt::{
    NewReceipt, PaidWith, Receipt, ReceiptHead, add_receipt, paid_with, receipt_head, receipt_of,
    receipts,
};
pub use refund::{
    Apart, Refund, add_refunds, apart_of, captured, change_refund, one_refund, policy_of,
    refunds_of, refunds_to_look_at, to_give_back,
};
pub use stray::{Stray, add_stray, strays};
pub use token::{Renewed, charged_by, fingerprint, print, renew};
