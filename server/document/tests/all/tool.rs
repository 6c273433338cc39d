//! Programs of others. They are there where `SALDO_ORACLE` names a Python that has the packages of
//! `tests/requirements.txt` (`.ci/setup oracle`); elsewhere only our own checks are made.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The Python of the oracles.
pub fn oracle() -> Option<PathBuf> {
    let python = std::env::var_os("SALDO_ORACLE").map(PathBuf::from);
    if python.is_none() {
        eprintln!("SALDO_ORACLE is not set: nothing is checked by others");
    }
    python
}

/// What a program says; it must be content.
pub fn run(program: &Path, args: &[&str]) -> String {
    let output = Command::new(program).args(args).output();
    let output = output.unwrap_or_else(|error| unreachable!("{}: {error}", program.display()));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program:?}: {text}{complaint}");
    text
}

/// A file in a folder.
pub fn file(folder: &Path, name: &str, content: &[u8]) -> String {
    let path = folder.join(name);
    std::fs::write(&path, content).expect("is written");
    path.to_str().expect("is text").to_owned()
}

/// What the oracle says of e-invoices, a line each.
pub fn verdicts(python: &Path, files: &[String]) -> Vec<String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle.py");
    let mut args = vec![script.to_str().expect("is text")];
    args.extend(files.iter().map(String::as_str));
    run(python, &args).lines().map(str::to_owned).collect()
}
