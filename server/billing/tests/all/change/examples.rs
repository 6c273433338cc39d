use billing::catalogue::ChangeMode;
use billing::change::{Refused, Standing, When, Wish};
use billing::charge::Target;
use billing::policy::CancelNow;
use model::invoice::LineKind;
use model::subscription::{Cycle, Status};
use serde_json::json;

use super::book::{Book, shop};
use crate::house::{addon_id, coupon, day, plan_id, used};

fn april(standing: Standing) -> Book {
    let mut book = Book::new(shop(ChangeMode::PeriodEnd), "2026-04-01");
    book.run(day("2026-04-01"));
    book.standing = standing;
    book.run(day("2026-04-17"));
    book
}

fn nets(made: &billing::change::Changed) -> Vec<(LineKind, i64)> {
    let document = made.document.iter().flat_map(|draft| &draft.sums.lines);
    document.map(|line| (line.charge.kind, line.net)).collect()
}

#[test]
fn an_addon_removed_leaves_the_coming_invoice_or_comes_back() {
    for standing in [Standing::Unpaid, Standing::Paid] {
        let mut book = Book::new(shop(ChangeMode::PeriodEnd), "2026-04-01");
        book.run(day("2026-04-01"));
        let added = book.change(&Wish::Add(addon_id(1)), day("2026-04-11"));
        assert_eq!(nets(&added.unwrap()), [(LineKind::ProrationCharge, 200)]);
        book.standing = standing;
        book.run(day("2026-04-17"));
        let made = book.change(&Wish::Remove(addon_id(1)), day("2026-04-25"));
        let made = made.unwrap();
        if standing == Standing::Unpaid {
            assert!(made.document.is_none());
            assert_eq!(made.reissues[0].lines, [(1, 1000), (2, 300)]);
            assert_eq!(made.reissues[0].anew.as_ref().unwrap().total, 1000);
        } else {
            assert_eq!(nets(&made), [(LineKind::ProrationCredit, -300)]);
            assert!(made.reissues.is_empty());
        }
    }
}

#[test]
fn a_downgrade_waits_for_the_next_period_and_can_be_undone() {
    let mut book = Book::new(shop(ChangeMode::PeriodEnd), "2026-04-01");
    book.one.plan = plan_id(2);
    book.run(day("2026-04-01"));
    book.standing = Standing::Unpaid;
    book.run(day("2026-04-17"));
    let down = book
        .change(&Wish::Plan(plan_id(1)), day("2026-04-20"))
        .unwrap();
    assert_eq!(down.reissues[0].anew.as_ref().unwrap().total, 1000);
    let scheduled = book.one.scheduled.as_ref().unwrap();
    assert_eq!(scheduled.to, Target::Plan(plan_id(1)));
    let back = book.change(&Wish::Undo, day("2026-04-21")).unwrap();
    let anew = back.reissues[0].anew.as_ref().unwrap();
    assert_eq!((anew.total, anew.real.due_on), (2000, day("2026-05-01")));
    assert_eq!(anew.sums.lines[0].charge.revision, 2);
    assert_eq!(
        book.change(&Wish::Undo, day("2026-04-21")),
        Err(Refused::Nothing)
    );
}

#[test]
fn a_cancellation_takes_the_coming_period_back_and_undo_restores_it() {
    for standing in [Standing::Unpaid, Standing::Paid] {
        let mut book = april(standing);
        let made = book.change(&Wish::Cancel(When::PeriodEnd), day("2026-04-20"));
        let made = made.unwrap();
        assert_eq!(made.after.ends_on, Some(day("2026-04-30")));
        assert_eq!(made.after.status, Status::Cancelling);
        if standing == Standing::Paid {
            assert_eq!(nets(&made), [(LineKind::ProrationCredit, -1000)]);
        } else {
            assert_eq!(made.reissues[0].anew, None);
        }
        let refused = book.change(
            &Wish::Cycle((Cycle::Year, 1), When::PeriodEnd),
            day("2026-04-21"),
        );
        assert_eq!(refused, Err(Refused::Ends));
        assert!(book.run(day("2026-04-22")).is_empty());
        book.change(&Wish::Undo, day("2026-04-23")).unwrap();
        assert_eq!((book.one.status, book.one.ends_on), (Status::Active, None));
        let again = book.run(day("2026-04-23"));
        let line = &again[0].sums.lines[0];
        assert_eq!((line.net, line.charge.revision), (1000, 1));
        assert_eq!(
            book.run(day("2026-05-18"))[0].sums.lines[0].charge.revision,
            0
        );
    }
}

