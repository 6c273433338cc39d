//! What goes out comes in again, and goes out as it was.

use std::collections::BTreeSet;
use std::time::Instant as Started;

use model::time::{FixedClock, Instant};
use portal::import::{Adapters, ImportOptions};
use serde_json::Value;
use store::testing::{self, Fresh};
use store::{Db, on_both, probe};

/// 2026-06-15T10:00:00Z.
pub fn at() -> FixedClock {
    FixedClock(Instant(1_781_517_600_000_000))
}

const BOOKS: &str = include_str!("books.ndjson");
/// Every field of every type that can be imported.
const EVERY: &str = include_str!("every-field.ndjson");
const DEMO: &str = include_str!("../../../demo/books.ndjson");

fn options(relative: bool) -> ImportOptions {
    ImportOptions {
        relative,
        adapters: Adapters {
            gateways: vec!["sandbox".into(), "manual".into()],
            panels: vec!["sandbox".into()],
            registrars: vec!["sandbox".into()],
            authorities: vec!["sandbox".into()],
        },
        ..ImportOptions::default()
    }
}

/// Imports books and expects every line to be taken.
async fn import(db: &Db, text: &str, relative: bool) {
    let options = options(relative);
    let report = portal::import::run(db, &at(), text.as_bytes(), options, &|_, _| {}).await;
    let report = report.expect("imports");
    assert_eq!(report.refused, [], "lines that were refused");
    assert_eq!(report.warnings, [], "figures that came out otherwise");
}

/// Two customers with something of everything.
pub async fn books(db: &Db) {
    import(db, BOOKS, false).await;
}

async fn export(db: &Db, account: Option<&str>) -> String {
    let mut text = Vec::new();
    let lines = portal::export::run(db, &at(), &mut text, account).await;
    let text = String::from_utf8(text).expect("is UTF-8");
    assert_eq!(lines.expect("exports"), text.lines().count() as u64);
    text
}

fn line(text: &str, kind: &str, reference: &str) -> Value {
    let mut rows = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("is JSON"));
    let found = rows.find(|row: &Value| row["type"] == kind && row["ref"] == reference);
    found.unwrap_or_else(|| panic!("no {kind} {reference}"))
}

/// Into one database, out of it, into an empty one of the other engine, and out again.
async fn there_and_back(text: &str, relative: bool, (here, there): (Fresh, Fresh)) {
    let started = Started::now();
    import(&here.db, text, relative).await;
    let first = export(&here.db, None).await;
    import(&there.db, &first, false).await;
    let second = export(&there.db, None).await;
    for (n, (a, b)) in first.lines().zip(second.lines()).enumerate() {
        assert_eq!(a, b, "line {}", n + 1);
    }
    assert_eq!(first, second);
    let own = "select count(*) from subscription where price_minor is not null";
    let own_prices = probe::number(&here.db, own).await.expect("counts");
    assert_eq!(
        probe::number(&there.db, own).await.expect("counts"),
        own_prices
    );
    for fresh in [here, there] {
        let report = portal::verify::run(&fresh.db).await.expect("verifies");
        assert!(report.clean(), "\n{report}");
        fresh.close().await;
    }
    println!("there and back in {:?}", started.elapsed());
}

