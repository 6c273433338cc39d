//! The styles: everything that `style/site.css` imports, as one file.

use crate::tools::{Done, Mode, Workspace, run};

/// Joins and, for customers, shortens the styles.
pub fn build(workspace: &Workspace, mode: Mode) -> Done<Vec<u8>> {
    let mut command = workspace.npm("lightningcss")?;
    command.args(["--bundle", "style/site.css"]);
    match mode {
        Mode::Dev => {}
        Mode::Release => {
            command.arg("--minify");
        }
    }
    run(&mut command)
}
