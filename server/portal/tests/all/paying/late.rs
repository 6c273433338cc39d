//! Last words that were none, and money that stands apart: booked, and told to the provider.

use gateway::payment::{Captured, Happening, Key, Outcome, Refund, RefundOutcome, Refunded};
use model::currency::Currency;
use model::id::{PaymentId, RefundId};
use model::money::Money;
use model::time::Instant;
use portal::refund::To;
use store::on_both;

use super::bank::Turn;
use super::disputes::{MORE, order};
use super::hearing::{event, key, tell, took};
use super::refunding::{paid, refund, some, states};
use super::shop::{Shop, all, only};

pub fn failed(_: &Refund) -> RefundOutcome {
    RefundOutcome::Failed {
        reference: Some("re_0".to_owned()),
        code: "lost_or_stolen_card".to_owned(),
    }
}

pub fn gone(refund: &Refund) -> RefundOutcome {
    RefundOutcome::Succeeded(Refunded {
        reference: "re_0".to_owned(),
        amount: refund.amount,
        at: Instant(0),
    })
}

/// The gateway has another word for its refunds by now, and says so of the first.
async fn says(shop: &Shop, of: (&PaymentId, &str), how: fn(&Refund) -> RefundOutcome) {
    shop.bank.says(how);
    hears(shop, of, how).await;
}

pub async fn hears(
    shop: &Shop,
    (payment, id): (&PaymentId, &str),
    how: fn(&Refund) -> RefundOutcome,
) {
    let mut tx = shop.db.read().await.expect("reads");
    let first = store::payment::refunds_of(&mut tx, payment).await;
    let first = first.expect("reads").remove(0);
    drop(tx);
    let own = Key::new(format!("{}/{}", shop.anna.account, first.id)).unwrap();
    let asked = Refund {
        key: own.clone(),
        capture: first.capture,
        amount: Money::new(first.amount_minor, first.currency),
    };
    let told = event(id, Some(own), Happening::Refund(how(&asked)));
    tell(shop, &told).await.expect("is taken");
}

pub async fn parked(shop: &Shop, cause: &str) -> i64 {
    shop.count(&format!("parked where cause like '%{cause}%'"))
        .await
}

on_both!(what_had_gone_back_may_be_here_again, |db| async move {
    let shop = Shop::open(db).await;
    let id = paid(&shop).await;
    refund(&shop, &id, some("10.00", To::Source))
        .await
        .expect("is decided");
    // A word that comes late only is not believed.
    hears(&shop, (&id, "evt_0"), failed).await;
    assert_eq!(states(&shop, &id).await, ["succeeded"]);
    for event in ["evt_1", "evt_2"] {
        says(&shop, (&id, event), failed).await;
    }
    assert_eq!(states(&shop, &id).await, ["failed"]);
    assert_eq!(shop.figures().await, [2_000, 0, 0, 0, 0]);
    assert_eq!(parked(&shop, "is here again").await, 1);
    shop.clean().await;
    says(&shop, (&id, "evt_3"), gone).await;
    assert_eq!(states(&shop, &id).await, ["succeeded"]);
    assert_eq!(shop.figures().await, [1_000, 0, 0, 0, 0]);
    assert_eq!(parked(&shop, "is gone after all").await, 1);
    shop.clean().await;
});

on_both!(
    what_came_twice_and_went_may_be_here_again,
    |db| async move {
        let shop = Shop::open(db).await;
        let id = paid(&shop).await;
        let twice = event("evt_1", Some(key(&shop, 1)), took("ch_2", 7_000));
        tell(&shop, &twice).await.expect("is taken");
        assert_eq!(shop.till.give_back().await.expect("looks"), 1);
        says(&shop, (&id, "evt_2"), failed).await;
        assert_eq!(shop.figures().await, [1_000, 0, 0, 0, 7_000]);
        assert_eq!(shop.till.give_back().await.expect("looks"), 0);
        shop.clean().await;
        says(&shop, (&id, "evt_3"), gone).await;
        assert_eq!(states(&shop, &id).await, ["succeeded"]);
        assert_eq!(shop.figures().await, [1_000, 0, 0, 0, 0]);
        shop.clean().await;
    }
);

