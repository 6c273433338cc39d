//! What leaves the house.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![cfg_attr(
    test,
    expect(clippy::panic, reason = "a test that cannot go on has failed")
)]

#[macro_use]
mod contract;

mod mail;
mod manual;
mod oracle;
mod sandbox;
mod stripe;
mod vat;
