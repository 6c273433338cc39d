use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use model::id::MessageId;

use crate::mail::{Letter, Post, PostError};

/// A folder that keeps mails as files instead of sending them, for development and demos.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

/// What the name of a kept mail ends with.
const ENDING: &str = ".json";

/// Mails hold links that sign in.
#[cfg(unix)]
fn for_the_owner(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
const fn for_the_owner(_: &Path) -> io::Result<()> {
    Ok(())
}

impl Folder {
    /// Opens a folder, and makes it if it is missing.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn open(path: &Path) -> io::Result<Self> {
        fs::create_dir_all(path)?;
        for_the_owner(path)?;
        Ok(Self(path.to_owned()))
    }

    /// The kept mails, the latest first, at most so many.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn list(&self, most: usize) -> io::Result<Vec<Letter>> {
        let mut ids = Vec::new();
        for entry in fs::read_dir(&self.0)? {
            let name = entry?.file_name();
            let stem = name.to_str().and_then(|name| name.strip_suffix(ENDING));
            ids.extend(stem.and_then(|stem| stem.parse::<MessageId>().ok()));
        }
        // Identifiers sort by time.
        ids.sort_by(|a, b| b.cmp(a));
        ids.iter().take(most).map(|id| self.read(id)).collect()
    }

    /// A kept mail, by its identifier.
    ///
    /// # Errors
    /// When there is none, or its file cannot be read.
    pub fn read(&self, id: &MessageId) -> io::Result<Letter> {
        let text = fs::read(self.path(id))?;
        serde_json::from_slice(&text).map_err(io::Error::from)
    }

    fn path(&self, id: &MessageId) -> PathBuf {
        self.0.join(format!("{id}{ENDING}"))
    }

    /// A half-written file is never seen, and the same mail again takes the same place.
    fn keep(&self, letter: &Letter) -> io::Result<()> {
        let text = serde_json::to_vec_pretty(letter)?;
        let part = self.0.join(format!("{}.part", letter.id));
        fs::write(&part, text)?;
        fs::rename(&part, self.path(&letter.id))
    }
}

#[async_trait]
impl Post for Folder {
    async fn send(&self, letter: &Letter) -> Result<(), PostError> {
        let (folder, letter) = (self.clone(), letter.clone());
        let kept = tokio::task::spawn_blocking(move || folder.keep(&letter)).await;
        kept.map_err(io::Error::other)
            .and_then(|kept| kept)
            .map_err(|error| PostError::NotTaken(error.to_string()))
    }
}
