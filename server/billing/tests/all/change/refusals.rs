//! What cannot be changed, and why; and what may be although something stands against it.

use billing::catalogue::ChangeMode;
use billing::change::{Facts, Refused, Standing, When, Wish, change};
use model::id::InvoiceId;
use model::subscription::{Cycle, Status};

use super::book::{Book, shop};
use crate::house::{addon_id, customer, day, plan_id};

fn paid() -> Book {
    let mut book = Book::new(shop(ChangeMode::PeriodEnd), "2026-04-01");
    book.run(day("2026-04-01"));
    book
}

fn wishes() -> [Wish; 4] {
    [
        Wish::Plan(plan_id(2)),
        Wish::Add(addon_id(1)),
        Wish::Remove(addon_id(1)),
        Wish::Cycle((Cycle::Year, 1), When::PeriodEnd),
    ]
}

#[test]
fn changes_wait_until_what_is_overdue_is_paid_and_ends_do_not() {
    let book = paid();
    let overdue = InvoiceId::make(0, [9; 10]);
    let on = day("2026-04-10");
    let ask = |wish: &Wish| {
        let facts = Facts {
            house: &book.house,
            customer: &customer(),
            subscription: &book.one,
            invoiced: &book.lines,
            overdue: Some(&overdue),
            change: "c",
            today: (on, on),
        };
        change(facts, wish)
    };
    for wish in wishes() {
        assert_eq!(
            ask(&wish),
            Err(Refused::Overdue(overdue.clone())),
            "{wish:?}"
        );
    }
    assert!(ask(&Wish::Cancel(When::PeriodEnd)).is_ok());
    assert!(ask(&Wish::AutoRenew(false)).is_ok());
}

#[test]
fn an_end_is_set_once() {
    let mut book = paid();
    let on = day("2026-04-10");
    book.change(&Wish::Cancel(When::PeriodEnd), on).unwrap();
    assert_eq!(book.one.status, Status::Cancelling);
    let again = book.change(&Wish::Cancel(When::PeriodEnd), on);
    assert_eq!(again, Err(Refused::Nothing));
    for renew in [true, false] {
        let renews = book.change(&Wish::AutoRenew(renew), on);
        assert_eq!(renews, Err(Refused::Ends), "{renew}");
    }
    for wish in [Wish::Remove(addon_id(1)), Wish::Plan(plan_id(2))] {
        let refused = book.change(&wish, on);
        assert!(!matches!(refused, Err(Refused::Nothing)), "{wish:?}");
    }
    // It may still end earlier, and be undone.
    assert!(book.change(&Wish::Undo, on).is_ok());
    assert_eq!((book.one.status, book.one.ends_on), (Status::Active, None));
}

#[test]
fn what_ends_on_a_day_that_was_set_renews_no_less() {
    let mut book = paid();
    book.one.ends_on = Some(day("2026-04-30"));
    let refused = book.change(&Wish::AutoRenew(false), day("2026-04-10"));
    assert_eq!(refused, Err(Refused::Nothing));
}

#[test]
fn renewing_by_itself_is_switched_and_switched_back() {
    let mut book = paid();
    let on = day("2026-04-10");
    assert_eq!(
        book.change(&Wish::AutoRenew(true), on),
        Err(Refused::Nothing)
    );
    book.change(&Wish::AutoRenew(false), on).unwrap();
    assert!(!book.one.auto_renew);
    assert_eq!(
        book.change(&Wish::AutoRenew(false), on),
        Err(Refused::Nothing)
    );
    // What is to end does not change at the end.
    let later = Wish::Cycle((Cycle::Year, 1), When::PeriodEnd);
    assert_eq!(book.change(&later, on), Err(Refused::Ends));
    book.change(&Wish::AutoRenew(true), on).unwrap();
    assert!(book.one.auto_renew);
}

#[test]
fn a_coming_invoice_in_flight_is_waited_for_and_one_of_today_is_not() {
    let mut book = paid();
    book.standing = Standing::InFlight;
    book.run(day("2026-04-17"));
    let ahead = book.change(&Wish::Plan(plan_id(2)), day("2026-04-30"));
    assert!(matches!(ahead, Err(Refused::InFlight(_))), "{ahead:?}");
    assert!(
        book.change(&Wish::Plan(plan_id(2)), day("2026-05-01"))
            .is_ok()
    );
}

#[test]
fn what_has_ended_is_not_changed() {
    let mut book = paid();
    book.one.status = Status::Terminated;
    for wish in wishes() {
        let refused = book.change(&wish, day("2026-04-10"));
        assert_eq!(refused, Err(Refused::NotRunning), "{wish:?}");
    }
}
