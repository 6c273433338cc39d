//! Webhooks: each event once, whenever and however often it comes.

use gateway::payment::{
    Captured, Card, Decline, Event, EventError, Happening, Key, MethodData, Outcome, SavedMethod,
};
use http::HeaderMap;
use model::currency::Currency;
use model::money::Money;
use model::time::Instant;
use portal::checkout::Deaf;
use store::{on_both, probe};

use super::bank::Turn;
use super::shop::{Shop, all};

/// The key of the first order of a checkout that was confirmed under that number.
pub fn key(shop: &Shop, n: u8) -> Key {
    let account = &shop.anna.account;
    Key::new(format!(
        "{account}/0190d5c2-7a3b-7c11-8f00-4d2b6a0e9f{n:02x}/1"
    ))
    .unwrap()
}

pub fn event(id: &str, key: Option<Key>, what: Happening) -> Event {
    Event {
        id: id.to_owned(),
        key,
        reference: Some("ch_1".to_owned()),
        at: Instant(0),
        what,
    }
}

pub fn took(reference: &str, minor: i64) -> Happening {
    Happening::Payment(Outcome::Succeeded(Captured {
        reference: reference.to_owned(),
        amount: Money::new(minor, Currency::EUR),
        at: Instant(0),
    }))
}

/// What the bank signs with.
fn word() -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("bank", "word".parse().expect("a word"));
    headers
}

pub async fn tell(shop: &Shop, event: &Event) -> Result<(), Deaf> {
    let body = serde_json::to_vec(event).expect("is JSON");
    shop.till.hear("sandbox", &word(), &body).await
}

async fn noted(shop: &Shop) -> i64 {
    let count = "select count(*) from gateway_event";
    probe::number(&shop.db, count).await.expect("counts")
}

on_both!(a_hundred_of_the_same_are_one, |db| async move {
    let shop = Shop::open(db).await;
    shop.bank.then([Turn::Processes]);
    let id = shop.pays(1, all(true)).await;
    let told = event("evt_1", Some(key(&shop, 1)), took("ch_1", 6_000));
    let (body, mut tasks) = (serde_json::to_vec(&told).expect("is JSON"), Vec::new());
    for _ in 0..100 {
        let (till, body) = (shop.till.clone(), body.clone());
        let hears = async move { till.hear("sandbox", &word(), &body).await };
        tasks.push(tokio::spawn(hears));
    }
    for task in tasks {
        task.await.expect("ends").expect("is taken");
    }
    assert_eq!(shop.states(&id).await, ["succeeded"]);
    assert_eq!(shop.figures().await, [0; 5]);
    assert_eq!(noted(&shop).await, 1);
    shop.clean().await;
});

on_both!(what_comes_late_changes_nothing, |db| async move {
    let shop = Shop::open(db).await;
    shop.bank.then([Turn::Processes]);
    let id = shop.pays(1, all(true)).await;
    let key = Some(key(&shop, 1));
    tell(&shop, &event("evt_2", key.clone(), took("ch_1", 6_000)))
        .await
        .expect("is taken");
    let reference = "ch_1".to_owned();
    let processing = Happening::Payment(Outcome::Processing { reference });
    let declined = Happening::Payment(Outcome::Declined {
        reference: None,
        decline: Decline::of("do_not_honor"),
    });
    for (id, what) in [("evt_1", processing), ("evt_0", declined)] {
        tell(&shop, &event(id, key.clone(), what))
            .await
            .expect("is taken");
    }
    assert_eq!(shop.states(&id).await, ["succeeded"]);
    assert_eq!((shop.figures().await, noted(&shop).await), ([0; 5], 3));
    shop.clean().await;
});

on_both!(
    what_comes_before_our_own_answer_is_recorded,
    |db| async move {
        let shop = Shop::open(db).await;
        let what = shop.asks(1, all(true)).await;
        let id = shop.confirms(what).await;
        tell(
            &shop,
            &event("evt_1", Some(key(&shop, 1)), took("ch_1", 6_000)),
        )
        .await
        .expect("is taken");
        shop.till.send(&id).await.expect("sends");
        assert_eq!(shop.states(&id).await, ["succeeded"]);
        assert_eq!((shop.figures().await, shop.bank.asked()), ([0; 5], 0));
        shop.clean().await;
    }
);

