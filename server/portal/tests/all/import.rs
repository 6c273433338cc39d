//! Imports: the demo's books, every kind of refusal, and what an import leaves alone.

use model::time::{FixedClock, Instant};
use portal::import::{Adapters, ImportOptions, ImportReport, run};
use store::{Db, on_both};

/// 2026-11-23T10:00:00Z.
const NOW: FixedClock = FixedClock(Instant(1_795_428_000_000_000));

async fn import(db: &Db, text: &str, change: impl FnOnce(&mut ImportOptions)) -> ImportReport {
    let mut options = ImportOptions {
        adapters: Adapters {
            gateways: vec!["sandbox".to_owned()],
            ..Adapters::default()
        },
        ..ImportOptions::default()
    };
    change(&mut options);
    run(db, &NOW, text.as_bytes(), options, &|_, _| {})
        .await
        .expect("runs")
}

/// The text of all that is there.
async fn everything(db: &Db) -> String {
    let mut text = Vec::new();
    let done = portal::export::run(db, &NOW, &mut text, None).await;
    done.expect("exports");
    String::from_utf8(text).expect("is UTF-8")
}

const DEMO: &str = include_str!("../../../demo/books.ndjson");

on_both!(the_demo_books, |db| async move {
    let report = import(&db, DEMO, |options| options.relative = true).await;
    assert_eq!(report.refused, []);
    assert_eq!((report.added, report.updated), (349, 0));
    assert!(DEMO.len() < 1_000_000, "{}", DEMO.len());
    for (what, expected) in [
        ("account", 25),
        (
            "subscription s join account a on a.id = s.account_id where a.ref = 'A-20402'",
            60,
        ),
        (
            "(select distinct s.currency from subscription s
                 join account a on a.id = s.account_id where a.ref = 'A-20406') c",
            2,
        ),
    ] {
        let count = format!("select count(*) from {what}");
        let found = store::probe::number(&db, count).await.expect("counts");
        assert_eq!(found, expected, "{what}");
    }
    let verdict = portal::verify::run(&db).await.expect("verifies");
    assert!(verdict.clean(), "\n{verdict}");
    let books = everything(&db).await;
    for (account, field, figures) in [
        ("A-20418", "credit", r#"{"EUR":"64.20"}"#),
        ("A-20418", "due", r#"{"EUR":"0.00"}"#),
        ("A-20406", "credit", r#"{"EUR":"18.50","USD":"125.00"}"#),
        ("A-20420", "due", r#"{"EUR":"0.00"}"#),
        ("A-20422", "due", r#"{"EUR":"0.00"}"#),
        ("A-20423", "credit", r#"{"EUR":"145.40"}"#),
    ] {
        let start = format!(r#"{{"type":"account","ref":"{account}""#);
        let line = books.lines().find(|line| line.starts_with(&start));
        let line = line.expect("is there");
        assert!(line.contains(&format!(r#""{field}":{figures}"#)), "{line}");
    }
    let again = import(&db, DEMO, |options| options.relative = true).await;
    assert_eq!(again.refused, []);
    let counts = (again.added, again.updated, again.unchanged);
    assert_eq!(counts, (0, 0, 349));
    assert_eq!(everything(&db).await, books);
});

/// One row of each type, and an account more.
const ROWS: &str = include_str!("import/rows.ndjson");

/// The first row of a type.
fn row(kind: &str) -> &'static str {
    let start = format!(r#"{{"type":"{kind}""#);
    let found = ROWS.lines().find(|row| row.starts_with(&start));
    found.expect("is there")
}

/// All rows, one of them replaced.
fn with(row: &str, other: &str) -> String {
    ROWS.replace(row, other)
}

on_both!(rows_in_any_order_and_twice, |db| async move {
    let mut lines: Vec<&str> = ROWS.lines().collect();
    lines.reverse();
    let report = import(&db, &lines.join("\n"), |_| {}).await;
    assert_eq!(report.refused, []);
    assert_eq!(report.added, 13);
    let books = everything(&db).await;
    assert!(
        books.contains(r#""settled":"7.19","open":"4.71""#),
        "{books}"
    );
    let report = import(&db, &ROWS.replace('\n', "\n\n"), |_| {}).await;
    let counts = (report.added, report.updated, report.unchanged);
    assert_eq!((report.refused, counts), (vec![], (0, 0, 13)));
    assert_eq!(everything(&db).await, books);
});

/// A row with something replaced, and the field that is named.
const BAD: [(&str, &str, &str, &str); 52] = [
    (
        "seller",
        "INV-{year}-{n:05}",
        "INV-{year}",
        "invoice_template",
    ),
    ("seller", "Europe/Berlin", "Europe/Nowhere", "time_zone"),
    ("seller", r#""name""#, r#""colour":"red","name""#, "colour"),
    ("plan", "9.90", "9.905", "prices[0].amount"),
    (
        "plan",
        r#""upgrades":[]"#,
        r#""upgrades":["q"]"#,
        "upgrades[0]",
    ),
    ("account", r#""name":"Anna","#, "", "name"),
    ("account", "anna@a.example", "anna", "email"),
    ("account", "2026-01-01", "2026-02-30", "created_on"),
    (
        "account",
        r#""currency":"EUR""#,
        r#""currency":"EURO""#,
        "currency",
    ),
    (
        "account",
        r#""country":"DE""#,
        r#""country":"Germany""#,
        "address.country",
    ),
    ("person", "owner", "king", "memberships[0].role"),
    (
        "person",
        r#""account":"a""#,
        r#""account":"z""#,
        "memberships[0].account",
    ),
    ("person", "seven-copper-kettles", "seven", "password"),
    ("billing_account", "sandbox", "stripe", "gateway"),
    (
        "billing_account",
        r#""owner":"o""#,
        r#""owner":"z""#,
        "owner",
    ),
    (
        "billing_account",
        r#""account":"a""#,
        r#""account":"b""#,
        "owner",
    ),
    (
        "billing_account",
        r#""token":"ok""#,
        r#""token":"4242 4242 4242 4242""#,
        "token",
    ),
    ("subscription", r#""plan":"p""#, r#""plan":"q""#, "plan"),
    (
        "subscription",
        r#""currency":"EUR""#,
        r#""currency":"USD""#,
        "plan",
    ),
    (
        "subscription",
        r#""account":"a""#,
        r#""account":"b""#,
        "payers[0]",
    ),
    ("credit", "10.00", "10.001", "amount"),
    ("credit", "10.00", "-10.00", "amount"),
    (
        "credit",
        r#""note""#,
        r#""expires_on":"2026-12-01","note""#,
        "expires_on",
    ),
    (
        "invoice",
        r#""total":"11.90""#,
        r#""total":"11.91""#,
        "total",
    ),
    (
        "invoice",
        r#"}],"net":"10.00","tax":"1.90""#,
        r#"}],"net":"9.00","tax":"2.90""#,
        "net",
    ),
    ("invoice", r#""tax":"1.90""#, r#""tax":"1.905""#, "tax"),
    ("invoice", "6.00", "10.01", "payments[0].amount"),
    ("invoice", "6.00", "12.00", "payments[0].amount"),
    (
        "invoice",
        r#""by":"credit""#,
        r#""by":"billing_account""#,
        "payments[0].billing_account",
    ),
    (
        "invoice",
        r#""subscription":"u""#,
        r#""subscription":"z""#,
        "lines[0].subscription",
    ),
    ("invoice", "2026-03-01", "2026-02-01", "lines[0].period.to"),
    (
        "invoice",
        r#""text":"Small""#,
        r#""text":"Small","colour":1"#,
        "lines[0].colour",
    ),
    (
        "invoice",
        r#""due_on":"2026-02-15""#,
        r#""due_on":"2026-01-15""#,
        "due_on",
    ),
    (
        "credit_note",
        r#""invoice":"i""#,
        r#""invoice":"z""#,
        "invoice",
    ),
    (
        "credit_note",
        r#""total":"1.19""#,
        r#""total":"1.20""#,
        "total",
    ),
    (
        "credit_note",
        r#""issued_on":"2026-03-01""#,
        r#""issued_on":"2026-01-01""#,
        "issued_on",
    ),
    (
        "credit_note",
        r#""type":"credit_note""#,
        r#""type":"domain""#,
        "type",
    ),
    ("credit_note", r#""ref":"n","#, "", "ref"),
    ("affiliate_program", r#"["p"]"#, r#"["q"]"#, "plans[0]"),
    ("affiliate_program", r#""20""#, r#""120""#, "percent"),
    ("affiliate_program", r#""life""#, r#""ever""#, "cycles"),
    ("affiliate", r#""bert""#, r#""be rt""#, "code"),
    (
        "affiliate",
        r#""program":"g""#,
        r#""program":"z""#,
        "program",
    ),
    ("affiliate", "DE89", "DE88", "payout.iban"),
    ("affiliate", r#""n":7"#, r#""n":-7"#, "clicks[0].n"),
    ("account", "BERT", "carl", "referral.code"),
    (
        "account",
        r#""program":"g""#,
        r#""program":"z""#,
        "referral.program",
    ),
    (
        "commission",
        r#""account":"a""#,
        r#""account":"b""#,
        "account",
    ),
    ("commission", r#","until":"2026-12-27""#, "", "until"),
    ("commission", "pending", "paid", "paid_on"),
    ("commission", r#""2.00""#, r#""-2.00""#, "amount"),
    (
        "commission",
        r#""affiliate":"f""#,
        r#""affiliate":"z""#,
        "affiliate",
    ),
];

on_both!(a_bad_line_is_named_and_changes_nothing, |db| async move {
    for (kind, from, to, field) in BAD {
        let row = row(kind);
        assert!(row.contains(from), "{row}: {from}");
        let bad = row.replacen(from, to, 1);
        let report = import(&db, &with(row, &bad), |_| {}).await;
        let at = ROWS.lines().position(|line| line == row).expect("a row");
        let own = report.refused.iter().filter(|it| it.line == at as u64 + 1);
        let fields: Vec<&str> = own.map(|it| it.field.as_str()).collect();
        assert!(fields.contains(&field), "{bad}\n{:?}", report.refused);
        assert_eq!((report.added, report.updated), (0, 0));
    }
    assert_eq!(everything(&db).await, "");
});

on_both!(good_lines_stay_if_asked, |db| async move {
    let bad = row("invoice").replace("6.00", "60.00");
    let text = with(row("invoice"), &bad);
    let report = import(&db, &text, |options| options.partial = true).await;
    let lines: Vec<u64> = report.refused.iter().map(|it| it.line).collect();
    assert_eq!(lines, [9, 10], "{:?}", report.refused);
    assert_eq!(report.added, 11);
    let report = import(&db, ROWS, |_| {}).await;
    assert_eq!((report.refused, report.added), (vec![], 2));
});

on_both!(master_data_is_updated_and_facts_are_not, |db| async move {
    import(&db, ROWS, |_| {}).await;
    let label = r#""label":"Shop","domain""#;
    let label = row("subscription").replace(r#""domain""#, label);
    let name = row("account").replace("Anna", "Anna B.");
    let report = import(&db, &format!("{name}\n{label}"), |_| {}).await;
    assert_eq!((report.refused, report.updated), (vec![], 2));
    let books = everything(&db).await;
    assert!(books.contains(r#""label":"Shop""#) && books.contains("Anna B."));
    for (kind, from, to, field) in [
        ("subscription", "2026-02-01", "2026-02-02", "started_on"),
        ("credit", "10.00", "11.00", "amount"),
        ("invoice", "2026-02-15", "2026-02-16", "due_on"),
        ("credit_note", "CN-2026-00001", "CN-2026-00002", "number"),
        ("affiliate", r#"t":"b"#, r#"t":"a"#, "account"),
        ("commission", "2.00", "3.00", "amount"),
    ] {
        let changed = row(kind).replacen(from, to, 1);
        let refused = import(&db, &changed, |_| {}).await.refused;
        let places: Vec<_> = refused.iter().map(|it| (it.line, &*it.field)).collect();
        assert!(places.contains(&(1, field)), "{refused:?}");
    }
    assert_eq!(everything(&db).await, books);
});

on_both!(a_number_is_given_once, |db| async move {
    import(&db, ROWS, |_| {}).await;
    let same = row("invoice").replace(r#""ref":"i""#, r#""ref":"j""#);
    let same = same.replace("6.00", "1.00");
    let report = import(&db, &same, |_| {}).await;
    assert_eq!(report.refused[0].field, "number");
    let report = import(&db, &same.replace("00007", "00012"), |_| {}).await;
    assert_eq!(report.refused, []);
    let text = same.replace("INV-2026-00007", "OLD/7");
    let text = text.replace(r#""ref":"j""#, r#""ref":"k""#);
    let report = import(&db, &text, |_| {}).await;
    assert_eq!(report.refused, []);
});

on_both!(what_goes_back_leaves_by_the_way_it_came, |db| async move {
    let report = import(&db, include_str!("import/returns.ndjson"), |_| {}).await;
    assert_eq!(report.refused, []);
    let books = everything(&db).await;
    let verdict = portal::verify::run(&db).await.expect("verifies");
    assert!(verdict.clean(), "\n{verdict}");
    // Of 28.00 credited 20.00 go to the card, 5.00 to the lot that was spent last, 3.00 wait.
    let returned = concat!(
        r#""returned":[{"amount":"20.00","ref":"s/INV-2026-00001:2","to":"payment"},"#,
        r#"{"amount":"5.00","ref":"c2","to":"lot"},"#,
        r#"{"amount":"3.00","ref":"s/INV-2026-00001","to":"refund_payable"}]"#
    );
    assert!(books.contains(returned), "{books}");
    assert!(books.contains(r#""credit":{"EUR":"75.00"}"#), "{books}");
    let refund = r#""by":"credit","refunded":"5.00""#;
    assert!(books.contains(refund), "{books}");
    assert!(books.contains(r#""status":"written_off""#), "{books}");
    let mut lots = books
        .lines()
        .filter(|line| line.contains(r#""type":"credit","#));
    assert!(lots.all(|line| !line.contains(r#""ref":"c2""#) || line.contains(r#""75.00""#)));
});

on_both!(a_policy_is_completed_from_the_settings, |db| async move {
    let sellers = ROWS
        .lines()
        .filter(|line| line.contains("\"type\":\"seller\""));
    let plain = sellers.clone().collect::<Vec<_>>().join("\n");
    let own = plain.replacen("{", r#"{"policy":{"payment_days":3},"#, 1);
    let report = import(&db, &own, |options| {
        options.policy.payment_days = 21;
        options.policy.invoice_lead_days = 20;
    })
    .await;
    assert_eq!(report.refused, []);
    let books = everything(&db).await;
    for part in [r#""payment_days":3"#, r#""invoice_lead_days":20"#] {
        assert!(books.contains(part), "{books}");
    }
});
