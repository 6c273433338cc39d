//! What every step needs: the workspace, the mode, and other people's programs.

use std::path::{Path, PathBuf};
use std::process::Command;

/// What a step gives, or one sentence that says why not.
pub type Done<T> = Result<T, String>;

/// What the site is built for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// For somebody who edits: quick, large, not compressed.
    Dev,
    /// For customers.
    Release,
}

/// The checkout that is being packed.
pub struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The workspace of the crate that cargo runs, else the working directory.
    pub fn find() -> Done<Self> {
        let root = match std::env::var_os("CARGO_MANIFEST_DIR") {
            Some(bundle) => Path::new(&bundle).join("../.."),
            None => PathBuf::from("."),
        };
        let root = root.canonicalize().map_err(|fault| fault.to_string())?;
        if root.join("frontend/Cargo.toml").is_file() {
            Ok(Self { root })
        } else {
            Err("run it in the workspace: `cargo run -p bundle`".into())
        }
    }

    /// A file by its path from the top of the workspace.
    pub fn file(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// A program, to be run at the top of the workspace.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        command
    }

    /// A program that npm installed. Never one of the system: Debian's `wasm-opt` corrupts the
    /// module and says nothing.
    pub fn npm(&self, program: &str) -> Done<Command> {
        let path = self.file("end2end/node_modules/.bin").join(program);
        if path.exists() {
            Ok(self.command(path))
        } else {
            Err(format!(
                "{program} is missing: run `npm ci` in end2end (`.ci/setup npm`)"
            ))
        }
    }
}

/// Runs a program to its end and gives what it printed; its complaints go to the terminal.
pub fn run(command: &mut Command) -> Done<Vec<u8>> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command
        .stderr(std::process::Stdio::inherit())
        .output()
        .map_err(|fault| format!("{name}: {fault}"))?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(format!("{name} failed ({})", output.status))
    }
}

/// Reads a file; the fault names it.
pub fn read(path: &Path) -> Done<Vec<u8>> {
    std::fs::read(path).map_err(|fault| format!("{}: {fault}", path.display()))
}
