//! Stripe: PaymentIntents, SetupIntents, PaymentMethods, Refunds and webhooks of its HTTP API.
//!
//! Cards and accounts are entered in Stripe's own elements; strong authentication takes place on
//! pages of Stripe's, to which it is led by an address. No secret of a payment reaches a browser.

mod api;
mod event;
mod gateway;
mod units;
mod wire;

pub use gateway::{Stripe, StripeRules};
