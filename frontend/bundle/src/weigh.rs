//! The weight of the site against what was accepted last and against the anchor: a minimal
//! hydrated app with router, resource and action, built with the same profile ("hello").

use serde_json::Value;

use crate::tools::{Done, Workspace, read};

/// What a first visit does not fetch, by how its name begins: what an app is installed with, and
/// what is not for people. Everything else counts, the worker and what it fetches ahead included.
const LATER: [&str; 3] = ["icons/", "screenshots/", "robots.txt"];

/// The one icon that Chromium fetches at once, to know whether the app can be installed.
const ICON: &str = "icons/any-192.png";

/// The texts of one language are fetched, by the page and ahead. This one stands for all.
const TEXT: &str = "text.en.txt";

/// Growth in per cent beyond which the record must be brought up to date on purpose.
const GROWTH: u64 = 3;

/// Hundredths of the anchor that the module, and a first visit, may weigh.
const MODULE_LIMIT: u64 = 175;
const VISIT_LIMIT: u64 = 190;

/// Compares `target/site/sizes.json` with `frontend/bundle/weight.json`, both in brotli bytes.
pub fn check(workspace: &Workspace) -> Done<()> {
    let sizes = json(workspace, "target/site/sizes.json")?;
    let record = json(workspace, "frontend/bundle/weight.json")?;
    let files = first_visit(&sizes)?;
    let anchor = |name: &str| number(&record, "hello", name);
    let mut grown = Vec::new();
    for (name, now) in &files {
        let accepted = number(&record, "accepted", name)?;
        println!("{name:<12} {now:>8} bytes, accepted {accepted}");
        if now * 100 > accepted * (100 + GROWTH) {
            grown.push(format!(
                "{name} weighs {now}, more than {GROWTH} % above {accepted}"
            ));
        }
    }
    let visit = files.iter().map(|(_, now)| now).sum::<u64>() + served(&record)?;
    let hello = anchor("saldo.wasm")? + anchor("saldo.js")?;
    let module = files.iter().find(|(name, _)| *name == "saldo.wasm");
    let module = module.map(|(_, now)| *now).unwrap_or_default();
    let module = (module, anchor("saldo.wasm")?);
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

/// The files of a first visit and what each weighs on the wire.
fn first_visit(sizes: &Value) -> Done<Vec<(&str, u64)>> {
    let sizes = sizes.as_object().filter(|sizes| !sizes.is_empty());
    let sizes = sizes.ok_or("sizes.json is empty: run `bundle release`")?;
    let counts = |name: &str| {
        let later = name != ICON && LATER.iter().any(|start| name.starts_with(start));
        !later && (name == TEXT || !name.starts_with("text."))
    };
    let names = sizes.keys().map(String::as_str);
    let weight = |name| {
        let size = |how| sizes.get(name)?.get(how)?.as_u64();
        let size = size("brotli").or_else(|| size("raw"));
        Ok((name, size.ok_or_else(|| format!("sizes.json: {name}"))?))
    };
    names.filter(|name| counts(name)).map(weight).collect()
}

/// What the server draws for a first visit: the record says how much at most, and a test of the
/// server holds it to that.
fn served(record: &Value) -> Done<u64> {
    let served = record.get("served").and_then(Value::as_object);
    let served = served.ok_or("weight.json has no served")?;
    let mut sum = 0;
    for (name, size) in served {
        let size = size.as_u64().ok_or(format!("served.{name} is no size"))?;
        println!("{name:<12} {size:>8} bytes at most");
        sum += size;
    }
    Ok(sum)
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::first_visit;

    #[test]
    fn all_that_a_first_visit_fetches_counts() {
        let size = |brotli| json!({ "raw": 90, "gzip": null, "brotli": brotli });
        let sizes = json!({
            "icons/any-192.png": size(None),
            "icons/any-512.png": size(None),
            "new.bin": size(None),
            "robots.txt": size(None),
            "saldo.wasm": size(Some(50)),
            "screenshots/wide.png": size(None),
            "sw.js": size(Some(20)),
            "text.de.txt": size(Some(8)),
            "text.en.txt": size(Some(7)),
        });
        let files = first_visit(&sizes).expect("weighs");
        assert_eq!(
            files,
            [
                ("icons/any-192.png", 90),
                ("new.bin", 90),
                ("saldo.wasm", 50),
                ("sw.js", 20),
                ("text.en.txt", 7)
            ]
        );
    }
}
