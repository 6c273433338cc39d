use std::error::Error;
use std::fmt;

/// Why a command was not carried out, in one sentence for the operator.
pub struct Trouble(String);

impl Trouble {
    /// In these words.
    pub fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The error and what led to it, each told once: many errors repeat their cause in their own words.
impl<E: Error> From<E> for Trouble {
    fn from(error: E) -> Self {
        let mut words = error.to_string();
        let mut next = error.source();
        while let Some(cause) = next {
            let told = cause.to_string();
            if !words.contains(&told) {
                words = format!("{words}: {told}");
            }
            next = cause.source();
        }
        Self(words)
    }
}
