use model::time::Instant;
use serde::{Deserialize, Serialize};

/// A question about a request that was sent, or may have been: a [`Capture`](super::Capture) or a
/// [`Refund`](super::Refund).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inquiry<T> {
    /// The request as it was sent the first time, to the letter.
    pub request: T,
    /// What the gateway calls it, if it ever said so.
    pub reference: Option<String>,
    /// When it was sent, or was about to be, the first time.
    pub first_tried_at: Instant,
    /// The present moment.
    pub now: Instant,
    /// Whether the request may take effect now, if it has not yet: some gateways are best asked by
    /// sending the same again with the same key. Without it, they are only read.
    pub may_send: bool,
}

/// What a gateway knows of a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Heard<T> {
    /// This is what became of it.
    Found(T),
    /// It has never heard of it: nothing was captured.
    Never,
}
