//! Packs the front end into the site: `bundle [release|dev]`, run from the workspace;
//! `bundle weigh` holds the last release against its budget, `bundle hello` packs the anchor of
//! that budget into `target/hello` in the same way.
//!
//! `target/site/public` is what the server hands out, `target/site/assets.json` tells it the
//! hashed names, `target/site/sizes.json` records what the files weigh.

mod module;
mod pack;
mod site;
mod stamp;
mod style;
mod tools;
mod weigh;
mod words;
mod worker;

use std::process::ExitCode;
use std::time::Instant;

use pack::Pack;
use site::Site;
use tools::{Done, Mode, Workspace, read};

fn main() -> ExitCode {
    let done = match std::env::args().nth(1).as_deref() {
        None | Some("release") => build(Mode::Release),
        Some("dev") => build(Mode::Dev),
        Some("hello") => hello(),
        Some("weigh") => Workspace::find().and_then(|workspace| weigh::check(&workspace)),
        Some(other) => Err(format!(
            "`{other}`: say `release`, `dev`, `hello` or `weigh`"
        )),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("bundle: {fault}");
            ExitCode::FAILURE
        }
    }
}

fn build(mode: Mode) -> Done<()> {
    let started = Instant::now();
    let workspace = Workspace::find()?;
    let compiled = module::compile(&workspace, mode, "frontend")?;
    let stamp = stamp::of(&workspace, mode, &compiled)?;
    let site = Site::open(&workspace.file("target/site"), mode)?;
    if site.is_of(&stamp) {
        println!("site: up to date");
        return Ok(());
    }
    let module = module::build(&workspace, mode, &compiled)?;
    let mut pack = Pack::new(mode);
    pack.add("saldo", "js", module.script.into_bytes());
    pack.add("saldo", "wasm", module.wasm);
    pack.add("site", "css", style::build(&workspace, mode)?);
    let languages = words::build(&workspace)?;
    for (language, asset) in &languages {
        pack.add(
            &format!("text.{language}"),
            "txt",
            asset.clone().into_bytes(),
        );
    }
    pack.add("pwa", "js", read(&workspace.file("frontend/pwa.js"))?);
    pack.add_public(&workspace.file("public"))?;
    pack.tell_worker()?;
    site.write(pack.finish()?, &stamp)?;
    println!("site: built in {:.1} s", started.elapsed().as_secs_f32());
    Ok(())
}

/// The anchor, made like a release; nothing is cut from it.
fn hello() -> Done<()> {
    let (workspace, mode) = (Workspace::find()?, Mode::Release);
    let compiled = module::compile(&workspace, mode, "hello")?;
    let stamp = stamp::of(&workspace, mode, &compiled)?;
    let site = Site::open(&workspace.file("target/hello"), mode)?;
    if site.is_of(&stamp) {
        println!("hello: up to date");
        return Ok(());
    }
    let module = module::build_whole(&workspace, mode, &compiled)?;
    let mut pack = Pack::new(mode);
    pack.add("hello", "js", module.script.into_bytes());
    pack.add("hello", "wasm", module.wasm);
    site.write(pack.finish()?, &stamp)
}
