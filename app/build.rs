//! Writes the functions of the typed catalogue from `text/<language>.toml`. A text that is missing
//! in a language, or that takes other values than its English one, ends the build by its name.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

#[path = "text/rule.rs"]
mod rule;

/// The languages of `model::text::Language`, the measure first.
const LANGUAGES: [&str; 2] = ["en", "de"];

fn main() {
    println!("cargo:rerun-if-changed=text");
    println!("cargo:rerun-if-changed=build.rs");
    if let Err(fault) = build() {
        println!("cargo::error={fault}");
    }
}

fn build() -> Result<(), String> {
    let catalogues = LANGUAGES
        .iter()
        .map(|language| read(language))
        .collect::<Result<Vec<_>, _>>()?;
    let english = catalogues.first().ok_or("no language")?;
    let mut code = String::new();
    for (language, catalogue) in LANGUAGES.iter().zip(&catalogues) {
        same_values(english, catalogue).map_err(|fault| format!("{language}.toml: {fault}"))?;
        let asset =
            rule::asset(english, catalogue).map_err(|fault| format!("{language}.toml: {fault}"))?;
        code += &array(language, &asset);
    }
    code += &functions(english)?;
    let target = std::env::var("OUT_DIR").map_err(|fault| fault.to_string())?;
    std::fs::write(Path::new(&target).join("text.rs"), code).map_err(|fault| fault.to_string())
}

fn read(language: &str) -> Result<Vec<rule::Message>, String> {
    let path = format!("text/{language}.toml");
    let source = std::fs::read_to_string(&path).map_err(|fault| format!("{path}: {fault}"))?;
    rule::parse(&source).map_err(|fault| format!("{path}: {fault}"))
}

/// The values that a text takes, in order: `{name}` is a text, `<name>` a part of the page.
fn values(text: &str) -> Vec<(char, String)> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '<']) {
        let (open, after) = rest.split_at(at).1.split_at(1);
        let close = if open == "{" { '}' } else { '>' };
        let Some((name, tail)) = after.split_once(close) else {
            break;
        };
        let sign = if open == "{" { '{' } else { '<' };
        let value = (sign, name.to_owned());
        if !found.contains(&value) {
            found.push(value);
        }
        rest = tail;
    }
    found
}

/// The form that takes every value: the last, which is `other`.
fn whole(message: &rule::Message) -> &str {
    message.forms.last().map_or("", String::as_str)
}

fn same_values(english: &[rule::Message], other: &[rule::Message]) -> Result<(), String> {
    for theirs in other {
        let name = (&theirs.section, &theirs.key);
        let ours = english
            .iter()
            .find(|ours| (&ours.section, &ours.key) == name);
        let Some(ours) = ours else { continue };
        let mine: BTreeSet<_> = values(whole(ours)).into_iter().collect();
        let yours: BTreeSet<_> = values(whole(theirs)).into_iter().collect();
        let stray = theirs.forms.iter().flat_map(|form| values(form));
        if mine != yours || stray.into_iter().any(|value| !mine.contains(&value)) {
            let (section, key) = name;
            return Err(format!(
                "{section}.{key} takes other values than in English"
            ));
        }
    }
    Ok(())
}

fn array(language: &str, asset: &str) -> String {
    let name = language.to_uppercase();
    let texts: Vec<String> = asset
        .lines()
        .map(|line| format!("{:?}", plain(line)))
        .collect();
    let texts = texts.join(",\n");
    format!("#[cfg(feature = \"ssr\")]\nstatic {name}: &[&str] = &[\n{texts}];\n")
}

/// Takes back what the asset writes for a line break and a backslash.
fn plain(line: &str) -> String {
    let mut text = String::new();
    let mut signs = line.chars();
    while let Some(sign) = signs.next() {
        match (sign, sign == '\\') {
            (_, true) if signs.clone().next() == Some('n') => {
                text.push('\n');
                signs.next();
            }
            (_, true) => text.extend(signs.next()),
            (sign, false) => text.push(sign),
        }
    }
    text
}

fn functions(english: &[rule::Message]) -> Result<String, String> {
    let mut code = String::new();
    let mut line = 0;
    let mut sections: Vec<&str> = english.iter().map(|m| m.section.as_str()).collect();
    sections.dedup();
    for section in sections {
        writeln!(code, "/// Texts of `{section}`.\npub mod {section} {{")
            .map_err(|fault| fault.to_string())?;
        for message in english.iter().filter(|m| m.section == section) {
            code += &function(message, line);
            line += message.forms.len();
        }
        code += "}\n";
    }
    Ok(code)
}

fn function(message: &rule::Message, line: usize) -> String {
    let mut arguments = Arguments::default();
    let plural = message.is_plural();
    let values = values(whole(message));
    if plural && !values.contains(&('{', "count".to_owned())) {
        arguments.signature.push("count: u64".to_owned());
    }
    for (sign, name) in values {
        arguments.take(sign, &name, plural);
    }
    let form = if plural { " + super::form(count)" } else { "" };
    let text = format!("super::line({line}{form})");
    let (texts, views) = (arguments.texts.join(", "), arguments.views.join(", "));
    let (kind, body) = match (texts.is_empty(), views.is_empty()) {
        (true, true) => ("&'static str", text),
        (false, true) => ("String", format!("super::fill({text}, &[{texts}])")),
        (_, false) => {
            let body = format!("super::weave({text}, &[{texts}], vec![{views}])");
            ("super::AnyView", body)
        }
    };
    let (key, signature) = (&message.key, arguments.signature.join(", "));
    let doc = whole(message).replace('\n', " ");
    let doc = doc
        .replace('<', "‹")
        .replace('>', "›")
        .replace(['[', ']'], "");
    format!("/// {doc}\n#[must_use]\npub fn {key}({signature}) -> {kind} {{ {body} }}\n")
}

/// The arguments of a function, and how it passes them on.
#[derive(Default)]
struct Arguments {
    signature: Vec<String>,
    texts: Vec<String>,
    views: Vec<String>,
}

impl Arguments {
    fn take(&mut self, sign: char, name: &str, plural: bool) {
        match (sign, plural && name == "count") {
            ('{', true) => {
                self.signature.push("count: u64".to_owned());
                self.texts
                    .push("(\"count\", &crate::format::count(count))".to_owned());
            }
            ('{', false) => {
                self.signature.push(format!("{name}: &str"));
                self.texts.push(format!("({name:?}, {name})"));
            }
            _ => {
                self.signature.push(format!("{name}: super::AnyView"));
                self.views.push(format!("({name:?}, {name})"));
            }
        }
    }
}
