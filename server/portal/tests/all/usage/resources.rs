//! What the page of a subscription shows of its resources.

use model::caller::{Caller, Permission};
use model::portal::Door;
use model::subscription::{Resource, SubscriptionQuery};
use portal::Desk;
use store::{Db, on_both};

use super::books::{NOW, import, month, open, row};
use crate::support::{all_but, member, owner, reception};

async fn resources(db: &Db, caller: Caller) -> Vec<Resource> {
    let mut tx = db.read().await.expect("reads");
    let accounts = store::run::following(&mut tx, None, "", 10).await;
    let accounts = accounts.expect("reads");
    let ids: Vec<&str> = accounts.iter().map(|id| id.as_str()).collect();
    let known = store::run::contacts(&mut tx, &ids).await.expect("reads");
    drop(tx);
    let first = known.into_iter().find(|it| it.name == "a");
    let caller = Caller {
        account: first.expect("is there").id.0,
        ..caller
    };
    let clock = std::sync::Arc::new(NOW);
    let desk: Door = std::sync::Arc::new(Desk::new(db.clone(), clock, reception()));
    let query = SubscriptionQuery {
        search: "one.example".to_owned(),
        ..SubscriptionQuery::default()
    };
    let list = desk.list_subscriptions(&caller, query).await.unwrap();
    let one = list.page.items[0].id.clone();
    desk.show_subscription(&caller, one)
        .await
        .unwrap()
        .resources
}

on_both!(twelve_months_stand_against_their_limits, |db| async move {
    open(&db).await;
    let lines = [
        // Before the twelve months, and in the first of them.
        row("one", "disk", "2025-04-30", 3),
        row("one", "disk", "2025-05-31", 4),
        row("one", "disk", "2026-03-31", 12),
        // From 7 April an add-on raises the limit from 1 to 2 GB.
        month("one", "disk", &[5, 6, 7, 8, 9, 10, 11, 25]),
        row("one", "traffic", "2026-03-31", 60),
        row("one", "mailboxes", "2026-04-01", 1),
    ];
    assert_eq!(import(&db, &lines.join("\n")).await.refused, []);
    let found = resources(&db, owner(1)).await;
    let names: Vec<&str> = found.iter().map(|it| it.resource.as_str()).collect();
    assert_eq!(names, ["disk", "traffic", "mailboxes"]);
    let disk = &found[0];
    assert_eq!(
        (disk.used.as_str(), disk.limit.as_deref()),
        ("2.5", Some("2"))
    );
    assert_eq!((disk.unit.as_deref(), disk.bar), (Some("GB"), (80, 20)));
    assert_eq!(disk.as_of.unwrap().to_string(), "2026-04-08");
    let months: Vec<_> = disk
        .months
        .iter()
        .map(|it| (it.month.to_string(), it.used.as_str(), it.over))
        .collect();
    assert_eq!(
        months,
        [
            ("2025-05-01".to_owned(), "0.4", false),
            ("2026-03-01".to_owned(), "1.2", true),
            ("2026-04-01".to_owned(), "2.5", true),
        ]
    );
    // The first and the last of twelve; what is over the limit stands upon what is within.
    assert_eq!(disk.chart.days.len(), 12);
    let at: Vec<u32> = disk.chart.bars.iter().map(|bar| bar.at).collect();
    assert!(at.is_sorted() && at[2] - at[1] == disk.chart.days[0].0 - disk.chart.days[1].0);
    assert_eq!(
        (disk.chart.bars[0].over, disk.chart.bars[2].over > 0),
        (0, true)
    );
    // Traffic of a month that has no reading yet is nothing so far.
    let traffic = &found[1];
    assert!(traffic.sum && traffic.used == "0");
    assert_eq!(traffic.months[0].used, "6");
    assert_eq!(
        (found[2].used.as_str(), found[2].unit.as_deref()),
        ("100000000", None)
    );
});

on_both!(who_may_not_see_usage_sees_none_of_it, |db| async move {
    open(&db).await;
    import(&db, &row("one", "disk", "2026-04-01", 3)).await;
    assert_eq!(resources(&db, owner(1)).await.len(), 1);
    let blind = member(1, all_but(&[Permission::ViewUsage]), None);
    assert_eq!(resources(&db, blind).await, []);
});
