//! Hashing in a bounded pool: a flood of sign-ins waits and leaves the machine to others.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::failure::Failure;
use crate::password;
use crate::session::secret;

/// The pool.
pub struct Hashing {
    permits: Semaphore,
    nobodys: String,
    done: AtomicU64,
}

/// How long one waits for a place before one is told to come again later.
const PATIENCE: Duration = Duration::from_secs(10);

impl Hashing {
    /// A pool that hashes so many passwords at once: as many as there are cores.
    ///
    /// # Errors
    /// When the machine gives no randomness.
    pub fn new(places: usize) -> Result<Self, Failure> {
        let nobodys = password::hash(&secret::draw()?, salt()?).map_err(Failure::internal)?;
        Ok(Self {
            permits: Semaphore::new(places.max(1)),
            nobodys,
            done: AtomicU64::new(0),
        })
    }

    /// Whether the password is the one behind the hash. Where there is no hash, one that fits
    /// nothing is compared, so that the answer takes as long.
    ///
    /// # Errors
    /// `Unavailable` when too many wait.
    pub async fn verify(&self, password: String, phc: Option<String>) -> Result<bool, Failure> {
        let phc = phc.filter(|phc| password::check(phc).is_ok());
        let phc = phc.unwrap_or_else(|| self.nobodys.clone());
        self.run(move || password::verify(&password, &phc)).await
    }

    /// Hashes a password.
    ///
    /// # Errors
    /// `Unavailable` when too many wait.
    pub async fn hash(&self, password: String) -> Result<String, Failure> {
        let salt = salt()?;
        let hashed = self.run(move || password::hash(&password, salt)).await?;
        hashed.map_err(Failure::internal)
    }

    /// How many passwords were hashed so far.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let place = timeout(PATIENCE, self.permits.acquire()).await;
        let _place = place
            .map_err(Failure::unavailable)?
            .map_err(Failure::unavailable)?;
        self.done.fetch_add(1, Ordering::Relaxed);
        tokio::task::spawn_blocking(work)
            .await
            .map_err(Failure::internal)
    }
}

fn salt() -> Result<[u8; 16], Failure> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(Failure::internal)?;
    Ok(salt)
}
