use model::currency::Currency;
use model::money::Money;
use model::payment::Confirmation;
use portal::checkout::Confirmed;
use store::on_both;

use super::bank::Turn;
use super::shop::{Shop, all, conflict, only};

on_both!(credit_first_and_one_capture, |db| async move {
    let shop = Shop::open(db).await;
    let id = shop.pays(1, all(true)).await;
    assert_eq!(shop.states(&id).await, ["succeeded"]);
    assert_eq!(shop.bank.captured(), (6_000, 1));
    assert_eq!(shop.figures().await, [0; 5]);
    shop.clean().await;
});

on_both!(without_credit_it_stays, |db| async move {
    let shop = Shop::open(db).await;
    shop.pays(1, only(&shop.invoices[0], false)).await;
    assert_eq!(shop.bank.captured(), (6_400, 1));
    assert_eq!(shop.figures().await, [1_000, 0, 600, 0, 0]);
    shop.clean().await;
});

on_both!(what_credit_covers_is_paid_at_once, |db| async move {
    let shop = Shop::open(db).await;
    let what = shop.asks(1, only(&shop.invoices[1], true)).await;
    let id = shop.confirms(what).await;
    assert_eq!(shop.states(&id).await, ["succeeded"]);
    assert_eq!(shop.figures().await, [400, 0, 6_400, 0, 0]);
    assert_eq!(shop.bank.asked(), 0);
    shop.clean().await;
});

on_both!(a_decline_allocates_nothing, |db| async move {
    let shop = Shop::open(db).await;
    shop.bank.then([Turn::Declines("insufficient_funds")]);
    let id = shop.pays(1, all(true)).await;
    assert_eq!(shop.states(&id).await, ["declined"]);
    assert_eq!(shop.figures().await, [1_000, 0, 7_000, 0, 0]);
    shop.clean().await;
    // It was soft: the same card may be tried again, as another checkout.
    let id = shop.pays(2, all(true)).await;
    assert_eq!(shop.states(&id).await, ["succeeded"]);
    shop.clean().await;
});

on_both!(
    what_was_refused_for_good_is_not_tried_again,
    |db| async move {
        let shop = Shop::open(db).await;
        shop.bank.then([Turn::Declines("stolen_card")]);
        shop.pays(1, all(false)).await;
        let what = shop.asks(2, all(false)).await;
        let answer = shop.till.confirm(&shop.anna, what).await;
        assert!(
            matches!(answer, Ok(Confirmed::Moved)),
            "nobody is left to pay"
        );
        assert_eq!(shop.bank.asked(), 1);
        shop.clean().await;
    }
);

on_both!(
    the_same_confirmation_is_the_same_checkout,
    |db| async move {
        let shop = Shop::open(db).await;
        let what = shop.asks(1, all(true)).await;
        let id = shop.confirms(what.clone()).await;
        shop.till.send(&id).await.expect("sends");
        assert_eq!(shop.confirms(what.clone()).await, id);
        shop.till.send(&id).await.expect("sends");
        let other = Confirmation {
            wish: only(&shop.invoices[0], true),
            ..what
        };
        assert!(conflict(&shop.till.confirm(&shop.anna, other).await));
        assert_eq!(shop.bank.captured(), (6_000, 1));
        shop.clean().await;
    }
);

on_both!(what_has_moved_is_not_captured, |db| async move {
    let shop = Shop::open(db).await;
    let stale = shop.asks(1, all(true)).await;
    shop.pays(2, only(&shop.invoices[1], true)).await;
    let answer = shop.till.confirm(&shop.anna, stale).await;
    assert!(matches!(answer, Ok(Confirmed::Moved)));
    assert_eq!(shop.bank.asked(), 0);
    shop.clean().await;
});

on_both!(what_is_in_flight_is_not_paid_again, |db| async move {
    let shop = Shop::open(db).await;
    shop.bank.then([Turn::Processes]);
    let id = shop.pays(1, all(true)).await;
    assert_eq!(shop.states(&id).await, ["processing"]);
    assert_eq!(shop.figures().await, [1_000, 1_000, 7_000, 7_000, 0]);
    let answer = shop
        .till
        .confirm(&shop.anna, shop.asks(2, all(true)).await)
        .await;
    assert!(matches!(answer, Ok(Confirmed::Moved)));
    shop.clean().await;
    shop.bank.takes();
    shop.wait(60);
    assert_eq!(shop.till.look().await.expect("looks"), 1);
    assert_eq!(shop.states(&id).await, ["succeeded"]);
    assert_eq!(shop.figures().await, [0; 5]);
    shop.clean().await;
});

on_both!(
    what_asks_for_the_customer_lapses_after_an_hour,
    |db| async move {
        let shop = Shop::open(db).await;
        shop.bank.then([Turn::Asks]);
        let id = shop.pays(1, all(true)).await;
        assert_eq!(shop.states(&id).await, ["requires_action"]);
        shop.wait(60);
        shop.till.look().await.expect("looks");
        assert_eq!(shop.states(&id).await, ["requires_action"]);
        shop.wait(3_600);
        shop.till.look().await.expect("looks");
        assert_eq!(shop.states(&id).await, ["cancelled"]);
        assert_eq!(shop.figures().await, [1_000, 0, 7_000, 0, 0]);
        assert_eq!(shop.bank.captured(), (0, 0));
        shop.clean().await;
    }
);

on_both!(another_amount_stands_apart, |db| async move {
    let shop = Shop::open(db).await;
    shop.bank
        .then([Turn::Takings(Money::new(5_999, Currency::EUR))]);
    let id = shop.pays(1, all(true)).await;
    assert_eq!(shop.states(&id).await, ["succeeded"]);
    assert_eq!(shop.figures().await, [1_000, 0, 7_000, 0, 5_999]);
    let mut tx = shop.db.read().await.expect("reads");
    let orders = store::payment::of_checkout(&mut tx, &id).await;
    assert!(orders.expect("reads")[0].quarantined);
    drop(tx);
    shop.clean().await;
});

on_both!(
    an_order_that_says_something_else_is_found,
    |db| async move {
        let shop = Shop::open(db).await;
        shop.bank.then([Turn::Processes]);
        shop.pays(1, all(true)).await;
        shop.clean().await;
        let more = "update payment set capture_minor = capture_minor + 1";
        let refused = store::probe::script(&shop.db, more).await;
        assert!(refused.is_err(), "the engine refuses it");
        shop.unlock().await;
        store::probe::script(&shop.db, more).await.expect("changes");
        let report = portal::verify::run(&shop.db).await.expect("verifies");
        let failed = report.findings.iter().filter(|it| it.first.is_some());
        let failed: Vec<&str> = failed.map(|it| it.invariant).collect();
        assert_eq!(failed, ["I6"], "\n{report}");
    }
);

on_both!(what_has_ended_cannot_be_changed, |db| async move {
    let shop = Shop::open(db).await;
    shop.pays(1, all(true)).await;
    for text in [
        "update payment set state = 'processing', next_look_at = 1",
        "delete from payment",
        "update payment_allocation set credit_minor = credit_minor + 1",
        "delete from payment_allocation",
        "update checkout set digest = ''",
        "delete from checkout",
        "insert into checkout select id, account_id, 'k', digest, person_id, 1 from checkout",
        "insert into payment_allocation select payment_id, n, invoice_id, 1, 1
         from payment_allocation",
    ] {
        assert!(shop.script(text).await.is_err(), "{text}");
        let replaced = text.replace("insert", "insert or replace");
        assert!(shop.script(&replaced).await.is_err(), "{replaced}");
    }
    shop.clean().await;
});
