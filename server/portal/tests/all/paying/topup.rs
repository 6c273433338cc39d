//! Credit that is topped up by itself, and told of when it is low.

use gateway::payment::{Dispute, Event, Key};
use model::caller::{Caller, Permission};
use model::credit::SetLow;
use model::fault::Fault;
use model::id::InvoiceId;
use model::portal::{Credits, Todos};
use model::todo::Matter;
use portal::parked::{Action, Doing};
use serde_json::json;
use store::on_both;

use super::bank::Turn;
use super::collect::{DAY, invoice};
use super::disputes::{disputed, order};
use super::door::desk;
use super::funds::{buys, policy};
use super::hearing::{event, tell};
use super::shop::{Shop, only};

/// A second card, and 10.00 that are due on 2026-11-24.
const MORE: &str = concat!(
    r#"{"type":"billing_account","ref":"w","account":"a","owner":"p","method":"card","#,
    r#""gateway":"sandbox","token":"other","brand":"visa","last4":"1111","#,
    r#""expires":"2030-01","default":false}"#,
    "\n",
    r#"{"type":"invoice","ref":"q","account":"a","number":"INV-2026-00014","#,
    r#""issued_on":"2026-11-10","due_on":"2026-11-24","currency":"EUR","#,
    r#""lines":[{"text":"Advice","net":"10.00"}],"net":"10.00","tax":"0.00","total":"10.00"}"#,
    "\n"
);

/// What Anna wants, as it is kept: amounts, and the card that is charged.
async fn wants(shop: &Shop, [threshold, amount, ceiling]: [&str; 3], card: &str) {
    let rule = json!({
        "currency": "EUR", "threshold": threshold, "amount": amount,
        "monthly_ceiling": ceiling, "billing_account": card,
    });
    let text = format!("update account set top_up = '{rule}' where ref = 'a'");
    shop.script(&text).await.expect("changes");
    wake(shop).await;
}

/// The next run looks at her.
async fn wake(shop: &Shop) {
    let mut tx = shop.db.read().await.expect("reads");
    let account = shop.anna.account.clone();
    assert!(store::account::read::frame(&mut tx, &account).await.is_ok());
    drop(tx);
    let text = "update run set next_on = '0001-01-01', wake_at = 0";
    shop.script(text).await.expect("changes");
}

async fn of(shop: &Shop, reference: &str) -> InvoiceId {
    let mut tx = shop.db.read().await.expect("reads");
    let found = store::import::invoices(&mut tx, &[reference]).await;
    let found = found.expect("reads");
    found[reference].id.parse().expect("an id")
}

/// The key of what was charged last.
async fn asked(shop: &Shop) -> Key {
    let mut tx = shop.db.read().await.expect("reads");
    let id = order(shop).await;
    let order = store::payment::one(&mut tx, &id).await;
    let order = order.expect("reads").expect("is there");
    let (account, checkout) = (&shop.anna.account, &order.checkout_id);
    Key::new(format!("{account}/{checkout}/1")).expect("a key")
}

/// She has just proved who she is.
fn proven(shop: &Shop) -> Caller {
    Caller {
        proven_at: Some(shop.clock().now()),
        ..shop.anna.clone()
    }
}

