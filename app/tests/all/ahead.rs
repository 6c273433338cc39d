//! What becomes of an open invoice.

use model::billing_account::BankAccount;
use model::invoice::AheadView;

use crate::invoice::{drawn, euro, view};
use crate::subscription::visa;

fn ahead() -> AheadView {
    AheadView {
        on: "2026-11-28".parse().unwrap(),
        credit: euro(300),
        rest: euro(500),
        payer: None,
        bank: None,
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
        ..ahead()
    })
    .await;
    for expected in [
        "please transfer ",
        "will be taken from your credit ",
        "DE02 1203 0000 0000 2020 51",
        "BYLADEM1001",
        "<dd>INV-",
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
