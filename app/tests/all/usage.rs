//! The page of usage.

use app::scene::Look;
use model::caller::Role;
use model::fault::Fault;
use model::id::{InvoiceId, SubscriptionId};
use model::portal::fake::{FakePortal, caller};
use model::text::Language;
use model::told::{About, Kind, Name, Told, ToldDay, ToldTerm};
use model::usage::{Bar, ChargedOn, Chart, UsageMeter, UsageSection, UsageTotal, UsageView};

use crate::invoice::{day, euro};
use crate::stage::{Drawn, Stage};

fn meter(resource: &str, charge: i64) -> UsageMeter {
    UsageMeter {
        subscription: SubscriptionId::make(1, [1; 10]),
        name: "shop.lindqvist.design".to_owned(),
        resource: resource.to_owned(),
        sum: resource == "traffic",
        used: "61.7".to_owned(),
        limit: Some("80".to_owned()),
        unit: Some("GB".to_owned()),
        bar: (77, 0),
        charge: euro(charge),
    }
}

fn term(sign: &str, kind: Kind, figure: &str, name: Name) -> ToldTerm {
    ToldTerm {
        sign: sign.to_owned(),
        kind,
        figure: figure.to_owned(),
        name,
        of: "GB".to_owned(),
    }
}

fn told() -> Told {
    Told {
        about: Some(About::Average),
        terms: vec![
            term("", Kind::Used, "93", Name::OverSum),
            term("÷", Kind::Number, "30", Name::DaysMonth),
            term("×", Kind::Money, "0.80", Name::PriceOf),
        ],
        result: "2.48".to_owned(),
        exact: None,
        unit: Some("GB".to_owned()),
        days: vec![],
    }
}

fn used(on: &str, used: &str, limit: &str, over: &str) -> ToldDay {
    ToldDay {
        day: day(on),
        used: used.to_owned(),
        limit: Some(limit.to_owned()),
        over: over.to_owned(),
        estimate: on == "2026-11-02",
    }
}

fn view() -> UsageView {
    let bar = |at, over| Bar {
        at,
        within: 500,
        over,
        estimate: false,
    };
    UsageView {
        today: day("2026-11-23"),
        month: day("2026-11-01"),
        until: Some(day("2026-11-22")),
        totals: vec![UsageTotal {
            tax: Some(euro(74)),
            charge: euro(431),
            forecast: euro(861),
            over: 2,
        }],
        before: vec![euro(650)],
        planned: Some((day("2026-12-01"), day("2026-12-15"))),
        charged: vec![],
        sections: vec![UsageSection {
            meter: meter("disk", 248),
            since: Some(day("2026-11-12")),
            forecast: euro(248),
            told: vec![told()],
            days: vec![
                used("2026-11-01", "44.1", "40", "4.1"),
                used("2026-11-02", "44.1", "40", "4.1"),
                used("2026-11-22", "61.7", "80", "0"),
            ],
            over: "93".to_owned(),
            chart: Chart {
                wide: 23,
                bars: vec![bar(70, 51), bar(101, 0)],
                lines: vec![(0, "0".to_owned()), (1000, "80".to_owned())],
                days: vec![(85, 1)],
                limits: vec![(70, 411, 500), (411, 1000, 1000)],
            },
        }],
        others: vec![meter("traffic", 183), meter("mailboxes", 0)],
        more: false,
    }
}

async fn drawn(usage: Result<UsageView, Fault>, language: Language) -> Drawn {
    let stage = Stage {
        portal: FakePortal {
            usage,
            ..FakePortal::default()
        },
        caller: Some(caller(Role::Owner)),
        look: Look {
            language,
            ..Look::default()
        },
        ..Stage::default()
    };
    stage.page("/usage").await
}

#[tokio::test]
async fn chart_formula_days_and_forecast_are_there() {
    let page = drawn(Ok(view()), Language::En).await;
    assert_eq!(page.status, 200);
    for text in [
        "So far, 1 – 22 Nov",
        "2 resources over their limits",
        "With tax €5.05, of which €0.74 is tax",
        "Forecast for 30 Nov",
        "Invoiced on 1 Dec",
        r#"href="/usage?month=2026-10""#,
        r#"href="/usage.csv?month=2026-11""#,
        "shop.lindqvist.design, disk space",
        r#"aria-label="disk space by day: 44.1 GB on 1 Nov, 61.7 GB on 22 Nov.""#,
        "fill-warn",
        r#"x="7.0%""#,
        r#"x1="41.1%""#,
        "80 GB",
        "93\u{a0}GB",
        "€2.48",
        "This limit has been in force since",
        "61.7 of 80 GB",
        "Other resources",
        "resource=traffic",
    ] {
        assert!(page.html.contains(text), "{text}");
    }
    assert_eq!(page.html.matches("<tr>").count(), 7);
}

#[tokio::test]
async fn nothing_over_its_limit_is_said_in_words() {
    let mut usage = view();
    usage.totals[0].over = 0;
    let page = drawn(Ok(usage), Language::En).await;
    assert!(page.html.contains("no resource is over its limit"));
    assert!(!page.html.contains("0 resources"));
}

#[tokio::test]
async fn a_month_that_is_over_has_no_forecast() {
    let mut usage = view();
    usage.month = day("2026-10-01");
    let page = drawn(Ok(usage), Language::En).await;
    assert!(page.html.contains("Charge, without tax"));
    assert!(!page.html.contains("Forecast"));
    assert!(
        page.html
            .contains(r#"<a href="/usage?month=2026-10" aria-current="page">"#)
    );
}

#[tokio::test]
async fn a_month_that_was_charged_leads_to_its_invoice() {
    let mut usage = view();
    usage.month = day("2026-10-01");
    let invoice = InvoiceId::make(1, [1; 10]);
    usage.charged = vec![ChargedOn {
        invoice: invoice.clone(),
        number: "INV-2026-00007".to_owned(),
        on: day("2026-11-01"),
    }];
    usage.planned = None;
    let page = drawn(Ok(usage.clone()), Language::De).await;
    let link = format!(r#"<a href="/invoices/{invoice}"><bdi>INV-2026-00007"#);
    assert!(page.html.contains(&link), "{}", page.html);
    assert!(page.html.contains("Berechnet"));
    assert!(!page.html.contains("Zahlbar bis"));
    usage.charged.clear();
    let page = drawn(Ok(usage), Language::De).await;
    assert!(!page.html.contains("Berechnet") && !page.html.contains("Zahlbar bis"));
}

#[tokio::test]
async fn nothing_measured_says_what_will_be_here() {
    let mut usage = view();
    usage.until = None;
    usage.sections.clear();
    usage.others.clear();
    let page = drawn(Ok(usage), Language::De).await;
    assert!(page.html.contains("In diesem Monat wurde nichts gemessen"));
    assert!(!page.html.contains("<table"));
}

#[tokio::test]
async fn a_stranger_learns_nothing() {
    let page = drawn(Err(Fault::Forbidden), Language::En).await;
    assert_eq!(page.status, 403);
}
