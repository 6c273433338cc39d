//! What leaves the house.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod mail;
