//! Receipts: one for each capture, numbered without a gap, the same ever after.

use std::sync::Arc;

use model::caller::{Caller, Permission};
use model::fault::Fault;
use model::id::{AccountId, CheckoutId};
use model::payment::ReceiptView;
use model::portal::{Checkouts, Documents};
use model::time::FixedClock;
use portal::Desk;
use portal::checkout::Gateways;
use serde_json::json;
use store::on_both;

use super::bank::Turn;
use super::disputes::order;
use super::exported::{export, lines};
use super::funds::buys;
use super::rules::MORE;
use super::shop::{Shop, all, only};
use super::transfers::action;
use crate::issuing::dunning::handed;
use crate::support::reception;

fn desk(shop: &Shop) -> Desk {
    let bank = Arc::clone(&shop.bank) as Arc<_>;
    let gateways = Gateways::of_portal("https://portal.example").with("sandbox", bank);
    Desk::new(shop.db.clone(), shop.clock(), reception()).with_gateways(gateways)
}

async fn receipts(desk: &Desk, shop: &Shop, id: &CheckoutId) -> Vec<ReceiptView> {
    let shown = desk.show_checkout(&shop.anna, id.clone()).await.unwrap();
    let orders = shown.orders.into_iter();
    orders.filter_map(|order| order.receipt).collect()
}

on_both!(a_capture_gives_one_receipt, |db| async move {
    let shop = Shop::open(db).await;
    let desk = desk(&shop);
    let id = shop.pays(1, all(true)).await;
    // Whatever is heard of it again gives no other.
    shop.till.send(&id).await.expect("sends");
    shop.wait(120);
    shop.till.look().await.expect("looks");
    let found = receipts(&desk, &shop, &id).await;
    let [receipt] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(receipt.number, "R-2026-00001");
    let row = lines(&export(&shop.db).await, "receipt").remove(0);
    assert_eq!(
        (&row["number"], &row["amount"], &row["for"]),
        (&json!("R-2026-00001"), &json!("60.00"), &json!("invoices"))
    );
    assert_eq!(row["issued_on"], json!("2026-11-23"));
    shop.clean().await;
});

on_both!(what_captures_nothing_gives_none, |db| async move {
    let shop = Shop::open(db).await;
    let desk = desk(&shop);
    let covered = shop.pays(1, only(&shop.invoices[1], true)).await;
    assert_eq!(receipts(&desk, &shop, &covered).await, []);
    let less = model::money::Money::new(5_999, model::currency::Currency::EUR);
    for (key, turn) in [
        (2, Turn::Declines("insufficient_funds")),
        (3, Turn::Takings(less)),
    ] {
        shop.bank.then([turn]);
        let id = shop.pays(key, only(&shop.invoices[0], false)).await;
        assert_eq!(receipts(&desk, &shop, &id).await, []);
    }
    assert_eq!(shop.count("receipt").await, 0);
    assert_eq!(shop.count("series where kind = 'receipt'").await, 0);
    shop.clean().await;
});

on_both!(what_is_accepted_gives_one, |db| async move {
    let shop = Shop::open(db).await;
    let desk = desk(&shop);
    shop.bank.then([Turn::Takings(model::money::Money::new(
        6_900,
        model::currency::Currency::EUR,
    ))]);
    let id = shop.pays(1, all(false)).await;
    assert_eq!(receipts(&desk, &shop, &id).await, []);
    let payment = order(&shop).await;
    let accept = async || desk.accept(payment.as_str(), action(Some("one"))).await;
    for _ in 0..2 {
        accept().await.expect("is accepted");
    }
    let found = receipts(&desk, &shop, &id).await;
    let [receipt] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(receipt.number, "R-2026-00001");
    let row = lines(&export(&shop.db).await, "receipt").remove(0);
    assert_eq!(row["amount"], json!("69.00"));
    shop.clean().await;
    let letters = handed(&shop.db, &FixedClock(shop.clock().now())).await;
    let own = letters.iter().find(|it| it.to == "p@a.example");
    let own = own.expect("one");
    assert!(own.text.contains("69,00"), "{}", own.text);
    let files: Vec<&str> = own.enclosures.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(files, ["R-2026-00001.pdf"]);
});

on_both!(numbers_have_no_gap_whoever_pays_at_once, |db| async move {
    let shop = Shop::open(db).await;
    let mut tasks = Vec::new();
    for (key, invoice) in (1..).zip(&shop.invoices) {
        let what = shop.asks(key, only(invoice, false)).await;
        let id = shop.confirms(what).await;
        // Each is sent by several at the same time.
        for _ in 0..4 {
            let (till, id) = (shop.till.clone(), id.clone());
            tasks.push(tokio::spawn(
                async move { till.send(&id).await.expect("sends") },
            ));
        }
    }
    for task in tasks {
        task.await.expect("ends");
    }
    let mut numbers: Vec<_> = lines(&export(&shop.db).await, "receipt")
        .into_iter()
        .map(|row| row["number"].clone())
        .collect();
    numbers.sort_by_key(ToString::to_string);
    assert_eq!(numbers, [json!("R-2026-00001"), json!("R-2026-00002")]);
    shop.clean().await;
});

