use std::sync::Mutex;

use portal::run::{Order, rehearse};
use serde_json::{Map, Value};
use store::on_both;

use super::*;

fn text(object: &Map<String, Value>, fields: &[&str]) -> String {
    let values = fields.iter().map(|field| match &object[*field] {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    });
    values.collect::<Vec<_>>().join(" ")
}

/// The documents of the run: what they say beside their lines.
async fn heads(db: &Db, fields: &[&str]) -> Vec<String> {
    let invoices = exported(db, "invoice").await;
    let own = invoices.iter().filter(|it| it.contains_key("planned_on"));
    let mut heads: Vec<String> = own.map(|it| text(it, fields)).collect();
    heads.sort();
    heads
}

const HEAD: [&str; 6] = [
    "number",
    "account",
    "issued_on",
    "due_on",
    "total",
    "status",
];

on_both!(what_is_planned_is_issued, |db| async move {
    books(&db, BOOKS).await;
    let report = until(&db, &BEGIN, "2026-03-01").await;
    assert_eq!((report.accounts, report.troubles.len()), (4, 0));
    assert_eq!(report.parked, []);
    let issued = heads(&db, &HEAD).await;
    assert_eq!(
        issued,
        [
            // One and two share it; the change of seven has other payers. Numbers go on after the
            // imported one.
            "INV-2026-00008 a 2026-03-01 2026-03-01 29.75 paid",
            "INV-2026-00009 a 2026-03-01 2026-03-15 27.37 open",
            "INV-2026-00010 a 2026-03-01 2026-03-15 11.90 open",
            "INV-2026-00011 n 2026-03-01 2026-03-15 119.00 open",
        ]
    );
    assert_eq!(until(&db, &BEGIN, "2026-03-01").await.invoices, 0);
    sound(&db).await;
});

on_both!(each_day_does_what_is_planned_for_it, |db| async move {
    books(&db, BOOKS).await;
    daily(&db, 0..=60).await;
    let issued = heads(&db, &["planned_on", "account", "due_on", "total", "open"]).await;
    assert_eq!(
        issued,
        [
            "2026-02-24 n 2026-03-15 119.00 119.00",
            // Credit pays the first invoice on its day, and what is left of it a part of the next.
            "2026-03-01 a 2026-03-01 29.75 0.00",
            "2026-03-01 a 2026-03-15 11.90 11.90",
            "2026-03-01 a 2026-03-15 27.37 23.12",
            // Up to the end of a cancelled one: 12 of 31 days.
            "2026-03-06 a 2026-03-20 4.61 4.61",
            "2026-03-11 a 2026-03-27 11.78 11.78",
            "2026-03-17 k 2026-03-31 11.90 11.90",
            "2026-03-18 a 2026-04-01 23.80 23.80",
            // After the change of plan.
            "2026-04-01 a 2026-04-15 23.80 23.80",
            "2026-04-01 a 2026-04-15 27.37 27.37",
            "2026-04-10 c 2026-04-24 11.90 11.90",
            "2026-04-16 k 2026-04-30 11.90 11.90",
            "2026-04-17 a 2026-05-01 23.80 23.80",
        ]
    );
    sound(&db).await;
});

on_both!(a_rehearsal_changes_nothing, |db| async move {
    books(&db, BOOKS).await;
    let before = seen(&db).await;
    let printed = Mutex::new(Vec::new());
    let order = Order {
        until: "2026-05-10".parse().ok(),
        print: true,
    };
    let told = |done: &Report| printed.lock().expect("one").extend(done.printed.clone());
    let report = rehearse(&db, &BEGIN, order, &told)
        .await
        .expect("rehearses");
    same(&seen(&db).await, &before);
    assert_eq!(given(&db).await, 0);
    let mut foreseen: Vec<String> = Vec::new();
    for line in printed.into_inner().expect("one") {
        let mut object: Map<String, Value> = serde_json::from_str(&line).expect("an object");
        for field in ["ref", "number", "hash"] {
            object.remove(field);
        }
        foreseen.push(text(
            &object,
            &["planned_on", "issued_on", "due_on", "total"],
        ));
    }
    foreseen.sort();
    daily(&db, 0..=70).await;
    assert_eq!(
        heads(&db, &["planned_on", "issued_on", "due_on", "total"]).await,
        foreseen
    );
    assert_eq!(
        report.invoices,
        u64::try_from(given(&db).await).expect("many")
    );
    sound(&db).await;
});
