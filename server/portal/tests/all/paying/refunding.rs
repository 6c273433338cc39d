//! Money that goes back: never more than was captured, whatever happens in between.

use gateway::payment::{Happening, Key, RefundOutcome, Refunded};
use model::currency::Currency;
use model::id::PaymentId;
use model::money::Money;
use model::time::Instant;
use portal::parked::{Action, Denied};
use portal::refund::{Asked, Returned, To};
use store::{on_both, probe};

use super::bank::Turn;
use super::hearing::{event, key, tell, took};
use super::shop::{Shop, all, only};

/// Pays both invoices by card, and says which order that is.
pub async fn paid(shop: &Shop) -> PaymentId {
    let id = shop.pays(1, all(false)).await;
    let mut tx = shop.db.read().await.expect("reads");
    let orders = store::payment::of_checkout(&mut tx, &id).await;
    orders.expect("reads").remove(0).id
}

pub fn some(amount: &str, to: To) -> Asked {
    Asked {
        amount: Some(amount.to_owned()),
        to,
    }
}

fn action(once: Option<&str>) -> Action {
    Action {
        actor: "command line".to_owned(),
        once: once.map(str::to_owned),
        reason: "the customer asked".to_owned(),
    }
}

pub async fn refund(shop: &Shop, id: &PaymentId, asked: Asked) -> Result<Returned, Denied> {
    shop.till
        .refund_payment(id.as_str(), asked, action(None))
        .await
}

/// What has become of the refunds.
pub async fn states(shop: &Shop, id: &PaymentId) -> Vec<&'static str> {
    let mut tx = shop.db.read().await.expect("reads");
    let refunds = store::payment::refunds_of(&mut tx, id).await;
    let refunds = refunds.expect("reads").into_iter();
    refunds.map(|it| it.state.0.as_str()).collect()
}

fn ch(reference: &str, minor: i64) -> (String, i64) {
    (reference.to_owned(), minor)
}

on_both!(a_part_goes_back_with_its_credit_note, |db| async move {
    let shop = Shop::open(db).await;
    let id = paid(&shop).await;
    let back = refund(&shop, &id, some("10.00", To::Source))
        .await
        .expect("is decided");
    assert_eq!(
        (back.amount.as_str(), back.credit_notes.len()),
        ("10.00", 1)
    );
    assert_eq!(shop.bank.returned(), [ch("ch_1", 1_000)]);
    assert_eq!(shop.figures().await, [1_000, 0, 0, 0, 0]);
    assert_eq!(states(&shop, &id).await, ["succeeded"]);
    shop.clean().await;
    // The rest of all of it.
    let back = refund(&shop, &id, Asked::default())
        .await
        .expect("is decided");
    assert_eq!(
        (back.amount.as_str(), back.credit_notes.len()),
        ("60.00", 2)
    );
    let sum: i64 = shop.bank.returned().iter().map(|it| it.1).sum();
    assert_eq!(sum, 7_000);
    assert_eq!(shop.figures().await, [1_000, 0, 0, 0, 0]);
    let again = refund(&shop, &id, Asked::default()).await;
    assert!(matches!(again, Err(Denied::Useless(_))), "{again:?}");
    shop.clean().await;
});

/// One of 119.00 with tax, due last.
const TAXED: &str = r#"{"type":"invoice","ref":"taxed","account":"a","number":"INV-2026-00090",
    "issued_on":"2026-02-01","due_on":"2026-03-20","currency":"EUR",
    "lines":[{"text":"Taxed","net":"100.00","tax_rate":"19","tax_category":"S"}],
    "net":"100.00","tax":"19.00","total":"119.00"}"#;

on_both!(
    what_rounding_leaves_touches_no_other_invoice,
    |db| async move {
        let shop = Shop::with(db, &TAXED.replace('\n', "")).await;
        let id = paid(&shop).await;
        let mut rounded = 0;
        for cents in 0..8 {
            let asked = format!("1.0{cents}");
            let back = refund(&shop, &id, some(&asked, To::Source)).await;
            let back = back.expect("is decided");
            assert_eq!(
                (back.credit_notes.len(), back.refunds.len()),
                (1, 1),
                "{asked}"
            );
            rounded += usize::from(back.amount != asked);
        }
        assert!(rounded > 0, "none of them was rounded");
        shop.clean().await;
    }
);

