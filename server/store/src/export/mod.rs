//! Everything as an export writes it: by key, a chunk at a time, so that memory does not grow with
//! the books. References are the provider's own ids; texts that hold JSON are handed on as stored.

mod affiliate;
mod catalogue;
mod chunk;
mod customer;
mod document;
mod group;
mod money;
mod payment;
mod subscription;

pub use affiliate::{
    Affiliate, Commission, Program, Referral, affiliates, clicks, commissions, programs, referrals,
};
pub use catalogue::{
    Addon, Coupon, Plan, Seller, TaxZone, addons, coupons, plans, sellers, tax_zones,
};
pub use chunk::Chunk;
pub use customer::{
    Account, Balance, BillingAccount, Membership, Person, account_id, accounts, balances,
    billing_accounts, memberships, people, shares, subscription_refs,
};
pub use document::{
    CreditNote, Document, Group, Invoice, Line, Settlement, credit_note_groups, credit_note_lines,
    credit_notes, credit_notes_of, invoice_groups, invoice_lines, invoice_payers, invoices,
    invoices_of, settlements, surpluses,
};
pub use group::{SubscriptionGroup, subscription_groups};
pub use money::{Entry, Lot, Movement, entries, lots, movements};
pub use payment::{Allocation, Payment, Receipt, Refund, allocations, payments, receipts, refunds};
pub use subscription::{Held, Subscription, held, payers, subscriptions};
