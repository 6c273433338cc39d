//! The files of the workspace, and Rust text without its comments and strings.

use std::fs;
use std::path::{Path, PathBuf};

/// Folders that hold nothing of ours, wherever they are.
const FOREIGN: [&str; 3] = [".git", "node_modules", "target"];

/// What a run of the browser tests leaves.
const LEFT: [&str; 2] = ["end2end/report", "end2end/results"];

/// The top of the workspace.
pub fn root() -> PathBuf {
    let server = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| "server".into());
    Path::new(&server).join("..")
}

/// A text file of the workspace.
pub struct File {
    /// Its path from the top, with `/`.
    pub path: String,
    /// What is in it.
    pub text: String,
    /// Rust only: the same with blanks for comments and the contents of strings.
    pub code: String,
}

impl File {
    /// Whether its name ends so.
    pub fn is(&self, ending: &str) -> bool {
        self.path.ends_with(ending)
    }

    /// Whether it lies below one of these folders.
    pub fn below(&self, folders: &[&str]) -> bool {
        folders.iter().any(|folder| self.path.starts_with(folder))
    }

    /// The line of a place in its text, from 1.
    pub fn line(&self, at: usize) -> usize {
        1 + self
            .text
            .bytes()
            .take(at)
            .filter(|byte| *byte == b'\n')
            .count()
    }

    /// Where a word stands in the code, not as a part of a longer one.
    pub fn find(&self, word: &str) -> Vec<usize> {
        let glue = |char: char| char.is_alphanumeric() || char == '_';
        let found = self.code.match_indices(word).map(|(at, _)| at);
        found
            .filter(|at| {
                let (before, rest) = self.code.split_at(*at);
                let after = rest.split_at(word.len()).1;
                !(before.ends_with(glue) || word.ends_with(glue) && after.starts_with(glue))
            })
            .collect()
    }
}

/// Every text file of the workspace, sorted by path.
pub fn files() -> Vec<File> {
    let mut paths = Vec::new();
    walk(&root(), "", &mut paths);
    paths.sort();
    let read = |path: String| {
        let text = fs::read_to_string(root().join(&path)).ok()?;
        let code = if path.ends_with(".rs") {
            code(&text)
        } else {
            String::new()
        };
        Some(File { path, text, code })
    };
    paths.into_iter().filter_map(read).collect()
}

fn walk(folder: &Path, prefix: &str, paths: &mut Vec<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        if FOREIGN.contains(&name.as_str()) || LEFT.contains(&path.as_str()) {
            continue;
        }
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => walk(&entry.path(), &format!("{path}/"), paths),
            Ok(kind) if kind.is_file() => paths.push(path),
            _ => {}
        }
    }
}

/// Rust text in which comments and the contents of strings are blanks; places stay the same.
pub fn code(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = bytes.to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let end = skip(bytes, at);
        if let Some(end) = end {
            let end = end.min(bytes.len());
            for byte in out.iter_mut().take(end).skip(at) {
                if *byte != b'\n' {
                    *byte = b' ';
                }
            }
            at = end;
        } else {
            at += 1;
        }
    }
    String::from_utf8(out).unwrap_or_default()
}

/// The end of a comment, a string or a character that begins here.
fn skip(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?;
    let before = at.checked_sub(1).and_then(|at| bytes.get(at));
    let in_word = before.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    match rest {
        [b'/', b'/', ..] => Some(at + rest.iter().position(|byte| *byte == b'\n')?),
        [b'/', b'*', ..] => Some(at + comment(rest)),
        [b'"', ..] => Some(at + quoted(rest, b'"')),
        [b'r', b'"' | b'#', ..] if !in_word => raw(rest).map(|length| at + length),
        [b'b', b'r', b'"' | b'#', ..] if !in_word => raw(rest.get(1..)?).map(|n| at + n + 1),
        [b'\'', b'\\', ..] => Some(at + quoted(rest, b'\'')),
        // A character of any width; a lifetime has no quote behind it.
        [b'\'', first, ..] if *first != b'\'' => {
            let width = rest
                .iter()
                .skip(2)
                .take_while(|byte| **byte & 0xC0 == 0x80)
                .count();
            (rest.get(width + 2) == Some(&b'\'')).then_some(at + width + 3)
        }
        _ => None,
    }
}

fn comment(rest: &[u8]) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < rest.len() {
        match rest.get(at..at + 2) {
            Some(b"/*") => (depth, at) = (depth + 1, at + 2),
            Some(b"*/") if depth == 1 => return at + 2,
            Some(b"*/") => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
    at
}

fn quoted(rest: &[u8], quote: u8) -> usize {
    let mut at = 1;
    while let Some(byte) = rest.get(at) {
        match *byte {
            b'\\' => at += 2,
            byte if byte == quote => return at + 1,
            _ => at += 1,
        }
    }
    at
}

/// `r"…"`, `r#"…"#`; a raw name (`r#type`) is none.
fn raw(rest: &[u8]) -> Option<usize> {
    let hashes = rest
        .iter()
        .skip(1)
        .take_while(|byte| **byte == b'#')
        .count();
    (rest.get(1 + hashes) == Some(&b'"')).then_some(())?;
    let end: Vec<u8> = std::iter::once(b'"').chain(vec![b'#'; hashes]).collect();
    let body = rest.get(2 + hashes..)?;
    let length = body.windows(end.len()).position(|window| window == end)?;
    Some(2 + hashes + length + end.len())
}
