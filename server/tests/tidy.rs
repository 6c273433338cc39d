//! The limits and rules of style that no compiler knows. Needs nothing but the standard library,
//! so that `make check` runs it first. A limit is raised only in the commit that says why.

use std::collections::BTreeSet;

use source::File;

#[path = "tidy/function.rs"]
mod function;
#[path = "tidy/layers.rs"]
mod layers;
#[path = "tidy/licence.rs"]
mod licence;
#[path = "tidy/source.rs"]
mod source;

const FILE_LINES: usize = 400;
const FUNCTION_LINES: usize = 45;
const ARGUMENTS: usize = 5;
const COLUMNS: usize = 100;

/// Endings of what people write and read: the limits on files and lines hold for it.
const WRITTEN: [&str; 5] = [".rs", ".ts", ".js", ".mjs", ".sql"];

/// First words of the names of server functions that only read. These, and no others, are
/// `GetUrl`: what travels in an address is repeated, stored and logged by anybody on the way.
const READS: [&str; 9] = [
    "explain",
    "find",
    "list",
    "lots",
    "movements",
    "overview",
    "preview",
    "search",
    "show",
];

/// Fails with all that is wrong, one sentence a line.
fn report(wrong: Vec<String>) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

fn rust() -> Vec<File> {
    let mut files = source::files();
    files.retain(|file| file.is(".rs"));
    files
}

#[test]
fn files_and_lines_are_short() {
    let mut wrong = Vec::new();
    for file in source::files() {
        let script = file.below(&[".ci/"]) || WRITTEN.iter().any(|ending| file.is(ending));
        if !script {
            continue;
        }
        let lines = file.text.lines().count();
        // A migration is one text, however much it has to say.
        if lines > FILE_LINES && !file.is(".sql") {
            wrong.push(format!("{}: {lines} lines", file.path));
        }
        for (at, line) in file.text.lines().enumerate() {
            let columns = line.chars().count();
            if columns > COLUMNS {
                wrong.push(format!("{}:{}: {columns} columns", file.path, at + 1));
            }
        }
    }
    report(wrong);
}

#[test]
fn functions_are_short() {
    let mut wrong = Vec::new();
    for file in rust() {
        for function in function::functions(&file) {
            let place = format!("{}:{}: {}", file.path, function.line, function.name);
            if function.lines > FUNCTION_LINES {
                wrong.push(format!("{place}: {} lines", function.lines));
            }
            if function.arguments > ARGUMENTS {
                wrong.push(format!("{place}: {} arguments", function.arguments));
            }
        }
    }
    report(wrong);
}

#[test]
fn roots_hold_wiring_only() {
    let mut wrong = Vec::new();
    for file in rust() {
        if !file.is("/mod.rs") && !file.is("/lib.rs") {
            continue;
        }
        for word in ["fn", "struct", "enum", "macro_rules"] {
            for at in file.find(word) {
                wrong.push(format!("{}:{}: `{word}`", file.path, file.line(at)));
            }
        }
    }
    report(wrong);
}

#[test]
fn names_say_something() {
    let mut wrong = Vec::new();
    for file in rust() {
        let parts = file.path.split(['/', '.']);
        let empty = |part: &&str| ["common", "helpers", "misc", "util", "utils"].contains(part);
        if parts.into_iter().any(|part| empty(&part)) {
            wrong.push(format!("{}: what is it about?", file.path));
        }
    }
    report(wrong);
}

#[test]
fn crates_keep_to_their_layer() {
    let mut wrong = Vec::new();
    for file in source::files() {
        if file.is("/Cargo.toml") {
            wrong.extend(layers::dependencies(&file));
            if !file.text.contains("[lints]\nworkspace = true") {
                wrong.push(format!("{}: the workspace's lints are not on", file.path));
            }
        } else if file.is(".rs") {
            wrong.extend(layers::words(&file));
        }
    }
    report(wrong);
}

#[test]
fn a_text_area_is_one_part() {
    let files = rust().into_iter();
    let holders = files.filter(|file| file.below(&["app/"]) && file.code.contains("<textarea"));
    let holders: Vec<String> = holders.map(|file| file.path).collect();
    let part = |path: &String| path.starts_with("app/src/part/");
    let one = holders.len() <= 1 && holders.iter().all(part);
    assert!(one, "its children are not escaped: {holders:?}");
}

#[test]
fn server_functions_have_written_endpoints() {
    let mut wrong = Vec::new();
    let mut endpoints = BTreeSet::new();
    for file in rust() {
        for (at, _) in file.code.match_indices("#[server") {
            let place = format!("{}:{}", file.path, file.line(at));
            // On an argument it says how the argument travels.
            let rest = file.code.get(at..).unwrap_or_default();
            if rest.starts_with("#[server(default") || rest.starts_with("#[server(flatten") {
                continue;
            }
            let (attribute, name) = server_function(&file, at);
            let endpoint = attribute.split("endpoint = \"").nth(1);
            match endpoint.and_then(|rest| rest.split('"').next()) {
                None => wrong.push(format!("{place}: {name} has no written endpoint")),
                Some(path) if !endpoints.insert(path.to_owned()) => {
                    wrong.push(format!("{place}: {path} stands twice"));
                }
                Some(_) => {}
            }
            let reads = READS.contains(&name.split('_').next().unwrap_or_default());
            if attribute.contains("GetUrl") != reads {
                let rule = if reads {
                    "a read"
                } else {
                    "not a read by its name"
                };
                wrong.push(format!("{place}: {name} is {rule}, see READS in tidy.rs"));
            }
        }
    }
    report(wrong);
}