on_both!(a_top_up_comes_after_what_is_due, |db| async move {
    let more = format!("{MORE}{}", invoice("7.00", "2026-11-23"));
    let shop = Shop::with(db, &more).await;
    let pays = "insert into invoice_payer (invoice_id, place, billing_account_id)
        select i.id, 1, b.id from invoice i, billing_account b where i.ref = 'q' and b.ref = 'w'";
    shop.script(pays).await.expect("changes");
    // 7.00 of her credit are spent.
    shop.pays(1, only(&of(&shop, "z").await, true)).await;
    shop.wait(DAY);
    wants(&shop, ["5.00", "20.00", "40.00"], "v").await;
    // Credit 3.00, 10.00 due with the other card: below 5.00 add 20.00.
    assert_eq!(shop.bills().await.charges, 2);
    assert_eq!(shop.bank.captured(), (2_700, 2));
    assert_eq!(shop.figures().await, [2_000, 0, 7_000, 0, 0]);
    let charged = async |card: &str, minor: i64, bought: i64| {
        let what = format!(
            "payment p join billing_account b on b.id = p.billing_account_id
            where b.ref = '{card}' and p.capture_minor = {minor} and p.bought_minor = {bought}"
        );
        shop.count(&what).await
    };
    assert_eq!(charged("w", 700, 0).await, 1);
    assert_eq!(charged("v", 2_000, 2_000).await, 1);
    assert_eq!(shop.count("receipt").await, 2);
    // There is enough now.
    for _ in 0..3 {
        assert_eq!(shop.bills().await.charges, 0);
        shop.wait(DAY);
    }
    shop.clean().await;
});

on_both!(the_month_and_the_provider_set_a_limit, |db| async move {
    let shop = Shop::open(db).await;
    let most = json!([{ "currency": "EUR", "amount": "55.00" }]);
    policy(&shop, &json!({ "credit_max": most })).await;
    wants(&shop, ["100.00", "20.00", "30.00"], "v").await;
    // 20.00 of 30.00 in November, and the rest on the next day, then 15.00 up to the maximum.
    let mut seen = Vec::new();
    for _ in 0..10 {
        shop.bills().await;
        seen.push(shop.figures().await[0]);
        shop.wait(DAY);
    }
    assert_eq!(seen[..3], [3_000, 4_000, 4_000]);
    assert_eq!(seen[7..], [4_000, 5_500, 5_500]);
    shop.clean().await;
});

on_both!(two_refusals_pause_it_and_saving_resumes, |db| async move {
    let shop = Shop::open(db).await;
    let no = || Turn::Declines("insufficient_funds");
    shop.bank.then([no(), no()]);
    wants(&shop, ["15.00", "20.00", "100.00"], "v").await;
    let mut asked = Vec::new();
    for _ in 0..4 {
        shop.bills().await;
        // Not twice on one day.
        shop.bills().await;
        asked.push(shop.bank.asked());
        shop.wait(DAY);
    }
    assert_eq!(asked, [1, 2, 2, 2]);
    let rests = async || {
        let list = desk(&shop).list_todos(&shop.anna).await.unwrap();
        let mut todos = list.todos.iter().map(|it| &it.todo.matter);
        todos.any(|matter| *matter == Matter::TopUp)
    };
    assert!(rests().await);
    let mut shown = desk(&shop).show_low_credit(&proven(&shop)).await.unwrap();
    assert!(shown.paused);
    let request = SetLow {
        threshold: std::mem::take(&mut shown.threshold),
        amount: std::mem::take(&mut shown.amount),
        ceiling: std::mem::take(&mut shown.ceiling),
        payer: shown.payer.expect("is there").to_string(),
        alert: String::new(),
    };
    let saved = desk(&shop).set_low_credit(&proven(&shop), request).await;
    assert_eq!(saved, Ok(()));
    assert!(!rests().await);
    shop.bills().await;
    assert_eq!((shop.bank.asked(), shop.figures().await[0]), (3, 3_000));
    shop.clean().await;
});

on_both!(
    what_was_taken_back_is_not_charged_again_by_itself,
    |db| async move {
        let shop = Shop::open(db).await;
        wants(&shop, ["15.00", "20.00", "100.00"], "v").await;
        shop.bills().await;
        assert_eq!((shop.bank.asked(), shop.figures().await[0]), (1, 3_000));
        let told = Event {
            reference: Some("ch_1".to_owned()),
            ..event(
                "evt_1",
                Some(asked(&shop).await),
                disputed(2_000, Dispute::Lost),
            )
        };
        tell(&shop, &told).await.expect("is taken");
        for _ in 0..3 {
            shop.bills().await;
            shop.wait(DAY);
        }
        assert_eq!((shop.bank.asked(), shop.figures().await[0]), (1, 1_000));
        assert!(
            desk(&shop)
                .show_low_credit(&proven(&shop))
                .await
                .unwrap()
                .paused
        );
        shop.clean().await;
    }
);

