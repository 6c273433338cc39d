use model::money::Money;
use model::time::Instant;
use serde::{Deserialize, Serialize};

use super::{Key, Outcome, RefundOutcome, SavedMethod};

/// How old a webhook may be, or how far ahead its clock, in seconds.
pub const TOLERANCE_SECONDS: i64 = 300;

/// What a gateway tells by itself. Events come late, twice, in any order or never.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The gateway's name for it: the same event again has the same.
    pub id: String,
    /// The key of the capture, the refund or the set-up that it is about, where it is ours.
    pub key: Option<Key>,
    /// What the gateway calls the capture or the set-up that it is about.
    pub reference: Option<String>,
    /// When it happened.
    pub at: Instant,
    /// What happened.
    pub what: Happening,
}

/// What happened at a gateway.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Happening {
    /// Something became of a capture.
    Payment(Outcome),
    /// Something became of a refund, or one was made outside (then without a key).
    Refund(RefundOutcome),
    /// Money that had been taken by debit was returned by the payer's bank.
    Returned {
        /// How much.
        amount: Money,
        /// The bank's code, such as `AM04`, or the gateway's.
        code: String,
    },
    /// A payer disputes a payment.
    Dispute {
        /// The gateway's name for the dispute.
        dispute: String,
        /// How much of the payment.
        amount: Money,
        /// The gateway's word for the reason.
        reason: String,
        /// How it stands.
        state: Dispute,
    },
    /// Something became of a set-up: [`saved`](super::Gateway::saved) tells what.
    SetUp,
    /// A saved method has other data now (a card was replaced by its bank).
    MethodChanged(SavedMethod),
    /// A saved method can no longer be charged.
    MethodGone {
        /// Its token.
        token: String,
    },
    /// Nothing that concerns us: acknowledged, without effect.
    Other {
        /// The gateway's word for it.
        kind: String,
    },
}

/// How a dispute stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Dispute {
    /// The money was taken back.
    Opened,
    /// It was given back to us.
    Won,
    /// It stays taken.
    Lost,
}

/// Why a webhook has no effect. None of it is told to who sent it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EventError {
    /// No secret is set, or an empty one: nothing is believed.
    #[error("no secret is set for webhooks")]
    NoSecret,
    /// No signature, or none that any of the secrets made.
    #[error("the signature is missing or wrong")]
    Forged,
    /// It was signed too long ago, or in the future.
    #[error("the signature is too old")]
    Stale,
    /// It is signed, and cannot be read.
    #[error("it is signed and cannot be read")]
    Garbled,
}
