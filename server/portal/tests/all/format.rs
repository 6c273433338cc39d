//! `docs/import.md` tells of every type and every field as the import takes them.

use std::collections::{BTreeMap, BTreeSet};

use model::time::{FixedClock, Instant};
use portal::import::{ImportOptions, LineError, run};
use serde_json::{Map, Value, json};
use store::{Db, on_both};

const TOLD: &str = include_str!("../../../../docs/import.md");
const SAMPLES: [&str; 2] = [
    include_str!("every-field.ndjson"),
    include_str!("books.ndjson"),
];

/// What the page says of a type: its fields, and whether each is needed.
type Fields = BTreeMap<String, bool>;

/// The names between backticks.
fn names(text: &str) -> Vec<String> {
    let (mut names, mut rest) = (Vec::new(), text);
    while let Some((_, begun)) = rest.split_once('`') {
        let (name, after) = begun.split_once('`').expect("a closing backtick");
        names.push(name.to_owned());
        rest = after;
    }
    names
}

/// A chapter of the page.
fn chapter(heading: &str) -> &'static str {
    let chapters = TOLD.split("\n## ");
    let mut chapters = chapters.filter_map(|chapter| chapter.strip_prefix(heading));
    chapters.next().expect("is there")
}

/// The fields of a table.
fn table(text: &str) -> Fields {
    let mut fields = Fields::new();
    for line in text.lines() {
        let cells: Vec<&str> = line.split('|').collect();
        if let [_, first, second, ..] = cells[..] {
            let needed = second.trim() == "needed";
            let names = names(first).into_iter();
            fields.extend(names.map(|name| (name, needed)));
        }
    }
    fields
}

/// The types with their fields.
fn told() -> Vec<(String, Fields)> {
    let (_, types) = chapter("Types\n").split_once("\n### ").expect("a type");
    let types = types.split("\n### ").map(|text| {
        let (kind, text) = text.split_once('\n').expect("more than a heading");
        (kind.to_owned(), table(text))
    });
    types.collect()
}

/// The sample rows of a type, without type and `ref`.
fn samples(kind: &str) -> Vec<Map<String, Value>> {
    let rows = SAMPLES.iter().flat_map(|books| books.lines());
    let rows = rows.map(|line| serde_json::from_str::<Map<String, Value>>(line).unwrap());
    let mut rows: Vec<_> = rows.filter(|row| row["type"] == kind).collect();
    for row in &mut rows {
        row.remove("type");
        row.remove("ref");
    }
    rows
}

async fn refused(db: &Db, lines: &[Value]) -> Vec<LineError> {
    let lines: Vec<String> = lines.iter().map(Value::to_string).collect();
    let clock = FixedClock(Instant(1_795_428_000_000_000));
    let (text, options) = (lines.join("\n"), ImportOptions::default());
    let report = run(db, &clock, text.as_bytes(), options, &|_, _| {}).await;
    report.expect("runs").refused
}

/// A row of that type under a `ref` of its own.
fn row(kind: &str, name: &str, fields: &Map<String, Value>) -> Value {
    let mut row = fields.clone();
    row.insert("type".to_owned(), json!(kind));
    if kind != "usage" {
        row.insert("ref".to_owned(), json!(name));
    }
    Value::Object(row)
}

on_both!(the_page_names_every_type, |db| async move {
    let refused = refused(&db, &[json!({"type": "nothing", "ref": "x"})]).await;
    let (_, types) = refused[0].reason.split_once("which are: ").unwrap();
    let types: BTreeSet<&str> = types.split(", ").collect();
    let told = told();
    let told: BTreeSet<&str> = told.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(told, types);
});

on_both!(the_page_names_what_a_row_needs, |db| async move {
    for (kind, fields) in told() {
        let needed: BTreeSet<&str> = fields
            .iter()
            .filter_map(|(name, needed)| needed.then_some(name.as_str()))
            .collect();
        let sample = samples(&kind).into_iter().next().unwrap();
        let few = sample.into_iter();
        let few = few.filter(|(name, _)| needed.contains(name.as_str()));
        let few = row(&kind, "few", &few.collect());
        let refused = refused(&db, &[row(&kind, "none", &Map::new()), few]).await;
        let missing = |line| {
            let refused = refused.iter().filter(move |it| it.line == line);
            let missing = refused.filter(|it| it.reason == "is missing");
            missing.map(|it| it.field.as_str()).collect::<BTreeSet<_>>()
        };
        assert_eq!(missing(1), needed, "{kind}");
        // What else is missed depends on what is said.
        let own = match kind.as_str() {
            "commission" => "paid_on",
            "affiliate_program" | "coupon" => "percent",
            _ => "",
        };
        let others: Vec<&str> = missing(2).into_iter().filter(|it| *it != own).collect();
        assert_eq!(others, Vec::<&str>::new(), "{kind}: {refused:?}");
    }
});

on_both!(the_page_names_every_field, |db| async move {
    for (kind, fields) in told() {
        let rows = samples(&kind);
        for name in rows.iter().flat_map(Map::keys) {
            assert!(fields.contains_key(name), "{kind}: {name} is not told of");
        }
        let with = |name: &String| {
            let mut sample = rows[0].clone();
            sample.insert(name.clone(), Value::Null);
            row(&kind, name, &sample)
        };
        let lines: Vec<Value> = fields.keys().map(with).collect();
        let unknown = refused(&db, &lines).await.into_iter();
        let unknown = unknown.filter(|it| it.reason == "is not a field of this type");
        let unknown: Vec<String> = unknown.map(|it| it.field).collect();
        assert_eq!(unknown, Vec::<String>::new(), "{kind}");
    }
});

#[test]
fn the_page_names_the_whole_policy() {
    let told: BTreeSet<String> = table(chapter("Policy\n")).into_keys().collect();
    let policy = serde_json::to_value(billing::policy::Policy::default()).unwrap();
    let fields: BTreeSet<String> = policy.as_object().unwrap().keys().cloned().collect();
    assert_eq!(told, fields);
}
