//! Secrets that somebody else keeps: cookies, links, keys. Only their hashes are stored; a secret
//! of 256 random bits needs no slow hash.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::failure::Failure;

/// A new secret, as it is handed out.
///
/// # Errors
/// When the machine gives no randomness.
pub fn draw() -> Result<String, Failure> {
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).map_err(Failure::internal)?;
    Ok(URL_SAFE_NO_PAD.encode(secret))
}

/// The hash under which a secret is stored; none of a text that is no secret of ours.
#[must_use]
pub fn hash(secret: &str) -> Option<String> {
    // 32 bytes are 43 signs: whatever is longer is not even looked at.
    let bytes = Some(secret).filter(|secret| secret.len() == 43)?;
    let bytes = URL_SAFE_NO_PAD.decode(bytes).ok()?;
    Some(digest(&bytes))
}

/// A fingerprint under which something is counted that is not to be stored as it was typed.
#[must_use]
pub fn digest(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_found_again_and_nothing_else_is_one() {
        let secret = draw().unwrap();
        assert_ne!(secret, draw().unwrap());
        let stored = hash(&secret).unwrap();
        assert_ne!(stored, secret);
        assert_eq!(hash(&secret), Some(stored));
        for text in [
            "",
            "x",
            &secret[1..],
            &format!("{secret}A"),
            &"=".repeat(43),
        ] {
            assert_eq!(hash(text), None, "{text}");
        }
    }
}
