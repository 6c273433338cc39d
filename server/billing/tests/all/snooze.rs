//! To-dos that are put off: never beyond their deadline, and never when they have become others.

use billing::todo::{Snooze, apart, cause, choices};
use model::currency::Currency;
use model::id::{InvoiceId, SubscriptionId};
use model::money::Money;
use model::time::Date;
use model::todo::{Matter, Named, Owed, Todo};

fn day(ahead: i32) -> Date {
    Date::from_days(20_000 + ahead).unwrap()
}

fn change(n: u8, ahead: Option<i32>) -> Todo {
    let subscription = Named {
        id: SubscriptionId::make(0, [n; 10]),
        name: format!("{n}.example"),
    };
    Todo {
        matter: Matter::Change(subscription),
        until: ahead.map(day),
    }
}

fn owed(minor: i64) -> Owed {
    Owed {
        invoice: InvoiceId::make(0, [1; 10]),
        number: "INV-1".to_owned(),
        about: "example.org".to_owned(),
        open: Money::new(minor, Currency::EUR),
        covered: false,
        taken_back: false,
    }
}

fn due(minor: i64, ahead: i32) -> Todo {
    Todo {
        matter: Matter::Due(owed(minor)),
        until: Some(day(ahead)),
    }
}

fn put_off(todo: &Todo, ahead: i32) -> Snooze {
    Snooze {
        todo: todo.key(),
        until: day(ahead),
        cause: cause(todo),
    }
}

/// For how many days each may be put off.
fn days(todo: &Todo) -> Vec<i32> {
    let chosen = choices(todo, day(0)).into_iter();
    chosen.map(|until| until.since(day(0))).collect()
}

/// How many are open, and how many are not.
fn parted(todos: &[Todo], snoozes: &[Snooze], today: i32) -> (usize, usize) {
    let parted = apart(todos.to_vec(), snoozes, day(today));
    (parted.open.len(), parted.later.len())
}

#[test]
fn it_may_wait_until_its_deadline_and_no_longer() {
    assert_eq!(days(&change(1, None)), [1, 3, 7]);
    assert_eq!(days(&change(1, Some(30))), [1, 3, 7]);
    assert_eq!(days(&change(1, Some(7))), [1, 3, 7]);
    assert_eq!(days(&change(1, Some(6))), [1, 3]);
    assert_eq!(days(&change(1, Some(1))), [1]);
    assert!(days(&change(1, Some(0))).is_empty(), "its last day");
    assert!(days(&due(100, -1)).is_empty(), "late");
}

#[test]
fn it_is_away_until_its_day() {
    let todos = [change(1, None), change(2, None)];
    let snoozes = [put_off(&todos[0], 3)];
    assert_eq!(parted(&todos, &snoozes, 0), (1, 1));
    assert_eq!(parted(&todos, &snoozes, 2), (1, 1));
    assert_eq!(parted(&todos, &snoozes, 3), (2, 0), "on its day");
    assert_eq!(parted(&todos, &[], 0), (2, 0));
}

#[test]
fn what_comes_back_next_stands_first() {
    let todos = [change(1, None), change(2, None)];
    let snoozes = [put_off(&todos[0], 7), put_off(&todos[1], 1)];
    let later = apart(todos.to_vec(), &snoozes, day(0)).later;
    let days: Vec<i32> = later.iter().map(|(_, until)| until.since(day(0))).collect();
    assert_eq!(days, [1, 7]);
}

#[test]
fn another_cause_is_told_at_once() {
    let before = due(100, 5);
    let snoozes = [put_off(&before, 3)];
    assert_eq!(parted(&[before], &snoozes, 0), (0, 1));
    assert_eq!(parted(&[due(90, 5)], &snoozes, 0), (1, 0), "another amount");
    assert_eq!(parted(&[due(100, 4)], &snoozes, 0), (1, 0), "another day");
    let late = Todo {
        matter: Matter::Overdue(owed(100)),
        until: Some(day(-1)),
    };
    assert_eq!(parted(&[late], &snoozes, 0), (1, 0), "another rule");
    // However it was written down, it does not wait beyond its deadline.
    let near = change(1, Some(2));
    let longer = put_off(&near, 3);
    assert_eq!(parted(&[near], &[longer], 0), (1, 0));
}
