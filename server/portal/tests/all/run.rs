//! The billing run: what it takes out, once, however it is cut.

use model::time::{Clock, Date, FixedClock, Instant};
use portal::import::{ImportOptions, run as import};
use portal::run::{Order, Report, run};
use store::probe::{number, script};
use store::{Db, on_both};

/// 2026-03-01T10:00:00Z.
const BEGIN: FixedClock = FixedClock(Instant(1_772_359_200_000_000));

fn on(day: &str) -> FixedClock {
    let day: Date = day.parse().expect("a day");
    let days = day.since(BEGIN.now().utc_date());
    FixedClock(BEGIN.now().plus_seconds(i64::from(days) * 86_400))
}

/// Two accounts, one of them where it is already tomorrow; the first has four lots.
async fn books(db: &Db) {
    let text = include_str!("run.ndjson");
    let report = import(
        db,
        &BEGIN,
        text.as_bytes(),
        ImportOptions::default(),
        &|_, _| {},
    )
    .await;
    assert_eq!(report.expect("imports").refused, []);
}

async fn go(db: &Db, clock: &FixedClock, until: Option<&str>) -> Report {
    let order = Order {
        until: until.map(|day| day.parse().expect("a day")),
        ..Order::default()
    };
    let done = run(db, clock, order, &|_| {}).await;
    done.expect("runs")
}

/// Balances of both accounts, movements, and entries of the ledger.
async fn figures(db: &Db) -> [i64; 4] {
    let of = |name: &str| {
        format!(
            "select cast(sum(p.credit_minor) as bigint) from position p
            join account a on a.id = p.account_id where a.ref = '{name}'"
        )
    };
    let mut found = [0; 4];
    let texts = [
        of("a"),
        of("k"),
        "select count(*) from credit_movement".to_owned(),
        "select count(*) from ledger_entry".to_owned(),
    ];
    for (place, text) in texts.into_iter().enumerate() {
        found[place] = number(db, text).await.expect("counts");
    }
    found
}

async fn sound(db: &Db) {
    let report = portal::verify::run(db).await.expect("verifies");
    assert!(report.clean(), "{report:?}");
}

on_both!(what_has_expired_is_taken_out_once, |db| async move {
    books(&db).await;
    assert_eq!(figures(&db).await, [2_500, 200, 5, 10]);
    // What was over when it came is taken out at once.
    let first = go(&db, &BEGIN, None).await;
    assert_eq!((first.accounts, first.expired), (2, 1));
    assert_eq!(figures(&db).await, [1_800, 200, 6, 12]);
    assert_eq!(go(&db, &BEGIN, None).await, Report::default());
    // The last good day is good.
    assert_eq!(go(&db, &on("2026-03-04"), None).await, Report::default());
    // Where the day is over already, one goes.
    let fifth = go(&db, &on("2026-03-05"), None).await;
    assert_eq!((fifth.accounts, fifth.expired), (1, 1));
    assert_eq!(figures(&db).await, [1_800, 0, 7, 14]);
    // After many days that nobody ran, exactly what was missed.
    let late = go(&db, &on("2026-04-15"), None).await;
    assert_eq!((late.accounts, late.expired), (1, 2));
    assert_eq!(figures(&db).await, [500, 0, 9, 18]);
    assert_eq!(go(&db, &on("2027-04-15"), None).await, Report::default());
    sound(&db).await;
});

on_both!(a_run_up_to_a_day_leaves_the_rest, |db| async move {
    books(&db).await;
    let clock = on("2026-04-15");
    let until = go(&db, &clock, Some("2026-03-10")).await;
    assert_eq!((until.accounts, until.expired), (2, 3));
    assert_eq!(figures(&db).await, [800, 0, 8, 16]);
    // An earlier day undoes nothing, and its own day is done once more for what has come since.
    assert_eq!(go(&db, &clock, Some("2026-03-01")).await, Report::default());
    assert_eq!(go(&db, &clock, Some("2026-03-10")).await, Report::default());
    script(&db, "update run set next_on = '0001-01-01', wake_at = 0")
        .await
        .expect("wakes");
    assert_eq!(go(&db, &clock, Some("2026-03-01")).await.expired, 0);
    assert_eq!(go(&db, &clock, Some("2026-03-10")).await.accounts, 2);
    assert_eq!(go(&db, &clock, None).await.expired, 1);
    assert_eq!(figures(&db).await, [500, 0, 9, 18]);
    sound(&db).await;
});

on_both!(several_runs_at_once_do_it_once, |db| async move {
    books(&db).await;
    let runs = (0..8).map(|_| {
        let db = db.clone();
        tokio::spawn(async move { go(&db, &on("2026-04-15"), None).await.expired })
    });
    let mut expired = 0;
    for run in runs.collect::<Vec<_>>() {
        expired += run.await.expect("ends");
    }
    assert_eq!(expired, 4);
    assert_eq!(figures(&db).await, [500, 0, 9, 18]);
    sound(&db).await;
});

on_both!(an_account_that_fails_holds_up_no_other, |db| async move {
    books(&db).await;
    script(
        &db,
        "update account set time_zone = time_zone where ref = 'a';
         update credit_lot set expires_on = 'never' where ref = 'c0'",
    )
    .await
    .expect("poisons");
    let clock = on("2026-04-15");
    let report = go(&db, &clock, None).await;
    assert_eq!((report.accounts, report.expired), (1, 1));
    assert_eq!(report.troubles.len(), 1);
    assert!(report.troubles[0].cause.contains("credit_lot.expires_on"));
    // It waits, and is done when it is mended.
    assert_eq!(go(&db, &clock, None).await, Report::default());
    script(
        &db,
        "update credit_lot set expires_on = '2026-03-05' where ref = 'c0'",
    )
    .await
    .expect("mends");
    let hours = FixedClock(clock.now().plus_seconds(2 * 3_600));
    assert_eq!(go(&db, &hours, None).await.expired, 3);
    assert_eq!(
        number(&db, "select count(*) from run where trouble is not null")
            .await
            .ok(),
        Some(0)
    );
    sound(&db).await;
});
