//! Which crate may name what: the rules of ARCHITECTURE that Cargo alone cannot refuse.

use crate::source::File;

/// A crate's folder, and what it must not depend on (tests may).
const FORBIDDEN: [(&str, &[&str]); 10] = [
    (
        "app/model",
        &[
            "axum",
            "chrono",
            "getrandom",
            "jiff",
            "leptos",
            "regex",
            "sqlx",
            "tokio",
            "tracing",
        ],
    ),
    (
        "app",
        &[
            "axum", "billing", "chrono", "document", "gateway", "jiff", "portal", "regex", "sqlx",
            "store", "tokio",
        ],
    ),
    (
        "frontend",
        &["axum", "portal", "server", "sqlx", "store", "tokio"],
    ),
    (
        "frontend/bundle",
        &["app", "model", "portal", "server", "tokio"],
    ),
    (
        "server/billing",
        &[
            "app",
            "async-trait",
            "axum",
            "chrono",
            "document",
            "gateway",
            "getrandom",
            "jiff",
            "leptos",
            "portal",
            "sqlx",
            "store",
            "tokio",
            "tracing",
        ],
    ),
    (
        "server/document",
        &[
            "app", "axum", "billing", "gateway", "jiff", "leptos", "portal", "sqlx", "store",
            "tokio",
        ],
    ),
    (
        // Its sandbox is a provider of its own, with a database and a door: ADR 0031.
        "server/gateway",
        &["app", "billing", "document", "leptos", "portal", "store"],
    ),
    (
        "server/portal",
        &["app", "axum", "leptos", "leptos_axum", "sqlx"],
    ),
    (
        "server/store",
        &[
            "app", "axum", "billing", "chrono", "document", "gateway", "jiff", "leptos", "portal",
        ],
    ),
    ("server", &["chrono", "openssl", "sqlx"]),
];

/// Words that must not stand in the code below a folder, and why.
const WORDS: [(&str, &[&str], &str); 5] = [
    (
        "f32",
        &[
            "app/model/",
            "server/billing/",
            "server/store/",
            "server/portal/",
        ],
        "money is counted in whole minor units",
    ),
    (
        "f64",
        &[
            "app/model/",
            "server/billing/",
            "server/store/",
            "server/portal/",
        ],
        "money is counted in whole minor units",
    ),
    (
        "SystemTime::now",
        &[
            "app/src/",
            "server/billing/",
            "server/store/",
            "server/portal/",
        ],
        "time is an argument",
    ),
    ("async fn", &["server/billing/"], "rules are pure"),
    ("inner_html", &["app/"], "text is escaped"),
];

/// What a crate depends on although it must not.
pub fn dependencies(manifest: &File) -> Vec<String> {
    let folder = manifest.path.trim_end_matches("/Cargo.toml");
    let rule = FORBIDDEN.iter().find(|(name, _)| *name == folder);
    let Some((_, forbidden)) = rule else {
        return Vec::new();
    };
    let mut counts = false;
    let mut wrong = Vec::new();
    for line in manifest.text.lines() {
        if line.starts_with('[') {
            counts = line.ends_with("dependencies]") && !line.contains("dev-dependencies");
        }
        let name = line.split(['.', '=', ' ']).next().unwrap_or_default();
        if counts && forbidden.contains(&name) {
            wrong.push(format!("{}: `{name}` does not belong here", manifest.path));
        }
    }
    wrong
}

/// Words that do not belong in this file.
pub fn words(file: &File) -> Vec<String> {
    let mut wrong = Vec::new();
    for (word, folders, reason) in WORDS {
        if file.below(folders) {
            let found = file.find(word).into_iter().map(|at| file.line(at));
            let say = |line| format!("{}:{line}: `{word}`: {reason}", file.path);
            wrong.extend(found.map(say));
        }
    }
    wrong
}
