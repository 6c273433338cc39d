use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use model::time::Date;
use sha2::{Digest, Sha256};

use super::{Trouble, books};
use crate::settings::{DatabaseSettings, Settings};

/// What was kept longer ago than this is removed when a demo is made.
const OLD: Duration = Duration::from_secs(2 * 86_400);

/// Whoever makes one is done long before: what is still half made then was left behind.
const STALE: Duration = Duration::from_secs(3_600);

/// How many may make the same one at once.
const MAKERS: u32 = 1_000;

/// The database of a day's demo, kept for later starts.
pub struct File {
    folder: PathBuf,
    name: String,
}

/// One that is being made, beside those that are whole.
pub struct Making<'f> {
    file: &'f File,
    path: PathBuf,
}

impl File {
    /// That of a day, and of all else that it depends on.
    pub fn of(today: Date, settings: &Settings) -> Result<Self, Trouble> {
        let binary = std::env::current_exe()?.metadata()?;
        let made = binary.modified()?.duration_since(SystemTime::UNIX_EPOCH);
        let made = made.unwrap_or_default();
        let rest = format!("{:?} {} {made:?}", settings.billing, binary.len());
        let digest = Sha256::new().chain_update(books::TEXT).chain_update(rest);
        let digest = digest.finalize();
        let digest: Vec<String> = digest
            .iter()
            .take(8)
            .map(|it| format!("{it:02x}"))
            .collect();
        Ok(Self {
            folder: folder(),
            name: format!("demo-{today}-{}.db", digest.concat()),
        })
    }

    fn path(&self) -> PathBuf {
        self.folder.join(&self.name)
    }

    /// Whether an earlier start has made it.
    pub fn is_there(&self) -> bool {
        self.path().is_file()
    }

    /// Makes room for one that is to be made.
    pub fn begin(&self) -> Result<Making<'_>, Trouble> {
        fs::create_dir_all(&self.folder).map_err(|error| told(&self.folder, &error))?;
        sweep(&self.folder);
        let path = self.free()?;
        Ok(Making { file: self, path })
    }

    /// A new empty file that is nobody else's: whoever creates it has it.
    fn free(&self) -> Result<PathBuf, Trouble> {
        for n in 0..MAKERS {
            let path = self.folder.join(format!("{}.{n}", self.name));
            match fs::File::create_new(&path) {
                Ok(_) => return Ok(path),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(told(&path, &error)),
            }
        }
        Err(Trouble::new(format!(
            "{}: too many are being made",
            self.folder.display()
        )))
    }

    /// Copies it to where the settings have the database.
    pub fn copy(&self, to: &DatabaseSettings) -> Result<(), Trouble> {
        let to = to.url.reveal().trim_start_matches("sqlite://");
        let copied = fs::copy(self.path(), to);
        copied
            .map(drop)
            .map_err(|error| told(Path::new(to), &error))
    }
}

impl Making<'_> {
    /// The address of the database.
    pub fn url(&self) -> String {
        format!("sqlite://{}", self.path.display())
    }

    /// Puts it among those that are whole; whoever made the same meanwhile made the same.
    pub fn finish(self) -> Result<(), Trouble> {
        let whole = self.file.path();
        fs::rename(&self.path, &whole).map_err(|error| told(&whole, &error))
    }
}

fn told(path: &Path, error: &io::Error) -> Trouble {
    Trouble::new(format!("{}: {error}", path.display()))
}

/// Where users keep what can be made anew.
fn folder() -> PathBuf {
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let home = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
    let base = cache.or(home).unwrap_or_else(std::env::temp_dir);
    base.join("saldo")
}

/// Removes what is of no use any more, as far as that goes.
fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let ours = name.starts_with("demo-");
        let most = if name.ends_with(".db") { OLD } else { STALE };
        let age = entry.metadata().and_then(|it| it.modified());
        let age = age.map(|at| at.elapsed().unwrap_or_default());
        if ours && age.is_ok_and(|age| age > most) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lets a file look as if nobody had touched it for so long.
    fn leave(path: &Path, age: Duration) {
        let file = fs::File::create(path).unwrap();
        file.set_modified(SystemTime::now() - age).unwrap();
    }

    #[test]
    fn two_never_make_one_file_and_what_is_left_behind_goes() {
        let folder = tempfile::tempdir().unwrap();
        let file = File {
            folder: folder.path().to_owned(),
            name: "demo-x.db".to_owned(),
        };
        let (old, whole) = (
            folder.path().join("demo-y.db.7"),
            folder.path().join("demo-y.db"),
        );
        leave(&old, STALE * 2);
        leave(&whole, STALE * 2);
        let begin = || file.begin().ok().unwrap();
        let (one, other) = (begin(), begin());
        assert_ne!(one.path, other.path);
        assert!(!old.exists() && whole.exists());
        assert!(one.finish().is_ok());
        assert!(file.is_there() && other.path.is_file());
        leave(&whole, OLD * 2);
        drop(begin());
        assert!(!whole.exists());
    }
}
