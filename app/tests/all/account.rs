//! The account page.

use app::scene::Look;
use model::account::{AccountOverview, CreditPosition, DuePosition};
use model::caller::Role;
use model::invoice::InvoiceState;
use model::money::Money;
use model::portal::fake::{FakePortal, caller};
use model::text::Language;
use model::usage::UsageTotal;

use crate::invoice::{change, day, euro, overdue};
use crate::stage::{Drawn, Stage};

fn due() -> DuePosition {
    DuePosition {
        due: euro(15366),
        overdue: euro(1071),
        soon: euro(7642),
        later: euro(5879),
        processing: euro(774),
        count: 6,
    }
}

pub fn overview() -> AccountOverview {
    let mut processing = overdue();
    processing.state = InvoiceState::Processing;
    AccountOverview {
        name: "Atelier Lindqvist GmbH".to_owned(),
        number: "A-20418".to_owned(),
        today: day("2026-11-23"),
        closed_on: None,
        todos: vec![],
        todos_in_all: 0,
        due: Some(vec![due()]),
        credit: Some(vec![CreditPosition {
            balance: euro(4420),
            held: euro(0),
            expiring: Some((euro(1000), day("2026-11-30"))),
        }]),
        affiliate: Some(crate::affiliate::summary()),
        usage: Some(vec![UsageTotal {
            tax: None,
            charge: euro(431),
            forecast: euro(861),
            over: 2,
        }]),
        outstanding: Some(vec![overdue(), change(), processing]),
        subscriptions: Some(vec![]),
        more_subscriptions: false,
    }
}

async fn drawn(overview: AccountOverview, language: Language) -> Drawn {
    let stage = Stage {
        portal: FakePortal {
            overview: Ok(overview),
            ..FakePortal::default()
        },
        caller: Some(caller(Role::Owner)),
        look: Look {
            language,
            ..Look::default()
        },
        ..Stage::default()
    };
    stage.page("/").await
}

#[tokio::test]
async fn the_page_says_what_is_owed_and_what_is_there() {
    let page = drawn(overview(), Language::En).await;
    assert_eq!(page.status, 200);
    for text in [
        "<title>Account – Quayside</title>",
        "<h1>Atelier Lindqvist GmbH",
        "Account A-20418",
        "Mon 23 Nov 2026",
        r#"href="/invoices?filter=open""#,
        "6 unpaid invoices",
        "Within 7 days",
        "On its way",
        "in 7 days",
        "Overdue since",
        "in 3 days",
        "rest of ",
        "Processing",
        "No subscription yet",
        "Earned so far",
        r#"186<span class="minor">.40"#,
        "4 of 61 clicks became orders this month",
        r#"<a href="/affiliate" rel="external">Code and statistics"#,
    ] {
        assert!(page.html.contains(text), "{text}\n{}", page.html);
    }
    // What is being collected is not called late.
    assert_eq!(page.html.matches("Overdue since").count(), 1);
}

