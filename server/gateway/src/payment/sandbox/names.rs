//! What the sandbox calls things: made of what they are, so that nothing has to be drawn by lot.

use std::fmt::Write;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::payment::Secret;

/// A name with that prefix for that thing; the same thing has the same.
pub fn name(prefix: &str, thing: &str) -> String {
    let digest = Sha256::digest(format!("{prefix}\n{thing}"));
    format!(
        "{prefix}_{}",
        hex(digest.as_slice().get(..12).unwrap_or_default())
    )
}

/// The key of a page: who knows it was sent there.
pub fn page_key(secret: &Secret, reference: &str) -> String {
    // An HMAC takes a key of any length.
    let Ok(mac) = Hmac::<Sha256>::new_from_slice(secret.reveal().as_bytes()) else {
        return String::new();
    };
    let mac = mac.chain_update(b"page\n").chain_update(reference);
    hex(&mac.finalize().into_bytes())
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
