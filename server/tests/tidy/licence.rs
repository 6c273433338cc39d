//! The rules of `deny.toml` for licences, bans and sources, for machines without cargo-deny.

use std::process::Command;

use crate::source::root;

/// The one registry that packages may come from.
const REGISTRY: &str = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";

/// What of the dependencies `deny.toml` does not allow, in sentences.
pub fn refused(rules: &str, lock: &str) -> Vec<String> {
    let allowed = list(rules, "allow = [");
    let banned = list(rules, "deny = [");
    let mut refused = Vec::new();
    let packages = match packages() {
        Ok(packages) => packages,
        Err(fault) => return vec![fault],
    };
    for package in packages {
        let (name, licence) = package.split_once('\t').unwrap_or((&package, ""));
        let short = name.split(' ').next().unwrap_or_default();
        if banned.iter().any(|ban| ban == short) {
            refused.push(format!("{name} is banned"));
        }
        if !accepts(licence, &allowed) {
            refused.push(format!("{name}: the licence `{licence}` is not allowed"));
        }
    }
    let sources = lock.lines().filter(|line| line.starts_with("source = "));
    let foreign = sources.filter(|line| *line != REGISTRY);
    refused.extend(foreign.map(|line| format!("not from the registry: {line}")));
    refused
}

/// `name version<TAB>licence` of all that is built into the product or builds it.
fn packages() -> Result<Vec<String>, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .current_dir(root())
        .args([
            "tree",
            "--workspace",
            "--locked",
            "--quiet",
            "--prefix",
            "none",
        ])
        .args(["--edges", "normal,build", "--format", "{p}\t{l}"])
        .args(["--target", "x86_64-unknown-linux-gnu"])
        .args(["--target", "wasm32-unknown-unknown"])
        .output()
        .map_err(|fault| format!("cargo: {fault}"))?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        return Err(format!("cargo tree: {complaint}"));
    }
    let text = String::from_utf8_lossy(&output.stdout).replace(" (*)", "");
    let mut packages: Vec<String> = text.lines().map(str::to_owned).collect();
    packages.retain(|line| !line.is_empty());
    packages.sort();
    packages.dedup();
    Ok(packages)
}

/// The quoted words of a list in TOML, one or none a line.
fn list(toml: &str, head: &str) -> Vec<String> {
    let lines = toml.lines().skip_while(|line| *line != head).skip(1);
    let inside = lines.take_while(|line| *line != "]");
    inside
        .filter_map(|line| line.split('#').next()?.split('"').nth(1))
        .map(str::to_owned)
        .collect()
}

/// Whether an SPDX expression can be met with the allowed licences alone.
pub fn accepts(expression: &str, allowed: &[String]) -> bool {
    let spaced = expression.replace('/', " OR ");
    let spaced = spaced.replace('(', " ( ").replace(')', " ) ");
    let mut words = spaced.split_whitespace().collect::<Vec<_>>();
    words.reverse();
    either(&mut words, allowed) && words.is_empty()
}

fn either(words: &mut Vec<&str>, allowed: &[String]) -> bool {
    let mut accepted = both(words, allowed);
    while words.pop_if(|word| *word == "OR").is_some() {
        accepted |= both(words, allowed);
    }
    accepted
}

fn both(words: &mut Vec<&str>, allowed: &[String]) -> bool {
    let mut accepted = one(words, allowed);
    while words.pop_if(|word| *word == "AND").is_some() {
        accepted &= one(words, allowed);
    }
    accepted
}

fn one(words: &mut Vec<&str>, allowed: &[String]) -> bool {
    match words.pop() {
        Some("(") => {
            let accepted = either(words, allowed);
            words.pop() == Some(")") && accepted
        }
        Some(licence) => {
            let mut licence = licence.to_owned();
            if words.pop_if(|word| *word == "WITH").is_some() {
                licence = format!("{licence} WITH {}", words.pop().unwrap_or_default());
            }
            allowed.contains(&licence)
        }
        None => false,
    }
}
