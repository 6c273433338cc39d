//! Payment providers: one trait, its words, and an adapter each.
//!
//! An adapter forgets nothing that matters and decides nothing: when an order is tried, looked up,
//! cancelled or told to the customer is the portal's business (ADR 0031).

mod capture;
mod client;
mod decline;
mod error;
mod event;
mod gateway;
mod inquiry;
mod key;
pub mod manual;
mod refund;
pub mod sandbox;
mod secret;
mod set_up;
mod signature;
pub mod stripe;

pub(crate) use client::Client;

pub use capture::{Action, Capture, Captured, Outcome, Page, Taken};
pub use decline::{Decline, DeclineKind, FRAUDULENT};
pub use error::{GatewayError, Refusal};
pub use event::{Dispute, Event, EventError, Happening, TOLERANCE_SECONDS};
pub use gateway::{Capabilities, Gateway, PagePolicy};
pub use inquiry::{Heard, Inquiry};
pub use key::{Key, MalformedKey};
pub use refund::{Refund, RefundOutcome, Refunded};
pub use secret::Secret;
pub use set_up::{Card, Entry, MethodData, SavedMethod, SetUp, SetUpOutcome, Started};