/// The attribute that begins here, and the name of its function.
fn server_function(file: &File, at: usize) -> (&str, &str) {
    let text = file.text.get(at..).unwrap_or_default();
    let code = file.code.get(at..).unwrap_or_default();
    let end = code.find("fn ").unwrap_or(code.len());
    let name = code.get(end..).unwrap_or_default();
    let name = name.trim_start_matches("fn ").split(['(', '<']).next();
    (
        text.get(..end).unwrap_or_default(),
        name.unwrap_or_default(),
    )
}

#[test]
fn migrations_come_in_pairs() {
    let files = source::files();
    let names = |engine: &str| -> Vec<&str> {
        let folder = format!("migrations/{engine}/");
        let found = files
            .iter()
            .filter_map(|file| file.path.strip_prefix(&folder));
        found.collect()
    };
    let (sqlite, postgres) = (names("sqlite"), names("postgres"));
    assert_eq!(sqlite, postgres, "same number, same name");
    let mut last = 0;
    for name in sqlite {
        let number = name
            .split_once('_')
            .and_then(|(number, _)| number.parse().ok());
        let number: u32 = number.unwrap_or_default();
        assert!(number > last, "{name} has no number of its own");
        last = number;
    }
}

#[test]
fn tests_of_a_crate_are_one_binary() {
    let mut binaries = BTreeSet::new();
    let mut wrong = Vec::new();
    for file in rust() {
        let Some((crate_folder, rest)) = file.path.split_once("/tests/") else {
            continue;
        };
        let root = !rest.contains('/') || rest.ends_with("/main.rs");
        let own = file.path == "server/tests/tidy.rs";
        if root && !own && !binaries.insert(crate_folder.to_owned()) {
            wrong.push(format!("{}: a second test binary", file.path));
        }
    }
    report(wrong);
}

/// Written in two halves, so that this file passes.
#[test]
fn nothing_names_a_machine() {
    let places = ["/ro|ot/", "/ho|me/", "/wo|rk/", "/tm|p/", "/Us|ers/"];
    let hosts = [
        "index.cra|tes.io",
        "static.cra|tes.io",
        "registry.np|mjs.org",
    ];
    let words = places
        .iter()
        .chain(&hosts)
        .map(|word| word.replace('|', ""));
    let words: Vec<String> = words.collect();
    let mut wrong = Vec::new();
    for file in source::files() {
        for word in &words {
            // A path of the machine begins where it stands: `site/work/` is none.
            for (at, _) in file.text.match_indices(word.as_str()) {
                let before = file.text.get(..at).unwrap_or_default();
                let longer = before.ends_with(|char: char| char.is_alphanumeric() || char == '}');
                if !longer {
                    wrong.push(format!("{}:{}: {word}", file.path, file.line(at)));
                }
            }
        }
    }
    report(wrong);
}

#[test]
fn dependencies_are_allowed() {
    let files = source::files();
    let text = |path: &str| {
        let file = files.iter().find(|file| file.path == path);
        file.map_or("", |file| file.text.as_str())
    };
    report(licence::refused(text("deny.toml"), text("Cargo.lock")));
}

#[test]
fn the_rules_find_what_they_look_for() {
    let text = "fn a<T: Fn(u8) -> u8>(x: (u8, T), y: &'a str,) -> u8 {\n\"}\"; '}';\n}\nfn b();";
    let file = File {
        path: "a.rs".into(),
        text: text.into(),
        code: source::code(text),
    };
    let found = function::functions(&file);
    let shape = found
        .iter()
        .map(|found| (found.name.as_str(), found.lines, found.arguments));
    assert_eq!(shape.collect::<Vec<_>>(), [("a", 3, 2), ("b", 0, 0)]);
    let masked = source::code("a /* b /* c */ d */ r#\"e\"f\"# 'g' // h\nb'\\'' 'é' &'i j");
    let words: Vec<&str> = masked.split_whitespace().collect();
    assert_eq!(words, ["a", "b", "&'i", "j"]);
    let allowed = [
        "MIT".to_owned(),
        "Apache-2.0 WITH LLVM-exception".to_owned(),
    ];
    let accepts = |licence| licence::accepts(licence, &allowed);
    assert!(accepts("MIT/GPL-3.0") && accepts("(GPL-3.0 OR MIT) AND MIT"));
    assert!(accepts("Apache-2.0 WITH LLVM-exception"));
    assert!(!accepts("GPL-3.0") && !accepts("MIT AND GPL-3.0") && !accepts(""));
}
