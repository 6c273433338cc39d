//! The chain of hashes of the audit trail.

use billing::audit::Canon;
use store::audit::Act;

/// The hash of a row of the audit trail, from the hash before it (nothing at the beginning), its
/// place and its content.
#[must_use]
pub fn link(previous: &str, n: i64, act: &Act) -> String {
    Canon::new("audit.1")
        .field("scope", &act.scope)
        .field("n", n)
        .field("at", act.at.0)
        .field("actor", &act.actor)
        .field("address", &act.address)
        .field("action", &act.action)
        .field("subject", &act.subject)
        .field("detail", &act.detail)
        .chained(previous)
}
