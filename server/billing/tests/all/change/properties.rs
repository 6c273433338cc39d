use std::collections::BTreeSet;

use billing::catalogue::ChangeMode;
use billing::change::{Invoiced, Standing, When, Wish};
use model::invoice::LineKind;
use model::subscription::Cycle;
use model::time::Date;
use proptest::prelude::*;
use serde_json::json;

use super::book::{Book, shop};
use crate::house::{addon_id, coupon, day, plan_id, used};

fn any_wish() -> impl Strategy<Value = Wish> {
    let when = || prop_oneof![Just(When::Now), Just(When::PeriodEnd)];
    let cycles = prop_oneof![Just((Cycle::Month, 1)), Just((Cycle::Year, 1))];
    prop_oneof![
        4 => (1..4_u8).prop_map(|n| Wish::Plan(plan_id(n))),
        1 => Just(Wish::Add(addon_id(1))),
        1 => Just(Wish::Remove(addon_id(1))),
        1 => (cycles, when()).prop_map(|(cycle, when)| Wish::Cycle(cycle, when)),
        1 => Just(Wish::Cancel(When::PeriodEnd)),
        1 => any::<bool>().prop_map(Wish::AutoRenew),
        2 => Just(Wish::Undo),
    ]
}

/// A wish, the days before it, and what becomes of the invoices of the run till then.
fn any_act() -> impl Strategy<Value = (Wish, i32, Standing)> {
    let standing = prop_oneof![Just(Standing::Paid), Just(Standing::Unpaid)];
    (any_wish(), 0..25_i32, standing)
}

fn plan_line(line: &&Invoiced) -> bool {
    line.addon.is_none() && line.kind != LineKind::Addon
}

/// How often a day is paid for, of the plan or of the add-on.
fn times(book: &Book, day: Date, plan: bool) -> usize {
    let lines = book.lines.iter().filter(|line| plan_line(line) == plan);
    let covers = |line: &&Invoiced| {
        line.period.from <= day && day < line.period.to.plus_days(-line.days_credited)
    };
    lines.filter(covers).count()
}

fn whole(book: &Book, today: Date) -> Result<(), TestCaseError> {
    for line in &book.lines {
        prop_assert!((0..=line.charged()).contains(&line.credited), "{:?}", line);
        prop_assert!(
            (0..=line.period.days()).contains(&line.days_credited),
            "{:?}",
            line
        );
    }
    let distinct: BTreeSet<&String> = book.keys.iter().collect();
    prop_assert_eq!(distinct.len(), book.keys.len(), "{:?}", book.keys);
    let ended = book.one.status.ended();
    let end = book.one.begins_on.filter(|_| !ended).unwrap_or(today);
    let mut at = book.one.begin.started_on;
    while at < end {
        prop_assert!(times(book, at, false) <= 1, "{} {:#?}", at, book.lines);
        prop_assert_eq!(times(book, at, true), 1, "{} {:#?}", at, book.lines);
        at = at.plus_days(1);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Invariants I9 and I11 under any sequence of changes: time is partitioned by what is paid
    /// for, nothing is made twice, and no line gives back more than it was.
    #[test]
    fn changes_neither_mint_money_nor_lose_days(
        acts in proptest::collection::vec(any_act(), 1..12),
        down in prop_oneof![Just(ChangeMode::Now), Just(ChangeMode::PeriodEnd)],
        covered in any::<bool>(),
    ) {
        let mut house = shop(down);
        let terms = coupon(json!({"percent": "33", "cycles": 3}));
        house.catalogue.coupons.insert("C".to_owned(), terms);
        let mut book = Book::new(house, "2026-01-31");
        book.one.coupon = covered.then(|| used(0));
        let mut today = day("2026-01-31");
        book.run(today);
        for (wish, wait, standing) in acts {
            book.standing = standing;
            for _ in 0..wait {
                today = today.plus_days(1);
                book.run(today);
            }
            // What has begun is paid by then, or would be overdue.
            for line in book.lines.iter_mut().filter(|line| line.period.from <= today) {
                line.standing = Standing::Paid;
            }
            if book.change(&wish, today).is_ok() {
                book.run(today);
                whole(&book, today)?;
            }
        }
    }

    /// Up and down again on one day costs nothing, whatever the day.
    #[test]
    fn there_and_back_is_nothing(wait in 0..60_i32) {
        let mut book = Book::new(shop(ChangeMode::Now), "2026-01-31");
        let mut total = 0;
        for after in 0..=wait {
            book.run(day("2026-01-31").plus_days(after));
        }
        let today = day("2026-01-31").plus_days(wait);
        for plan in [2, 3, 1] {
            let made = book.change(&Wish::Plan(plan_id(plan)), today).unwrap();
            total += made.document.map_or(0, |draft| draft.total);
        }
        prop_assert_eq!(total, 0);
    }
}
