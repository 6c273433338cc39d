//! The page of billing accounts.

use model::billing_account::{
    Assigned, BillingAccountList, BillingAccountStatus, BillingAccountView, ChargePart, ChargeSum,
    Choice, Method, NextCharge, OpenInvoice, PayerTable, PayerView, Removal, SubscriptionPayers,
};
use model::caller::{Permission, Role};
use model::currency::Currency;
use model::id::{InvoiceId, SubscriptionId};
use model::money::Money;
use model::page::Page;
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
        manages: true,
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
        defaults: true,
    };
    let stage = Stage {
        portal: FakePortal {
            billing_accounts: Ok(list),
            payer_table: Ok(table()),
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

fn choices() -> Vec<Choice> {
    let choice = |payer| Choice { payer, may: true };
    vec![choice(visa()), choice(bank())]
}

fn table() -> PayerTable {
    let shop = Assigned {
        id: SubscriptionId::make(1, [1; 10]),
        name: "shop.lindqvist.design".to_owned(),
        price: None,
        order: vec![visa().id, bank().id],
    };
    PayerTable {
        choices: choices(),
        page: Page {
            items: vec![shop],
            next: None,
            totals: vec![],
        },
    }
}

#[tokio::test]
async fn one_tap_lets_another_pay() {
    let page = page(vec![account(visa()), account(bank())], 0).await;
    let html = page.html.replace("<!>", "");
    for expected in [
        "shop.lindqvist.design: paid by Visa",
        "shop.lindqvist.design: Commerzbank is asked later; let it pay first",
        "shop.lindqvist.design: let By hand pay",
        r#"<span class="rank">2.</span>"#,
        r#"name="request[first]" value="hand""#,
        "/remove",
    ] {
        assert!(html.contains(expected), "{expected}: {html}");
    }
    let reader = caller_with(vec![
        Permission::ViewBillingAccounts,
        Permission::ViewSubscriptions,
    ]);
    let page = drawn(vec![account(visa())], 0, reader).await;
    assert!(page.html.contains("paid by Visa"));
    assert!(!page.html.contains("request[first]") && !page.html.contains("/remove"));
}

#[tokio::test]
async fn what_is_open_of_others_too_is_asked_about() {
    let invoice = |number: &str, others: &[&str]| OpenInvoice {
        id: InvoiceId::make(1, [2; 10]),
        number: number.to_owned(),
        due: Some((day("2026-11-30"), euro(6545))),
        others: others.iter().map(|name| (*name).to_owned()).collect(),
        unknown: 0,
    };
    let subscription = SubscriptionId::make(1, [1; 10]);
    let (alone, both) = (invoice("INV-1", &[]), invoice("INV-2", &["mail.example"]));
    let payers = SubscriptionPayers {
        subscription: subscription.clone(),
        name: "shop.lindqvist.design".to_owned(),
        list: vec![visa().id],
        choices: choices(),
        open: vec![alone, both],
    };
    let stage = Stage {
        portal: FakePortal {
            payers: Ok(payers),
            ..FakePortal::default()
        },
        caller: Some(caller(Role::Owner)),
        ..Stage::default()
    };
    let place = format!("/subscriptions/{subscription}/payers?first={}", bank().id);
    let html = stage.page(&place).await.html.replace("<!>", "");
    let along = format!("request[apply_to_open][{}]", InvoiceId::make(1, [2; 10]));
    for expected in [
        "goes along: INV-1.",
        "also for mail.example",
        &along,
        "checked",
        "After these the default is asked: Visa",
    ] {
        assert!(html.contains(expected), "{expected}: {html}");
    }
    let chosen = html.split("request[payers][0]").nth(1).unwrap();
    let chosen = chosen.split(" selected").next().unwrap();
    assert!(
        chosen.ends_with(&format!(r#"<option value="{}""#, bank().id)),
        "{chosen}"
    );
}

#[tokio::test]
async fn a_removal_asks_what_takes_the_place() {
    let removal = Removal {
        of: account(visa()),
        in_flight: false,
        held: false,
        subscriptions: vec![(SubscriptionId::make(1, [1; 10]), "a.example".to_owned())],
        more: false,
        open_invoices: 2,
        choices: choices().split_off(1),
    };
    let stage = |removal| Stage {
        portal: FakePortal {
            removal: Ok(removal),
            ..FakePortal::default()
        },
        caller: Some(caller(Role::Owner)),
        ..Stage::default()
    };
    let place = format!("/billing-accounts/{}/remove", visa().id);
    let html = stage(removal.clone()).page(&place).await.html;
    for expected in [
        "It is named for 1 subscription.",
        "2 open invoices wait for it.",
        "what takes its place becomes the default",
        "Commerzbank",
        ">By hand<",
    ] {
        assert!(html.contains(expected), "{expected}: {html}");
    }
    let mut stays = removal;
    for (flying, said) in [
        (true, "A payment with it is under way"),
        (false, "Whoever manages this account"),
    ] {
        (stays.in_flight, stays.held) = (flying, !flying);
        let html = stage(stays.clone()).page(&place).await.html;
        assert!(html.contains(said) && !html.contains("<form class=\"stack\""));
    }
}
