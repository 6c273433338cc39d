//! Money that came in: booked once by its reference, never more on an invoice than is open.

use std::sync::Arc;

use model::currency::Currency;
use model::id::{AccountId, BillingAccountId, InvoiceId};
use model::money::Money;
use model::time::{Clock, FixedClock, Instant};
use portal::booking::{BookingError, Receipt, Received, Way, receive};
use portal::ids::Ids;
use portal::import::{Adapters, ImportOptions, run};
use store::{Db, on_both};

/// 2026-11-23T10:00:00Z.
const NOW: FixedClock = FixedClock(Instant(1_795_428_000_000_000));

/// Beside the books of `race.ndjson`: a card, and a second customer with an invoice.
const MORE: &str = include_str!("import/more.ndjson");

struct Books {
    account: AccountId,
    /// 64.00 due on the 15th, 6.00 due on the 10th, and that of the other customer.
    invoices: [InvoiceId; 3],
    card: BillingAccountId,
}

async fn books(db: &Db) -> Books {
    let text = format!("{}{}", include_str!("import/race.ndjson"), MORE);
    let adapters = Adapters {
        gateways: vec!["sandbox".to_owned()],
        ..Adapters::default()
    };
    let options = ImportOptions {
        adapters,
        ..ImportOptions::default()
    };
    let report = run(db, &NOW, text.as_bytes(), options, &|_, _| {}).await;
    assert_eq!(report.expect("imports").refused, []);
    let mut tx = db.read().await.expect("reads");
    let found = store::import::invoices(&mut tx, &["i", "j", "k"]).await;
    let found = found.expect("reads");
    let cards = store::import::billing_accounts(&mut tx, &["v"]).await;
    Books {
        account: found["i"].account_id.parse().expect("an id"),
        invoices: ["i", "j", "k"].map(|it| found[it].id.parse().expect("an id")),
        card: cards.expect("reads")["v"].id.parse().expect("an id"),
    }
}

