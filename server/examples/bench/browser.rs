//! What a visitor's browser loads (C1) and waits for (C2, C3).

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::Done;
use crate::books::LIGHT;
use crate::house::House;
use crate::load::Connection;
use crate::table::{Row, Target};

/// What a visitor of the first page loads besides the page.
const FIRST_VISIT: [&str; 5] = [
    "saldo.wasm",
    "saldo.js",
    "pwa.js",
    "site.css",
    "text.en.txt",
];

/// The weight of a first visit in compressed bytes, beside the anchor that was packed with it.
pub fn weight(url: &str) -> Done<Vec<Row>> {
    let (site, hello) = (sizes("target/site")?, sizes("target/hello")?);
    let house = House::saldo(url)?;
    let page = house.account_page(LIGHT)?;
    let answer = Connection::open(page.address)?.ask(&format!(
        "GET {} HTTP/1.1\r\nhost: {}\r\ncookie: {}\r\naccept: text/html\r\n\
         accept-encoding: br, gzip\r\n\r\n",
        page.path, page.address, page.cookie
    ))?;
    let files = FIRST_VISIT.iter().map(|name| brotli(&site, name));
    let visit = files.sum::<Done<f64>>()? + answer.body.len() as f64;
    let anchor = brotli(&hello, "hello.wasm")? + brotli(&hello, "hello.js")?;
    let module = (brotli(&site, "saldo.wasm")?, brotli(&hello, "hello.wasm")?);
    let row = |what: &str, (value, anchor): (f64, f64), bound| Row {
        id: "C1",
        what: what.to_owned(),
        value,
        anchor: Some(anchor),
        target: Target::AtMost(bound),
    };
    Ok(vec![
        row(
            "first visit with its page / hello, bytes",
            (visit, anchor),
            1.9,
        ),
        row("module / hello's, bytes", module, 1.75),
    ])
}

fn sizes(place: &str) -> Done<Value> {
    let text = std::fs::read(Path::new(place).join("sizes.json"))?;
    Ok(serde_json::from_slice(&text)?)
}

fn brotli(sizes: &Value, name: &str) -> Done<f64> {
    let size = sizes.get(name).and_then(|size| size.get("brotli"));
    let size = size.and_then(Value::as_f64);
    Ok(size.ok_or_else(|| format!("sizes.json knows no {name}"))?)
}

/// What `end2end/bench.mjs` sees in a browser: a row a line, cells by tabs.
pub fn seen(url: &str) -> Done<Vec<Row>> {
    let mut command = Command::new("node");
    command.arg("end2end/bench.mjs").arg(url);
    command.env("SALDO_BENCH", std::env::current_exe()?);
    let output = command.stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err(format!("the browser's part: {}", output.status).into());
    }
    let lines = String::from_utf8(output.stdout)?;
    lines.lines().map(row).collect()
}

fn row(line: &str) -> Done<Row> {
    let cells: Vec<&str> = line.split('\t').collect();
    let &[id, what, value, anchor, bound] = cells.as_slice() else {
        return Err(format!("`{line}` is no row").into());
    };
    let id = ["C2", "C3"].into_iter().find(|known| *known == id);
    Ok(Row {
        id: id.ok_or("a row of no metric")?,
        what: what.to_owned(),
        value: value.parse()?,
        anchor: (!anchor.is_empty()).then(|| anchor.parse()).transpose()?,
        target: Target::AtMost(bound.parse()?),
    })
}
