use model::time::{FixedClock, Instant};
use portal::import::{ImportOptions, ImportReport, run};
use store::Db;
use store::probe::number;

/// 2026-04-20T10:00:00Z.
pub const NOW: FixedClock = FixedClock(Instant(1_776_679_200_000_000));

pub async fn import_at(db: &Db, text: &str, clock: &FixedClock) -> ImportReport {
    let options = ImportOptions::default();
    run(db, clock, text.as_bytes(), options, &|_, _| {})
        .await
        .expect("runs")
}

pub async fn import(db: &Db, text: &str) -> ImportReport {
    import_at(db, text, &NOW).await
}

/// Two accounts with three subscriptions to a plan with 1 GB of space and 5 GB of traffic.
pub async fn open(db: &Db) {
    let report = import(db, include_str!("books.ndjson")).await;
    assert_eq!(report.refused, []);
}

/// A row of one day, in tenths of GB.
pub fn row(subscription: &str, resource: &str, day: &str, tenths: i64) -> String {
    let used = tenths * 100_000_000;
    format!(
        r#"{{"type":"usage","subscription":"{subscription}","resource":"{resource}",{}}}"#,
        format_args!(r#""day":"{day}","used":{used}"#)
    )
}

/// A row of the first days of April, in tenths of GB.
pub fn month(subscription: &str, resource: &str, tenths: &[i64]) -> String {
    let values: Vec<i64> = tenths.iter().map(|it| it * 100_000_000).collect();
    format!(
        r#"{{"type":"usage","subscription":"{subscription}","resource":"{resource}",{}}}"#,
        format_args!(r#""from":"2026-04-01","values":{values:?}"#)
    )
}

/// What a month costs so far, in minor units.
pub async fn charge(db: &Db, subscription: &str, resource: &str, month: &str) -> i64 {
    let text = format!(
        "select coalesce(max(u.charge_minor), -1) from usage_month u
        join subscription s on s.id = u.subscription_id
        where s.ref = '{subscription}' and u.resource = '{resource}' and u.month = '{month}-01'"
    );
    number(db, text).await.expect("counts")
}

pub async fn everything(db: &Db) -> String {
    let mut text = Vec::new();
    let done = portal::export::run(db, &NOW, &mut text, None).await;
    done.expect("exports");
    String::from_utf8(text).expect("is UTF-8")
}

pub async fn sound(db: &Db) {
    let report = portal::verify::run(db).await.expect("verifies");
    assert!(report.clean(), "{report}");
}