on_both!(what_is_more_or_nothing_is_refused, |db| async move {
    let shop = Shop::open(db).await;
    let id = paid(&shop).await;
    for amount in [
        "70.01",
        "0.00",
        "-1.00",
        "1.001",
        "x",
        "9999999999999999999",
    ] {
        let answer = refund(&shop, &id, some(amount, To::Source)).await;
        assert!(
            matches!(answer, Err(Denied::Useless(_))),
            "{amount}: {answer:?}"
        );
    }
    for nobody in ["pay_1", "x"] {
        let answer = shop
            .till
            .refund_payment(nobody, Asked::default(), action(None))
            .await;
        assert!(matches!(answer, Err(Denied::Unknown)));
    }
    assert_eq!(shop.bank.returned(), []);
    shop.clean().await;
});

on_both!(two_at_once_stay_within_the_capture, |db| async move {
    let shop = Shop::open(db).await;
    let id = paid(&shop).await;
    let mut tasks = Vec::new();
    for _ in 0..16 {
        let (till, id) = (shop.till.clone(), id.clone());
        tasks.push(tokio::spawn(async move {
            let asked = some("40.00", To::Source);
            till.refund_payment(id.as_str(), asked, action(None))
                .await
                .is_ok()
        }));
    }
    let mut done = 0;
    for task in tasks {
        done += usize::from(task.await.expect("ends"));
    }
    assert_eq!((done, shop.bank.returned()), (1, vec![ch("ch_1", 4_000)]));
    shop.clean().await;
});

on_both!(the_same_request_is_answered_once, |db| async move {
    let shop = Shop::open(db).await;
    let id = paid(&shop).await;
    let ask = async |amount| {
        let asked = some(amount, To::Source);
        shop.till
            .refund_payment(id.as_str(), asked, action(Some("one")))
            .await
    };
    let first = ask("10.00").await.expect("is decided");
    assert_eq!(ask("10.00").await.expect("is answered"), first);
    assert!(matches!(ask("11.00").await, Err(Denied::KeyReused)));
    assert_eq!(shop.bank.returned(), [ch("ch_1", 1_000)]);
    shop.clean().await;
});

on_both!(
    what_goes_to_credit_stays_with_the_customer,
    |db| async move {
        let shop = Shop::open(db).await;
        let id = paid(&shop).await;
        let back = refund(&shop, &id, some("10.00", To::Credit))
            .await
            .expect("is decided");
        assert_eq!((back.refunds.len(), back.credits.len()), (0, 1));
        assert_eq!(shop.bank.returned(), []);
        assert_eq!(shop.figures().await, [2_000, 0, 0, 0, 0]);
        shop.clean().await;
    }
);

on_both!(an_answer_that_was_lost_is_found, |db| async move {
    let shop = Shop::open(db).await;
    let id = paid(&shop).await;
    for (turn, state) in [
        (Turn::LostAfter, "unknown"),
        (Turn::LostBefore, "unknown"),
        (Turn::Away, "submitted"),
        (Turn::Processes, "processing"),
    ] {
        shop.bank.then([turn]);
        refund(&shop, &id, some("10.00", To::Source))
            .await
            .expect("is decided");
        assert_eq!(states(&shop, &id).await.last(), Some(&state));
        shop.clean().await;
        shop.bank.gives();
        shop.wait(61);
        assert_eq!(shop.till.look_back().await.expect("looks"), 1);
        assert_eq!(states(&shop, &id).await.last(), Some(&"succeeded"));
    }
    assert_eq!(shop.bank.returned(), vec![ch("ch_1", 1_000); 4]);
    assert_eq!(shop.till.look_back().await.expect("looks"), 0);
    shop.clean().await;
});

on_both!(what_cannot_go_back_becomes_credit, |db| async move {
    let shop = Shop::open(db).await;
    let id = paid(&shop).await;
    shop.bank.then([Turn::Declines("expired_or_canceled_card")]);
    refund(&shop, &id, some("10.00", To::Source))
        .await
        .expect("is decided");
    assert_eq!(states(&shop, &id).await, ["failed"]);
    assert_eq!(shop.figures().await, [2_000, 0, 0, 0, 0]);
    shop.clean().await;
});

