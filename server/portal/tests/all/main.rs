//! The portal through its door, on both engines.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what does not fit fails the test"
)]

mod support;

mod account;
mod affiliate;
mod ahead;
mod billing_account;
mod booking;
mod credit;
mod documents;
mod export;
mod format;
mod import;
mod invoice;
mod issuing;
mod load;
mod payers;
mod paying;
mod receiving;
mod run;
mod session;
mod statement;
mod subscription;
mod todo;
mod usage;
mod vat;
mod verify;
