//! Where identifiers come from: a moment, and a seed drawn once from the machine's randomness.

use std::sync::{Mutex, PoisonError};

use model::time::Instant;
use sha2::{Digest, Sha256};

/// The machine gave no randomness.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the machine gives no randomness: {0}")]
pub struct NoRandomness(#[from] getrandom::Error);

/// Makes identifiers that rise in the order in which they are made, also within a millisecond.
#[derive(Debug)]
pub struct Ids {
    seed: [u8; 32],
    last: Mutex<Last>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Last {
    drawn: u64,
    milliseconds: u64,
    random: u128,
}

/// The part of an identifier behind the time has 80 bits.
const RANDOM: u128 = (1 << 80) - 1;

impl Ids {
    /// A source of its own seed.
    ///
    /// # Errors
    /// When the machine gives no randomness.
    pub fn new() -> Result<Self, NoRandomness> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(NoRandomness::from)?;
        Ok(Self::seeded(seed))
    }

    /// A source that repeats itself, for tests and for the demo.
    #[must_use]
    pub fn seeded(seed: [u8; 32]) -> Self {
        Self {
            seed,
            last: Mutex::default(),
        }
    }

    /// The next identifier of a kind: `ids.next(now, InvoiceId::make)`.
    pub fn next<T>(&self, now: Instant, make: impl Fn(u64, [u8; 10]) -> T) -> T {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.drawn += 1;
        let drawn = self.draw(last.drawn);
        if now.milliseconds() > last.milliseconds {
            last.milliseconds = now.milliseconds();
            // The highest bit stays free, so that a step never leads beyond the end.
            last.random = (drawn & RANDOM) >> 1;
        } else {
            last.random = (last.random + 1 + (drawn & 0xffff_ffff)) & RANDOM;
        }
        let [_, _, _, _, _, _, random @ ..] = last.random.to_be_bytes();
        make(last.milliseconds, random)
    }

    /// A salt for a password, drawn like an identifier.
    pub(crate) fn salt(&self) -> [u8; 16] {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.drawn += 1;
        self.draw(last.drawn).to_be_bytes()
    }

    fn draw(&self, n: u64) -> u128 {
        let digest = Sha256::new()
            .chain_update(self.seed)
            .chain_update(n.to_be_bytes())
            .finalize();
        let first = digest.iter().take(16);
        first.fold(0, |bits, byte| (bits << 8) | u128::from(*byte))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::id::{InvoiceId, LotId};

    #[test]
    fn identifiers_rise_also_when_the_clock_stands_or_goes_back() {
        let ids = Ids::seeded([3; 32]);
        let mut made = Vec::new();
        for now in [5_000, 5_000, 4_000, 5_999, 6_000, 0] {
            made.push(ids.next(Instant(now), LotId::make));
        }
        assert!(made.is_sorted());
        made.dedup();
        assert_eq!(made.len(), 6);
    }

    #[test]
    fn a_seed_says_everything() {
        let make = |seed| Ids::seeded([seed; 32]).next(Instant(7_000), InvoiceId::make);
        assert_eq!(make(1), make(1));
        assert_ne!(make(1), make(2));
    }
}
