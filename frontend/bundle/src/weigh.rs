//! The weight of the site against what was accepted last and against the anchor: a minimal
//! hydrated app with router, resource and action, built with the same profile ("hello").

use serde_json::Value;

use crate::tools::{Done, Workspace, read};

/// What a visitor of the first page loads besides the page.
const FIRST_VISIT: [&str; 5] = [
    "saldo.wasm",
    "saldo.js",
    "pwa.js",
    "site.css",
    "text.en.txt",
];

/// Growth in per cent beyond which the record must be brought up to date on purpose.
const GROWTH: u64 = 3;

/// Hundredths of the anchor that the module, and a first visit, may weigh.
const MODULE_LIMIT: u64 = 175;
const VISIT_LIMIT: u64 = 190;

/// Compares `target/site/sizes.json` with `frontend/bundle/weight.json`, both in brotli bytes.
pub fn check(workspace: &Workspace) -> Done<()> {
    let sizes = json(workspace, "target/site/sizes.json")?;
    let record = json(workspace, "frontend/bundle/weight.json")?;
    let weight = |name: &str| {
        let brotli = sizes.get(name).and_then(|size| size.get("brotli"));
        let brotli = brotli.and_then(Value::as_u64);
        brotli.ok_or_else(|| format!("sizes.json knows no {name}: run `bundle release`"))
    };
    let anchor = |name: &str| number(&record, "hello", name);
    let mut grown = Vec::new();
    for name in FIRST_VISIT {
        let (now, accepted) = (weight(name)?, number(&record, "accepted", name)?);
        println!("{name:<12} {now:>8} bytes, accepted {accepted}");
        if now * 100 > accepted * (100 + GROWTH) {
            grown.push(format!(
                "{name} weighs {now}, more than {GROWTH} % above {accepted}"
            ));
        }
    }
    let visit = FIRST_VISIT.into_iter().map(weight).sum::<Done<u64>>()?;
    let hello = anchor("saldo.wasm")? + anchor("saldo.js")?;
    let module = (weight("saldo.wasm")?, anchor("saldo.wasm")?);
    let over = [
        compare("module", module, MODULE_LIMIT),
        compare("first visit", (visit, hello), VISIT_LIMIT),
    ];
    let note = record.get("over_budget").and_then(Value::as_str);
    match (over.contains(&true), note) {
        (true, None) => grown.push("over budget, and no note says why".to_owned()),
        (true, Some(note)) => println!("over budget: {note}"),
        (false, Some(_)) => grown.push("within budget: the note `over_budget` can go".to_owned()),
        (false, None) => {}
    }
    if grown.is_empty() {
        return Ok(());
    }
    Err(format!(
        "{}. Lighten it, or accept it in frontend/bundle/weight.json and say why",
        grown.join("; ")
    ))
}

/// Whether it is over its limit.
fn compare(what: &str, (now, anchor): (u64, u64), limit: u64) -> bool {
    let ratio = now * 100 / anchor.max(1);
    println!("{what}: {ratio} % of hello's {anchor} bytes, {limit} % allowed");
    ratio > limit
}

fn json(workspace: &Workspace, path: &str) -> Done<Value> {
    let text = read(&workspace.file(path))?;
    serde_json::from_slice(&text).map_err(|fault| format!("{path}: {fault}"))
}

fn number(record: &Value, group: &str, name: &str) -> Done<u64> {
    let number = record.get(group).and_then(|group| group.get(name));
    let number = number.and_then(Value::as_u64);
    number.ok_or_else(|| format!("weight.json has no {group}.{name}"))
}
