//! The rules against the worked examples and the import format of the specification.
#![expect(clippy::unwrap_used, reason = "a failed helper is a failed test")]

mod affiliate;
mod catalogue;
mod change;
mod checkout;
mod coupon;
mod credit_note;
mod dunning;
mod house;
mod moving;
mod policy;
mod reserve;
mod run;
mod snooze;
mod todo;
mod usage;
mod vat;
mod vectors;
mod waiting;
