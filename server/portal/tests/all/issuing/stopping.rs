use portal::booking::{CreditOrder, spend_credit};
use portal::ids::Ids;
use store::on_both;

use super::dunning::{OWED, handed, mails};
use super::*;
use model::money::Money;

/// Half past nine and half past ten in Berlin in summer, on each of these days; what waits in the
/// outbox is handed over in between.
async fn mornings(db: &Db, days: std::ops::RangeInclusive<i32>) {
    for day in days {
        for minutes in [-150, -90] {
            let clock = FixedClock(at(day).now().plus_seconds(minutes * 60));
            go(db, &clock).await;
            handed(db, &clock).await;
        }
    }
}

/// So many subscriptions of which that holds.
async fn stand(db: &Db, condition: &str) -> i64 {
    let text = format!("select count(*) from subscription where {condition}");
    number(db, text).await.expect("counts")
}

const STOPPED: &str = "ref = 'x1' and status = 'suspended' and reason = 'non_payment'";

/// Pays what is open on the oldest invoice of an account with credit that is brought in for it.
async fn pay(db: &Db, day: i32) {
    let clock = at(day);
    let text = format!(
        "{{\"type\":\"credit\",\"ref\":\"paid\",\"account\":\"x\",\"currency\":\"EUR\",\
         \"amount\":\"11.90\",\"origin\":\"paid_in\",\"on\":\"{}\",\"note\":\"\"}}\n",
        clock.now().utc_date()
    );
    books(db, &text).await;
    let invoice = exported(db, "invoice").await;
    let invoice = invoice
        .iter()
        .find(|it| it["account"] == "x" && it["open"] == "11.90");
    let invoice = invoice.expect("open")["ref"]
        .as_str()
        .expect("an id")
        .parse()
        .expect("an id");
    let order = CreditOrder {
        account: account(db).await,
        amount: Money::parse("11.90", "EUR".parse().expect("known")).expect("an amount"),
        payment: "p".to_owned(),
        on: clock.now().utc_date(),
        at: clock.now(),
    };
    let ids = std::sync::Arc::new(Ids::seeded([3; 32]));
    db.write(move |tx| {
        let (ids, order, invoice) = (
            std::sync::Arc::clone(&ids),
            order.clone(),
            Clone::clone(&invoice),
        );
        Box::pin(async move { spend_credit(tx, &ids, &order, &invoice).await })
    })
    .await
    .expect("pays");
}

/// The account that owes.
async fn account(db: &Db) -> model::id::AccountId {
    let mut tx = db.read().await.expect("reads");
    let all = store::run::following(&mut tx, None, "", 10)
        .await
        .expect("reads");
    let contacts: Vec<&str> = all.iter().map(|id| id.as_str()).collect();
    let contacts = store::run::contacts(&mut tx, &contacts)
        .await
        .expect("reads");
    let found = contacts.into_iter().find(|it| it.name == "Xaver");
    found.expect("is there").id.0
}

on_both!(
    what_is_not_paid_is_suspended_after_two_warnings,
    |db| async move {
        books(&db, OWED).await;
        mornings(&db, 0..=34).await;
        assert_eq!(mails(&db, "payload like '%ahead%'").await, 0);
        // Due on 2026-03-29: 72 hours before 8 April, and 24.
        for (day, warned) in [(35, 2), (36, 2), (37, 4)] {
            mornings(&db, day..=day).await;
            let told = "recipient <> 'y@y.example' and payload like '%ahead%2026-04-08%'";
            assert_eq!(mails(&db, told).await, warned, "{day}");
            assert_eq!(stand(&db, STOPPED).await, 0);
        }
        let clock = FixedClock(at(38).now().plus_seconds(-150 * 60));
        go(&db, &clock).await;
        assert_eq!(stand(&db, STOPPED).await, 0);
        let told = mails(&db, "recipient = 'p@x.example'").await;
        mornings(&db, 38..=38).await;
        assert_eq!(
            stand(&db, &format!("{STOPPED} and suspended_on = '2026-04-08'")).await,
            1
        );
        // The last reminder stands in the same mail.
        assert_eq!(mails(&db, "recipient = 'p@x.example'").await - told, 1);
        assert_eq!(
            mails(&db, "payload like '%\"stop\":\"suspended\"%'").await,
            2
        );
        let acts = "select count(*) from audit where action = 'subscription.suspended'";
        assert_eq!(number(&db, acts).await.ok(), Some(1));
        mornings(&db, 39..=50).await;
        // What is suspended is not invoiced.
        let made = exported(&db, "invoice").await;
        assert_eq!(made.iter().filter(|it| it["account"] == "x").count(), 1);
        sound(&db).await;
        pay(&db, 50).await;
        go(&db, &at(50)).await;
        let back =
            "ref = 'x1' and status = 'active' and reason is null and restored_on = '2026-04-20'";
        assert_eq!(stand(&db, back).await, 1);
        let made = exported(&db, "invoice").await;
        assert_eq!(made.iter().filter(|it| it["account"] == "x").count(), 2);
        assert_eq!(mails(&db, "payload like '%\"restored\":true%'").await, 2);
        go(&db, &at(50)).await;
        assert_eq!(mails(&db, "payload like '%\"restored\":true%'").await, 2);
        sound(&db).await;
    }
);

on_both!(
    nothing_is_suspended_before_warnings_are_handed_over,
    |db| async move {
        books(&db, OWED).await;
        // No mail leaves.
        daily(&db, 0..=50).await;
        assert_eq!(stand(&db, "status = 'suspended'").await, 0);
        assert_eq!(
            mails(&db, "recipient = 'p@x.example' and payload like '%ahead%'").await,
            1
        );
        handed(&db, &at(51)).await;
        mornings(&db, 51..=53).await;
        assert_eq!(stand(&db, "status = 'suspended'").await, 0);
        mornings(&db, 54..=57).await;
        assert_eq!(stand(&db, STOPPED).await, 1);
        sound(&db).await;
    }
);

on_both!(
    after_days_missed_nothing_is_suspended_at_once,
    |db| async move {
        books(&db, OWED).await;
        mornings(&db, 0..=15).await;
        mornings(&db, 60..=60).await;
        assert_eq!(
            mails(&db, "recipient = 'p@x.example' and payload like '%ahead%'").await,
            1
        );
        mornings(&db, 61..=62).await;
        assert_eq!(stand(&db, "status = 'suspended'").await, 0);
        mornings(&db, 63..=66).await;
        assert_eq!(stand(&db, STOPPED).await, 1);
    }
);