#[tokio::test]
async fn the_page_has_two_addresses() {
    let stage = Stage {
        portal: FakePortal {
            overview: Ok(overview()),
            ..FakePortal::default()
        },
        caller: Some(caller(Role::Owner)),
        ..Stage::default()
    };
    let (root, named) = (stage.page("/").await, stage.page("/account").await);
    for page in [root, named] {
        assert_eq!(page.status, 200);
        assert!(page.html.contains("<title>Account – Quayside</title>"));
        let places = page
            .html
            .matches(r#"<a href="/" aria-current="page""#)
            .count();
        assert_eq!(
            places, 2,
            "the side and the bottom bar both say where the reader is"
        );
        assert!(
            !page.html.contains(r#"<li><a href="/">Account"#),
            "no step leads to itself"
        );
    }
}

#[tokio::test]
async fn the_page_speaks_german() {
    let page = drawn(overview(), Language::De).await;
    for text in ["Offener Betrag", "6 unbezahlte Rechnungen", "153", "fällig"] {
        assert!(
            page.html.to_lowercase().contains(&text.to_lowercase()),
            "{text}"
        );
    }
}

#[tokio::test]
async fn two_currencies_stand_side_by_side() {
    let francs = |minor| Money::new(minor, "CHF".parse().unwrap());
    let nothing = francs(0);
    let mut both = overview();
    both.due = Some(vec![
        due(),
        DuePosition {
            due: francs(990),
            overdue: nothing,
            soon: francs(990),
            later: nothing,
            processing: nothing,
            count: 1,
        },
    ]);
    let page = drawn(both, Language::En).await;
    assert!(page.html.contains("1 unpaid invoice<"));
    assert!(page.html.contains("6 unpaid invoices<"));
    assert_eq!(page.html.matches(r#"data-size="large""#).count(), 2);
}

#[tokio::test]
async fn a_new_customer_reads_what_will_be_here() {
    let nothing = euro(0);
    let page = drawn(
        AccountOverview {
            due: Some(vec![DuePosition {
                due: nothing,
                overdue: nothing,
                soon: nothing,
                later: nothing,
                processing: nothing,
                count: 0,
            }]),
            credit: Some(vec![CreditPosition {
                balance: nothing,
                held: nothing,
                expiring: None,
            }]),
            outstanding: Some(vec![]),
            ..overview()
        },
        Language::En,
    )
    .await;
    for text in [
        "Nothing is open.",
        "No invoice is open",
        "No subscription yet",
        "What you order from Quayside is listed here",
        "Refunds and promotions will be kept here",
    ] {
        assert!(page.html.contains(text), "{text}");
    }
    assert!(!page.html.contains(r#"class="split""#));
}

#[tokio::test]
async fn areas_that_may_not_be_seen_are_left_out() {
    let hidden = AccountOverview {
        due: None,
        credit: None,
        affiliate: None,
        usage: None,
        outstanding: None,
        subscriptions: None,
        ..overview()
    };
    let page = drawn(hidden.clone(), Language::En).await;
    assert!(page.html.contains("Nothing here is open to you"));
    assert!(!page.html.contains(r#"class="money""#));
    let technician = AccountOverview {
        subscriptions: Some(vec![]),
        ..hidden
    };
    let page = drawn(technician, Language::En).await;
    assert!(!page.html.contains("Nothing here is open to you"));
    assert!(!page.html.contains("Due balance"));
}

#[tokio::test]
async fn a_closed_account_says_so() {
    let closed = AccountOverview {
        closed_on: Some(day("2026-10-31")),
        ..overview()
    };
    let page = drawn(closed, Language::En).await;
    assert!(page.html.contains("This account was closed on "));
}

#[tokio::test]
async fn without_a_script_there_are_no_keys() {
    let page = drawn(overview(), Language::En).await;
    let (before, _) = page.html.split_once("#i-keyboard").unwrap();
    let button = &before[before.rfind("<button").unwrap()..];
    assert!(button.contains(" hidden"));
    assert!(!page.html.contains("<dialog"));
}

#[tokio::test]
async fn no_blank_stands_before_an_amount() {
    let mut yen = overview();
    let none = Money::new(0, "JPY".parse().unwrap());
    let all = Money::new(3780, none.currency);
    yen.due = Some(vec![DuePosition {
        due: all,
        overdue: none,
        soon: all,
        later: none,
        processing: none,
        count: 1,
    }]);
    let page = drawn(yen, Language::En).await;
    let amounts: Vec<&str> = page.html.split("class=\"amount\"").skip(1).collect();
    assert!(amounts.len() > 5);
    for amount in amounts {
        let (_, shown) = amount.split_once('>').unwrap();
        assert!(!shown.starts_with(' '), "{}", &shown[..60]);
    }
    assert!(
        !page.html.contains(r#"class="minor"> "#),
        "no decimals, no place for them"
    );
}