on_both!(
    the_cap_of_its_card_counts_what_is_charged_before,
    |db| async move {
        let shop = Shop::with(db, &invoice("20.00", "2026-11-23")).await;
        let cap = r#"update billing_account set monthly_cap = '{"EUR":"25.00"}' where ref = 'v'"#;
        shop.script(cap).await.expect("changes");
        wants(&shop, ["15.00", "20.00", "100.00"], "v").await;
        // 10.00 of credit and 10.00 of the card: 20.00 more would be 30.00.
        shop.bills().await;
        assert_eq!(shop.bank.captured(), (1_000, 1));
        assert_eq!(shop.figures().await[0], 0);
        shop.clean().await;
    }
);

on_both!(a_card_that_cannot_be_charged_pauses_it, |db| async move {
    let shop = Shop::with(db, MORE).await;
    let failing = "update billing_account set status = 'failing' where ref = 'w'";
    shop.script(failing).await.expect("changes");
    wants(&shop, ["15.00", "20.00", "100.00"], "w").await;
    shop.bills().await;
    // Nobody else is asked for it.
    assert_eq!(shop.bank.asked(), 0);
    let shown = desk(&shop).show_low_credit(&proven(&shop)).await.unwrap();
    assert!(shown.paused);
    shop.clean().await;
});

on_both!(an_unusual_top_up_waits_for_the_provider, |db| async move {
    let shop = Shop::open(db).await;
    let brake = json!([{ "currency": "EUR", "amount": "15.00" }]);
    policy(&shop, &json!({ "capture_brake": brake })).await;
    wants(&shop, ["15.00", "20.00", "100.00"], "v").await;
    for _ in 0..3 {
        assert_eq!(shop.bills().await.charges, 0);
        assert_eq!((shop.bank.asked(), shop.count("parked").await), (0, 1));
        shop.wait(DAY);
    }
    let waits = desk(&shop).parked(None).await.expect("lists").parked;
    assert!(waits[0].id.starts_with("top-up-acc_"), "{waits:?}");
    assert!(
        waits[0].cause.contains("20.00 EUR is far above"),
        "{waits:?}"
    );
    let action = Action {
        actor: "command line".to_owned(),
        once: None,
        reason: "looked at".to_owned(),
    };
    let desk = desk(&shop);
    let retried = desk.unpark(&waits[0].id, Doing::Retry, action).await;
    retried.expect("is tried");
    assert_eq!(shop.bills().await.charges, 1);
    assert_eq!(
        (shop.figures().await[0], shop.count("parked").await),
        (3_000, 0)
    );
    // It is usual now.
    shop.pays(1, only(&shop.invoices[0], true)).await;
    shop.wait(DAY);
    assert_eq!(shop.bills().await.charges, 1);
    assert_eq!(shop.figures().await[0], 2_000);
    shop.clean().await;
});

on_both!(
    what_is_not_wanted_any_more_waits_no_longer,
    |db| async move {
        let shop = Shop::open(db).await;
        let brake = json!([{ "currency": "EUR", "amount": "15.00" }]);
        policy(&shop, &json!({ "capture_brake": brake })).await;
        wants(&shop, ["15.00", "20.00", "100.00"], "v").await;
        shop.bills().await;
        assert_eq!(shop.count("parked").await, 1);
        wants(&shop, ["15.00", "12.00", "100.00"], "v").await;
        assert_eq!(shop.bills().await.charges, 1);
        assert_eq!(
            (shop.figures().await[0], shop.count("parked").await),
            (2_200, 0)
        );
        shop.clean().await;
    }
);

