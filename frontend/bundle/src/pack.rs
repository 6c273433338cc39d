//! Files on their way into the site: hashed names, compression, sizes.

use std::io::Write;
use std::path::Path;
use std::thread;

use sha2::{Digest, Sha256};

use crate::tools::{Done, Mode, read};
use crate::worker;

/// Endings of files that are compressed already.
const DENSE: [&str; 5] = ["png", "jpg", "webp", "woff2", "ico"];

/// The texts of one language, compressed, in bytes: a reader on a phone waits for them.
const TEXT_LIMIT: usize = 25_000;

/// One file of the site.
pub struct File {
    /// Its name without a hash: `saldo.js`, `robots.txt`.
    pub name: String,
    /// Where it lies below the site's root: `pkg/saldo.0a1b….js`.
    pub path: String,
    /// What is in it.
    pub raw: Vec<u8>,
    /// The same by gzip, if it is worth it.
    pub gzip: Option<Vec<u8>>,
    /// The same by brotli, if it is worth it.
    pub brotli: Option<Vec<u8>>,
}

impl File {
    /// Whether the name changes with the content, so that a browser may keep it for ever.
    pub fn is_hashed(&self) -> bool {
        self.path.starts_with("pkg/")
    }
}

/// The files of one build.
pub struct Pack {
    mode: Mode,
    files: Vec<File>,
}

impl Pack {
    /// An empty site.
    pub fn new(mode: Mode) -> Self {
        let files = Vec::new();
        Self { mode, files }
    }

    /// Adds a file under a name that carries the hash of its content.
    pub fn add(&mut self, stem: &str, ending: &str, raw: Vec<u8>) {
        let path = format!("pkg/{stem}.{}.{ending}", hash(&raw));
        self.put(format!("{stem}.{ending}"), path, raw);
    }

    /// Adds a folder of files that keep their names.
    pub fn add_public(&mut self, folder: &Path) -> Done<()> {
        self.add_folder(folder, "")
    }

    fn add_folder(&mut self, folder: &Path, prefix: &str) -> Done<()> {
        let broken = |fault: std::io::Error| format!("{}: {fault}", folder.display());
        for entry in std::fs::read_dir(folder).map_err(broken)? {
            let entry = entry.map_err(broken)?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                self.add_folder(&entry.path(), &format!("{name}/"))?;
            } else {
                self.put(name.clone(), name, read(&entry.path())?);
            }
        }
        Ok(())
    }

    /// Writes into the service worker which files it fetches ahead: all that pages name, but for
    /// texts, of which a reader needs one language.
    pub fn tell_worker(&mut self) -> Done<()> {
        let hashed = self.files.iter().filter(|file| file.is_hashed());
        let mut list: Vec<String> = hashed.map(|file| format!("/{}", file.path)).collect();
        let release = hash(list.concat().as_bytes());
        list.retain(|path| !path.starts_with("/pkg/text."));
        let found = self.files.iter_mut().find(|file| file.path == "sw.js");
        let worker = found.ok_or("public/sw.js is missing")?;
        worker.raw = worker::fill(&worker.raw, &list, &release)?;
        Ok(())
    }

    fn put(&mut self, name: String, path: String, raw: Vec<u8>) {
        self.files.push(File {
            name,
            path,
            raw,
            gzip: None,
            brotli: None,
        });
    }

    /// Compresses (for customers) and gives the files.
    pub fn finish(mut self) -> Done<Vec<File>> {
        if self.mode == Mode::Release {
            thread::scope(|scope| {
                let compress = |file| scope.spawn(move || compress(file));
                let running: Vec<_> = self.files.iter_mut().map(compress).collect();
                let mut ended = running.into_iter().map(|thread| thread.join());
                ended.try_for_each(|end| end.unwrap_or_else(|_| Err("compressing stopped".into())))
            })?;
        }
        for file in &self.files {
            let packed = file.brotli.as_ref().map_or(0, Vec::len);
            if file.name.starts_with("text.") && packed > TEXT_LIMIT {
                let name = &file.name;
                return Err(format!("{name}: {packed} bytes, {TEXT_LIMIT} are allowed"));
            }
        }
        Ok(self.files)
    }
}

fn hash(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn compress(file: &mut File) -> Done<()> {
    let ending = file.name.rsplit('.').next().unwrap_or_default();
    if DENSE.contains(&ending) {
        return Ok(());
    }
    let broken = |fault: std::io::Error| format!("{}: {fault}", file.name);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(&file.raw).map_err(broken)?;
    let gzip = gzip.finish().map_err(broken)?;
    let mut brotli = Vec::new();
    let settings = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..Default::default()
    };
    brotli::BrotliCompress(&mut file.raw.as_slice(), &mut brotli, &settings).map_err(broken)?;
    file.gzip = Some(gzip).filter(|packed| packed.len() < file.raw.len());
    file.brotli = Some(brotli).filter(|packed| packed.len() < file.raw.len());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Mode, Pack};

    #[test]
    fn the_worker_fetches_no_texts_ahead() {
        let mut pack = Pack::new(Mode::Dev);
        pack.add("saldo", "js", b"1".to_vec());
        pack.add("text.en", "txt", b"2".to_vec());
        let worker = b"const RELEASE = '';\nconst FILES = [];\n".to_vec();
        pack.put("sw.js".to_owned(), "sw.js".to_owned(), worker);
        pack.tell_worker().expect("told");
        let files = pack.finish().expect("packed");
        let told = files.iter().find(|file| file.name == "sw.js");
        let told = String::from_utf8_lossy(&told.expect("is there").raw).into_owned();
        assert!(told.contains("/pkg/saldo."), "{told}");
        assert!(!told.contains("text."), "{told}");
    }
}
