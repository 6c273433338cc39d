//! `target/site`: what the server hands out, and beside it what only the server reads.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use crate::pack::File;
use crate::tools::{Done, Mode};

/// How many builds before this one keep their hashed files: a page that was opened before an
/// upgrade still finds what it loads late.
const OLD_RELEASES: usize = 2;

/// The name of what the site was made from.
const STAMP: &str = "stamp";

/// The site's folder.
pub struct Site {
    root: PathBuf,
    old: usize,
}

impl Site {
    /// Opens or makes the folder.
    pub fn open(root: &Path, mode: Mode) -> Done<Self> {
        std::fs::create_dir_all(root.join("public/pkg"))
            .map_err(|fault| format!("{}: {fault}", root.display()))?;
        let old = match mode {
            Mode::Dev => 0,
            Mode::Release => OLD_RELEASES,
        };
        let root = root.to_owned();
        Ok(Self { root, old })
    }

    /// Whether it was written from just that.
    pub fn is_of(&self, stamp: &str) -> bool {
        std::fs::read_to_string(self.root.join(STAMP)).is_ok_and(|written| written == stamp)
    }

    /// Writes the files, then the names by which the server finds them, then removes what no
    /// kept release has, and says last what it was made from.
    pub fn write(&self, files: Vec<File>, stamp: &str) -> Done<()> {
        self.put(STAMP, b"")?;
        let mut written = BTreeSet::new();
        for file in &files {
            for (path, content) in variants(file) {
                self.put(&format!("public/{path}"), content)?;
                written.insert(path);
            }
        }
        self.put("sizes.json", &text(&sizes(&files)))?;
        let kept = self.releases(written)?;
        self.put("assets.json", &text(&assets(&files)))?;
        self.sweep(&self.root.join("public"), "", &kept)?;
        files.iter().for_each(show);
        self.put(STAMP, stamp.as_bytes())
    }

    /// Beside its place first, so that a running server never reads half a file.
    fn put(&self, path: &str, content: &[u8]) -> Done<()> {
        let place = self.root.join(path);
        let fresh = self.root.join("fresh");
        let folder = place.parent().map_or(Ok(()), std::fs::create_dir_all);
        folder
            .and_then(|()| std::fs::write(&fresh, content))
            .and_then(|()| std::fs::rename(&fresh, &place))
            .map_err(|fault| format!("{}: {fault}", place.display()))
    }

    /// Records this release and gives the files of all that are kept.
    fn releases(&self, written: BTreeSet<String>) -> Done<BTreeSet<String>> {
        let before = std::fs::read(self.root.join("releases.json")).unwrap_or_default();
        let before: Vec<BTreeSet<String>> = serde_json::from_slice(&before).unwrap_or_default();
        let hashed = |path: &String| path.starts_with("pkg/");
        let now: BTreeSet<String> = written
            .iter()
            .filter(|path| hashed(path))
            .cloned()
            .collect();
        let mut releases = vec![now.clone()];
        releases.extend(before.into_iter().filter(|old| *old != now).take(self.old));
        self.put("releases.json", &text(&json!(releases)))?;
        Ok(releases.into_iter().flatten().chain(written).collect())
    }

    fn sweep(&self, folder: &Path, prefix: &str, kept: &BTreeSet<String>) -> Done<()> {
        let broken = |fault: std::io::Error| format!("{}: {fault}", folder.display());
        for entry in std::fs::read_dir(folder).map_err(broken)? {
            let entry = entry.map_err(broken)?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                self.sweep(&entry.path(), &format!("{name}/"), kept)?;
            } else if !kept.contains(&name) {
                std::fs::remove_file(entry.path()).map_err(broken)?;
            }
        }
        Ok(())
    }
}

fn variants(file: &File) -> Vec<(String, &[u8])> {
    let mut variants = vec![(file.path.clone(), file.raw.as_slice())];
    for (ending, packed) in [("gz", &file.gzip), ("br", &file.brotli)] {
        if let Some(packed) = packed {
            variants.push((format!("{}.{ending}", file.path), packed));
        }
    }
    variants
}

fn assets(files: &[File]) -> Value {
    let mut assets = Map::new();
    let mut texts = Map::new();
    for file in files.iter().filter(|file| file.is_hashed()) {
        let address = json!(format!("/{}", file.path));
        let (stem, ending) = file.name.rsplit_once('.').unwrap_or_default();
        match (stem.strip_prefix("text."), stem) {
            (Some(language), _) => texts.insert(language.to_owned(), address),
            (None, "pwa") => assets.insert(stem.to_owned(), address),
            (None, _) => assets.insert(ending.to_owned(), address),
        };
    }
    assets.insert("texts".to_owned(), Value::Object(texts));
    Value::Object(assets)
}

fn sizes(files: &[File]) -> Value {
    let size = |packed: &Option<Vec<u8>>| packed.as_ref().map(Vec::len);
    let record = |file: &File| {
        let (gzip, brotli) = (size(&file.gzip), size(&file.brotli));
        let sizes = json!({ "raw": file.raw.len(), "gzip": gzip, "brotli": brotli });
        (file.name.clone(), sizes)
    };
    Value::Object(files.iter().map(record).collect())
}

fn text(value: &Value) -> Vec<u8> {
    format!("{value:#}\n").into_bytes()
}

fn show(file: &File) {
    let raw = file.raw.len();
    match &file.brotli {
        Some(packed) => println!("{:>9} {:>9} br  /{}", raw, packed.len(), file.path),
        None => println!("{raw:>9}               /{}", file.path),
    }
}
