use model::caller::{Caller, Permission, Role};
use model::fault::{Fault, Problem};
use model::portal::Door;
use model::todo::{Matter, Todo};
use store::probe::script;
use store::{Db, on_both};

use crate::support::{all_but, id, member, open, owner};

/// What a to-do is about, in a word.
fn about(todo: &Todo) -> String {
    match &todo.matter {
        Matter::Overdue(owed) if owed.covered => format!("covered {}", owed.number),
        Matter::Overdue(owed) => format!("overdue {}", owed.number),
        Matter::Confirm { number, .. } => format!("confirm {number}"),
        Matter::Due(owed) => format!("due {}", owed.number),
        Matter::Payer(payer) => format!("{:?} {:?}", payer.status, payer.tail),
        Matter::Usage(of) => format!("{} {} {}", of.subscription.name, of.resource, of.percent),
        Matter::CreditLow { left, least } => format!("credit {} {}", left.minor, least.minor),
        Matter::Ending { subscription, .. } => format!("ends {}", subscription.name),
        Matter::Change(subscription) => format!("changes {}", subscription.name),
        Matter::ByHand(subscription) => format!("hands {}", subscription.name),
        Matter::TopUp => "top-up".to_owned(),
    }
}

async fn told(desk: &Door, caller: &Caller) -> Vec<String> {
    let list = desk.list_todos(caller).await.unwrap();
    assert_eq!(list.today.to_string(), "2026-06-15");
    let page = desk.account_overview(caller).await.unwrap();
    let todos: Vec<Todo> = list.todos.into_iter().map(|it| it.todo).collect();
    let first: Vec<Todo> = todos.iter().take(5).cloned().collect();
    assert_eq!(page.todos, first, "the account page has the first five");
    assert_eq!(page.todos_in_all as usize, todos.len());
    todos.iter().map(about).collect()
}

/// Ends, a change, and a credit that is low for account 1.
async fn trouble(db: &Db) {
    let text = format!(
        r#"update account set credit_alert = '{{"EUR":"50.00"}}' where id = '{}';
        update subscription set status = 'cancelling', ends_on = '2026-06-30' where id = '{}';
        update subscription set auto_renew = false, next_renewal_on = '2026-07-10'
            where id = '{}';
        update subscription set change = '{{"plan":"business-l","on":"2026-07-01"}}'
            where id = '{}';
        update billing_account set expires = '2026-06' where id = '{}';"#,
        id("acc", 1),
        id("sub", 1),
        id("sub", 2),
        id("sub", 5),
        id("bil", 1)
    );
    script(db, text).await.expect("changed");
}

const ALL: [&str; 7] = [
    "covered INV-1",
    "Failing Some(\"1009\")",
    "ends lindqvist.example",
    "Expiring Some(\"1881\")",
    "changes dollars.example",
    "ends aerger.example",
    "credit 4220 5000",
];

on_both!(what_is_to_be_done_stands_by_what_is_lost, |db| async move {
    let desk = open(db.clone()).await;
    let quiet = told(&desk, &owner(1)).await;
    assert_eq!(
        quiet,
        ALL[..2],
        "what is charged by itself asks for nothing"
    );
    trouble(&db).await;
    assert_eq!(told(&desk, &owner(1)).await, ALL);
});

on_both!(a_to_do_closes_with_its_cause, |db| async move {
    let desk = open(db.clone()).await;
    let text = format!(
        "update invoice_standing set open_minor = 0, settled_minor = 1190, state = 'paid'
            where invoice_id = '{}';
        update billing_account set status = 'active' where id = '{}';",
        id("inv", 1),
        id("bil", 2)
    );
    script(&db, text).await.expect("changed");
    assert_eq!(told(&desk, &owner(1)).await, Vec::<String>::new());
});

on_both!(what_nothing_pays_is_to_be_paid, |db| async move {
    let desk = open(db.clone()).await;
    let text = format!(
        "update billing_account set status = 'failing' where account_id = '{}';
        update account set credit_first = false where id = '{}';",
        id("acc", 1),
        id("acc", 1)
    );
    script(&db, text).await.expect("changed");
    let todos = told(&desk, &owner(1)).await;
    // 42.20 of credit pay the 13.80 of INV-2; the 50.00 of INV-4 are more than what is left.
    assert!(todos.contains(&"due INV-4".to_owned()), "{todos:?}");
    assert!(!todos.contains(&"due INV-2".to_owned()), "{todos:?}");
    assert!(!todos.contains(&"due INV-3".to_owned()), "{todos:?}");
    assert!(
        !todos.contains(&"due INV-5".to_owned()),
        "not within the week"
    );
});

