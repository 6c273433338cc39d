//! What becomes of an open invoice.

use model::billing_account::BankAccount;
use model::id::SubscriptionId;
use model::invoice::{AheadView, Held, StopView, UnpaidView};

use crate::invoice::{drawn, euro, view};
use crate::subscription::visa;

fn ahead() -> AheadView {
    AheadView {
        on: "2026-11-28".parse().unwrap(),
        credit: euro(300),
        rest: euro(500),
        payer: None,
        bank: None,
        scan: false,
    }
}

async fn page(ahead: AheadView) -> String {
    let mut invoice = view();
    invoice.ahead = Some(ahead);
    drawn(invoice).await.html
}

#[tokio::test]
async fn whoever_pays_by_hand_is_told_where_to() {
    let html = page(AheadView {
        bank: Some(BankAccount {
            holder: "Quayside Hosting GmbH".to_owned(),
            iban: "DE02 1203 0000 0000 2020 51".to_owned(),
            bic: Some("BYLADEM1001".to_owned()),
        }),
        scan: true,
        ..ahead()
    })
    .await;
    for expected in [
        "please transfer ",
        "will be taken from your credit ",
        "DE02 1203 0000 0000 2020 51",
        "BYLADEM1001",
        "<dd>INV-",
        "/transfer.svg",
    ] {
        assert!(html.contains(expected), "{expected}");
    }
}

#[tokio::test]
async fn whoever_is_charged_is_told_of_what_and_when() {
    let payer = Some(visa());
    let html = page(AheadView { payer, ..ahead() }).await;
    assert!(html.contains("will be charged to "));
    assert!(html.contains("Visa ••••\u{a0}4242"));
    assert!(!html.contains("IBAN"));
    let rest = euro(0);
    let html = page(AheadView { rest, ..ahead() }).await;
    assert!(!html.contains("please transfer"));
    let html = drawn(view()).await.html;
    assert!(!html.contains("please transfer"));
}

#[tokio::test]
async fn what_is_looked_at_is_said_and_not_to_be_paid_twice() {
    let page = async |held| {
        let mut invoice = view();
        invoice.held = Some(held);
        drawn(invoice).await.html
    };
    let apart = page(Held::Apart).await;
    assert!(apart.contains("you do not need to pay again"));
    assert!(!apart.contains("/pay?of="));
    let unusual = page(Held::Unusual).await;
    assert!(unusual.contains("far above the usual"));
    assert!(unusual.contains("/pay?of="));
}

fn unpaid(happened: bool) -> UnpaidView {
    let day = |text: &str| text.parse().unwrap();
    UnpaidView {
        reminded: vec![day("2026-11-19")],
        reminders: vec![day("2026-11-25"), day("2026-11-27")],
        warnings: vec![day("2026-12-04"), day("2026-12-06")],
        stop: Some(StopView {
            of: vec![(SubscriptionId::make(0, [1; 10]), "shop.example".to_owned())],
            happened,
            on: Some(day("2026-12-07")),
            ends_on: Some(day("2026-12-28")),
            deleted_on: Some(day("2027-01-27")),
        }),
    }
}

async fn told(happened: bool) -> String {
    let mut invoice = view();
    invoice.unpaid = Some(unpaid(happened));
    drawn(invoice).await.html
}

#[tokio::test]
async fn what_comes_first_stands_first() {
    let mut invoice = view();
    let mut told = unpaid(false);
    told.reminders = vec!["2026-12-07".parse().unwrap()];
    invoice.unpaid = Some(told);
    let html = drawn(invoice).await.html;
    let warned = html.find("Last warnings").expect("warns");
    assert!(html[warned..].contains("7 Dec"), "{html}");
}

#[tokio::test]
async fn what_is_open_says_what_happens_when() {
    let html = told(false).await;
    let (_, steps) = html.split_once("stepper").expect("has steps");
    let (steps, _) = steps.split_once("</ol>").expect("has an end");
    let (_, steps) = steps.split_once("<li").expect("has one");
    let steps: Vec<&str> = steps.split("<li").collect();
    let texts = [
        "Invoice issued",
        "Reminder sent",
        "Reminder",
        "Due",
        "Reminder",
        "Last warnings",
        "Suspended: ",
        "It ends for good",
    ];
    assert_eq!(steps.len(), texts.len());
    for (step, text) in steps.iter().zip(texts) {
        assert!(step.contains(text), "{text}: {step}");
    }
    // What was done, then where it stands.
    assert!(steps[1].contains("data-done"));
    assert!(steps[2].contains(r#"aria-current="step""#));
    assert!(steps[7].contains("27 Jan 2027"));
    assert!(!html.contains("back in service"));
    let html = drawn(view()).await.html;
    assert!(!html.contains("What happens when"));
}

#[tokio::test]
async fn what_is_suspended_says_what_brings_it_back() {
    let html = told(true).await;
    assert!(html.contains("back in service by itself"));
    let link = format!("/subscriptions/{}", SubscriptionId::make(0, [1; 10]));
    assert!(html.contains(&link));
}
