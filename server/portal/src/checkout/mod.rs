//! Checkouts: what a customer pays, confirmed once and captured once whatever happens
//! (*Payments* in the specification of money).
//!
//! An order is committed as submitted before its gateway is asked; what came of it is recorded in a
//! transaction of its own. Whatever stays open in between is found by the gateway's key.

mod confirm;
mod door;
mod enter;
mod facts;
mod funds;
mod hear;
mod known;
mod look;
mod method;
mod paid;
mod quote;
mod receipt;
mod record;
mod refused;
mod send;
mod show;
mod stray;
mod taken;
mod till;

pub use confirm::Confirmed;
pub(crate) use confirm::is_key;
pub(crate) use enter::Entry;
pub(crate) use facts::{bounds, minimum, policy};
pub use hear::Deaf;
pub(crate) use known::Known;
pub(crate) use paid::queue as tell_paid;
pub(crate) use quote::key;
pub(crate) use receipt::issue as give_receipt;
pub(crate) use show::{purpose, visible};
pub use till::{Gateways, Till};
