use model::money::Money;
use portal::booking::{CreditOrder, spend_credit};
use portal::ids::Ids;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, TestRunner};
use store::on_both;

use super::dunning::{OWED, handed, mails};
use super::*;

/// Half past nine and half past ten in Berlin in summer, on each of these days; what waits in the
/// outbox is handed over in between.
pub async fn mornings(db: &Db, days: std::ops::RangeInclusive<i32>) {
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

/// Pays so much of what is open on the oldest invoice of an account, with credit that is brought in
/// for it.
async fn pay(db: &Db, day: i32, (reference, amount): (&str, &str)) {
    let clock = at(day);
    let text = format!(
        "{{\"type\":\"credit\",\"ref\":\"{reference}\",\"account\":\"x\",\"currency\":\"EUR\",\
         \"amount\":\"{amount}\",\"origin\":\"paid_in\",\"on\":\"{}\",\"note\":\"\"}}\n",
        clock.now().utc_date()
    );
    books(db, &text).await;
    let invoice = exported(db, "invoice").await;
    let invoice = invoice
        .iter()
        .find(|it| it["account"] == "x" && it["open"] != "0.00");
    let invoice = invoice.expect("open")["ref"]
        .as_str()
        .expect("an id")
        .parse()
        .expect("an id");
    let order = CreditOrder {
        account: account(db).await,
        amount: Money::parse(amount, "EUR".parse().expect("known")).expect("an amount"),
        payment: reference.to_owned(),
        on: clock.now().utc_date(),
        at: clock.now(),
    };
    let seed = reference.bytes().next().unwrap_or_default();
    let ids = std::sync::Arc::new(Ids::seeded([seed; 32]));
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
pub async fn account(db: &Db) -> model::id::AccountId {
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
        assert_eq!(mails(&db, "payload like '%\"suspended\":{%'").await, 2);
        let acts = "select count(*) from audit where action = 'subscription.suspended'";
        assert_eq!(number(&db, acts).await.ok(), Some(1));
        mornings(&db, 39..=50).await;
        // What is suspended is not invoiced.
        let made = exported(&db, "invoice").await;
        assert_eq!(made.iter().filter(|it| it["account"] == "x").count(), 1);
        sound(&db).await;
        // A part is not enough.
        pay(&db, 50, ("part", "6.00")).await;
        go(&db, &at(50)).await;
        assert_eq!(stand(&db, STOPPED).await, 1);
        pay(&db, 50, ("rest", "5.90")).await;
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

on_both!(
    what_stays_unpaid_is_terminated_and_credited,
    |db| async move {
        books(&db, OWED).await;
        // Suspended on 2026-04-08, a Wednesday: twenty days later, a Tuesday.
        mornings(&db, 0..=57).await;
        assert_eq!(stand(&db, STOPPED).await, 1);
        mornings(&db, 58..=58).await;
        let over = "ref = 'x1' and status = 'terminated' and ends_on = '2026-04-28'";
        assert_eq!(stand(&db, over).await, 1);
        let told = "payload like '%\"terminated\":{\"deleted_on\":\"2026-05-28\"}%'";
        assert_eq!(mails(&db, told).await, 2);
        // 10.00 × 21 / 31 from the suspension to the end of the period, with 19 % of tax.
        let notes = exported(&db, "credit_note").await;
        assert_eq!(notes.len(), 1);
        let sums = ["net", "tax", "total"].map(|field| notes[0][field].as_str());
        assert_eq!(sums, [Some("6.77"), Some("1.29"), Some("8.06")]);
        assert_eq!(
            number(&db, "select count(*) from parked").await.ok(),
            Some(0)
        );
        let acts = "select count(*) from audit where action = 'subscription.terminated'";
        assert_eq!(number(&db, acts).await.ok(), Some(1));
        // What is left is dunned no further, and nothing is invoiced any more.
        let before = mails(&db, "recipient = 'p@x.example'").await;
        mornings(&db, 59..=90).await;
        assert_eq!(mails(&db, "recipient = 'p@x.example'").await, before);
        let made = exported(&db, "invoice").await;
        assert_eq!(made.iter().filter(|it| it["account"] == "x").count(), 1);
        sound(&db).await;
    }
);

on_both!(
    of_a_year_the_days_from_the_suspension_on_are_credited,
    |db| async move {
        // 120.00 due on 1 May, suspended on 11 May: 116.71 is credited, 3.29 stays due.
        let text = OWED
            .replace("\"amount\":\"10.00\"", "\"amount\":\"120.00\"")
            .replace("\"period\":\"month\"", "\"period\":\"year\"")
            .replace("-03-29", "-05-01")
            .replace("\"rate\":\"19\"", "\"rate\":\"0\"");
        books(&db, &text).await;
        // The thirtieth day after it was due is a Sunday.
        mornings(&db, 40..=91).await;
        assert_eq!(exported(&db, "credit_note").await.len(), 0);
        let clock = FixedClock(at(92).now().plus_seconds(-90 * 60));
        let order = Order {
            print: true,
            ..Order::default()
        };
        let printed = std::sync::Mutex::new(Vec::new());
        let told = |report: &Report| printed.lock().expect("one").extend(report.printed.clone());
        let dry = portal::run::rehearse(&db, &clock, order, &told).await;
        assert_eq!(dry.expect("rehearses").credit_notes, 1);
        assert_eq!(exported(&db, "credit_note").await.len(), 0);
        assert_eq!(
            run(&db, &clock, order, &told)
                .await
                .expect("runs")
                .credit_notes,
            1
        );
        let notes = exported(&db, "credit_note").await;
        let (note, line) = (&notes[0], &notes[0]["lines"][0]);
        assert_eq!(
            (&note["total"], &note["number"]),
            (&"116.71".into(), &"CN-2026-00001".into())
        );
        assert_eq!(line["period"]["from"], "2026-05-11");
        assert_eq!(line["derivation"]["inputs"]["days_left"], 355);
        let invoices = exported(&db, "invoice").await;
        let left = invoices.iter().find(|it| it["ref"] == note["invoice"]);
        let left = left.expect("is there");
        assert_eq!(
            (&left["open"], &left["status"]),
            (&"3.29".into(), &"part_paid".into())
        );
        let printed = printed.into_inner().expect("one");
        let printed: Vec<_> = printed
            .iter()
            .filter(|it| it.contains("credit_note"))
            .collect();
        assert_eq!(printed.len(), 2);
        let last: Value = serde_json::from_str(printed[1]).expect("an object");
        assert_eq!(last, Value::from(note.clone()));
        assert_eq!(go(&db, &clock).await.credit_notes, 0);
        sound(&db).await;
    }
);

on_both!(what_a_coupon_took_off_is_not_credited, |db| async move {
    // 10.00 less 5.00 for 29 days.
    books(&db, &format!("{OWED}{COUPON}")).await;
    for day in 0..=45 {
        let clock = FixedClock(at(day).now().plus_seconds(8 * 3_600));
        go(&db, &clock).await;
        handed(&db, &clock).await;
    }
    let notes = exported(&db, "credit_note").await;
    assert_eq!((notes.len(), &notes[0]["invoice"]), (1, &"old".into()));
    let line = &notes[0]["lines"][0];
    let inputs = &line["derivation"]["inputs"];
    assert_eq!(
        (&inputs["net"], &inputs["days"]),
        (&"5.00".into(), &29.into())
    );
    let days = inputs["days_left"].as_i64().expect("days");
    let cents = (500 * days * 2 + 29) / (2 * 29);
    assert!((1..29).contains(&days), "{days}");
    assert_eq!(line["net"], format!("{}.{:02}", cents / 100, cents % 100));
    sound(&db).await;
});

/// An invoice of an older system for a plan with a coupon.
const COUPON: &str = include_str!("coupon.ndjson");

on_both!(several_runs_at_once_credit_once, |db| async move {
    books(&db, OWED).await;
    mornings(&db, 0..=57).await;
    for milliseconds in [1, 3, 9] {
        let clock = FixedClock(at(58).now().plus_seconds(-60 * 60));
        let patience = std::time::Duration::from_millis(milliseconds);
        let _ = tokio::time::timeout(patience, go(&db, &clock)).await;
    }
    let later = FixedClock(at(58).now().plus_seconds(3_600));
    let runs = (0..4).map(|_| {
        let db = db.clone();
        tokio::spawn(async move { go(&db, &later).await })
    });
    for run in runs.collect::<Vec<_>>() {
        run.await.expect("ends");
    }
    let notes = exported(&db, "credit_note").await;
    assert_eq!((notes.len(), &notes[0]["total"]), (1, &"8.06".into()));
    sound(&db).await;
});

on_both!(domains_are_never_suspended, |db| async move {
    books(
        &db,
        &OWED.replace("\"plan\":\"s\"", "\"plan\":\"d\"").replace(
            "\"period\":\"month\",\"started_on\"",
            "\"period\":\"year\",\"started_on\"",
        ),
    )
    .await;
    mornings(&db, 0..=60).await;
    assert_eq!(mails(&db, "payload like '%stop%'").await, 0);
    assert!(mails(&db, "recipient = 'p@x.example'").await >= 5);
    assert_eq!(stand(&db, "status = 'active'").await, 2);
    sound(&db).await;
});

on_both!(
    several_runs_at_once_suspend_and_tell_once,
    |db| async move {
        books(&db, OWED).await;
        mornings(&db, 0..=37).await;
        let before = mails(&db, "recipient = 'p@x.example'").await;
        for _ in 0..3 {
            // Cut off at first, then four side by side.
            let clock = FixedClock(at(38).now().plus_seconds(-60 * 60));
            let patience = std::time::Duration::from_millis(2);
            let _ = tokio::time::timeout(patience, go(&db, &clock)).await;
            let later = FixedClock(clock.now().plus_seconds(3_600));
            let runs = (0..4).map(|_| {
                let db = db.clone();
                tokio::spawn(async move { go(&db, &later).await })
            });
            for run in runs.collect::<Vec<_>>() {
                run.await.expect("ends");
            }
        }
        assert_eq!(stand(&db, STOPPED).await, 1);
        assert_eq!(mails(&db, "recipient = 'p@x.example'").await - before, 1);
        let acts = "select count(*) from audit where action = 'subscription.suspended'";
        assert_eq!(number(&db, acts).await.ok(), Some(1));
    }
);

/// How many days lie between runs.
fn gaps() -> Vec<Vec<i32>> {
    let mut runner = TestRunner::new(Config::default());
    let gaps = proptest::collection::vec(0..9_i32, 8..20);
    let cuts = (0..4).map(|_| gaps.new_tree(&mut runner).expect("gaps").current());
    cuts.collect()
}

/// Lets days pass as they are cut, and sees that nothing is compressed by that.
async fn keeps_distances(db: &Db, gaps: &[i32]) {
    books(db, OWED).await;
    let mut day = 0;
    for gap in gaps {
        day = (day + gap).min(60);
        mornings(db, day..=day).await;
    }
    mornings(db, 60..=85).await;
    let when = async |text: &str| number(db, text).await.expect("once");
    let suspended = when("select at from audit where action = 'subscription.suspended'").await;
    let warned = "queued_at) from outbox where recipient = 'p@x.example'
        and payload like '%ahead%'";
    let first = when(&format!("select min({warned}")).await;
    let last = when(&format!("select max({warned}")).await;
    let hour = 3_600_000_000;
    assert!(suspended - first >= 72 * hour && suspended - last >= 24 * hour);
    assert_eq!(mails(db, "payload like '%ahead%'").await, 4);
    let twice = "select count(*) from (select recipient from outbox where kind = 'owed'
        group by recipient, queued_at / 86400000000 having count(*) > 1) as twice";
    assert_eq!(when(twice).await, 0);
    sound(db).await;
}

on_both!(
    however_days_are_cut_dunning_keeps_its_distances,
    |db| async move {
        // Invariant I10 for what reaches the customer.
        let mut gaps = gaps().into_iter();
        keeps_distances(&db, &gaps.next().expect("one")).await;
        for gaps in gaps {
            println!("{gaps:?}");
            let other = store::testing::sqlite().await;
            keeps_distances(&other.db, &gaps).await;
            other.close().await;
        }
    }
);
