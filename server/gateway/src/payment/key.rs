use std::fmt;

use serde::{Deserialize, Serialize};

/// By what a request is known at a gateway, whatever happens: the same key with the same content is
/// the same request. The key of a payment order is `<checkout's key>/<n>`.
///
/// 1 to 200 letters, digits, `-`, `_`, `.`, `:` and `/`: gateways take up to 255 characters, and an
/// adapter may put a word before it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Key(String);

/// A text that cannot be a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a key is 1 to 200 letters, digits and -_.:/")]
pub struct MalformedKey;

impl Key {
    const LONGEST: usize = 200;

    /// A key by its text.
    ///
    /// # Errors
    /// When it is empty, too long, or holds anything but what a key may hold.
    pub fn new(text: impl Into<String>) -> Result<Self, MalformedKey> {
        let text = text.into();
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:/".contains(&byte);
        let fits = !text.is_empty() && text.len() <= Self::LONGEST && text.bytes().all(plain);
        if fits {
            Ok(Self(text))
        } else {
            Err(MalformedKey)
        }
    }

    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Key {
    type Error = MalformedKey;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::new(text)
    }
}

impl From<Key> for String {
    fn from(key: Key) -> Self {
        key.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_plain() {
        assert!(Key::new("0190d5c2-7a3b-7c11-8f00-4d2b6a0e9f10/1").is_ok());
        for text in ["", " ", "a b", "a\n", "ü", &"a".repeat(201)] {
            assert_eq!(Key::new(text), Err(MalformedKey), "{text:?}");
        }
    }
}
