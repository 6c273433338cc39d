//! What happened, line by line: the same seed says the same, on either engine.

use std::fmt::Write;

use portal::parked::Denied;
use sha2::{Digest, Sha256};

/// The lines, as their fingerprint.
pub struct Trace {
    hasher: Sha256,
    told: bool,
}

impl Trace {
    /// Empty; `told` prints each line.
    pub fn new(told: bool) -> Self {
        Self {
            hasher: Sha256::new(),
            told,
        }
    }

    /// Something happened.
    pub fn says(&mut self, line: impl AsRef<str>) {
        self.hasher.update(line.as_ref());
        self.hasher.update("\n");
        if self.told {
            println!("{}", line.as_ref());
        }
    }

    /// The fingerprint of all of it.
    pub fn hash(&self) -> String {
        let digest = self.hasher.clone().finalize();
        digest.iter().take(8).fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

/// Why something was denied.
pub fn denied(denied: &Denied) -> &'static str {
    match denied {
        Denied::Unknown => "unknown",
        Denied::Useless(why) | Denied::Unfit(why) => why,
        Denied::KeyReused => "the key was used before",
        Denied::Failed(_) => "failed",
    }
}
