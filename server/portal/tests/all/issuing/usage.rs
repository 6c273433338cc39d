//! Usage on invoices.

use model::caller::Permission;
use model::usage::UsageQuery;
use serde_json::{Map, Value};
use store::on_both;
use store::probe::{number, script};

use super::*;

/// Plans with limits, and what is measured of them.
pub const MEASURED: &str = include_str!("measured.ndjson");

/// What the seller and its zones are, and what is measured.
pub fn measured() -> String {
    let shared = BOOKS.lines().take(2).collect::<Vec<_>>().join("\n");
    format!("{shared}\n{MEASURED}")
}

/// A row of days from one on, each with so many tenths of GB, or pieces.
pub fn values(subscription: &str, resource: &str, from: &str, used: &[i64]) -> String {
    let unit = if resource == "mailboxes" {
        1
    } else {
        100_000_000
    };
    let values: Vec<i64> = used.iter().map(|it| it * unit).collect();
    let days = format!(r#""from":"{from}","values":{values:?}"#);
    let of = format!(r#""subscription":"{subscription}","resource":"{resource}""#);
    format!(r#"{{"type":"usage",{of},{days}}}"#)
}

/// Reports what came in by a day.
pub async fn report(db: &Db, clock: &FixedClock, rows: &str) {
    let options = ImportOptions::default();
    let report = import(db, clock, rows.as_bytes(), options, &|_, _| {}).await;
    assert_eq!(report.expect("imports").refused, []);
}

/// So many days of the same from a day on: more than the limit of two resources, an allowance that
/// costs nothing, space of one that ends, of one that changes its plan, and of one that is billed
/// on fixed days; and something within the limit.
fn days(from: &str, count: usize) -> String {
    let rows = [
        ("u1", "disk", 15),
        ("u1", "traffic", 3),
        ("u1", "mailboxes", 9),
        ("u2", "disk", 20),
        ("u3", "disk", 30),
        ("f1", "disk", 11),
        ("z1", "disk", 9),
    ];
    let rows = rows.map(|(of, resource, used)| values(of, resource, from, &vec![used; count]));
    rows.join("\n")
}

/// The lines of usage that were issued.
pub async fn charged(db: &Db) -> Vec<String> {
    let mut lines = Vec::new();
    for invoice in exported(db, "invoice").await {
        for line in invoice["lines"].as_array().expect("lines") {
            if line["kind"] == "usage" {
                lines.push(said(&invoice, line.as_object().expect("a line")));
            }
        }
    }
    lines.sort();
    lines
}

fn said(invoice: &Map<String, Value>, line: &Map<String, Value>) -> String {
    let text = |it: &Value| it.as_str().expect("a text").to_owned();
    let head = ["planned_on", "due_on"].map(|field| text(&invoice[field]));
    let body = ["subscription", "item", "text", "net"].map(|field| text(&line[field]));
    let from = text(&line["period"]["from"]);
    format!(
        "{} {} {} {from}",
        head.join(" "),
        body.join(" | "),
        line["revision"]
    )
}

pub const MARCH: [&str; 6] = [
    "2026-04-01 2026-04-15 f1 | disk u | Metered, disk | 0.10 0 2026-03-01",
    "2026-04-01 2026-04-15 u1 | disk u | Metered, disk | 0.50 0 2026-03-01",
    "2026-04-01 2026-04-15 u1 | traffic u | Metered, traffic | 2.15 0 2026-03-01",
    // 19 days at 1.0 over, and the plan of 15 days and of 16.
    "2026-04-01 2026-04-15 u2 | disk u | Metered, disk | 0.61 0 2026-03-01",
    "2026-04-01 2026-04-15 u3 | disk u | Metered, disk | 0.97 0 2026-03-01",
    "2026-04-01 2026-04-15 u3 | disk v | Roomy, disk | 0.41 0 2026-03-01",
];

/// Brings in the books and what was measured in March, and goes on to the first of April.
pub async fn march(db: &Db) {
    books(db, &measured()).await;
    report(db, &on("2026-04-01"), &days("2026-03-01", 31)).await;
    until(db, &on("2026-04-01"), "2026-04-01").await;
}

on_both!(a_month_is_charged_on_the_first, |db| async move {
    march(&db).await;
    assert_eq!(charged(&db).await, MARCH);
    // Once: nothing of it is left, and who was within the limit has no invoice of it.
    assert_eq!(
        until(&db, &on("2026-04-01"), "2026-04-01").await.invoices,
        0
    );
    assert_eq!(go(&db, &on("2026-04-01")).await.invoices, 0);
    assert_eq!(charged(&db).await, MARCH);
    let invoices = exported(&db, "invoice").await;
    let of = |account: &str| {
        let own = invoices.iter().filter(|it| it["account"] == account);
        own.filter(|it| it["planned_on"] == "2026-04-01").count()
    };
    // Those of an account share one; that of a fixed billing day is one with its renewal.
    assert_eq!((of("u"), of("f"), of("z")), (1, 1, 0));
    let nameless = "select count(*) from invoice i where not exists (select 1 from subscription s
        where s.account_id = i.account_id and s.name = i.title)";
    assert_eq!(number(&db, nameless).await.expect("counts"), 0);
    let line = |invoice: &Map<String, Value>| invoice["lines"][0].clone();
    let first = invoices.iter().find(|it| line(it)["item"] == "disk u");
    let derivation = line(first.expect("is there"))["derivation"].clone();
    assert_eq!(derivation["rule"], "usage.average");
    assert_eq!(derivation["inputs"]["divisor"], 31);
    assert_eq!(derivation["inputs"]["price"], "1.00");
    assert_eq!(derivation["inputs"]["days"][0]["over"], "500000000");
    assert_eq!(derivation["rounded"], "0.50");
    let months = exported(&db, "usage_month").await;
    let sum = |field: &str| -> Vec<String> {
        let of = months.iter().map(|it| it[field].to_string());
        of.collect()
    };
    assert_eq!(sum("charge"), sum("invoiced"));
    sound(&db).await;
});

on_both!(a_change_and_an_end_count_from_their_day, |db| async move {
    books(&db, &measured()).await;
    report(&db, &on("2026-03-20"), &days("2026-03-01", 19)).await;
    go(&db, &on("2026-03-20")).await;
    report(&db, &on("2026-03-23"), &days("2026-03-20", 3)).await;
    let so_far = async |subscription: &str| {
        let text = format!(
            "select u.charge_minor from usage_month u join subscription s
             on s.id = u.subscription_id where s.ref = '{subscription}' and u.resource = 'disk'"
        );
        number(&db, text).await.expect("counts")
    };
    assert_eq!((so_far("u2").await, so_far("u3").await), (61, 97 + 18));
    sound(&db).await;
});

on_both!(the_page_of_usage_leads_to_the_invoice, |db| async move {
    march(&db).await;
    let caller = ahead::caller(&db, "u").await;
    let shown = async |clock: FixedClock, month: &str| {
        let query = UsageQuery {
            month: Some(month.to_owned()),
            ..UsageQuery::default()
        };
        let view = ahead::door(&db, clock).show_usage(&caller, query).await;
        view.expect("shows")
    };
    let over = shown(on("2026-04-01"), "2026-03").await;
    assert_eq!((over.planned, over.charged.len()), (None, 1));
    let (invoice, door) = (&over.charged[0], ahead::door(&db, on("2026-04-01")));
    assert_eq!(invoice.on.to_string(), "2026-04-01");
    let view = door.show_invoice(&caller, invoice.invoice.clone()).await;
    let view = view.expect("shows");
    assert_eq!(view.summary.number, invoice.number);
    let told = view.lines[0].derivation.as_ref().expect("is told");
    assert_eq!((told.terms.len(), told.days.len()), (3, 31));
    let running = shown(on("2026-04-10"), "2026-04").await;
    let planned = running.planned.map(|(on, due)| format!("{on} {due}"));
    assert_eq!(planned.as_deref(), Some("2026-05-01 2026-05-15"));
    assert_eq!(running.charged, []);
    // What was before the account came is not charged here.
    assert_eq!(shown(on("2026-04-10"), "2026-01").await.planned, None);
    let mut blind = caller.clone();
    blind.access.permissions = crate::support::all_but(&[Permission::ViewInvoices]);
    let query = UsageQuery {
        month: Some("2026-03".to_owned()),
        ..UsageQuery::default()
    };
    assert_eq!(
        door.show_usage(&blind, query).await.expect("shows").charged,
        []
    );
});

on_both!(days_missed_charge_each_month_once, |db| async move {
    // Readings come a day later; in the other books all at once, before a run that is late.
    books(&db, &measured()).await;
    for day in 1..=76 {
        let clock = at(day);
        let before = at(day - 1).now().utc_date().to_string();
        report(&db, &clock, &days(&before, 1)).await;
        daily(&db, day..=day).await;
    }
    sound(&db).await;
    let whole = planned(&db).await;
    assert!(whole.iter().any(|it| it.contains("traffic")));
    for cuts in [vec![], vec![31], vec![14, 30, 31, 61]] {
        let other = store::testing::sqlite().await;
        books(&other.db, &measured()).await;
        report(&other.db, &at(76), &days("2026-03-01", 76)).await;
        for day in cuts.iter().chain([&76]) {
            let until_day = at(*day).now().utc_date().to_string();
            until(&other.db, &at(76), &until_day).await;
        }
        println!("{cuts:?}");
        same(&planned(&other.db).await, &whole);
        sound(&other.db).await;
        other.close().await;
    }
});

on_both!(several_runs_charge_a_month_once, |db| async move {
    books(&db, &measured()).await;
    report(&db, &on("2026-04-01"), &days("2026-03-01", 31)).await;
    let runs = (0..4).map(|_| {
        let db = db.clone();
        tokio::spawn(async move { go(&db, &on("2026-04-01")).await })
    });
    for run in runs.collect::<Vec<_>>() {
        run.await.expect("ends");
    }
    assert_eq!(charged(&db).await, MARCH);
    sound(&db).await;
});

on_both!(
    a_run_that_is_cut_off_charges_a_month_once,
    |db| async move {
        books(&db, &measured()).await;
        report(&db, &on("2026-04-01"), &days("2026-03-01", 31)).await;
        for milliseconds in [0, 1, 2, 3, 4, 5, 7, 9, 12, 16, 20, 27] {
            let patience = std::time::Duration::from_millis(milliseconds);
            let _ = tokio::time::timeout(patience, go(&db, &on("2026-04-01"))).await;
        }
        // Who was cut off between claim and work gives back nothing: the lease ends.
        go(&db, &FixedClock(on("2026-04-01").now().plus_seconds(3_600))).await;
        assert_eq!(charged(&db).await, MARCH);
        sound(&db).await;
    }
);

on_both!(an_export_brings_back_what_was_charged, |db| async move {
    // Without the change: the plans that a subscription had are in no export.
    let text = measured();
    let text = text.replace(r#","change":{"plan":"v","on":"2026-03-16"}"#, "");
    books(&db, &text).await;
    // At midnight: of the moment at which something was booked an export keeps the day.
    let midnight = FixedClock(on("2026-04-01").now().plus_seconds(-36_000));
    report(&db, &midnight, &days("2026-03-01", 31)).await;
    go(&db, &midnight).await;
    let everything = async |db: &Db| {
        let mut out = Vec::new();
        let done = portal::export::run(db, &midnight, &mut out, None).await;
        done.expect("exports");
        String::from_utf8(out).expect("text")
    };
    let books = everything(&db).await;
    assert!(books.contains(r#""invoiced":"2.15""#), "{books}");
    let fresh = store::testing::sqlite().await;
    report(&fresh.db, &midnight, &books).await;
    let again = everything(&fresh.db).await;
    for (found, expected) in again.lines().zip(books.lines()) {
        assert_eq!(found, expected);
    }
    assert_eq!(again, books);
    // What was charged here is not charged there; what comes late there is the difference.
    let before = charged(&fresh.db).await;
    go(&fresh.db, &on("2026-04-02")).await;
    assert_eq!(charged(&fresh.db).await, before);
    let late = values("u1", "traffic", "2026-03-05", &[23]);
    report(&fresh.db, &on("2026-04-10"), &late).await;
    go(&fresh.db, &on("2026-05-01")).await;
    let more = "u1 | traffic u | Metered, traffic, correction for March | 1.00 1 2026-03-01";
    let found = charged(&fresh.db).await;
    assert!(found.iter().any(|it| it.ends_with(more)), "{found:?}");
    sound(&fresh.db).await;
    fresh.close().await;
});

on_both!(
    what_is_charged_is_compared_with_the_lines,
    |db| async move {
        march(&db).await;
        let of = "resource = 'traffic' and month = '2026-03-01' and invoiced_minor > 0";
        let change = format!(
            "update usage_made set net_minor = 200 where resource = 'traffic';
         update usage_month set invoiced_minor = 200 where {of}"
        );
        script(&db, change).await.expect("changes");
        let report = portal::verify::run(&db).await.expect("verifies");
        let first = report.findings.iter().find_map(|it| it.first.clone());
        let first = first.expect("is found");
        for part in ["traffic of subscription u1, 2026-03-01", "200", "215"] {
            assert!(first.contains(part), "{first}");
        }
        assert_eq!(
            number(&db, "select count(*) from usage_made")
                .await
                .expect("counts"),
            6
        );
    }
);
