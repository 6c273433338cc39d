use model::caller::{Caller, Permission, Role};
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
        Matter::Due(owed) => format!("due {}", owed.number),
        Matter::Payer(payer) => format!("{:?} {:?}", payer.status, payer.tail),
        Matter::Usage(of) => format!("{} {} {}", of.subscription.name, of.resource, of.percent),
        Matter::CreditLow { left, least } => format!("credit {} {}", left.minor, least.minor),
        Matter::Ending { subscription, .. } => format!("ends {}", subscription.name),
        Matter::Change(subscription) => format!("changes {}", subscription.name),
    }
}

async fn told(desk: &Door, caller: &Caller) -> Vec<String> {
    let list = desk.list_todos(caller).await.unwrap();
    assert_eq!(list.today.to_string(), "2026-06-15");
    let page = desk.account_overview(caller).await.unwrap();
    let first: Vec<Todo> = list.todos.iter().take(5).cloned().collect();
    assert_eq!(page.todos, first, "the account page has the first five");
    assert_eq!(page.todos_in_all as usize, list.todos.len());
    list.todos.iter().map(about).collect()
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
