//! Documents as they come out, looked at by programs that others wrote.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "what does not fit fails the test"
)]

mod einvoice;
mod paper;
mod pdf;
mod tool;
