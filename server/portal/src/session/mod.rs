//! Signing in and out: sessions, devices, passwords and their reset by mail.
//!
//! Nothing here says whether an address is known: neither an answer nor the time that it takes.
//! Failed tries slow down those who make them, by network address and by browser, and never a
//! person in a browser in which that person has signed in before.

mod door;
mod hashing;
mod identify;
pub(crate) mod limit;
pub(crate) mod policy;
mod reception;
mod reset;
pub(crate) mod secret;
mod sign_in;
pub(crate) mod sign_out;
pub(crate) mod span;
pub(crate) mod trail;

pub(crate) use identify::access;
pub use reception::Reception;
pub(crate) use reset::{change, end_access, hand_over};