on_both!(low_credit_is_told_once_and_again, |db| async move {
    let shop = Shop::open(db).await;
    let alert = r#"update account set credit_alert = '{"EUR":"12.00"}' where ref = 'a'"#;
    shop.script(alert).await.expect("changes");
    wake(&shop).await;
    let told = async || {
        shop.bills().await;
        shop.count("outbox where kind = 'low_credit'").await
    };
    assert_eq!(told().await, 1);
    wake(&shop).await;
    assert_eq!(told().await, 1);
    buys(&shop, 1, "5.00").await;
    assert_eq!(told().await, 1);
    // 6.00 of 15.00 are spent.
    shop.pays(2, only(&shop.invoices[1], true)).await;
    assert_eq!(told().await, 2);
    shop.clean().await;
});

on_both!(who_may_says_what_happens_when_it_is_low, |db| async move {
    let shop = Shop::open(db).await;
    let desk = desk(&shop);
    let shown = desk.show_low_credit(&proven(&shop)).await.unwrap();
    assert_eq!((shown.threshold.as_str(), shown.choices.len()), ("", 1));
    let full = SetLow {
        threshold: "5,00".to_owned(),
        amount: "20.00".to_owned(),
        ceiling: "60".to_owned(),
        payer: shown.choices[0].payer.id.to_string(),
        alert: "3".to_owned(),
    };
    // Without a fresh proof.
    shop.wait(3_600);
    let stale = Caller {
        proven_at: Some(model::time::Instant(0)),
        ..shop.anna.clone()
    };
    let answer = desk.set_low_credit(&stale, full.clone()).await;
    assert_eq!(answer, Err(Fault::SignedOut));
    let mut accountant = proven(&shop);
    accountant.access.role = None;
    accountant.access.permissions = vec![Permission::ViewCredit, Permission::Pay];
    let answer = desk.set_low_credit(&accountant, full.clone()).await;
    assert_eq!(answer, Err(Fault::NotFound));
    let set = async |of: SetLow| desk.set_low_credit(&proven(&shop), of).await;
    for (field, of) in [
        (
            "ceiling",
            SetLow {
                ceiling: "19.99".to_owned(),
                ..full.clone()
            },
        ),
        (
            "amount",
            SetLow {
                amount: String::new(),
                ..full.clone()
            },
        ),
        (
            "threshold",
            SetLow {
                threshold: "-1".to_owned(),
                ..full.clone()
            },
        ),
        (
            "payer",
            SetLow {
                payer: "x".to_owned(),
                ..full.clone()
            },
        ),
        (
            "alert",
            SetLow {
                alert: "much".to_owned(),
                ..full.clone()
            },
        ),
    ] {
        let answer = set(of).await.expect_err(field);
        assert!(answer.of_field(field).is_some(), "{field}: {answer:?}");
    }
    let strange = SetLow {
        payer: model::id::BillingAccountId::make(1, [9; 10]).to_string(),
        ..full.clone()
    };
    assert_eq!(set(strange).await, Err(Fault::NotFound));
    assert_eq!(set(full).await, Ok(()));
    let shown = desk.show_low_credit(&proven(&shop)).await.unwrap();
    let figures = [
        &shown.threshold,
        &shown.amount,
        &shown.ceiling,
        &shown.alert,
    ];
    assert_eq!(figures, ["5.00", "20.00", "60.00", "3.00"]);
    let kept = "account where ref = 'a' and top_up like '%\"billing_account\":\"v\"%'";
    assert_eq!(shop.count(kept).await, 1);
    let noted = "audit where action = 'account.low_credit'";
    assert_eq!(shop.count(noted).await, 1);
    shop.clean().await;
    assert_eq!(set(SetLow::default()).await, Ok(()));
    let none = "account where ref = 'a' and top_up is null and credit_alert is null";
    assert_eq!(shop.count(none).await, 1);
});
