//! What the billing run collects by itself.

use portal::run::{Order, Report, run_at};
use store::on_both;

use super::bank::Turn;
use super::shop::Shop;

/// Beside what is too old to be charged, 20.00 and 30.00 are due on 2026-11-24.
pub const DUE: &str = include_str!("../import/due.ndjson");

/// From the evening of the 23rd on.
pub const DAY: i64 = 86_400;

/// Both cards are asked, the second after the first.
pub const BOTH: &str = "insert into invoice_payer (invoice_id, place, billing_account_id)
    select i.id, case when b.ref = 'v' then 1 else 2 end, b.id from invoice i, billing_account b
    where i.ref in ('x', 'y', 'z')";

pub async fn opened(db: store::Db) -> Shop {
    let shop = Shop::with(db, DUE).await;
    shop.script(BOTH).await.expect("changes");
    shop.bills().await;
    assert_eq!(shop.bank.asked(), 0, "nothing is due");
    shop
}

/// A further invoice.
pub fn invoice(total: &str, due_on: &str) -> String {
    format!(
        r#"{{"type":"invoice","ref":"z","account":"a","number":"INV-2026-00013",
        "issued_on":"2026-11-10","due_on":"{due_on}","currency":"EUR",
        "lines":[{{"text":"Moving","net":"{total}"}}],"net":"{total}","tax":"0.00",
        "total":"{total}"}}"#
    )
    .replace('\n', " ")
        + "\n"
}

/// How many captures a card was asked for.
async fn asked(shop: &Shop, card: &str) -> i64 {
    shop.count(&format!(
        "payment p join billing_account b on b.id = p.billing_account_id where b.ref = '{card}'"
    ))
    .await
}

on_both!(
    what_is_due_is_charged_once_with_credit_first,
    |db| async move {
        let shop = opened(db).await;
        shop.wait(DAY);
        let report = shop.runs().await;
        assert_eq!(report.charges, 1);
        assert_eq!(
            shop.bank.asked(),
            0,
            "it is committed before anybody is asked"
        );
        let [credit, held, due, processing, _] = shop.figures().await;
        assert_eq!(
            (credit, held, due, processing),
            (1_000, 1_000, 12_000, 5_000)
        );
        shop.clean().await;
        assert_eq!(shop.runs().await.charges, 0);
        shop.bills().await;
        assert_eq!(shop.bank.captured(), (4_000, 1));
        assert_eq!(shop.figures().await, [0, 0, 7_000, 0, 0]);
        assert_eq!(shop.bills().await.charges, 0);
        shop.clean().await;
    }
);

on_both!(several_runs_at_once_charge_once, |db| async move {
    let shop = opened(db).await;
    shop.wait(DAY);
    let runs = (0..4).map(|_| {
        let till = shop.till.clone();
        tokio::spawn(async move {
            let report = run_at(&till, Order::default(), &|_| {})
                .await
                .expect("runs");
            while till.look().await.expect("looks") > 0 {}
            report.charges
        })
    });
    let mut charges = 0;
    for run in runs.collect::<Vec<_>>() {
        charges += run.await.expect("ends");
    }
    assert_eq!((charges, shop.bank.captured()), (1, (4_000, 1)));
    shop.clean().await;
});

on_both!(a_soft_refusal_is_tried_again_on_its_day, |db| async move {
    let shop = opened(db).await;
    shop.bank.then([Turn::Declines("insufficient_funds")]);
    shop.wait(DAY);
    shop.bills().await;
    // Nothing is allocated, and credit is free again.
    assert_eq!(shop.figures().await, [1_000, 0, 12_000, 0, 0]);
    assert_eq!(shop.bills().await.charges, 0, "not on the same day");
    shop.clean().await;
    shop.wait(DAY);
    assert_eq!(shop.bills().await.charges, 1);
    assert_eq!((asked(&shop, "v").await, asked(&shop, "w").await), (2, 0));
    assert_eq!(shop.bank.captured(), (4_000, 1));
    shop.clean().await;
});

on_both!(
    after_a_hard_refusal_the_next_payer_is_asked,
    |db| async move {
        let shop = opened(db).await;
        shop.bank.then([Turn::Declines("stolen_card")]);
        shop.wait(DAY);
        shop.bills().await;
        for _ in 0..8 {
            shop.wait(DAY);
            shop.bills().await;
        }
        assert_eq!((asked(&shop, "v").await, asked(&shop, "w").await), (1, 1));
        assert_eq!(shop.bank.captured(), (4_000, 1));
        shop.clean().await;
    }
);

on_both!(retries_end, |db| async move {
    let shop = opened(db).await;
    let no = || Turn::Declines("insufficient_funds");
    shop.bank.then([no(), no(), no(), no(), no()]);
    let mut days = Vec::new();
    for day in 24..=40 {
        shop.wait(DAY);
        if shop.bills().await.charges > 0 {
            days.push(day);
        }
    }
    // The due day, and 1, 3 and 7 days after it.
    assert_eq!(days, [24, 25, 27, 31]);
    shop.clean().await;
});

on_both!(days_missed_are_charged_once, |db| async move {
    let shop = opened(db).await;
    shop.wait(20 * DAY);
    assert_eq!(shop.bills().await.charges, 1);
    assert_eq!(shop.bank.captured(), (4_000, 1));
    assert_eq!(shop.bills().await.charges, 0);
    shop.clean().await;
});

