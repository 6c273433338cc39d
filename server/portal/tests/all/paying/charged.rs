//! What the billing run collects is charged once, whatever happens in between, and by whom.

use model::currency::Currency;
use model::id::InvoiceId;
use model::invoice::Held;
use model::money::Money;
use model::payment::Confirmation;
use model::portal::Invoices;
use portal::checkout::Confirmed;
use portal::run::{Order, run_at};
use store::on_both;

use super::bank::Turn;
use super::collect::{BOTH, DAY, DUE, invoice, opened};
use super::disputes::opens;
use super::door::desk;
use super::shop::{Shop, all};

on_both!(
    a_charge_that_was_not_sent_is_sent_after_a_kill,
    |db| async move {
        let shop = opened(db).await;
        shop.wait(DAY);
        // The process dies between the commit and the gateway.
        assert_eq!(shop.runs().await.charges, 1);
        assert_eq!(shop.bank.asked(), 0);
        shop.wait(3_600);
        // Another one runs first, and then looks.
        assert_eq!(shop.bills().await.charges, 0);
        assert_eq!(shop.bank.captured(), (4_000, 1));
        assert_eq!(shop.figures().await, [0, 0, 7_000, 0, 0]);
        shop.clean().await;
    }
);

/// What is transferred.
const HAND: &str = concat!(
    r#"{"type":"billing_account","ref":"h","account":"a","owner":"p","method":"bank_transfer","#,
    r#""gateway":"manual","token":"manual","default":false}"#,
    "\n"
);

/// The process dies after the capture, or the question never arrives: nobody knows at first.
async fn unknown(db: store::Db, turn: Turn, asked: usize) {
    let shop = opened(db).await;
    shop.bank.then([turn]);
    shop.wait(DAY);
    assert_eq!(shop.bills().await.charges, 1);
    let open = "payment where state = 'unknown' and next_look_at is not null";
    assert_eq!(shop.count(open).await, 1);
    assert_eq!(shop.bills().await.charges, 0);
    shop.clean().await;
    shop.wait(61);
    assert_eq!(shop.bills().await.charges, 0);
    let seen = (shop.bank.asked(), shop.bank.captured());
    assert_eq!(seen, (asked, (4_000, 1)));
    assert_eq!(shop.figures().await, [0, 0, 7_000, 0, 0]);
    shop.clean().await;
}

on_both!(
    a_charge_that_was_captured_before_the_commit_is_booked_once,
    |db| async move { unknown(db, Turn::LostAfter, 1).await }
);

on_both!(a_charge_that_never_arrived_is_sent_again, |db| async move {
    unknown(db, Turn::LostBefore, 2).await
});

on_both!(what_is_paid_by_hand_is_never_charged, |db| async move {
    let shop = Shop::with(db, &format!("{DUE}{HAND}")).await;
    // Behind it stand a card, and the default.
    shop.script(
        "insert into invoice_payer (invoice_id, place, billing_account_id)
        select i.id, case when b.ref = 'h' then 1 else 2 end, b.id
        from invoice i, billing_account b
        where i.ref in ('x', 'y') and b.ref in ('h', 'w')",
    )
    .await
    .expect("changes");
    for _ in 0..12 {
        assert_eq!(shop.bills().await.charges, 0);
        shop.wait(DAY);
    }
    assert_eq!((shop.bank.asked(), shop.count("payment").await), (0, 0));
    // Credit is used, in part, and the rest stays.
    assert_eq!(shop.figures().await, [0, 0, 11_000, 0, 0]);
    shop.clean().await;
});

on_both!(
    a_customer_who_pays_while_the_run_collects_pays_once,
    |db| async move {
        let shop = opened(db).await;
        shop.wait(DAY);
        let what = shop.asks(1, all(true)).await;
        let mut tasks = Vec::new();
        for n in 0..6 {
            let (till, anna) = (shop.till.clone(), shop.anna.clone());
            let what = Confirmation {
                key: format!("0190d5c2-7a3b-7c11-8f00-4d2b6a0e9f{n:02x}"),
                ..what.clone()
            };
            tasks.push(tokio::spawn(async move {
                if n % 2 == 0 {
                    let ran = run_at(&till, Order::default(), &|_| {}).await;
                    return ran.expect("runs").charges;
                }
                let Confirmed::Done(id) = till.confirm(&anna, what).await.expect("answers") else {
                    return 0;
                };
                till.send(&id).await.expect("sends");
                1
            }));
        }
        let mut done = 0;
        for task in tasks {
            done += task.await.expect("ends");
        }
        shop.bills().await;
        assert_eq!((done, shop.bank.captured().1), (1, 1));
        let [credit, held, due, processing, unapplied] = shop.figures().await;
        assert_eq!((credit, held, processing, unapplied), (0, 0, 0, 0));
        assert_eq!(shop.bank.captured().0 + 1_000 + due, 12_000);
        shop.clean().await;
    }
);

