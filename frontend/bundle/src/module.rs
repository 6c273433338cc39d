//! The crate `frontend` as a WebAssembly module and the script that loads it.

use std::path::{Path, PathBuf};

use wasm_bindgen_cli_support::Bindgen;

use crate::tools::{Done, Mode, Workspace, read, run};

/// The oldest wasm-opt that is known to keep the module whole.
const OLDEST_OPTIMISER: u32 = 120;

/// Loads the module once, as the browser will: `init()` must resolve and `hydrate` be there.
const PROBE: &str = "
import { readFile } from 'node:fs/promises';
const [script, wasm] = await Promise.all(process.argv.slice(1).map((path) => readFile(path)));
const { default: init, hydrate } =
  await import('data:text/javascript;base64,' + script.toString('base64'));
await init({ module_or_path: wasm });
if (typeof hydrate !== 'function') throw new Error('hydrate is not exported');
";

/// The module and its script, which names no file: the page gives it the module's address.
pub struct Module {
    /// JavaScript that the page imports.
    pub script: String,
    /// The module.
    pub wasm: Vec<u8>,
}

/// Binds, optimises (release) and tries the compiled front end.
pub fn build(workspace: &Workspace, mode: Mode, compiled: &Path) -> Done<Module> {
    let mut module = bind(compiled)?;
    let place = workspace.file("target/bundle");
    std::fs::create_dir_all(&place).map_err(|fault| format!("target/bundle: {fault}"))?;
    if mode == Mode::Release {
        module.wasm = optimise(workspace, &place, &module.wasm)?;
    }
    probe(workspace, &place, &module)?;
    Ok(module)
}

fn profile(mode: Mode) -> &'static str {
    match mode {
        Mode::Dev => "wasm-dev",
        Mode::Release => "wasm-release",
    }
}

/// Compiles the front end and says where it lies.
pub fn compile(workspace: &Workspace, mode: Mode) -> Done<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = workspace.command(cargo);
    command.args(["build", "--package", "frontend", "--lib", "--locked"]);
    command.args(["--target", "wasm32-unknown-unknown"]);
    command.args(["--target-dir", "target", "--profile", profile(mode)]);
    // Where rustup cannot download, `.ci/wasm-std` makes a compiler from Debian's packages.
    let debian = workspace.file("target/rust-web/bin/rustc");
    if debian.exists() {
        command.env("RUSTC", debian);
        command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "wasm-ld-22");
    }
    run(&mut command)?;
    let profile = profile(mode);
    Ok(workspace.file(&format!(
        "target/wasm32-unknown-unknown/{profile}/frontend.wasm"
    )))
}

fn bind(compiled: &Path) -> Done<Module> {
    let broken = |fault| format!("wasm-bindgen: {fault:#}");
    let mut bindgen = Bindgen::new();
    bindgen.input_path(compiled).web(true).map_err(broken)?;
    bindgen.typescript(false).omit_default_module_path(true);
    bindgen.remove_name_section(true);
    bindgen.remove_producers_section(true);
    let mut output = bindgen.generate_output().map_err(broken)?;
    // Files beside the script would escape the hashed names and the Content-Security-Policy.
    let snippets = output.snippets().values().any(|list| !list.is_empty());
    if snippets || !output.local_modules().is_empty() {
        return Err("wasm-bindgen made files of its own (a crate with a `module` import)".into());
    }
    Ok(Module {
        script: output.js().to_owned(),
        wasm: output.wasm_mut().emit_wasm(),
    })
}

fn optimise(workspace: &Workspace, place: &Path, wasm: &[u8]) -> Done<Vec<u8>> {
    let said = run(workspace.npm("wasm-opt")?.arg("--version"))?;
    let said = String::from_utf8_lossy(&said).into_owned();
    let version = said.split_whitespace().find_map(|word| word.parse().ok());
    if version.is_none_or(|version: u32| version < OLDEST_OPTIMISER) {
        return Err(format!(
            "wasm-opt must be {OLDEST_OPTIMISER} or newer: {said}"
        ));
    }
    let (before, after) = (place.join("before.wasm"), place.join("after.wasm"));
    std::fs::write(&before, wasm).map_err(|fault| format!("target/bundle: {fault}"))?;
    let mut command = workspace.npm("wasm-opt")?;
    command.arg("-Oz").arg(&before).arg("-o").arg(&after);
    run(&mut command)?;
    read(&after)
}

fn probe(workspace: &Workspace, place: &Path, module: &Module) -> Done<()> {
    let (script, wasm) = (place.join("probe.js"), place.join("probe.wasm"));
    let written = std::fs::write(&script, &module.script);
    let written = written.and_then(|()| std::fs::write(&wasm, &module.wasm));
    written.map_err(|fault| format!("target/bundle: {fault}"))?;
    let mut node = workspace.command("node");
    node.args(["--input-type=module", "--eval", PROBE]);
    run(node.arg(&script).arg(&wasm))
        .map(drop)
        .map_err(|fault| format!("the module does not load: {fault}"))
}
