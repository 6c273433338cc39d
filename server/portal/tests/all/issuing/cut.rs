use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, TestRunner};
use store::on_both;

use super::coupon::with_coupons;
use super::*;

on_both!(days_missed_come_out_once, |db| async move {
    books(&db, &with_coupons()).await;
    daily(&db, 0..=9).await;
    let before = given(&db).await;
    let late = go(&db, &at(40)).await;
    assert!(late.invoices > 5, "{late:?}");
    assert_eq!(
        given(&db).await - before,
        i64::try_from(late.invoices).expect("few")
    );
    assert_eq!(go(&db, &at(40)).await.invoices, 0);
    let late = exported(&db, "invoice").await;
    for invoice in late.iter().filter(|it| it["issued_on"] == "2026-04-10") {
        let planned = invoice["planned_on"].as_str().expect("a day");
        let due = invoice["due_on"].as_str().expect("a day");
        assert!(
            planned >= "2026-04-09" || due >= "2026-04-24",
            "{invoice:?}"
        );
    }
    sound(&db).await;
    let missed = planned(&db).await;
    let other = store::testing::sqlite().await;
    books(&other.db, &with_coupons()).await;
    daily(&other.db, 0..=40).await;
    same(&planned(&other.db).await, &missed);
    other.close().await;
});

/// How days are cut: after so many days, so many accounts at a time, twice or not.
fn cuts() -> Vec<Vec<i32>> {
    let mut runner = TestRunner::new(Config::default());
    let days = proptest::collection::vec(0..12_i32, 1..12);
    let cuts = (0..4).map(|_| days.new_tree(&mut runner).expect("days").current());
    cuts.collect()
}

on_both!(days_can_be_cut_anywhere, |db| async move {
    // Invariant I10 for what no payment in between would have changed.
    books(&db, &with_coupons()).await;
    until(&db, &at(60), "2026-04-30").await;
    let whole = planned(&db).await;
    sound(&db).await;
    for steps in cuts() {
        let other = store::testing::sqlite().await;
        books(&other.db, &with_coupons()).await;
        let mut day = 0;
        for step in steps.iter().chain([&60]) {
            day = (day + step).min(60);
            let until_day = at(day).now().utc_date().to_string();
            until(&other.db, &at(60), &until_day).await;
        }
        println!("{steps:?}");
        same(&planned(&other.db).await, &whole);
        sound(&other.db).await;
        other.close().await;
    }
});

on_both!(several_runs_at_once_do_each_thing_once, |db| async move {
    books(&db, &with_coupons()).await;
    let other = store::testing::sqlite().await;
    books(&other.db, &with_coupons()).await;
    for day in [0, 14, 20, 31, 45] {
        let runs = (0..4).map(|_| {
            let db = db.clone();
            tokio::spawn(async move { go(&db, &at(day)).await.invoices })
        });
        let mut invoices = 0;
        for run in runs.collect::<Vec<_>>() {
            invoices += run.await.expect("ends");
        }
        assert_eq!(invoices, go(&other.db, &at(day)).await.invoices, "{day}");
    }
    same(&seen(&db).await, &seen(&other.db).await);
    sound(&db).await;
    other.close().await;
});
