//! What the service worker of a release is told: which release it is, which files it fetches.

use crate::tools::Done;

/// The lines of `public/sw.js` that are written anew.
const RELEASE: &str = "const RELEASE = '';";
const FILES: &str = "const FILES = [];";

/// The worker with its release and its files.
pub fn fill(worker: &[u8], files: &[String], release: &str) -> Done<Vec<u8>> {
    let text = std::str::from_utf8(worker).map_err(|_| "public/sw.js: not UTF-8")?;
    for line in [RELEASE, FILES] {
        if text.matches(line).count() != 1 {
            return Err(format!("public/sw.js: `{line}` must stand there once"));
        }
    }
    let list = serde_json::to_string(files).map_err(|fault| fault.to_string())?;
    let text = text
        .replace(RELEASE, &format!("const RELEASE = '{release}';"))
        .replace(FILES, &format!("const FILES = {list};"));
    Ok(text.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::{FILES, RELEASE, fill};

    #[test]
    fn the_worker_learns_its_release_and_its_files() {
        let worker = format!("'use strict';\n{RELEASE}\n{FILES}\n");
        let files = ["/pkg/a.01.js".to_owned(), "/pkg/b.02.css".to_owned()];
        let filled = fill(worker.as_bytes(), &files, "03").expect("filled");
        let told = "const RELEASE = '03';\nconst FILES = [\"/pkg/a.01.js\",\"/pkg/b.02.css\"];";
        assert_eq!(
            String::from_utf8(filled).expect("UTF-8"),
            format!("'use strict';\n{told}\n")
        );
    }

    #[test]
    fn a_worker_that_has_no_place_for_them_is_refused() {
        assert!(fill(RELEASE.as_bytes(), &[], "03").is_err());
    }
}
