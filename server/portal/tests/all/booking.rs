//! Booking under load: credit is spent once, however many reach for it.

use std::sync::Arc;

use model::currency::Currency;
use model::id::{AccountId, InvoiceId};
use model::money::Money;
use model::time::{Clock, FixedClock, Instant};
use portal::booking::{BookingError, CreditOrder, hold, release, spend_credit, spend_hold};
use portal::ids::Ids;
use portal::import::{ImportOptions, run};
use store::{Db, on_both};

/// 2026-11-23T10:00:00Z.
const NOW: FixedClock = FixedClock(Instant(1_795_428_000_000_000));

/// An account with 1,000 cents of credit and an invoice of 6,400.
async fn books(db: &Db) -> (AccountId, InvoiceId) {
    let text = include_str!("import/race.ndjson");
    let report = run(
        db,
        &NOW,
        text.as_bytes(),
        ImportOptions::default(),
        &|_, _| {},
    )
    .await;
    assert_eq!(report.expect("imports").refused, []);
    let mut tx = db.read().await.expect("reads");
    let invoices = store::import::invoices(&mut tx, &["i"])
        .await
        .expect("reads");
    let invoice = &invoices["i"];
    let account = invoice.account_id.parse().expect("an id");
    (account, invoice.id.parse().expect("an id"))
}

fn order(account: &AccountId, n: usize, minor: i64) -> CreditOrder {
    CreditOrder {
        account: account.clone(),
        amount: Money::new(minor, Currency::EUR),
        payment: format!("order-{n}"),
        on: NOW.now().utc_date(),
        at: NOW.now(),
    }
}

/// Credit, what is set aside, and what is due.
async fn figures(db: &Db, account: &AccountId) -> (i64, i64, i64) {
    let mut tx = db.read().await.expect("reads");
    let found = store::booking::positions(&mut tx, &[account.as_str()]).await;
    let found = found.expect("reads").remove(0);
    (found.credit_minor, found.held_minor, found.due_minor)
}

on_both!(sixty_four_spend_and_ten_can, |db| async move {
    let (account, invoice) = books(&db).await;
    let ids = Arc::new(Ids::new().expect("randomness"));
    let mut tasks = Vec::new();
    for n in 0..64 {
        let (db, ids, invoice) = (db.clone(), Arc::clone(&ids), invoice.clone());
        let order = order(&account, n, 100);
        tasks.push(tokio::spawn(async move {
            db.write(move |tx| {
                let (ids, order, invoice) = (Arc::clone(&ids), order.clone(), invoice.clone());
                Box::pin(async move { spend_credit(tx, &ids, &order, &invoice).await })
            })
            .await
        }));
    }
    let mut passed = 0;
    for task in tasks {
        match task.await.expect("ends") {
            Ok(()) => passed += 1,
            Err(BookingError::NotEnough(left)) => assert!(left.minor < 100),
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(passed, 10);
    assert_eq!(figures(&db, &account).await, (0, 0, 5_400));
    let verdict = portal::verify::run(&db).await.expect("verifies");
    assert!(verdict.clean(), "\n{verdict}");
});

#[derive(Clone, Copy)]
enum Step {
    Hold,
    Release,
    SpendHold,
}

async fn take(
    db: &Db,
    ids: &Arc<Ids>,
    step: Step,
    order: &CreditOrder,
    invoice: &InvoiceId,
) -> Result<(), BookingError> {
    let (ids, order, invoice) = (Arc::clone(ids), order.clone(), invoice.clone());
    db.write(move |tx| {
        let (ids, order, invoice) = (Arc::clone(&ids), order.clone(), invoice.clone());
        Box::pin(async move {
            match step {
                Step::Hold => hold(tx, &ids, &order).await,
                Step::Release => release(tx, &ids, &order).await,
                Step::SpendHold => spend_hold(tx, &ids, &order, &invoice).await,
            }
        })
    })
    .await
}

on_both!(what_is_set_aside_is_spent_or_released, |db| async move {
    let (account, invoice) = books(&db).await;
    let ids = Arc::new(Ids::new().expect("randomness"));
    let (first, second) = (order(&account, 1, 700), order(&account, 2, 700));
    let step = async |step, order| take(&db, &ids, step, order, &invoice).await;
    step(Step::Hold, &first).await.expect("holds");
    step(Step::Hold, &first).await.expect("holds no more");
    assert_eq!(figures(&db, &account).await, (1_000, 700, 6_400));
    let refused = step(Step::Hold, &second).await;
    assert!(matches!(refused, Err(BookingError::NotEnough(left)) if left.minor == 300));
    step(Step::Release, &first).await.expect("releases");
    step(Step::Hold, &second).await.expect("holds");
    step(Step::SpendHold, &second).await.expect("spends");
    assert_eq!(figures(&db, &account).await, (300, 0, 5_700));
    let again = step(Step::SpendHold, &second).await;
    assert!(matches!(again, Err(BookingError::Missing)));
});

on_both!(what_is_issued_or_booked_is_never_changed, |db| async move {
    books(&db).await;
    for (table, column) in [
        ("invoice", "hash"),
        ("invoice_line", "text"),
        ("invoice_tax", "rate"),
        ("ledger_transaction", "reason"),
        ("ledger_entry", "book"),
        ("credit_movement", "reason"),
        ("audit", "detail"),
    ] {
        let again = format!("into {table} select * from {table}");
        for text in [
            format!("update {table} set {column} = 'x'"),
            format!("delete from {table}"),
            format!("insert {again}"),
            format!("insert or replace {again}"),
        ] {
            let refused = store::probe::script(&db, text.as_str()).await;
            assert!(refused.is_err(), "{text}");
        }
        let left = store::probe::number(&db, format!("select count(*) from {table}")).await;
        assert!(left.expect("counts") > 0, "{table}");
    }
});

on_both!(what_is_not_granted_yet_is_not_set_aside, |db| async move {
    let (account, invoice) = books(&db).await;
    let ids = Arc::new(Ids::new().expect("randomness"));
    let mut early = order(&account, 1, 700);
    early.on = "2026-01-31".parse().expect("a day");
    let refused = take(&db, &ids, Step::Hold, &early, &invoice).await;
    assert!(matches!(refused, Err(BookingError::NotEnough(left)) if left.minor == 0));
});

on_both!(nothing_is_added_to_what_is_issued, |db| async move {
    let (_, invoice) = books(&db).await;
    for text in [
        format!(
            "insert into invoice_line (invoice_id, n, kind, item, revision, text, net_minor,
                tax_rate, tax_category) values ('{invoice}', 2, 'manual', '', 0, 'x', 0, '0', 'Z')"
        ),
        format!("insert into invoice_tax values ('{invoice}', 9, '0', 'Z', 0, 0)"),
    ] {
        assert!(
            store::probe::script(&db, text.as_str()).await.is_err(),
            "{text}"
        );
    }
});
