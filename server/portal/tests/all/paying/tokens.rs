//! What stands behind a billing account changes while payments are under way, and whoever looks at
//! a payment has its gateway asked now and then only.

use gateway::payment::{Decline, Outcome};
use model::fault::{Fault, Problem};
use model::id::{CheckoutId, PaymentId};
use store::on_both;

use super::bank::Turn;
use super::shop::{Shop, all};

async fn first(shop: &Shop, checkout: &CheckoutId) -> PaymentId {
    let mut tx = shop.db.read().await.expect("reads");
    let orders = store::payment::of_checkout(&mut tx, checkout).await;
    orders.expect("reads").remove(0).id
}

on_both!(
    a_card_that_was_replaced_meanwhile_is_good,
    |db| async move {
        let shop = Shop::open(db).await;
        for (key, token, status) in [(1, "new", "active"), (2, "new", "failing")] {
            shop.bank.then([Turn::Processes]);
            let id = shop.pays(key, all(false)).await;
            let replaced = format!("update billing_account set token = '{token}'");
            shop.script(&replaced).await.expect("changes");
            shop.bank.ends(|_| Outcome::Declined {
                reference: None,
                decline: Decline::of("stolen_card"),
            });
            shop.wait(61);
            shop.till.look().await.expect("looks");
            assert_eq!(shop.states(&id).await, ["declined"]);
            let stands = format!("billing_account where status = '{status}'");
            assert_eq!(shop.count(&stands).await, 1);
        }
        shop.clean().await;
    }
);

on_both!(many_who_look_ask_once, |db| async move {
    let shop = Shop::open(db).await;
    shop.bank.then([Turn::Processes]);
    let id = shop.pays(1, all(true)).await;
    let payment = first(&shop, &id).await;
    for asked in [1, 2] {
        let mut tasks = Vec::new();
        for _ in 0..20 {
            let (till, payment) = (shop.till.clone(), payment.clone());
            tasks.push(tokio::spawn(async move { till.look_at(&payment).await }));
        }
        for task in tasks {
            task.await.expect("ends").expect("looks");
        }
        assert_eq!(shop.bank.looked(), asked);
        shop.wait(4);
    }
});

on_both!(who_looks_hides_nothing_from_the_provider, |db| async move {
    let shop = Shop::open(db).await;
    shop.bank.then([Turn::Processes]);
    let id = shop.pays(1, all(true)).await;
    let payment = first(&shop, &id).await;
    for _ in 0..9 {
        shop.wait(86_400);
        shop.till.look().await.expect("looks");
    }
    // The customer looks first on the tenth day.
    shop.wait(86_400);
    shop.till.look_at(&payment).await.expect("looks");
    for _ in 0..3 {
        shop.wait(86_400);
        shop.till.look().await.expect("looks");
        assert_eq!(shop.count("parked").await, 1);
    }
    shop.script("delete from parked").await.expect("dismisses");
    shop.wait(86_400);
    shop.till.look().await.expect("looks");
    assert_eq!(shop.count("parked").await, 0);
    shop.clean().await;
});

on_both!(a_card_is_refused_a_few_times_only, |db| async move {
    let shop = Shop::open(db).await;
    let print = |name: &str| format!("update billing_account set fingerprint = '{name}'");
    shop.script(&print("one")).await.expect("changes");
    for key in 1..=6 {
        shop.bank.then([Turn::Declines("insufficient_funds")]);
        shop.pays(key, all(true)).await;
    }
    let what = shop.asks(7, all(true)).await;
    let refused = shop.till.confirm(&shop.anna, what.clone()).await;
    let refused = refused.expect_err("is refused");
    let minutes = 60;
    let tries = Fault::field("tries", Problem::TooMany { minutes });
    assert_eq!(*refused.fault(), tries);
    // Another card may still pay, and this one after an hour.
    shop.script(&print("two")).await.expect("changes");
    shop.bank.then([Turn::Declines("insufficient_funds")]);
    shop.pays(8, all(true)).await;
    shop.script(&print("one")).await.expect("changes");
    shop.wait(3_601);
    let id = shop.confirms(what).await;
    shop.till.send(&id).await.expect("sends");
    assert_eq!(shop.states(&id).await, ["succeeded"]);
    shop.clean().await;
});
