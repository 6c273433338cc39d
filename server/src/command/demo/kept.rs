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
        let path = self
            .folder
            .join(format!("{}.{}", self.name, std::process::id()));
        remove(&path).map_err(|error| told(&path, &error))?;
        Ok(Making { file: self, path })
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

/// Removes a database with what stands beside it.
fn remove(path: &Path) -> io::Result<()> {
    for end in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        match fs::remove_file(PathBuf::from(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Removes what is of no use any more, as far as that goes.
fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let ours = entry.file_name().to_string_lossy().starts_with("demo-");
        let age = entry.metadata().and_then(|it| it.modified());
        let age = age.map(|at| at.elapsed().unwrap_or_default());
        if ours && age.is_ok_and(|age| age > OLD) {
            let _ = fs::remove_file(entry.path());
        }
    }
}
