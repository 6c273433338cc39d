use std::sync::Arc;

use crate::failure::Failure;
use crate::ids::Ids;
use crate::mail::Stationery;
use crate::session::hashing::Hashing;

/// What signing in needs beside the books.
pub struct Reception {
    pub(crate) hashing: Hashing,
    pub(crate) stationery: Stationery,
    pub(crate) ids: Arc<Ids>,
}

impl Reception {
    /// Of the provider called `brand`, whose portal is known by `public_url`; hashes as many
    /// passwords at once as there are `cores`.
    ///
    /// # Errors
    /// When the machine gives no randomness.
    pub fn new(brand: &str, public_url: &str, cores: usize) -> Result<Self, Failure> {
        Ok(Self {
            hashing: Hashing::new(cores),
            stationery: Stationery::new(brand, public_url)?,
            ids: Arc::new(Ids::new().map_err(Failure::internal)?),
        })
    }

    /// The same, with identifiers from this source.
    #[must_use]
    pub fn with_ids(self, ids: Arc<Ids>) -> Self {
        Self { ids, ..self }
    }

    /// How many hashes were made so far, those to compare with included.
    #[must_use]
    pub fn hashed(&self) -> u64 {
        self.hashing.done()
    }
}
