//! Credit that is bought: once, whatever happens in between.

use model::caller::Caller;
use model::currency::Currency;
use model::fault::Fault;
use model::id::CheckoutId;
use model::money::Money;
use model::payment::{FundsConfirmation, FundsWish};
use model::portal::Checkouts;
use portal::Failure;
use portal::checkout::Confirmed;
use serde_json::{Value, json};
use store::on_both;

use super::bank::Turn;
use super::door::desk;
use super::exported::{export, lines};
use super::shop::{Shop, all};

/// So much, by whoever pays by default.
pub fn much(amount: &str) -> FundsWish {
    FundsWish {
        amount: amount.to_owned(),
        ..FundsWish::default()
    }
}

/// What would be shown to somebody for a wish, and its confirmation under a key.
pub async fn asks(
    shop: &Shop,
    (who, key): (&Caller, u8),
    wish: FundsWish,
) -> Result<FundsConfirmation, Failure> {
    let quote = shop.till.quote_funds(who, &wish).await?;
    Ok(FundsConfirmation {
        key: format!("0190d5c2-7a3b-7c11-8f00-4d2b6a0e9f{key:02x}"),
        wish,
        shown: quote.shown,
    })
}

/// Confirms what Anna is shown.
pub async fn confirms(shop: &Shop, key: u8, amount: &str) -> CheckoutId {
    let what = asks(shop, (&shop.anna, key), much(amount)).await;
    let what = what.expect("quotes");
    match shop.till.add_funds(&shop.anna, what).await {
        Ok(Confirmed::Done(id) | Confirmed::Before(id)) => id,
        other => panic!("{other:?}"),
    }
}

/// Confirms and sends.
pub async fn buys(shop: &Shop, key: u8, amount: &str) -> CheckoutId {
    let id = confirms(shop, key, amount).await;
    shop.till.send(&id).await.expect("sends");
    id
}

/// What the provider allows, as JSON.
pub async fn policy(shop: &Shop, policy: &Value) {
    let text = format!("update seller set policy = '{policy}'");
    shop.script(&text).await.expect("changes");
}

const BOUGHT: &str = "credit_lot l join payment p on p.id = l.payment_ref
    where l.origin = 'paid_in' and l.amount_minor = p.bought_minor and p.state = 'succeeded'";

on_both!(what_is_bought_is_credit_with_a_receipt, |db| async move {
    let shop = Shop::open(db).await;
    let quote = shop.till.quote_funds(&shop.anna, &much("25,00")).await;
    let quote = quote.expect("quotes");
    let eur = |minor| Money::new(minor, Currency::EUR);
    assert_eq!(quote.charge, Some((eur(2_500), eur(3_500))));
    assert_eq!((quote.balance, quote.arriving), (eur(1_000), eur(0)));
    assert_eq!(quote.payer.as_ref().unwrap().tail.as_deref(), Some("4242"));
    let id = buys(&shop, 1, "25,00").await;
    assert_eq!(shop.states(&id).await, ["succeeded"]);
    assert_eq!(shop.bank.captured(), (2_500, 1));
    assert_eq!(shop.figures().await, [3_500, 0, 7_000, 0, 0]);
    assert_eq!(shop.count(BOUGHT).await, 1);
    assert_eq!(shop.count("payment_allocation").await, 0);
    assert_eq!(shop.count("invoice").await, 3, "none was made");
    let shown = desk(&shop).show_checkout(&shop.anna, id).await.unwrap();
    let order = &shown.orders[0];
    assert_eq!((order.bought, order.parts.len()), (eur(2_500), 0));
    assert_eq!(order.receipt.as_ref().unwrap().number, "R-2026-00001");
    let text = export(&shop.db).await;
    let payment = lines(&text, "payment").remove(0);
    let parts = json!([{ "credit": true, "amount": "25.00", "from_credit": "0.00" }]);
    assert_eq!(payment["allocations"], parts);
    assert_eq!(lines(&text, "receipt").remove(0)["for"], json!("credit"));
    let mut lots = lines(&text, "credit").into_iter();
    assert!(lots.any(|row| row["payment"] == payment["id"]), "{text}");
    let mail = "outbox where kind = 'paid' and payload like '%\"invoices\":[]%'";
    assert_eq!(shop.count(mail).await, 1);
    shop.clean().await;
});

on_both!(a_key_buys_once_and_nothing_else, |db| async move {
    let shop = Shop::open(db).await;
    let what = asks(&shop, (&shop.anna, 1), much("25")).await.unwrap();
    let mut tasks = Vec::new();
    for _ in 0..8 {
        let (till, anna, what) = (shop.till.clone(), shop.anna.clone(), what.clone());
        tasks.push(tokio::spawn(async move {
            let done = till.add_funds(&anna, what).await.expect("answers");
            let (Confirmed::Done(id) | Confirmed::Before(id)) = done else {
                panic!("the figures have moved");
            };
            till.send(&id).await.expect("sends");
            id
        }));
    }
    let mut ids = Vec::new();
    for task in tasks {
        ids.push(task.await.expect("ends"));
    }
    ids.dedup();
    assert_eq!((ids.len(), shop.bank.captured()), (1, (2_500, 1)));
    let other = FundsConfirmation {
        wish: much("26"),
        ..what.clone()
    };
    let failure = shop.till.add_funds(&shop.anna, other).await.unwrap_err();
    assert_eq!(*failure.fault(), Fault::Conflict);
    // Nor does the key pay invoices.
    let pays = shop.asks(1, all(true)).await;
    let failure = shop.till.confirm(&shop.anna, pays).await.unwrap_err();
    assert_eq!(*failure.fault(), Fault::Conflict);
    let moved = FundsConfirmation {
        key: "0190d5c2-7a3b-7c11-8f00-4d2b6a0e9f02".to_owned(),
        shown: "EUR bil_1 0 1".to_owned(),
        ..what
    };
    let moved = shop.till.add_funds(&shop.anna, moved).await;
    assert_eq!(moved.unwrap(), Confirmed::Moved);
    assert_eq!(shop.figures().await, [3_500, 0, 7_000, 0, 0]);
    shop.clean().await;
});

