//! The crate `frontend`, and the anchor `hello`, as WebAssembly modules and the scripts that load
//! them.

use std::path::{Path, PathBuf};

use wasm_bindgen_cli_support::{Bindgen, Output};

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
    let mut output = bind(compiled)?;
    cut(&mut output)?;
    finish(workspace, mode, &mut output)
}

/// The same for a module from which nothing is cut.
pub fn build_whole(workspace: &Workspace, mode: Mode, compiled: &Path) -> Done<Module> {
    finish(workspace, mode, &mut bind(compiled)?)
}

fn finish(workspace: &Workspace, mode: Mode, output: &mut Output) -> Done<Module> {
    let mut module = Module {
        script: output.js().to_owned(),
        wasm: output.wasm_mut().emit_wasm(),
    };
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

/// Compiles a crate of ours as a module and says where it lies.
pub fn compile(workspace: &Workspace, mode: Mode, package: &str) -> Done<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = workspace.command(cargo);
    command.args(["rustc", "--package", package, "--lib", "--locked"]);
    command.args(["--crate-type", "cdylib"]);
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
        "target/wasm32-unknown-unknown/{profile}/{package}.wasm"
    )))
}

fn bind(compiled: &Path) -> Done<Output> {
    let broken = |fault| format!("wasm-bindgen: {fault:#}");
    let mut bindgen = Bindgen::new();
    bindgen.input_path(compiled).web(true).map_err(broken)?;
    bindgen.typescript(false).omit_default_module_path(true);
    bindgen.remove_name_section(true);
    bindgen.remove_producers_section(true);
    let output = bindgen.generate_output().map_err(broken)?;
    // Files beside the script would escape the hashed names and the Content-Security-Policy.
    let snippets = output.snippets().values().any(|list| !list.is_empty());
    if snippets || !output.local_modules().is_empty() {
        return Err("wasm-bindgen made files of its own (a crate with a `module` import)".into());
    }
    Ok(output)
}

/// Empties what wakes up pages in pieces. Every view carries it, and only `hydrate_lazy`, which we
/// never call, leads there; the compiler cannot know, because a view keeps its functions in a
/// table. Only bodies of asynchronous functions are emptied: each names its place in the source
/// for the case that it is run again after its end, so none was joined with one of another name.
fn cut(output: &mut Output) -> Done<()> {
    let functions = &mut output.wasm_mut().funcs;
    let found = functions.iter_local().map(|(id, _)| id).collect::<Vec<_>>();
    let mut cut = 0;
    for id in found {
        let function = functions.get_mut(id);
        if function.name.as_deref().is_some_and(in_pieces) {
            let body = function.kind.unwrap_local_mut();
            let entry = body.entry_block();
            body.block_mut(entry).instrs.clear();
            body.builder_mut().func_body().unreachable();
            cut += 1;
        }
    }
    if cut == 0 {
        return Err("nothing to cut: has `hydrate_async` another name?".to_owned());
    }
    println!("module: {cut} functions cut");
    Ok(())
}

/// By its name, which may end with a hash.
fn in_pieces(name: &str) -> bool {
    let path = match name.rsplit_once("::h") {
        Some((path, hash)) if hash.len() == 16 => path,
        Some(_) | None => name,
    };
    path.ends_with("hydrate_async::{{closure}}")
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
    command
        .args(["-Oz", "--converge"])
        .arg(&before)
        .arg("-o")
        .arg(&after);
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

#[cfg(test)]
mod tests {
    use super::in_pieces;

    #[test]
    fn only_what_runs_a_wake_up_in_pieces_is_cut() {
        let body = "<T as tachys::view::any_view::IntoAny>::into_any::hydrate_async::{{closure}}";
        assert!(in_pieces(body));
        assert!(in_pieces(&format!("{body}::h0f704150301c010c")));
        // A closure inside it, its making and its end may be joined with others.
        assert!(!in_pieces(&format!("{body}::{{{{closure}}}}")));
        assert!(!in_pieces("tachys::view::RenderHtml::hydrate_async"));
        assert!(!in_pieces(&format!("core::ptr::drop_in_place<{body}>")));
    }
}
