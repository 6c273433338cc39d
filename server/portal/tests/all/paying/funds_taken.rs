//! Credit that was bought, and whose money is another than was asked, comes twice or is taken back.

use gateway::payment::{Dispute, Happening, RefundOutcome};
use model::currency::Currency;
use model::money::Money;
use portal::parked::Action;
use portal::transfer::Allocate;
use store::on_both;

use super::bank::Turn;
use super::disputes::{disputed, happens, order};
use super::door::desk;
use super::funds::buys;
use super::hearing::{event, key, tell, took};
use super::refunding::gone;
use super::shop::{Shop, all, only};
use super::transfers::action;

on_both!(
    another_amount_is_no_credit_until_it_is_accepted,
    |db| async move {
        let shop = Shop::open(db).await;
        shop.bank
            .then([Turn::Takings(Money::new(2_400, Currency::EUR))]);
        let id = buys(&shop, 1, "25").await;
        assert_eq!(shop.states(&id).await, ["succeeded"]);
        assert_eq!(shop.figures().await, [1_000, 0, 7_000, 0, 2_400]);
        assert_eq!(shop.count("receipt").await, 0);
        shop.clean().await;
        let action = Action {
            actor: "command line".to_owned(),
            once: None,
            reason: "as the bank says".to_owned(),
        };
        let done = desk(&shop)
            .accept(order(&shop).await.as_str(), action)
            .await;
        let done = done.expect("is accepted");
        assert_eq!((done.invoices.len(), done.credits.len()), (0, 1));
        assert_eq!(shop.figures().await, [3_400, 0, 7_000, 0, 0]);
        shop.clean().await;
    }
);

on_both!(what_comes_twice_stands_apart, |db| async move {
    let shop = Shop::open(db).await;
    buys(&shop, 1, "25").await;
    for id in ["evt_1", "evt_2"] {
        let told = event(id, Some(key(&shop, 1)), took("ch_2", 2_500));
        tell(&shop, &told).await.expect("is taken");
    }
    assert_eq!(shop.figures().await, [3_500, 0, 7_000, 0, 2_500]);
    // It names no invoice by which it would go back by itself: somebody looks at it.
    let told = "parked where cause like '%once more than was asked%'";
    assert_eq!(shop.count(told).await, 1);
    shop.clean().await;
});

on_both!(
    what_was_put_to_invoices_is_open_again_when_it_is_taken_back,
    |db| async move {
        let shop = Shop::open(db).await;
        shop.bank
            .then([Turn::Takings(Money::new(2_400, Currency::EUR))]);
        buys(&shop, 1, "25").await;
        let how = Allocate {
            account: None,
            allocations: None,
        };
        let action = action(None);
        let id = order(&shop).await;
        let done = desk(&shop).allocate(id.as_str(), how, action).await;
        assert_eq!(done.expect("is used").invoices.len(), 2);
        assert_eq!(shop.figures().await, [1_000, 0, 4_600, 0, 0]);
        happens(&shop, ("evt_1", "ch_1"), disputed(2_400, Dispute::Opened))
            .await
            .expect("is taken");
        assert_eq!(shop.figures().await, [1_000, 0, 7_000, 0, 0]);
        shop.clean().await;
    }
);

on_both!(a_charge_back_takes_what_is_left, |db| async move {
    let shop = Shop::open(db).await;
    buys(&shop, 1, "25").await;
    // The older lot pays it.
    shop.pays(2, only(&shop.invoices[1], true)).await;
    assert_eq!(shop.figures().await, [2_900, 0, 6_400, 0, 0]);
    happens(&shop, ("evt_1", "ch_1"), disputed(2_500, Dispute::Opened))
        .await
        .expect("is taken");
    assert_eq!(shop.figures().await, [400, 0, 6_400, 0, 0]);
    shop.clean().await;
    happens(&shop, ("evt_2", "ch_1"), disputed(2_500, Dispute::Won))
        .await
        .expect("is taken");
    assert_eq!(shop.figures().await, [2_900, 0, 6_400, 0, 0]);
    shop.clean().await;
});

on_both!(a_charge_back_reopens_what_was_paid_by_it, |db| async move {
    let shop = Shop::open(db).await;
    buys(&shop, 1, "80").await;
    // 6.00 and 4.00 of the older lot, then 60.00 of this one, of which 20.00 are left.
    shop.pays(2, all(true)).await;
    assert_eq!(shop.figures().await, [2_000, 0, 0, 0, 0]);
    happens(&shop, ("evt_1", "ch_1"), disputed(8_000, Dispute::Opened))
        .await
        .expect("is taken");
    assert_eq!(shop.figures().await, [0, 0, 6_000, 0, 0]);
    let open = format!(
        "invoice_standing where open_minor = 6000 and state = 'part_paid' and invoice_id = '{}'",
        shop.invoices[0]
    );
    assert_eq!(shop.count(&open).await, 1);
    let begins = "dunning where stage like '%\"counts_from\":\"2026-11-23\"%'";
    assert_eq!(shop.count(begins).await, 1);
    shop.clean().await;
    happens(&shop, ("evt_2", "ch_1"), disputed(8_000, Dispute::Won))
        .await
        .expect("is taken");
    assert_eq!(shop.figures().await, [2_000, 0, 0, 0, 0]);
    shop.clean().await;
});

on_both!(what_is_refunded_elsewhere_leaves_its_lot, |db| async move {
    let shop = Shop::open(db).await;
    buys(&shop, 1, "80").await;
    shop.pays(2, all(true)).await;
    let back = async |id: &str, name: &str, minor: i64| {
        let what = Happening::Refund(RefundOutcome::Succeeded(gone(name, minor)));
        let told = event(id, Some(key(&shop, 1)), what);
        tell(&shop, &told).await.expect("is taken");
    };
    back("evt_1", "re_1", 500).await;
    back("evt_2", "re_1", 500).await;
    assert_eq!(shop.figures().await, [1_500, 0, 0, 0, 0]);
    shop.clean().await;
    // What was spent of it is open again.
    back("evt_3", "re_2", 7_500).await;
    assert_eq!(shop.figures().await, [0, 0, 6_000, 0, 0]);
    shop.clean().await;
});