on_both!(
    what_was_spent_meanwhile_and_is_gone_is_lost,
    |db| async move {
        let shop = Shop::with(db, MORE).await;
        shop.pays(1, only(&shop.invoices[0], false)).await;
        let id = order(&shop).await;
        shop.bank.then([Turn::Declines("expired_or_canceled_card")]);
        refund(&shop, &id, some("10.00", To::Source))
            .await
            .expect("is decided");
        assert_eq!(parked(&shop, "could not go back").await, 1);
        shop.pays(2, all(true)).await;
        assert_eq!(shop.figures().await, [0; 5]);
        says(&shop, (&id, "evt_1"), gone).await;
        assert_eq!(shop.figures().await, [0; 5]);
        assert_eq!(parked(&shop, "10.00 of it stood nowhere").await, 1);
        shop.clean().await;
    }
);

on_both!(what_stands_apart_is_told_to_the_provider, |db| async move {
    let shop = Shop::open(db).await;
    shop.bank.then([Turn::Declines("do_not_honor")]);
    shop.pays(1, all(false)).await;
    let late = event("evt_1", Some(key(&shop, 1)), took("ch_1", 7_000));
    tell(&shop, &late).await.expect("is taken");
    assert_eq!(parked(&shop, "70.00 EUR was captured after").await, 1);
    let less = Money::new(6_999, Currency::EUR);
    shop.bank.then([Turn::Takings(less)]);
    shop.pays(2, all(false)).await;
    assert_eq!(
        parked(&shop, "69.99 EUR was captured, which is not").await,
        1
    );
    shop.clean().await;
    // Once it is given back it is off the list.
    let id = order(&shop).await;
    refund(&shop, &id, some("69.99", To::Source))
        .await
        .expect("is decided");
    assert_eq!(parked(&shop, "which is not").await, 0);
    shop.clean().await;
});

on_both!(
    what_is_looked_into_is_said_to_whoever_pays,
    |db| async move {
        let shop = Shop::open(db).await;
        let less = Money::new(6_399, Currency::EUR);
        shop.bank.then([Turn::Takings(less)]);
        let [one, other] = &shop.invoices;
        shop.pays(1, only(one, false)).await;
        let apart = async || {
            let quote = shop.till.quote(&shop.anna, &all(false)).await.unwrap();
            let items = quote.items.into_iter();
            let mut items: Vec<_> = items.map(|it| (it.invoice.id, it.apart)).collect();
            items.sort_by_key(|it| !it.1);
            items
        };
        assert_eq!(apart().await, [(one.clone(), true), (other.clone(), false)]);
        // Nothing keeps her from paying it all the same; given back, nothing is looked into.
        refund(&shop, &order(&shop).await, some("63.99", To::Source))
            .await
            .expect("is decided");
        assert!(apart().await.iter().all(|it| !it.1));
        shop.clean().await;
    }
);

on_both!(what_came_in_another_currency_goes_back, |db| async move {
    let shop = Shop::open(db).await;
    let id = paid(&shop).await;
    let dollars = Money::new(7_500, "USD".parse().expect("a currency"));
    let told = Happening::Payment(Outcome::Succeeded(Captured {
        reference: "ch_2".to_owned(),
        amount: dollars,
        at: Instant(0),
    }));
    let told = event("evt_1", Some(key(&shop, 1)), told);
    tell(&shop, &told).await.expect("is taken");
    assert_eq!(shop.till.give_back().await.expect("looks"), 1);
    assert_eq!(shop.bank.returned(), [("ch_2".to_owned(), 7_500)]);
    assert_eq!(shop.till.give_back().await.expect("looks"), 0);
    assert_eq!(states(&shop, &id).await, ["succeeded"]);
    // All of the order's own is still there.
    refund(&shop, &id, some("70.00", To::Source))
        .await
        .expect("is decided");
    shop.clean().await;
});

on_both!(what_goes_back_counts_no_more, |db| async move {
    let shop = Shop::open(db).await;
    let id = paid(&shop).await;
    let spent = async || {
        let mut tx = shop.db.read().await.expect("reads");
        let who = (&shop.anna.account, &shop.anna.person);
        let spent = store::payment::spent(&mut tx, who, Instant(0)).await;
        spent.expect("reads").remove(0).1
    };
    assert_eq!(spent().await, 7_000);
    let back = refund(&shop, &id, some("10.00", To::Source)).await;
    let _: &RefundId = &back.expect("is decided").refunds[0];
    refund(&shop, &id, some("5.00", To::Credit))
        .await
        .expect("is decided");
    assert_eq!(spent().await, 6_000);
    let counted = "settlement where by = 'refund' and billing_account_id is not null
        and amount_minor = -1000";
    assert_eq!(shop.count(counted).await, 1);
    let counted = "settlement where by = 'refund' and billing_account_id is not null";
    assert_eq!(shop.count(counted).await, 1);
    shop.clean().await;
});
