//! To-dos that usage near its limits makes.

use std::sync::Arc;

use model::caller::{Caller, Permission};
use model::currency::Currency;
use model::money::Money;
use model::portal::Door;
use model::time::{FixedClock, Instant};
use model::todo::{Beyond, Matter, Measured};
use portal::Desk;
use store::probe::script;
use store::{Db, on_both};

use super::books::{NOW, import, month, open, row};
use crate::support::{all_but, member, owner, reception};

/// The caller in the account that the books call `a`.
pub async fn there(db: &Db, caller: Caller) -> Caller {
    let mut tx = db.read().await.expect("reads");
    let accounts = store::run::following(&mut tx, None, "", 10).await;
    let accounts = accounts.expect("reads");
    let ids: Vec<&str> = accounts.iter().map(|id| id.as_str()).collect();
    let known = store::run::contacts(&mut tx, &ids).await.expect("reads");
    let first = known.into_iter().find(|it| it.name == "a");
    Caller {
        account: first.expect("is there").id.0,
        ..caller
    }
}

async fn told_at(db: &Db, caller: Caller, clock: FixedClock) -> Vec<Measured> {
    let caller = there(db, caller).await;
    let desk: Door = Arc::new(Desk::new(db.clone(), Arc::new(clock), reception()));
    let list = desk.list_todos(&caller).await.unwrap();
    let page = desk.account_overview(&caller).await.unwrap();
    assert_eq!(page.todos_in_all as usize, list.todos.len());
    let usage = list
        .todos
        .into_iter()
        .filter_map(|it| match it.todo.matter {
            Matter::Usage(of) => Some(of),
            _ => None,
        });
    usage.collect()
}

fn figures(told: &[Measured]) -> Vec<(&str, &str, &str, &str, u32)> {
    let figures = told.iter().map(|it| {
        assert_eq!(it.reached, it.percent >= 100);
        let (used, limit) = (it.used.as_str(), it.limit.as_str());
        let name = it.subscription.name.as_str();
        (name, it.resource.as_str(), used, limit, it.percent)
    });
    figures.collect()
}

on_both!(what_comes_to_its_limit_is_to_be_seen_to, |db| async move {
    open(&db).await;
    let lines = [
        // Four fifths of 5 GB, added up; and less than that.
        month("one", "traffic", &[20, 20]),
        month("two", "traffic", &[20, 19]),
        // Over 1 GB, and nearly so.
        row("two", "disk", "2026-04-19", 12),
        row("one", "disk", "2026-04-19", 15),
        // Of the month before nothing is told any more, of somebody else nothing at all.
        row("two", "disk", "2026-03-20", 30),
        row("other", "disk", "2026-04-19", 30),
        // Without a limit there is none to come to.
        row("one", "mailboxes", "2026-04-19", 900),
    ];
    assert_eq!(import(&db, &lines.join("\n")).await.refused, []);
    let told = told_at(&db, owner(1), NOW).await;
    let expected = [
        ("two.example", "disk", "1.2", "1", 120),
        ("one.example", "traffic", "4", "5", 80),
    ];
    // An add-on has raised the limit of the first to 2 GB: 1.5 are three quarters of it.
    assert_eq!(figures(&told), expected);
    let euro = |minor| Money::new(minor, Currency::EUR);
    let charged = |rate: &str, ahead| Beyond::Charged {
        rate: rate.to_owned(),
        per: Some("GB".to_owned()),
        ahead: euro(ahead),
    };
    // 0.2 GB over on 12 of 30 days.
    assert_eq!(told[0].beyond, charged("1.00", 8));
    assert!(matches!(&told[1].beyond, Beyond::Charged { rate, .. } if rate == "0.50"));
    let blind = member(1, all_but(&[Permission::ViewUsage]), None);
    assert_eq!(told_at(&db, blind, NOW).await, []);
    let guest = member(1, all_but(&[]), Some(vec![1]));
    assert_eq!(told_at(&db, guest, NOW).await, [], "not of others");
});

on_both!(a_month_ends_where_the_account_is, |db| async move {
    open(&db).await;
    let text = row("two", "disk", "2026-04-19", 12);
    assert_eq!(import(&db, &text).await.refused, []);
    // In Berlin it is the first of May two hours earlier than where clocks show universal time.
    let may = 1_777_586_400_000_000;
    let at = |micros| told_at(&db, owner(1), FixedClock(Instant(micros)));
    assert_eq!(at(may - 1).await.len(), 1);
    assert_eq!(at(may).await, []);
});

on_both!(
    what_happens_over_a_limit_is_what_the_plan_says,
    |db| async move {
        open(&db).await;
        let text = row("two", "disk", "2026-04-19", 12);
        assert_eq!(import(&db, &text).await.refused, []);
        let mut seen = Vec::new();
        for change in [
            r#"replace(terms, 'not_suspend_notify', 'normal')"#,
            r#"replace(terms, '"currency":"EUR","per"', '"currency":"USD","per"')"#,
            r#"replace(terms, '"normal"', '"block"')"#,
        ] {
            script(&db, format!("update plan set terms = {change}"))
                .await
                .expect("changed");
            let told = told_at(&db, owner(1), NOW).await;
            seen.extend(told.into_iter().map(|it| it.beyond));
        }
        assert!(matches!(seen[0], Beyond::Charged { .. }), "{seen:?}");
        assert_eq!(seen[1..], [Beyond::Free, Beyond::Blocked]);
        // What has ended asks for nothing.
        let over = "update subscription set status = 'expired', ends_on = '2026-04-19'";
        script(&db, over.to_owned()).await.expect("changed");
        assert_eq!(told_at(&db, owner(1), NOW).await, []);
    }
);