on_both!(what_came_twice_goes_back_by_itself, |db| async move {
    let shop = Shop::open(db).await;
    let id = paid(&shop).await;
    assert_eq!(shop.till.give_back().await.expect("looks"), 0);
    let twice = event("evt_1", Some(key(&shop, 1)), took("ch_2", 7_000));
    tell(&shop, &twice).await.expect("is taken");
    assert_eq!(shop.figures().await, [1_000, 0, 0, 0, 7_000]);
    // Two processes look at the same time.
    let (one, two) = tokio::join!(shop.till.give_back(), shop.till.give_back());
    one.expect("looks");
    two.expect("looks");
    assert_eq!(shop.bank.returned(), [ch("ch_2", 7_000)]);
    assert_eq!(shop.figures().await, [1_000, 0, 0, 0, 0]);
    assert_eq!(states(&shop, &id).await, ["succeeded"]);
    shop.clean().await;
});

on_both!(what_came_twice_and_cannot_go_back_waits, |db| async move {
    let shop = Shop::open(db).await;
    let id = paid(&shop).await;
    let twice = event("evt_1", Some(key(&shop, 1)), took("ch_2", 7_000));
    tell(&shop, &twice).await.expect("is taken");
    shop.bank.then([Turn::Declines("unfit")]);
    assert_eq!(shop.till.give_back().await.expect("looks"), 1);
    assert_eq!(shop.till.give_back().await.expect("looks"), 0);
    assert_eq!(states(&shop, &id).await, ["failed"]);
    assert_eq!(shop.figures().await, [1_000, 0, 0, 0, 7_000]);
    shop.clean().await;
});

on_both!(a_policy_may_keep_a_surplus_as_credit, |db| async move {
    let shop = Shop::open(db).await;
    let policy = "update seller set policy = replace(policy, '\"surplus\":\"source\"',
        '\"surplus\":\"credit\"')";
    probe::script(&shop.db, policy).await.expect("changes");
    paid(&shop).await;
    let twice = event("evt_1", Some(key(&shop, 1)), took("ch_2", 7_000));
    tell(&shop, &twice).await.expect("is taken");
    shop.till.give_back().await.expect("looks");
    assert_eq!(shop.bank.returned(), []);
    assert_eq!(shop.figures().await, [8_000, 0, 0, 0, 0]);
    shop.clean().await;
});

on_both!(an_event_ends_a_refund, |db| async move {
    let shop = Shop::open(db).await;
    let id = paid(&shop).await;
    shop.bank.then([Turn::Processes]);
    let back = refund(&shop, &id, some("10.00", To::Source))
        .await
        .expect("is decided");
    let account = &shop.anna.account;
    let own = Key::new(format!("{account}/{}", back.refunds[0])).unwrap();
    let told = Happening::Refund(RefundOutcome::Succeeded(gone("re_0", 1_000)));
    for _ in 0..2 {
        let told = event("evt_1", Some(own.clone()), told.clone());
        tell(&shop, &told).await.expect("is taken");
    }
    assert_eq!(states(&shop, &id).await, ["succeeded"]);
    shop.clean().await;
});

pub fn gone(reference: &str, minor: i64) -> Refunded {
    Refunded {
        reference: reference.to_owned(),
        amount: Money::new(minor, Currency::EUR),
        at: Instant(0),
    }
}

on_both!(
    what_goes_back_without_us_opens_the_invoice,
    |db| async move {
        let shop = Shop::open(db).await;
        let id = shop.pays(1, only(&shop.invoices[0], false)).await;
        let told = Happening::Refund(RefundOutcome::Succeeded(gone("re_9", 1_000)));
        for name in ["evt_1", "evt_2"] {
            let told = event(name, None, told.clone());
            tell(&shop, &told).await.expect("is taken");
        }
        assert_eq!(shop.states(&id).await, ["succeeded"]);
        assert_eq!(shop.figures().await, [1_000, 0, 1_600, 0, 0]);
        shop.clean().await;
    }
);
