//! Days, periods and counted things as each language has them, and texts of either direction.

use app::format::{day, long, month, near_period, period, relative, short, weekday};
use app::scene::Look;
use app::text;
use leptos::prelude::{Owner, provide_context};
use model::text::Language;
use model::time::Period;

use crate::invoice::day as date;

/// Says something in a language.
fn said<T>(language: Language, say: impl FnOnce() -> T) -> T {
    Owner::new().with(|| {
        provide_context(Look {
            language,
            ..Look::default()
        });
        say()
    })
}

fn both<T>(say: impl Fn() -> T) -> [T; 2] {
    [Language::En, Language::De].map(|language| said(language, &say))
}

fn days(from: &str, to: &str) -> Period {
    Period {
        from: date(from),
        to: date(to),
    }
}

#[test]
fn days_are_written_as_the_language_has_them() {
    for (text, shorts, longs) in [
        (
            "2026-01-01",
            ["1 Jan 2026", "1. Jan. 2026"],
            ["Thursday, 1 January 2026", "Donnerstag, 1. Januar 2026"],
        ),
        (
            "2028-02-29",
            ["29 Feb 2028", "29. Feb. 2028"],
            ["Tuesday, 29 February 2028", "Dienstag, 29. Februar 2028"],
        ),
        (
            "2026-09-06",
            ["6 Sep 2026", "6. Sept. 2026"],
            ["Sunday, 6 September 2026", "Sonntag, 6. September 2026"],
        ),
        (
            "2026-12-31",
            ["31 Dec 2026", "31. Dez. 2026"],
            [
                "Thursday, 31 December 2026",
                "Donnerstag, 31. Dezember 2026",
            ],
        ),
    ] {
        assert_eq!(both(|| short(date(text))), shorts, "{text}");
        assert_eq!(both(|| long(date(text))), longs, "{text}");
    }
    let near = both(|| day(date("2026-05-07")));
    assert_eq!(near, ["7 May", "7. Mai"]);
    let named = both(|| weekday(date("2026-11-29")));
    assert_eq!(named, ["Sun 29 Nov 2026", "So., 29. Nov. 2026"]);
}

#[test]
fn every_month_has_its_name() {
    let names = both(|| (1..=12).map(|place| month(2026, place)).collect::<Vec<_>>());
    assert_eq!(names[0][0], "January 2026");
    assert_eq!(names[0][11], "December 2026");
    assert_eq!(names[1][2], "März 2026");
    assert_eq!(names[1][11], "Dezember 2026");
    for mut names in names {
        assert!(names.iter().all(|name| name.len() > " 2026".len()));
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 12);
    }
}

#[test]
fn periods_say_what_is_not_plain() {
    for (of, texts) in [
        (
            days("2026-11-12", "2026-11-28"),
            ["12 – 27 Nov 2026", "12. – 27. Nov. 2026"],
        ),
        (
            days("2026-11-28", "2026-12-28"),
            ["28 Nov – 27 Dec 2026", "28. Nov. – 27. Dez. 2026"],
        ),
        (
            days("2026-12-05", "2027-01-05"),
            ["5 Dec 2026 – 4 Jan 2027", "5. Dez. 2026 – 4. Jan. 2027"],
        ),
        // A period that ends with the year does not reach into the next.
        (
            days("2026-12-01", "2027-01-01"),
            ["1 – 31 Dec 2026", "1. – 31. Dez. 2026"],
        ),
        (
            days("2026-12-31", "2027-01-01"),
            ["31 Dec 2026", "31. Dez. 2026"],
        ),
    ] {
        assert_eq!(both(|| period(of)), texts);
    }
}

#[test]
fn near_periods_leave_out_the_year() {
    let today = date("2026-12-30");
    for (of, texts) in [
        (
            days("2026-12-05", "2027-01-05"),
            ["5 Dec – 4 Jan", "5. Dez. – 4. Jan."],
        ),
        (
            days("2027-01-01", "2027-02-01"),
            ["1 – 31 Jan", "1. – 31. Jan."],
        ),
        (days("2026-12-31", "2027-01-01"), ["31 Dec", "31. Dez."]),
        (
            days("2026-12-21", "2027-12-21"),
            ["21 Dec 2026 – 20 Dec 2027", "21. Dez. 2026 – 20. Dez. 2027"],
        ),
    ] {
        assert_eq!(both(|| near_period(of, today)), texts);
    }
}

#[test]
fn near_days_are_told_as_they_lie_from_today() {
    for (today, day, texts) in [
        ("2026-12-31", "2026-12-31", ["today", "heute"]),
        ("2026-12-31", "2027-01-01", ["tomorrow", "morgen"]),
        ("2027-01-01", "2026-12-31", ["yesterday", "gestern"]),
        ("2026-12-30", "2027-01-01", ["in 2 days", "in 2 Tagen"]),
        ("2028-02-28", "2028-03-01", ["in 2 days", "in 2 Tagen"]),
        ("2026-12-20", "2027-01-03", ["in 14 days", "in 14 Tagen"]),
        ("2026-12-20", "2027-01-04", ["4 Jan 2027", "4. Jan. 2027"]),
        ("2027-01-01", "2026-12-30", ["2 days ago", "vor 2 Tagen"]),
        ("2027-01-03", "2026-12-20", ["14 days ago", "vor 14 Tagen"]),
        ("2027-01-04", "2026-12-20", ["20 Dec 2026", "20. Dez. 2026"]),
    ] {
        let told = both(|| relative(date(day), date(today)));
        assert_eq!(told, texts, "{day} on {today}");
    }
}

const INVOICES: [[&str; 4]; 2] = [
    [
        "0 unpaid invoices",
        "1 unpaid invoice",
        "2 unpaid invoices",
        "1,001 unpaid invoices",
    ],
    [
        "0 unbezahlte Rechnungen",
        "1 unbezahlte Rechnung",
        "2 unbezahlte Rechnungen",
        "1.001 unbezahlte Rechnungen",
    ],
];
const DAYS: [[&str; 4]; 2] = [
    ["in 0 days", "in 1 day", "in 2 days", "in 1,001 days"],
    ["in 0 Tagen", "in 1 Tag", "in 2 Tagen", "in 1.001 Tagen"],
];
const MONTHS: [[&str; 4]; 2] = [
    [
        "every 0 months",
        "every month",
        "every 2 months",
        "every 1,001 months",
    ],
    [
        "alle 0 Monate",
        "jeden Monat",
        "alle 2 Monate",
        "alle 1.001 Monate",
    ],
];

#[test]
fn counted_things_take_the_form_of_their_count() {
    type Say = fn(u64) -> String;
    let table: [(Say, [[&str; 4]; 2]); 3] = [
        (text::account::unpaid, INVOICES),
        (text::calendar::in_days, DAYS),
        (text::subscription::months, MONTHS),
    ];
    for (say, texts) in table {
        assert_eq!(both(|| [0, 1, 2, 1001].map(say)), texts);
    }
}
