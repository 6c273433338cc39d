//! Hashing in a bounded pool: a flood of sign-ins waits and leaves the machine to others.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::failure::Failure;
use crate::password;

/// The pool.
pub struct Hashing {
    permits: Semaphore,
    done: AtomicU64,
}

/// How long one waits for a place before one is told to come again later.
const PATIENCE: Duration = Duration::from_secs(10);

impl Hashing {
    /// A pool that hashes so many passwords at once: as many as there are cores.
    pub fn new(places: usize) -> Self {
        Self {
            permits: Semaphore::new(places.max(1)),
            done: AtomicU64::new(0),
        }
    }

    /// Whether the password is the one behind the hash, if there is one. Where it is not, it is
    /// compared with one hash of each other kind that is stored, so that the answer takes as long
    /// for a stranger as for anybody.
    ///
    /// # Errors
    /// `Unavailable` when too many wait.
    pub async fn verify(
        &self,
        password: String,
        phc: Option<String>,
        kinds: &[String],
    ) -> Result<bool, Failure> {
        let phc = phc.filter(|phc| password::check(phc).is_ok());
        let decoys = password::decoys(kinds, phc.as_deref());
        let (fits, compared) = self
            .run(move || {
                if let Some(phc) = &phc
                    && password::verify(&password, phc)
                {
                    return (true, 1);
                }
                for decoy in &decoys {
                    let _ = password::verify(&password, decoy);
                }
                (false, decoys.len() + usize::from(phc.is_some()))
            })
            .await?;
        self.count(compared);
        Ok(fits)
    }

    /// Hashes a password.
    ///
    /// # Errors
    /// `Unavailable` when too many wait.
    pub async fn hash(&self, password: String) -> Result<String, Failure> {
        let salt = salt()?;
        let hashed = self.run(move || password::hash(&password, salt)).await?;
        self.count(1);
        hashed.map_err(Failure::internal)
    }

    /// How many hashes were made so far, those to compare with included.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    fn count(&self, passwords: usize) {
        let passwords = u64::try_from(passwords).unwrap_or_default();
        self.done.fetch_add(passwords, Ordering::Relaxed);
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let place = timeout(PATIENCE, self.permits.acquire()).await;
        let _place = place
            .map_err(Failure::unavailable)?
            .map_err(Failure::unavailable)?;
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