on_both!(what_is_not_there_is_to_be_sent_again, |db| async move {
    let shop = Shop::open(db).await;
    let told = event("evt_1", Some(key(&shop, 1)), took("ch_1", 6_000));
    let answer = tell(&shop, &told).await;
    assert!(matches!(answer, Err(Deaf::Later)), "{answer:?}");
    // Once it is there it has its effect.
    shop.bank.then([Turn::Processes]);
    let id = shop.pays(1, all(true)).await;
    tell(&shop, &told).await.expect("is taken");
    assert_eq!(shop.states(&id).await, ["succeeded"]);
    // What is not ours is nothing to us, and taken.
    let foreign = Key::new("order-17").unwrap();
    let mut other = event("evt_2", Some(foreign), took("ch_2", 1));
    other.reference = Some("ch_2".to_owned());
    tell(&shop, &other).await.expect("is taken");
    let kind = "customer.created".to_owned();
    let other = event("evt_3", None, Happening::Other { kind });
    tell(&shop, &other).await.expect("is taken");
    assert_eq!(noted(&shop).await, 1);
    shop.clean().await;
});

on_both!(what_is_not_believed_has_no_effect, |db| async move {
    let shop = Shop::open(db).await;
    shop.bank.then([Turn::Processes]);
    let id = shop.pays(1, all(true)).await;
    let told = event("evt_1", Some(key(&shop, 1)), took("ch_1", 6_000));
    let body = serde_json::to_vec(&told).expect("is JSON");
    let bare = HeaderMap::new();
    let forged = shop.till.hear("sandbox", &bare, &body).await;
    assert!(matches!(forged, Err(Deaf::Unbelieved(EventError::Forged))));
    let nobody = shop.till.hear("other", &bare, &body).await;
    assert!(matches!(nobody, Err(Deaf::Nobody)));
    for body in [&b""[..], b"{}", "[".repeat(60_000).as_bytes()] {
        let garbled = shop.till.hear("sandbox", &word(), body).await;
        assert!(matches!(
            garbled,
            Err(Deaf::Unbelieved(EventError::Garbled))
        ));
    }
    assert_eq!(shop.states(&id).await, ["processing"]);
    assert_eq!(noted(&shop).await, 0);
});

on_both!(another_s_order_is_out_of_reach, |db| async move {
    let shop = Shop::open(db).await;
    shop.bank.then([Turn::Processes]);
    let id = shop.pays(1, all(true)).await;
    let mut tx = shop.db.read().await.expect("reads");
    let other = store::export::account_id(&mut tx, "b")
        .await
        .expect("reads")
        .expect("is there");
    drop(tx);
    let own = key(&shop, 1);
    let rest = own.as_str().split_once('/').expect("has an account").1;
    let key = Key::new(format!("{other}/{rest}")).unwrap();
    let answer = tell(&shop, &event("evt_1", Some(key), took("ch_1", 6_000))).await;
    assert!(matches!(answer, Err(Deaf::Later)), "{answer:?}");
    assert_eq!(shop.states(&id).await, ["processing"]);
});

on_both!(what_was_captured_twice_stands_apart_once, |db| async move {
    let shop = Shop::open(db).await;
    let id = shop.pays(1, all(true)).await;
    for name in ["evt_1", "evt_1", "evt_2"] {
        let told = event(name, Some(key(&shop, 1)), took("ch_2", 6_000));
        tell(&shop, &told).await.expect("is taken");
    }
    assert_eq!(shop.states(&id).await, ["succeeded"]);
    assert_eq!(shop.figures().await, [0, 0, 0, 0, 6_000]);
    let named = "select count(*) from ledger_entry
        where book = 'unapplied' and invoice_id is not null";
    assert_eq!(probe::number(&shop.db, named).await.expect("counts"), 1);
    shop.clean().await;
});

on_both!(
    a_card_that_its_bank_replaced_is_known_by_other_data,
    |db| async move {
        let shop = Shop::open(db).await;
        let saved = SavedMethod {
            token: "ok".to_owned(),
            customer: None,
            data: MethodData::Card(Card {
                brand: "visa".to_owned(),
                last4: "1881".to_owned(),
                expires: (2032, 7),
            }),
            fingerprint: None,
        };
        tell(
            &shop,
            &event("evt_1", None, Happening::MethodChanged(saved)),
        )
        .await
        .expect("is taken");
        let known = async |status: &str| {
            let text = format!(
                "select count(*) from billing_account
             where last4 = '1881' and expires = '2032-07' and status = '{status}'"
            );
            probe::number(&shop.db, text).await.expect("counts")
        };
        assert_eq!(known("active").await, 1);
        let token = "ok".to_owned();
        tell(
            &shop,
            &event("evt_2", None, Happening::MethodGone { token }),
        )
        .await
        .expect("is taken");
        assert_eq!(known("failing").await, 1);
        shop.clean().await;
    }
);