on_both!(each_sees_what_they_may_see, |db| async move {
    let desk = open(db.clone()).await;
    trouble(&db).await;
    let without = |right| member(1, all_but(&[right]), None);
    for (right, hidden) in [
        (Permission::ViewInvoices, vec![0]),
        (Permission::ViewBillingAccounts, vec![1, 3]),
        (Permission::ViewSubscriptions, vec![2, 4, 5]),
        (Permission::ViewCredit, vec![6]),
    ] {
        let seen = told(&desk, &without(right)).await;
        let rest = ALL.iter().enumerate().filter(|(n, _)| !hidden.contains(n));
        let blind = right == Permission::ViewCredit;
        let told = |about: &'static str| match about {
            "covered INV-1" if blind => "overdue INV-1",
            other => other,
        };
        let rest: Vec<&str> = rest.map(|(_, about)| told(about)).collect();
        assert_eq!(seen, rest, "{right:?}");
    }
    let guest = member(1, Role::Technician.permissions(), Some(vec![2]));
    assert_eq!(told(&desk, &guest).await, ["ends aerger.example"]);
    assert_eq!(
        told(&desk, &member(1, vec![], None)).await,
        Vec::<String>::new()
    );
});

/// What is put off, and until when.
async fn later(desk: &Door, caller: &Caller) -> Vec<String> {
    let list = desk.list_todos(caller).await.unwrap();
    let later = list.snoozed.iter();
    let later = later.map(|it| format!("{} {}", about(&it.todo), it.until));
    later.collect()
}

/// The key of a to-do of the owner.
async fn key(desk: &Door, what: &str) -> String {
    let list = desk.list_todos(&owner(1)).await.unwrap();
    let found = list.todos.into_iter().find(|it| about(&it.todo) == what);
    found.expect("is to be done").todo.key()
}

on_both!(what_is_put_off_is_away_until_its_day, |db| async move {
    let desk = open(db.clone()).await;
    trouble(&db).await;
    let key = key(&desk, "ends lindqvist.example").await;
    let me = owner(1);
    let put_off = |until: &str| desk.snooze_todo(&me, key.clone(), until.to_owned());
    // A tap that comes twice, and another choice after it.
    for until in ["2026-06-16", "2026-06-16", "2026-06-22"] {
        assert_eq!(put_off(until).await, Ok(()));
    }
    let mut open = ALL.to_vec();
    open.retain(|about| *about != "ends lindqvist.example");
    assert_eq!(told(&desk, &owner(1)).await, open);
    assert_eq!(
        later(&desk, &owner(1)).await,
        ["ends lindqvist.example 2026-06-22"]
    );
    // It is the person's own.
    let other = Caller {
        person: owner(2).person,
        ..owner(1)
    };
    assert_eq!(told(&desk, &other).await, ALL);
    for _ in 0..2 {
        assert_eq!(put_off("").await, Ok(()), "back, and back again");
    }
    assert_eq!(told(&desk, &owner(1)).await, ALL);
    assert_eq!(later(&desk, &owner(1)).await, Vec::<String>::new());
});

on_both!(what_changes_comes_back, |db| async move {
    let desk = open(db.clone()).await;
    trouble(&db).await;
    let key = key(&desk, "changes dollars.example").await;
    let me = owner(1);
    let done = desk.snooze_todo(&me, key, "2026-06-22".to_owned()).await;
    assert_eq!(done, Ok(()));
    assert_eq!(told(&desk, &owner(1)).await.len(), ALL.len() - 1);
    let text = format!(
        r#"update subscription set change = '{{"plan":"business-l","on":"2026-07-02"}}'
            where id = '{}';"#,
        id("sub", 5)
    );
    script(&db, text).await.expect("changed");
    assert_eq!(told(&desk, &owner(1)).await.len(), ALL.len());
});

on_both!(what_may_not_wait_is_not_put_off, |db| async move {
    let desk = open(db.clone()).await;
    trouble(&db).await;
    let late = key(&desk, "covered INV-1").await;
    let ends = key(&desk, "ends lindqvist.example").await;
    let (me, other) = (owner(1), owner(2));
    let refused = Err(Fault::field("until", Problem::Malformed));
    for (key, until) in [
        (&late, "2026-06-16"),
        (&ends, "2026-06-15"),
        (&ends, "2026-06-30"),
        (&ends, "2026-07-01"),
        (&ends, "soon"),
    ] {
        let answer = desk.snooze_todo(&me, key.clone(), until.to_owned());
        assert_eq!(answer.await, refused, "{key} {until}");
    }
    // Of another account, and of nobody: the same.
    for key in [ends.as_str(), "ending sub_01k00000000000000000000000", "x"] {
        let answer = desk.snooze_todo(&other, key.to_owned(), "2026-06-16".to_owned());
        assert_eq!(answer.await, Err(Fault::NotFound), "{key}");
    }
    assert_eq!(told(&desk, &owner(1)).await, ALL);
});
