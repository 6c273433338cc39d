//! Stripe: the suite over a double of it, and what only Stripe has.
#![expect(clippy::indexing_slicing, reason = "a field that is not there is null")]

mod book;
mod charge;
mod double;
mod oracle;
mod rig;
mod trouble;
mod webhook;
