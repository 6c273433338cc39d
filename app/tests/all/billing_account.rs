//! The page of billing accounts.

use model::billing_account::{
    BillingAccountList, BillingAccountStatus, BillingAccountView, ChargePart, ChargeSum, Method,
    NextCharge, PayerView,
};
use model::caller::{Permission, Role};
use model::currency::Currency;
use model::id::SubscriptionId;
use model::money::Money;
use model::portal::fake::{FakePortal, caller, caller_with};
use model::time::Date;

use crate::stage::{Drawn, Stage};
use crate::subscription::{bank, visa};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn account(payer: PayerView) -> BillingAccountView {
    BillingAccountView {
        payer,
        owner: "Anna Lindqvist".to_owned(),
        own: true,
        shared_with: vec!["Maria Keller".to_owned()],
        monthly_cap: vec![Money::new(75_000, Currency::EUR)],
        pays: vec![(
            SubscriptionId::make(1, [1; 10]),
            "lindqvist.design".to_owned(),
        )],
        pays_more: 48,
        ends_before: Some(day("2026-12-07")),
        misses: 2,
        next_charge: Some(charge()),
    }
}

fn euro(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

fn charge() -> NextCharge {
    let invoice = |number: &str| ChargePart::Invoice(number.to_owned());
    NextCharge {
        on: day("2026-11-28"),
        sums: vec![ChargeSum {
            amount: euro(4293),
            parts: vec![
                (euro(6545), invoice("INV-3")),
                (euro(-2252), ChargePart::Credit),
            ],
            credit: vec![
                (euro(4420), ChargePart::Credit),
                (euro(-1071), invoice("INV-1")),
                (euro(-1097), invoice("INV-2")),
            ],
        }],
    }
}

#[tokio::test]
async fn the_next_charge_explains_itself() {
    let page = page(vec![account(visa())], 0).await;
    for expected in ["€65.45", "credit", "INV-1", "€44.20", "€42.93", "€22.52"] {
        assert!(
            page.html.replace("<!>", "").contains(expected),
            "{expected}"
        );
    }
    let covered = NextCharge {
        sums: vec![ChargeSum {
            amount: euro(0),
            parts: vec![
                (euro(2261), ChargePart::Credit),
                (euro(-2261), ChargePart::Credit),
            ],
            credit: vec![],
        }],
        ..charge()
    };
    let view = BillingAccountView {
        next_charge: Some(covered),
        ..account(visa())
    };
    let page = self::page(vec![view], 0).await;
    assert!(page.html.contains("credit covers the open invoice"));
}

async fn page(accounts: Vec<BillingAccountView>, by_hand: u32) -> Drawn {
    drawn(accounts, by_hand, caller(Role::Owner)).await
}

async fn drawn(
    accounts: Vec<BillingAccountView>,
    by_hand: u32,
    caller: model::caller::Caller,
) -> Drawn {
    let list = BillingAccountList {
        today: day("2026-11-23"),
        accounts,
        by_hand,
    };
    let stage = Stage {
        portal: FakePortal {
            billing_accounts: Ok(list),
            ..FakePortal::default()
        },
        caller: Some(caller),
        ..Stage::default()
    };
    stage.page("/billing-accounts").await
}

#[tokio::test]
async fn a_card_is_recognised_with_all_that_it_pays() {
    let page = page(vec![account(visa()), account(bank())], 0).await;
    assert_eq!(page.status, 200);
    for expected in [
        "Visa ••••\u{a0}4242",
        "Company card · valid until 11/2026",
        r#"data-brand="VISA""#,
        "Ends before the renewal on 7 Dec 2026",
        "2 subscriptions renew after it ends",
        "Anna Lindqvist (you)",
        "the account's default",
        "Maria Keller",
        "and 48 more",
        "Commerzbank",
        "DE89 •••• 3000",
    ] {
        assert!(page.html.contains(expected), "{expected}");
    }
    let subscription = format!("/subscriptions/{}", SubscriptionId::make(1, [1; 10]));
    assert!(page.html.contains(&subscription));
    assert!(!page.html.contains("Paid by hand"));
}

#[tokio::test]
async fn what_is_wrong_with_it_is_said() {
    let table = [
        (
            BillingAccountStatus::PendingVerification,
            "moving",
            "Waiting for confirmation",
        ),
        (BillingAccountStatus::Active, "good", "Active"),
        (BillingAccountStatus::Expired, "bad", "Expired"),
        (BillingAccountStatus::Failing, "bad", "Last charge refused"),
    ];
    for (status, tone, word) in table {
        let payer = PayerView { status, ..visa() };
        let page = page(vec![account(payer)], 0).await;
        let expected = format!(r#"<span data-tone="{tone}" class="status">{word}"#);
        assert!(page.html.contains(&expected), "{word}");
    }
}

#[tokio::test]
async fn without_the_right_only_the_kind_is_named() {
    let masked = |method| PayerView {
        name: None,
        brand: None,
        tail: None,
        expires: None,
        method,
        ..visa()
    };
    let methods = [Method::Card, Method::SepaDebit, Method::BankTransfer];
    let page = page(methods.map(|method| account(masked(method))).into(), 0).await;
    for expected in [">Card<", ">Direct debit<", ">Bank transfer<"] {
        assert!(page.html.contains(expected), "{expected}");
    }
}

#[tokio::test]
async fn what_is_paid_by_hand_is_counted() {
    let page = page(vec![], 3).await;
    assert!(page.html.contains("No billing account yet"));
    assert!(
        page.html
            .contains("3 subscriptions are charged to no billing account.")
    );
}

#[tokio::test]
async fn charges_are_for_those_who_see_invoices() {
    let accounts = vec![account(visa())];
    let caller = caller_with(vec![Permission::ViewBillingAccounts]);
    let page = drawn(accounts, 0, caller).await;
    assert!(!page.html.contains("Next charge"));
}
