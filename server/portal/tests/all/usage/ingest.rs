use store::probe::{number, script};
use store::{Db, on_both};

use super::books::{NOW, charge, everything, import, import_at, month, open, row, sound};

async fn samples(db: &Db) -> i64 {
    number(db, "select count(*) from usage_sample")
        .await
        .expect("counts")
}

on_both!(
    months_and_accounts_are_summed_as_readings_come,
    |db| async move {
        open(&db).await;
        // Six days at 1.5 GB over a limit of 1 GB, then under one of 2 GB.
        let report = import(&db, &month("one", "disk", &[15; 12])).await;
        assert_eq!((report.refused, report.added), (vec![], 1));
        assert_eq!(charge(&db, "one", "disk", "2026-04").await, 10);
        let traffic = [
            month("one", "traffic", &[30, 40]),
            month("two", "traffic", &[60]),
        ]
        .join("\n");
        assert_eq!(import(&db, &traffic).await.added, 2);
        assert_eq!(charge(&db, "one", "traffic", "2026-04").await, 100);
        assert_eq!(charge(&db, "two", "traffic", "2026-04").await, 50);
        let books = everything(&db).await;
        assert!(
            books.contains(r#""usage_charge":{"EUR":"1.60"}"#),
            "{books}"
        );
        let month = concat!(
            r#"{"type":"usage_month","subscription":"one","resource":"disk","month":"2026-04","#,
            r#""total":18000000000,"over":3000000000,"charge":"0.10","invoiced":"0.00"}"#,
        );
        assert!(books.contains(month), "{books}");
        sound(&db).await;
    }
);

on_both!(
    another_reading_supersedes_and_the_first_is_kept,
    |db| async move {
        open(&db).await;
        let first = row("two", "traffic", "2026-04-02", 60);
        assert_eq!(import(&db, &first).await.added, 1);
        let second = row("two", "traffic", "2026-04-02", 90);
        let report = import(&db, &second).await;
        assert_eq!((report.added, report.updated), (0, 1));
        assert_eq!(charge(&db, "two", "traffic", "2026-04").await, 200);
        assert_eq!(samples(&db).await, 2);
        // The same once more is nothing; back to what it was before is another reading.
        let report = import(&db, &second).await;
        assert_eq!((report.updated, report.unchanged), (0, 1));
        assert_eq!(import(&db, &first).await.updated, 1);
        assert_eq!(charge(&db, "two", "traffic", "2026-04").await, 50);
        let report = import(&db, &first).await;
        assert_eq!((report.updated, report.unchanged), (0, 1));
        assert_eq!(import(&db, &second).await.updated, 1);
        assert_eq!(charge(&db, "two", "traffic", "2026-04").await, 200);
        // What was taken before what is there does not supersede it.
        let early = first.replace("6000000000}", r#"1,"taken_at":"2026-04-03T00:00:00Z"}"#);
        assert_eq!(import(&db, &early).await.refused, []);
        assert_eq!(charge(&db, "two", "traffic", "2026-04").await, 200);
        assert_eq!(samples(&db).await, 5);
        // Nor does one of that moment that is there already, whatever came since.
        assert_eq!(import(&db, &early).await.unchanged, 1);
        let kept = script(&db, "update usage_sample set used = 0").await;
        assert!(kept.is_err());
        sound(&db).await;
    }
);

on_both!(neither_batches_nor_order_matter, |db| async move {
    open(&db).await;
    let at = |day: u32, hour: u32, tenths: i64| {
        let taken = format!(r#","taken_at":"2026-04-{:02}T{hour:02}:00:00Z"}}"#, day + 1);
        row("two", "disk", &format!("2026-04-{day:02}"), tenths).replace('}', &taken)
    };
    let mut rows = vec![
        at(1, 1, 20),
        at(3, 1, 40),
        at(3, 2, 30),
        at(4, 1, 10),
        at(12, 1, 20),
    ];
    rows.push(at(3, 1, 40));
    assert_eq!(import(&db, &rows.join("\n")).await.refused, []);
    let other = |text: &str| text.replace("two", "other");
    rows.reverse();
    for text in &rows {
        assert_eq!(import(&db, &other(text)).await.refused, []);
    }
    let months = |books: &str| {
        let rows = books.lines().filter(|line| line.contains("usage_month"));
        rows.map(|line| line.replace("other", "two"))
            .collect::<Vec<_>>()
    };
    let months = months(&everything(&db).await);
    assert_eq!(months.len(), 2);
    assert_eq!(months[0], months[1]);
    sound(&db).await;
});

on_both!(the_end_of_a_month_reaches_into_the_next, |db| async move {
    open(&db).await;
    import(&db, &row("two", "disk", "2026-04-03", 20)).await;
    assert_eq!(charge(&db, "two", "disk", "2026-04").await, 3);
    // Two days of April are estimated by the last of March.
    import(&db, &row("two", "disk", "2026-03-31", 20)).await;
    assert_eq!(charge(&db, "two", "disk", "2026-04").await, 10);
    sound(&db).await;
});

on_both!(other_terms_make_another_charge, |db| async move {
    open(&db).await;
    import(&db, &row("two", "traffic", "2026-04-03", 90)).await;
    let plan = include_str!("books.ndjson")
        .lines()
        .nth(1)
        .expect("is there");
    let report = import(&db, &plan.replace("5000000000", "8000000000")).await;
    assert_eq!((report.refused, report.updated), (vec![], 1));
    assert_eq!(charge(&db, "two", "traffic", "2026-04").await, 50);
    sound(&db).await;
});

on_both!(an_export_brings_the_same_charges_back, |db| async move {
    open(&db).await;
    let rows = [
        month("one", "disk", &[15; 12]),
        month("two", "traffic", &[60, 30]),
    ]
    .join("\n");
    import(&db, &rows).await;
    import(&db, &row("two", "traffic", "2026-04-02", 40)).await;
    let books = everything(&db).await;
    let fresh = store::testing::sqlite().await;
    let report = import(&fresh.db, &books).await;
    assert_eq!((report.refused, report.warnings), (vec![], vec![]));
    assert_eq!(everything(&fresh.db).await, books);
});

on_both!(bad_rows_name_their_field, |db| async move {
    open(&db).await;
    let good = row("two", "disk", "2026-04-03", 1);
    let bad = [
        ("two", "three", "subscription"),
        ("disk", "", "resource"),
        ("disk", "a b", "resource"),
        ("2026-04-03", "2026-04-21", "used"),
        ("2026-04-03", "2026-04-31", "day"),
        (":100000000}", ":-1}", "used"),
        (":100000000}", ":1.5}", "used"),
        (":100000000}", ":100000000000000001}", "used"),
        (r#","used":100000000"#, "", "used"),
        (r#""used":100000000"#, r#""used":1,"limit":-2"#, "limit"),
        (
            r#""used":100000000"#,
            r#""used":1,"taken_at":"now""#,
            "taken_at",
        ),
        (
            r#""used":100000000"#,
            r#""used":1,"taken_at":"2027-01-01T00:00:00Z""#,
            "taken_at",
        ),
        (r#""used":100000000"#, r#""used":1,"ref":"x""#, "ref"),
        (
            r#""used":100000000"#,
            r#""used":1,"from":"2026-04-01""#,
            "day",
        ),
        (
            r#""day":"2026-04-03","used":100000000"#,
            r#""from":"2026-04-19","values":[1,1,1]"#,
            "values[2]",
        ),
    ];
    for (what, with, field) in bad {
        let report = import_at(&db, &good.replace(what, with), &NOW).await;
        let fields: Vec<&str> = report.refused.iter().map(|it| it.field.as_str()).collect();
        assert_eq!(fields, [field], "{what} {with}");
    }
    assert_eq!(samples(&db).await, 0);
});