fn euro(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

fn receipt(account: &AccountId, reference: &str, minor: i64) -> Receipt {
    Receipt {
        account: account.clone(),
        amount: euro(minor),
        way: Way::Transfer,
        reference: reference.to_owned(),
        said: None,
        allocations: None,
        on: NOW.now().utc_date(),
        at: NOW.now(),
        actor: "test".to_owned(),
    }
}

async fn take(db: &Db, ids: &Arc<Ids>, receipt: Receipt) -> Result<Received, BookingError> {
    let (ids, receipt) = (Arc::clone(ids), Arc::new(receipt));
    db.write(move |tx| {
        let (ids, receipt) = (Arc::clone(&ids), Arc::clone(&receipt));
        Box::pin(async move { receive(tx, &ids, &receipt).await })
    })
    .await
}

/// Credit and what is due.
async fn figures(db: &Db, account: &AccountId) -> (i64, i64) {
    let mut tx = db.read().await.expect("reads");
    let found = store::booking::positions(&mut tx, &[account.as_str()]).await;
    let found = found.expect("reads").remove(0);
    (found.credit_minor, found.due_minor)
}

async fn clean(db: &Db) {
    let verdict = portal::verify::run(db).await.expect("verifies");
    assert!(verdict.clean(), "\n{verdict}");
}

on_both!(
    the_oldest_are_paid_first_and_a_surplus_is_credit,
    |db| async move {
        let Books {
            account,
            invoices: [first, second, _],
            ..
        } = books(&db).await;
        let ids = Arc::new(Ids::seeded([1; 32]));
        let part = take(&db, &ids, receipt(&account, "RF1", 1_000))
            .await
            .expect("books");
        let paid = vec![(second, 600), (first.clone(), 400)];
        assert_eq!(
            part,
            Received {
                invoices: paid,
                credit: None
            }
        );
        assert_eq!(figures(&db, &account).await, (1_000, 6_000));
        let rest = take(&db, &ids, receipt(&account, "RF2", 7_500))
            .await
            .expect("books");
        assert_eq!(rest.invoices, vec![(first, 6_000)]);
        assert_eq!(rest.credit.expect("a surplus").1, 1_500);
        assert_eq!(figures(&db, &account).await, (2_500, 0));
        let wakes = store::probe::number(&db, "select count(*) from run where wake_at = 0").await;
        assert!(wakes.expect("counts") > 0);
        clean(&db).await;
    }
);

on_both!(what_names_an_invoice_twice_means_the_sum, |db| async move {
    let Books {
        account,
        invoices: [first, second, _],
        ..
    } = books(&db).await;
    let ids = Arc::new(Ids::seeded([4; 32]));
    let one = |parts: &[i64], minor| Receipt {
        allocations: Some(parts.iter().map(|it| (first.clone(), euro(*it))).collect()),
        ..receipt(&account, "T-1", minor)
    };
    for refused in [one(&[3_000, 0], 3_000), one(&[4_000, 3_001], 7_000)] {
        let refused = take(&db, &ids, refused).await;
        assert!(matches!(refused, Err(BookingError::Beyond(_))));
    }
    let mut both = one(&[4_000, 3_000], 7_100);
    let parts = both.allocations.as_mut().expect("parts");
    parts.insert(1, (second.clone(), euro(100)));
    let paid = take(&db, &ids, both).await.expect("books");
    assert_eq!(paid.invoices, vec![(first.clone(), 6_400), (second, 100)]);
    assert_eq!(paid.credit.expect("a surplus").1, 600);
    clean(&db).await;
});

on_both!(a_reference_is_booked_once, |db| async move {
    let Books { account, .. } = books(&db).await;
    let ids = Arc::new(Ids::seeded([2; 32]));
    let mut tasks = Vec::new();
    for _ in 0..16 {
        let (db, ids, one) = (
            db.clone(),
            Arc::clone(&ids),
            receipt(&account, "RF1", 2_000),
        );
        tasks.push(tokio::spawn(async move { take(&db, &ids, one).await }));
    }
    let mut answers = Vec::new();
    for task in tasks {
        answers.push(task.await.expect("ends").expect("books"));
    }
    answers.dedup();
    assert_eq!(answers.len(), 1);
    assert_eq!(figures(&db, &account).await, (1_000, 5_000));
    let other = take(&db, &ids, receipt(&account, "RF1", 2_001)).await;
    assert!(matches!(other, Err(BookingError::Reused)));
    let acts = "select count(*) from audit where action = 'payment.received'";
    assert_eq!(store::probe::number(&db, acts).await.expect("counts"), 1);
    clean(&db).await;
});

on_both!(only_what_is_the_accounts_is_paid, |db| async move {
    let Books {
        account,
        invoices: [first, _, foreign],
        card,
    } = books(&db).await;
    let ids = Arc::new(Ids::seeded([3; 32]));
    let one = |allocations, minor| Receipt {
        way: Way::BillingAccount(card.clone()),
        allocations: Some(allocations),
        ..receipt(&account, "P-1", minor)
    };
    let theirs = take(&db, &ids, one(vec![(foreign, euro(100))], 100)).await;
    assert!(matches!(theirs, Err(BookingError::Missing)));
    let unknown = Receipt {
        way: Way::BillingAccount(BillingAccountId::make(7, [7; 10])),
        ..one(Vec::new(), 100)
    };
    let unknown = take(&db, &ids, unknown).await;
    assert!(matches!(unknown, Err(BookingError::Missing)));
    for refused in [
        one(vec![(first.clone(), euro(101))], 100),
        one(vec![(first.clone(), euro(6_401))], 6_401),
        one(Vec::new(), 0),
    ] {
        let refused = take(&db, &ids, refused).await;
        assert!(matches!(refused, Err(BookingError::Beyond(_))));
    }
    let yen = Money::new(100, "JPY".parse().expect("known"));
    let foreign = take(&db, &ids, one(vec![(first.clone(), yen)], 100)).await;
    assert!(matches!(foreign, Err(BookingError::Currency)));
    assert_eq!(figures(&db, &account).await, (1_000, 7_000));
    let paid = take(&db, &ids, one(vec![(first.clone(), euro(6_400))], 6_400)).await;
    assert_eq!(paid.expect("books").invoices, vec![(first, 6_400)]);
    let by = "select count(*) from settlement where by = 'billing_account'
        and billing_account_id is not null and reference = 'P-1'";
    assert_eq!(store::probe::number(&db, by).await.expect("counts"), 1);
    assert_eq!(figures(&db, &account).await, (1_000, 600));
    clean(&db).await;
});
