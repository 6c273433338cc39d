use gateway::payment::Outcome;
use store::on_both;

use super::bank::Turn;
use super::shop::{Shop, all, only};

on_both!(
    killed_before_the_gateway_it_is_sent_later,
    |db| async move {
        let shop = Shop::open(db).await;
        let what = shop.asks(1, all(true)).await;
        let id = shop.confirms(what).await;
        assert_eq!(shop.till.look().await.expect("looks"), 0);
        shop.wait(61);
        assert_eq!(shop.till.look().await.expect("looks"), 1);
        assert_eq!(shop.states(&id).await, ["succeeded"]);
        assert_eq!(shop.bank.captured(), (6_000, 1));
        shop.clean().await;
    }
);

on_both!(a_customer_is_not_charged_long_after, |db| async move {
    let shop = Shop::open(db).await;
    let what = shop.asks(1, all(true)).await;
    let id = shop.confirms(what).await;
    shop.wait(16 * 60);
    shop.till.look().await.expect("looks");
    assert_eq!(shop.states(&id).await, ["submitted"], "it may still arrive");
    // Nor does a form that is sent again a day later.
    shop.till.send(&id).await.expect("sends");
    shop.wait(5 * 60);
    shop.till.look().await.expect("looks");
    assert_eq!(shop.states(&id).await, ["cancelled"]);
    assert_eq!(shop.figures().await, [1_000, 0, 7_000, 0, 0]);
    assert_eq!(shop.bank.captured(), (0, 0));
    shop.clean().await;
});

on_both!(an_answer_that_was_lost_is_found, |db| async move {
    let shop = Shop::open(db).await;
    for (key, turn) in [(1, Turn::LostAfter), (2, Turn::LostBefore)] {
        shop.bank.then([turn]);
        let one = only(&shop.invoices[usize::from(key) - 1], false);
        let id = shop.pays(key, one).await;
        assert_eq!(shop.states(&id).await, ["unknown"]);
        shop.clean().await;
        shop.wait(61);
        shop.till.look().await.expect("looks");
        assert_eq!(shop.states(&id).await, ["succeeded"]);
    }
    assert_eq!(shop.bank.captured(), (7_000, 2));
    assert_eq!(shop.figures().await, [1_000, 0, 0, 0, 0]);
    shop.clean().await;
});

on_both!(a_gateway_that_is_away_is_asked_again, |db| async move {
    let shop = Shop::open(db).await;
    shop.bank.then([Turn::Away]);
    let id = shop.pays(1, all(false)).await;
    assert_eq!(shop.states(&id).await, ["submitted"]);
    shop.wait(61);
    shop.till.look().await.expect("looks");
    assert_eq!(shop.states(&id).await, ["succeeded"]);
    assert_eq!(shop.bank.captured(), (7_000, 1));
    shop.clean().await;
});

on_both!(
    what_was_captured_and_not_recorded_is_recorded_once,
    |db| async move {
        let shop = Shop::open(db).await;
        let what = shop.asks(1, all(true)).await;
        let id = shop.confirms(what).await;
        // Two processes send and look at the same time.
        shop.wait(61);
        let (one, two) = tokio::join!(shop.till.send(&id), shop.till.look());
        one.expect("sends");
        two.expect("looks");
        assert_eq!(shop.states(&id).await, ["succeeded"]);
        assert_eq!(shop.bank.captured(), (6_000, 1));
        assert_eq!(shop.figures().await, [0; 5]);
        shop.clean().await;
    }
);

on_both!(what_cannot_be_stopped_goes_on, |db| async move {
    let shop = Shop::open(db).await;
    shop.bank.then([Turn::Asks]);
    let id = shop.pays(1, all(true)).await;
    // The customer confirms at the last moment, and nobody has told us yet.
    shop.bank.ends(|_| Outcome::Processing {
        reference: "ch_1".to_owned(),
    });
    shop.wait(3_700);
    shop.till.look().await.expect("looks");
    assert_eq!(shop.figures().await, [1_000, 1_000, 7_000, 7_000, 0]);
    shop.bank.takes();
    shop.wait(3_700);
    shop.till.look().await.expect("looks");
    assert_eq!(shop.states(&id).await, ["succeeded"]);
    assert_eq!(shop.bank.captured(), (6_000, 1));
    assert_eq!(shop.figures().await, [0; 5]);
    shop.clean().await;
});