#[test]
fn an_end_now_gives_back_by_policy() {
    for (policy, expected) in [
        (CancelNow::Nothing, vec![(LineKind::ProrationCredit, -1000)]),
        (
            CancelNow::Source,
            vec![
                (LineKind::ProrationCredit, -500),
                (LineKind::ProrationCredit, -1000),
            ],
        ),
    ] {
        let mut book = april(Standing::Paid);
        book.house.policy.cancel_now = policy;
        // The rest of April by policy, May, which has not begun, always.
        let made = book.change(&Wish::Cancel(When::Now), day("2026-04-16"));
        let made = made.unwrap();
        assert_eq!(nets(&made), expected);
        assert_eq!(made.after.status, Status::Cancelled);
        assert_eq!(made.after.begins_on, None);
        let again = book.change(&Wish::Cancel(When::Now), day("2026-04-16"));
        assert_eq!(again, Err(Refused::NotRunning));
    }
}

#[test]
fn a_payment_in_flight_lets_a_change_wait() {
    let mut book = april(Standing::InFlight);
    let refused = book.change(&Wish::Plan(plan_id(2)), day("2026-04-25"));
    assert!(matches!(refused, Err(Refused::InFlight(_))));
    let added = book.change(&Wish::Plan(plan_id(9)), day("2026-04-25"));
    assert!(matches!(added, Err(Refused::Cause(..))));
}

#[test]
fn what_is_not_offered_is_refused() {
    let mut book = april(Standing::Paid);
    book.one.plan = plan_id(2);
    let twice = book.change(&Wish::Plan(plan_id(2)), day("2026-04-25"));
    assert_eq!(twice, Err(Refused::NotOffered));
    assert_eq!(
        book.change(&Wish::Remove(addon_id(1)), day("2026-04-25")),
        Err(Refused::Nothing)
    );
    book.one.status = Status::Terminated;
    let ended = book.change(&Wish::Plan(plan_id(3)), day("2026-04-25"));
    assert_eq!(ended, Err(Refused::NotRunning));
}

#[test]
fn a_coupon_goes_with_the_change_if_it_covers_the_new_plan() {
    for (plans, expected, cycles) in [
        (json!(["S", "M"]), vec![-250, 1000, -500], 1),
        (json!(["S"]), vec![-250, 1000], 1),
    ] {
        let mut book = Book::new(shop(ChangeMode::Now), "2026-04-01");
        let terms = coupon(json!({"percent": "50", "plans": plans, "cycles": 1}));
        book.house.catalogue.coupons.insert("C".to_owned(), terms);
        book.one.coupon = Some(used(0));
        book.run(day("2026-04-01"));
        let made = book
            .change(&Wish::Plan(plan_id(2)), day("2026-04-16"))
            .unwrap();
        let found: Vec<i64> = nets(&made).into_iter().map(|(_, net)| net).collect();
        assert_eq!(found, expected);
        assert_eq!(made.after.coupon.unwrap().cycles_used, cycles);
    }
}

#[test]
fn a_cycle_at_the_end_takes_the_place_of_the_coming_period() {
    let mut book = april(Standing::Unpaid);
    let wish = Wish::Cycle((Cycle::Year, 1), When::PeriodEnd);
    let made = book.change(&wish, day("2026-04-20")).unwrap();
    assert_eq!(made.reissues[0].anew.as_ref().unwrap().total, 10000);
    assert_eq!(made.after.begins_on, Some(day("2027-05-01")));
    assert!(book.run(day("2026-05-01")).is_empty());
    assert_eq!(book.one.begin.cycle, (Cycle::Year, 1));
    assert_eq!(book.run(day("2027-04-17"))[0].total, 10000);
}
