//! What a site is made from, in one name, so that the same is not packed twice.

use std::path::Path;

use sha2::{Digest, Sha256};

use crate::tools::{Done, Mode, Workspace, read};

/// Folders and files, besides the compiled front end and the bundle itself, that a site depends on.
const SOURCES: [&str; 5] = [
    "app/text",
    "end2end/package-lock.json",
    "frontend/pwa.js",
    "public",
    "style",
];

/// The name of everything that goes into a site.
pub fn of(workspace: &Workspace, mode: Mode, compiled: &Path) -> Done<String> {
    let mut digest = Sha256::new();
    digest.update(format!("{mode:?}"));
    let bundle = std::env::current_exe().map_err(|fault| fault.to_string())?;
    for path in [bundle.as_path(), compiled] {
        add(&mut digest, path)?;
    }
    for source in SOURCES {
        add(&mut digest, &workspace.file(source))?;
    }
    let name = digest.finalize();
    Ok(name.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Takes in a file, or the files of a folder by their names.
fn add(digest: &mut Sha256, path: &Path) -> Done<()> {
    if path.is_dir() {
        let broken = |fault: std::io::Error| format!("{}: {fault}", path.display());
        let entries = std::fs::read_dir(path).map_err(broken)?;
        let paths = entries.map(|entry| entry.map(|entry| entry.path()));
        let mut paths = paths.collect::<Result<Vec<_>, _>>().map_err(broken)?;
        paths.sort();
        return paths.iter().try_for_each(|path| add(digest, path));
    }
    let content = read(path)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    digest.update(format!("\n{name} {}\n", content.len()));
    digest.update(content);
    Ok(())
}