on_both!(an_unusual_charge_waits_for_the_provider, |db| async move {
    let large = format!("{DUE}{}", invoice("600.00", "2026-11-24"));
    let shop = Shop::with(db, &large).await;
    shop.script(BOTH).await.expect("changes");
    shop.wait(DAY);
    for _ in 0..2 {
        let Report { charges, .. } = shop.bills().await;
        assert_eq!((charges, shop.count("parked").await), (0, 3));
        shop.wait(DAY);
    }
    let desk = portal::Desk::new(
        shop.db.clone(),
        std::sync::Arc::new(model::time::FixedClock(model::time::Instant(0))),
        crate::support::reception(),
    );
    let parked = desk.parked(None).await.expect("lists").parked;
    assert!(parked[0].id.starts_with("charge-inv_"), "{parked:?}");
    for it in &parked {
        let action = portal::parked::Action {
            actor: "command line".to_owned(),
            once: None,
            reason: "looked at".to_owned(),
        };
        let done = desk
            .unpark(&it.id, portal::parked::Doing::Retry, action)
            .await;
        assert!(done.is_ok(), "{done:?}");
    }
    assert_eq!(shop.bills().await.charges, 1);
    assert_eq!(shop.count("parked").await, 0);
    assert_eq!(shop.bank.captured(), (64_000, 1));
    shop.clean().await;
});

on_both!(a_small_rest_waits_for_the_next_order, |db| async move {
    // 0.30 are due a day before the others, and less than the card takes.
    let small = format!("{DUE}{}", invoice("0.30", "2026-11-23"));
    let shop = Shop::with(db, &small).await;
    shop.script(BOTH).await.expect("changes");
    shop.script("update invoice set credit_first = false where ref in ('x', 'y', 'z')")
        .await
        .ok();
    assert_eq!(shop.bills().await.charges, 0);
    shop.wait(DAY);
    assert_eq!(shop.bills().await.charges, 1);
    shop.clean().await;
});

on_both!(
    while_it_is_in_flight_nothing_is_collected,
    |db| async move {
        let shop = opened(db).await;
        shop.bank.then([Turn::Processes]);
        shop.wait(DAY);
        shop.bills().await;
        for _ in 0..12 {
            shop.wait(DAY);
            assert_eq!(shop.bills().await.charges, 0);
        }
        shop.bank.takes();
        shop.wait(DAY);
        shop.bills().await;
        assert_eq!(shop.bank.captured(), (4_000, 1));
        assert_eq!(shop.figures().await, [0, 0, 7_000, 0, 0]);
        shop.clean().await;
    }
);

on_both!(without_a_provider_nobody_is_charged, |db| async move {
    let shop = opened(db).await;
    let gateways = portal::checkout::Gateways::default();
    shop.wait(DAY);
    let till = shop.without(gateways);
    let report = run_at(&till, Order::default(), &|_| {})
        .await
        .expect("runs");
    assert_eq!((report.charges, shop.count("payment").await), (0, 0));
    // By hand credit is used, and the rest stays.
    assert_eq!(shop.figures().await, [0, 0, 11_000, 0, 0]);
    shop.clean().await;
});

/// The mails that wait and hold a text.
async fn mails(shop: &Shop, kind: &str, holds: &str) -> i64 {
    shop.count(&format!(
        "outbox where kind = '{kind}' and payload like '%{holds}%'"
    ))
    .await
}

on_both!(a_charge_is_announced_made_and_receipted, |db| async move {
    let shop = opened(db).await;
    // Two of 20.00 and 30.00; 10.00 come from credit.
    let coming = r#""charge":{"amount":{"currency":"EUR","minor":1000},"from":"Visa •••• 4242""#;
    assert_eq!(mails(&shop, "owed", coming).await, 1);
    shop.bills().await;
    assert_eq!(mails(&shop, "owed", coming).await, 1, "once");
    shop.wait(DAY);
    shop.bills().await;
    let paid = r#""amount":{"currency":"EUR","minor":4000},"from":"Visa •••• 4242""#;
    assert_eq!(mails(&shop, "paid", paid).await, 1);
    assert_eq!(mails(&shop, "paid", "INV-2026-00012").await, 1);
});

on_both!(a_refusal_is_told_with_what_comes_next, |db| async move {
    let shop = opened(db).await;
    let soft = || Turn::Declines("insufficient_funds");
    shop.bank
        .then([soft(), Turn::Declines("stolen_card"), Turn::Takes]);
    shop.wait(DAY);
    shop.bills().await;
    shop.bills().await;
    let told = r#"{"again_on":"2026-11-25","code":"insufficient_funds","from":"Visa •••• 4242""#;
    assert_eq!(mails(&shop, "owed", told).await, 1);
    shop.bills().await;
    assert_eq!(mails(&shop, "owed", told).await, 1, "once");
    shop.wait(DAY);
    shop.bills().await;
    shop.bills().await;
    // Whoever holds a stolen card is not told that it was reported.
    let told = r#"{"again_on":"2026-11-27","code":"do_not_honor""#;
    assert_eq!(mails(&shop, "owed", told).await, 1);
    assert_eq!(mails(&shop, "owed", "stolen").await, 0);
    let failing = "billing_account where ref = 'v' and status = 'failing'";
    assert_eq!(shop.count(failing).await, 1);
    shop.clean().await;
});
