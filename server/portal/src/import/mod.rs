//! `saldo import`: books in the provider's format (NDJSON), strict, idempotent by `ref`, all or
//! nothing unless the good lines are to stay.
//!
//! A file is read and its passwords are hashed first; then one transaction judges each row by what
//! was imported under its `ref` before, resolves the names in it, writes whole types at once, and
//! books the facts of each account in the order of their days.

mod account;
mod affiliate;
mod around;
mod billing_account;
mod books;
mod case;
mod catalogue;
mod check;
mod commission;
mod compare;
mod coupon;
mod digest;
mod document;
mod draft;
mod event;
mod facts;
mod flaw;
mod group;
mod job;
mod needed;
mod note;
mod number;
mod password;
mod payment;
mod person;
mod referral;
mod relative;
mod report;
mod row;
mod run;
mod seller;
mod source;
mod subscription;
mod subscription_group;
mod usage;

pub(crate) use flaw::flaw;
pub use relative::resolve;
pub use report::{Adapters, Difference, ImportFailure, ImportOptions, ImportReport, LineError};
pub use run::run;
