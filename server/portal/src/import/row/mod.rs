//! The rows of an import, field by field as the provider writes them
//! (*Import format* in the specification of the provider's side).

mod affiliate;
mod customer;
mod document;
mod provider;
mod service;

pub(super) use affiliate::{Affiliate, Commission, PayoutTo, Referral};
pub(super) use customer::{Account, Membership, Person};
pub(super) use document::{Credit, CreditNote, Invoice, Line, Payment, PaymentBy};
pub(super) use provider::{Seller, TaxZone};
pub(super) use service::{BillingAccount, Group, Subscription};
