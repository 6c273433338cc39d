use std::time::Duration;

use store::on_both;
use store::probe::script;

use super::*;

async fn change(db: &Db, text: &str) {
    script(db, text).await.expect("changes");
}

on_both!(a_poisoned_subscription_holds_up_no_other, |db| async move {
    books(&db, BOOKS).await;
    change(
        &db,
        "update subscription set currency = '?' where ref = 'a1';
         update subscription set begins_on = '2020-01-01', started_on = '2020-01-01'
             where ref = 'a3';
         update plan set terms = '{\"name\":\"D\",\"kind\":\"domain\",\"prices\":[]}'
             where ref = 'd'",
    )
    .await;
    let report = go(&db, &at(45)).await;
    let mut causes: Vec<String> = report.parked.into_iter().map(|it| it.cause).collect();
    causes.sort();
    assert_eq!(causes.len(), 3, "{causes:?}");
    assert!(causes[0].contains("no price"), "{causes:?}");
    assert!(causes[1].contains("not a currency"), "{causes:?}");
    assert!(causes[2].contains("24 periods"), "{causes:?}");
    assert!(report.invoices > 5);
    // It is set aside: nobody tries again before somebody has looked at it.
    assert_eq!(go(&db, &at(50)).await.parked, []);
    change(
        &db,
        "update subscription set currency = 'EUR' where ref = 'a1'",
    )
    .await;
    books(
        &db,
        &BOOKS.replace("own_reference\":\"PO-a", "own_reference\":\"PO-b"),
    )
    .await;
    go(&db, &at(51)).await;
    let parked = number(&db, "select count(*) from parked").await;
    assert_eq!(parked.ok(), Some(2));
    sound(&db).await;
});

on_both!(
    an_account_that_fails_three_times_is_set_aside,
    |db| async move {
        books(&db, BOOKS).await;
        change(&db, "update account set billing = '?' where ref = 'a'").await;
        for hours in [0, 2, 4] {
            let clock = FixedClock(BEGIN.now().plus_seconds(hours * 3_600));
            assert_eq!(go(&db, &clock).await.troubles.len(), 1);
        }
        let later = go(&db, &at(20)).await;
        assert_eq!(later.troubles, []);
        assert!(later.invoices > 0);
        change(&db, "update account set billing = '{}' where ref = 'a'").await;
        books(
            &db,
            &BOOKS.replace("own_reference\":\"PO-a", "own_reference\":\"PO-b"),
        )
        .await;
        assert!(go(&db, &at(21)).await.invoices > 2);
        sound(&db).await;
    }
);

on_both!(a_run_that_is_killed_is_taken_up_again, |db| async move {
    books(&db, BOOKS).await;
    let other = store::testing::sqlite().await;
    books(&other.db, BOOKS).await;
    go(&other.db, &at(45)).await;
    for milliseconds in [0, 1, 3, 9, 27] {
        let patience = Duration::from_millis(milliseconds);
        let _ = tokio::time::timeout(patience, go(&db, &at(45))).await;
    }
    // Who was killed between claim and work gives back nothing: the lease ends.
    let late = FixedClock(at(45).now().plus_seconds(3_600));
    go(&db, &late).await;
    same(&seen(&db).await, &seen(&other.db).await);
    sound(&db).await;
    other.close().await;
});

on_both!(
    a_clock_that_goes_back_issues_nothing_twice,
    |db| async move {
        books(&db, BOOKS).await;
        for day in [0, 20, 10, 21, -3, 22, 400, 23, 401] {
            go(&db, &at(day)).await;
            sound(&db).await;
        }
        let days = number(
            &db,
            "select count(*) from billed b join billed c on c.subscription_id = b.subscription_id
            and c.kind = b.kind and c.item = b.item
            and c.period_from < b.period_to and b.period_from < c.period_from",
        );
        assert_eq!(days.await.ok(), Some(0));
    }
);