on_both!(two_tabs_have_one_key_until_it_is_bought, |db| async move {
    let shop = Shop::open(db).await;
    let key = async |amount: &str| {
        let quote = shop.till.quote_funds(&shop.anna, &much(amount)).await;
        quote.unwrap().key
    };
    let first = key("25").await;
    assert_eq!(first, key("25").await);
    assert_ne!(first, key("26").await);
    buys(&shop, 1, "25").await;
    assert_ne!(first, key("25").await, "the next one is another");
});

on_both!(a_kill_after_the_capture_books_it_once, |db| async move {
    let shop = Shop::open(db).await;
    shop.bank.then([Turn::LostAfter]);
    let id = buys(&shop, 1, "25").await;
    assert_eq!(shop.states(&id).await, ["unknown"]);
    assert_eq!(shop.figures().await, [1_000, 0, 7_000, 0, 0]);
    shop.clean().await;
    shop.wait(61);
    let (one, two) = tokio::join!(shop.till.look(), shop.till.look());
    assert_eq!(one.expect("looks") + two.expect("looks"), 1);
    assert_eq!(shop.states(&id).await, ["succeeded"]);
    assert_eq!(shop.bank.captured(), (2_500, 1));
    assert_eq!(shop.figures().await, [3_500, 0, 7_000, 0, 0]);
    assert_eq!(shop.count(BOUGHT).await, 1);
    // One that was never sent is, by whoever looks first.
    let id = confirms(&shop, 2, "5").await;
    shop.wait(61);
    shop.till.look().await.expect("looks");
    assert_eq!(shop.states(&id).await, ["succeeded"]);
    assert_eq!(shop.figures().await, [4_000, 0, 7_000, 0, 0]);
    shop.clean().await;
});

on_both!(what_is_refused_buys_nothing, |db| async move {
    let shop = Shop::open(db).await;
    shop.bank.then([Turn::Declines("insufficient_funds")]);
    let id = buys(&shop, 1, "25").await;
    assert_eq!(shop.states(&id).await, ["declined"]);
    assert_eq!(shop.figures().await, [1_000, 0, 7_000, 0, 0]);
    let payment = lines(&export(&shop.db).await, "payment").remove(0);
    assert_eq!(payment["allocations"], json!([]));
    assert_eq!(
        (shop.count("receipt").await, shop.count("credit_lot").await),
        (0, 1)
    );
    buys(&shop, 2, "25").await;
    assert_eq!(shop.figures().await, [3_500, 0, 7_000, 0, 0]);
    shop.clean().await;
});

on_both!(what_is_slow_is_credit_when_it_arrives, |db| async move {
    let shop = Shop::open(db).await;
    shop.bank.then([Turn::Processes]);
    let id = buys(&shop, 1, "25").await;
    assert_eq!(shop.states(&id).await, ["processing"]);
    let quote = shop.till.quote_funds(&shop.anna, &much("5")).await.unwrap();
    let eur = |minor| Money::new(minor, Currency::EUR);
    assert_eq!((quote.balance, quote.arriving), (eur(1_000), eur(2_500)));
    assert_eq!(quote.charge, Some((eur(500), eur(4_000))));
    // It is no credit yet, and keeps no invoice from being paid.
    shop.pays(2, all(true)).await;
    assert_eq!(shop.bank.captured(), (6_000, 1));
    shop.clean().await;
    shop.bank.takes();
    shop.wait(3_700);
    shop.till.look().await.expect("looks");
    assert_eq!(shop.states(&id).await, ["succeeded"]);
    assert_eq!(shop.figures().await, [2_500, 0, 0, 0, 0]);
    shop.clean().await;
});

on_both!(
    nothing_bought_ends_well_without_its_credit,
    |db| async move {
        let shop = Shop::open(db).await;
        shop.bank.then([Turn::LostAfter]);
        let id = buys(&shop, 1, "25").await;
        // As a process would end it that knows of no credit that is bought.
        let ends = |more: &str| {
            format!(
                "update payment set state = 'succeeded', next_look_at = null, ended_at = 1{more}"
            )
        };
        let refused = shop.script(&ends("")).await.expect_err("is refused");
        assert!(refused.contains("credit_lot"), "{refused}");
        assert_eq!(shop.states(&id).await, ["unknown"]);
        shop.wait(61);
        shop.till.look().await.expect("looks");
        assert_eq!(shop.states(&id).await, ["succeeded"]);
        assert_eq!(shop.figures().await, [3_500, 0, 7_000, 0, 0]);
        shop.clean().await;
        // What stands apart buys nothing.
        shop.bank.then([Turn::LostAfter]);
        buys(&shop, 2, "5").await;
        let apart = ends(", quarantined = true where state = 'unknown'");
        shop.script(&apart).await.expect("ends");
    }
);