macro_rules! round_trips {
    ($($name:ident: $text:expr, $relative:literal;)*) => {$(
        mod $name {
            use super::*;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn from_sqlite() {
                let ends = (testing::sqlite().await, testing::postgres().await);
                there_and_back($text, $relative, ends).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn from_postgres() {
                let ends = (testing::postgres().await, testing::sqlite().await);
                there_and_back($text, $relative, ends).await;
            }
        }
    )*};
}

round_trips! {
    small_books_come_back_as_they_went: BOOKS, false;
    every_field_comes_back_as_it_went: EVERY, false;
    the_demo_books_come_back_as_they_went: DEMO, true;
}

/// Where rows of an import are written down, and what they are made of.
const ROWS: [&str; 9] = [
    include_str!("../../src/import/row/customer.rs"),
    include_str!("../../src/import/row/document.rs"),
    include_str!("../../src/import/row/provider.rs"),
    include_str!("../../src/import/row/service.rs"),
    include_str!("../../src/usage/row.rs"),
    include_str!("../../src/vat.rs"),
    include_str!("../../../billing/src/catalogue/plan.rs"),
    include_str!("../../../billing/src/catalogue/addon.rs"),
    include_str!("../../../billing/src/catalogue/price.rs"),
];

/// What is refused until its work is there, and what only an export says.
const OTHERWISE: [&str; 9] = [
    "buyer",
    "groups",
    "id",
    "item",
    "n",
    "planned_on",
    "referral",
    "revision",
    "today",
];

#[test]
fn the_books_of_every_field_leave_none_out() {
    let policy = serde_json::to_value(billing::policy::Policy::default()).expect("is JSON");
    let policy = policy.as_object().expect("an object").keys().cloned();
    let rows = ROWS.iter().flat_map(|text| text.lines());
    let rows = rows.filter_map(|line| {
        let rest = line.strip_prefix("    pub ")?;
        let (name, _) = rest.split_once(": ")?;
        name.chars()
            .all(|sign| sign.is_ascii_alphanumeric() || sign == '_')
            .then(|| name.to_owned())
    });
    let fields: BTreeSet<String> = policy.chain(rows).collect();
    assert!(fields.len() > 150, "{}", fields.len());
    let missing = fields
        .iter()
        .filter(|name| !OTHERWISE.contains(&name.as_str()));
    let missing: Vec<_> = missing
        .filter(|name| !EVERY.contains(&format!("\"{name}\":")))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

on_both!(
    what_was_computed_stands_beside_what_was_given,
    |db| async move {
        books(&db).await;
        let text = export(&db, None).await;
        let account = line(&text, "account", "A-1");
        assert_eq!(account["credit"]["EUR"], "28.00");
        assert_eq!(account["due"]["EUR"], "30.00");
        let subscription = line(&text, "subscription", "S-1");
        let period = &subscription["current_period"];
        assert_eq!(
            (&period["from"], &period["to"]),
            (&"2026-05-31".into(), &"2026-06-30".into())
        );
        assert_eq!(
            (&subscription["price"], &subscription["anchor_day"]),
            (&"19.00".into(), &31.into())
        );
        let began = serde_json::json!([{ "on": "2026-01-31", "what": "started",
            "amount": "19.00" }]);
        assert_eq!(subscription["timeline"], began);
        let paid = line(&text, "invoice", "I-1");
        assert_eq!(
            (&paid["status"], &paid["settled"]),
            (&"paid".into(), &"27.37".into())
        );
        assert_eq!(paid["payments"][1]["refunded"], "4.76");
        assert_eq!(paid["lines"][1]["n"], 2);
        assert_eq!(paid["lines"][1]["item"], "backup");
        assert_eq!(paid["tax_groups"][0]["tax"], "4.37");
        let part_paid = line(&text, "invoice", "I-2");
        assert_eq!(
            (&part_paid["status"], &part_paid["open"]),
            (&"part_paid".into(), &"30.00".into())
        );
        assert_eq!(
            (&part_paid["overdue"], &part_paid["overpaid"]),
            (&true.into(), &false.into())
        );
        assert_eq!(part_paid["lines"][0]["tax_rate"], "0");
        let written_off = line(&text, "invoice", "I-3");
        assert_eq!(written_off["written_off_on"], "2026-03-01");
        assert_eq!(line(&text, "credit", "C-2")["remaining"], "0.00");
    }
);

on_both!(
    a_course_that_the_file_tells_otherwise_is_named,
    |db| async move {
        import(&db, EVERY, false).await;
        let text = export(&db, None).await;
        let told = r#"{"on":"2026-05-01","what":"suspended"},{"on":"2026-07-31","what":"plan l"}"#;
        assert!(text.contains(told), "{text}");
        let other = text.replace(told, r#"{"on":"2026-05-01","what":"suspended"}"#);
        let fresh = testing::sqlite().await;
        let (clock, options) = (at(), options(false));
        let done =
            portal::import::run(&fresh.db, &clock, other.as_bytes(), options, &|_, _| {}).await;
        let report = done.expect("imports");
        let fields: Vec<_> = report.warnings.iter().map(|it| it.field.as_str()).collect();
        assert_eq!((report.refused, fields), (vec![], vec!["timeline"]));
        fresh.close().await;
    }
);

on_both!(the_order_is_that_of_the_format, |db| async move {
    books(&db).await;
    let text = export(&db, None).await;
    let mut kinds: Vec<String> = text.lines().map(|line| kind(line).to_owned()).collect();
    kinds.dedup();
    let order = [
        "seller",
        "tax_zone",
        "plan",
        "addon",
        "affiliate_program",
        "account",
        "person",
        "billing_account",
        "subscription",
        "credit",
        "invoice",
        "credit_note",
        "affiliate",
        "commission",
        "credit_movement",
        "ledger_entry",
    ];
    assert_eq!(kinds, order);
    let fields = r#"{"type":"account","ref":"A-2","seller":"quay","name":"Pixelwerft","email":"#;
    assert!(text.contains(fields), "{text}");
});

on_both!(an_account_goes_out_alone, |db| async move {
    books(&db).await;
    let text = export(&db, Some("A-2")).await;
    assert!(!text.contains("A-1") && !text.contains("I-1\""), "{text}");
    assert_eq!(
        line(&text, "person", "p-1")["memberships"][0]["subscriptions"][0],
        "S-2"
    );
    assert_eq!(
        text.lines().filter(|line| kind(line) == "invoice").count(),
        2
    );
    let none = portal::export::run(&db, &at(), Vec::new(), Some("A-3")).await;
    assert_eq!(none.unwrap_err().to_string(), "there is no account \"A-3\"");
});

fn kind(line: &str) -> &str {
    let rest = line
        .strip_prefix("{\"type\":\"")
        .expect("begins with its type");
    rest.split('"').next().unwrap_or_default()
}