on_both!(a_receipt_is_made_once_and_never_changes, |db| async move {
    let shop = Shop::open(db).await;
    let desk = desk(&shop);
    let id = shop.pays(1, all(true)).await;
    let receipt = receipts(&desk, &shop, &id).await.remove(0).id;
    let first = desk.show_receipt_file(&shop.anna, receipt.clone()).await;
    let first = first.unwrap();
    assert!(first.content.starts_with(b"%PDF"));
    assert_eq!(first.name, "R-2026-00001");
    shop.script("update billing_account set last4 = '9999'")
        .await
        .unwrap();
    let again = desk.show_receipt_file(&shop.anna, receipt).await;
    assert_eq!(again, Ok(first));
    for change in [
        "update receipt set amount_minor = 1",
        "delete from receipt",
        "insert into receipt select * from receipt",
    ] {
        assert!(shop.script(change).await.is_err(), "{change}");
    }
    shop.clean().await;
});

on_both!(a_receipt_is_for_who_may_see_its_payment, |db| async move {
    let shop = Shop::open(db).await;
    let desk = desk(&shop);
    let id = shop.pays(1, all(true)).await;
    let receipt = receipts(&desk, &shop, &id).await.remove(0).id;
    let mut tom = Caller {
        person: crate::support::owner(2).person,
        ..shop.anna.clone()
    };
    tom.access.role = None;
    let stranger = Caller {
        account: AccountId::make(9, [9; 10]),
        ..tom.clone()
    };
    let (mut limited, mut blind) = (tom.clone(), tom.clone());
    limited.access.only = Some(Vec::new());
    blind
        .access
        .permissions
        .retain(|it| *it != Permission::ViewInvoices);
    let mut unnamed = tom.clone();
    unnamed
        .access
        .permissions
        .retain(|it| *it != Permission::ViewBillingAccounts);
    let shown = desk.show_checkout(&unnamed, id).await.unwrap();
    assert!(shown.orders.iter().all(|order| order.receipt.is_none()));
    for caller in [&stranger, &limited, &blind, &unnamed] {
        let file = desk.show_receipt_file(caller, receipt.clone()).await;
        assert_eq!(file, Err(Fault::NotFound));
    }
    assert!(desk.show_receipt_file(&tom, receipt).await.is_ok());
});

on_both!(
    the_mail_about_a_payment_carries_its_receipt,
    |db| async move {
        let shop = Shop::open(db).await;
        shop.pays(1, all(true)).await;
        let letters = handed(&shop.db, &FixedClock(shop.clock().now())).await;
        let own = letters.iter().find(|it| it.to == "p@a.example");
        let [file] = own.expect("one").enclosures.as_slice() else {
            panic!("one file");
        };
        assert_eq!(file.name, "R-2026-00001.pdf");
        assert!(file.content.starts_with("JVBERi0"), "a PDF");
        // Whose mail does not name the card gets no paper that does.
        let unnamed = letters.iter().filter(|it| !it.text.contains("4242"));
        assert!(unnamed.flat_map(|it| &it.enclosures).next().is_none());
    }
);

on_both!(
    the_receipt_of_bought_credit_goes_to_whoever_sees_credit,
    |db| async move {
        let shop = Shop::with(db, MORE).await;
        let may = |may: &str| {
            format!(
                "update membership set permissions = '[{may},\"view_billing_accounts\"]'
                 where permissions is not null"
            )
        };
        let received = async |may: &str| {
            shop.script(may).await.expect("changes");
            shop.script("delete from outbox").await.expect("empties");
            buys(
                &shop,
                u8::try_from(shop.count("checkout").await).unwrap(),
                "5",
            )
            .await;
            let letters = handed(&shop.db, &FixedClock(shop.clock().now())).await;
            let own = letters.iter().find(|it| it.to == "q@a.example");
            own.map(|it| it.enclosures.len())
        };
        assert_eq!(received(&may(r#""view_credit""#)).await, Some(1));
        assert_eq!(received(&may(r#""view_invoices""#)).await, None);
    }
);

on_both!(a_gap_or_another_amount_is_found, |db| async move {
    let shop = Shop::open(db).await;
    shop.pays(1, all(true)).await;
    let falsified = "update series set last_n = last_n + 1 where kind = 'receipt'";
    shop.script(falsified).await.unwrap();
    let verdict = portal::verify::run(&shop.db).await.expect("verifies");
    assert!(verdict.to_string().contains("I7"), "{verdict}");
});
