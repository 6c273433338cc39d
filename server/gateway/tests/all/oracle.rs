//! Programs of others. They are there where `SALDO_ORACLE` names a Python that has the packages of
//! `tests/requirements.txt` (`.ci/setup oracle`); elsewhere only our own checks are made.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The Python and the script.
pub fn python() -> Option<(PathBuf, PathBuf)> {
    let python = std::env::var_os("SALDO_ORACLE").map(PathBuf::from);
    if python.is_none() {
        eprintln!("SALDO_ORACLE is not set: nothing is checked by others");
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle.py");
    python.map(|python| (python, script))
}

/// What the script says; it must be content. It may ask this process meanwhile.
pub async fn run(args: &[&str]) -> Option<Vec<u8>> {
    let (python, script) = python()?;
    let mut command = Command::new(python);
    command.arg(script).args(args);
    let output = tokio::task::spawn_blocking(move || command.output());
    let output = output.await.unwrap().unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{args:?}: {complaint}");
    Some(output.stdout)
}
