//! Imports: the demo's books, every kind of refusal, and what an import leaves alone.

use model::time::{FixedClock, Instant};
use portal::import::{ImportOptions, ImportReport, run};
use store::{Db, on_both};

/// 2026-11-23T10:00:00Z.
const NOW: FixedClock = FixedClock(Instant(1_795_428_000_000_000));

async fn import(db: &Db, text: &str, change: impl FnOnce(&mut ImportOptions)) -> ImportReport {
    let mut options = ImportOptions {
        gateways: vec!["sandbox".to_owned()],
        ..ImportOptions::default()
    };
    change(&mut options);
    run(db, &NOW, text.as_bytes(), options, &|_, _| {})
        .await
        .expect("runs")
}

const DEMO: &str = include_str!("../../../demo/books.ndjson");

on_both!(the_demo_books, |db| async move {
    let report = import(&db, DEMO, |options| options.relative = true).await;
    assert_eq!(report.refused, []);
    assert_eq!((report.added, report.updated), (573, 0));
    let again = import(&db, DEMO, |options| options.relative = true).await;
    assert_eq!(again.refused, []);
    assert_eq!((again.added, again.updated, again.unchanged), (0, 0, 573));
});
