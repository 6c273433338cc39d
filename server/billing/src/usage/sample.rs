use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use model::time::{Date, Instant};

/// The largest value of a reading, in base units: a month of them still adds up within 63 bits.
pub const MOST: i64 = 100_000_000_000_000_000;

/// A reading of one resource of a subscription, as it was reported. It is never changed: another
/// one of the same day stands beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The day that it is about, in the account's zone.
    pub day: Date,
    /// What was used, in the base unit of the resource (bytes, pieces).
    pub used: i64,
    /// The limit that was reported with it; −1: unlimited.
    pub limit: Option<i64>,
    /// When it was taken.
    pub taken_at: Instant,
    /// Its place among those of its day, in the order in which they arrived, from 0.
    pub n: i64,
}

impl Sample {
    /// Whether it stands instead of another one of the same day: it was taken later or, taken at
    /// the same moment, arrived later.
    #[must_use]
    pub fn supersedes(&self, other: &Self) -> bool {
        (self.taken_at, self.n) > (other.taken_at, other.n)
    }
}

/// The reading of each day that is in force.
#[must_use]
pub fn in_force(samples: &[Sample]) -> BTreeMap<Date, Sample> {
    let mut days = BTreeMap::new();
    for sample in samples {
        match days.entry(sample.day) {
            Entry::Vacant(empty) => {
                empty.insert(*sample);
            }
            Entry::Occupied(mut held) if sample.supersedes(held.get()) => {
                held.insert(*sample);
            }
            Entry::Occupied(_) => {}
        }
    }
    days
}