on_both!(run_twice_nothing_is_done_twice, |db| async move {
    let shop = Shop::with(db, DUE).await;
    shop.script(BOTH).await.expect("changes");
    let no = || Turn::Declines("insufficient_funds");
    shop.bank.then([no(), Turn::Asks, Turn::Takes]);
    let mut charges = 0;
    for _ in 0..10 {
        let first = shop.bills().await;
        let before = (shop.bank.asked(), shop.count("outbox").await);
        assert_eq!(shop.bills().await.charges, 0);
        // What was refused is told by the run that hears of it.
        let told = shop.bills().await;
        assert_eq!(told.charges, 0);
        let after = (shop.bank.asked(), shop.count("outbox").await);
        assert_eq!(shop.bills().await.charges, 0);
        assert_eq!(after.0, before.0);
        assert_eq!(shop.count("outbox").await, after.1);
        charges += first.charges;
        shop.wait(DAY);
    }
    assert!(charges >= 2, "{charges}");
    assert_eq!(shop.bank.captured(), (4_000, 1));
    shop.clean().await;
});

on_both!(what_was_disputed_is_not_charged_again, |db| async move {
    let shop = opened(db).await;
    shop.pays(1, all(true)).await;
    opens(&shop).await;
    for _ in 0..12 {
        assert_eq!(shop.bills().await.charges, 0);
        shop.wait(DAY);
    }
    assert_eq!((shop.bank.asked(), shop.bank.captured()), (1, (11_000, 1)));
    assert_eq!(shop.figures().await, [0, 0, 6_000, 0, 0]);
    shop.clean().await;
});

on_both!(pages_foretell_what_the_run_charges, |db| async move {
    let shop = opened(db).await;
    let no = || Turn::Declines("insufficient_funds");
    shop.bank.then([no(), no(), no(), no(), no()]);
    let mut tx = shop.db.read().await.expect("reads");
    let found = store::import::invoices(&mut tx, &["y"])
        .await
        .expect("reads");
    drop(tx);
    let invoice: InvoiceId = found["y"].id.parse().expect("an id");
    let mut days = Vec::new();
    for day in 24..=40 {
        shop.wait(DAY);
        let today = shop.clock().now().utc_date();
        let view = desk(&shop).show_invoice(&shop.anna, invoice.clone()).await;
        let ahead = view.expect("shows").ahead.expect("is open");
        let foretold = ahead.payer.is_some() && ahead.on == today;
        assert_eq!(foretold, shop.bills().await.charges > 0, "{today}");
        days.extend(foretold.then_some(day));
    }
    assert_eq!(days, [24, 25, 27, 31]);
});

on_both!(what_is_looked_into_is_not_charged_again, |db| async move {
    let shop = opened(db).await;
    let more = Money::new(4_100, Currency::EUR);
    shop.bank.then([Turn::Takings(more)]);
    shop.wait(DAY);
    shop.bills().await;
    assert_eq!(shop.bank.captured(), (4_100, 1));
    let [_, _, due, processing, unapplied] = shop.figures().await;
    assert_eq!((due, processing, unapplied), (12_000, 0, 4_100));
    let mut tx = shop.db.read().await.expect("reads");
    let found = store::import::invoices(&mut tx, &["y"]).await;
    drop(tx);
    let id: InvoiceId = found.expect("reads")["y"].id.parse().expect("an id");
    let view = desk(&shop).show_invoice(&shop.anna, id).await;
    let view = view.expect("shows");
    assert_eq!((view.held, view.ahead), (Some(Held::Apart), None));
    for _ in 0..12 {
        shop.wait(DAY);
        shop.bills().await;
    }
    assert_eq!(shop.bank.asked(), 1, "the provider says what becomes of it");
    shop.clean().await;
});

on_both!(
    what_is_held_back_and_paid_waits_no_longer,
    |db| async move {
        let large = format!("{DUE}{}", invoice("600.00", "2026-11-24"));
        let shop = Shop::with(db, &large).await;
        shop.script(BOTH).await.expect("changes");
        shop.wait(DAY);
        shop.bills().await;
        assert_eq!(shop.count("parked").await, 3);
        let mut tx = shop.db.read().await.expect("reads");
        let found = store::import::invoices(&mut tx, &["y"]).await;
        drop(tx);
        let id: InvoiceId = found.expect("reads")["y"].id.parse().expect("an id");
        let view = desk(&shop).show_invoice(&shop.anna, id).await;
        let view = view.expect("shows");
        assert_eq!((view.held, view.ahead), (Some(Held::Unusual), None));
        // She pays it herself.
        shop.pays(1, all(false)).await;
        shop.bills().await;
        assert_eq!(shop.count("parked").await, 0);
        shop.clean().await;
    }
);
