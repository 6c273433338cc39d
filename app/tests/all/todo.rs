//! The page of to-dos, and the panel of the account page.

use app::scene::Look;
use model::billing_account::{BillingAccountStatus, PayerView};
use model::caller::Role;
use model::id::{InvoiceId, SubscriptionId};
use model::portal::fake::{FakePortal, caller};
use model::text::Language;
use model::todo::{Listed, Matter, Named, Owed, Snoozed, Todo, TodoList};

use crate::invoice::{day, euro};
use crate::stage::{Drawn, Stage};
use crate::subscription::visa;

fn todos() -> Vec<Todo> {
    let owed = Owed {
        invoice: InvoiceId::make(1, [1; 10]),
        number: "INV-2026-00391".to_owned(),
        about: "werkstatt-berlin.org".to_owned(),
        open: euro(1071),
        covered: false,
        taken_back: false,
    };
    let ending = Named {
        id: SubscriptionId::make(1, [2; 10]),
        name: "old.example".to_owned(),
    };
    let refused = PayerView {
        status: BillingAccountStatus::Failing,
        ..visa()
    };
    let todo = |matter, until: Option<&str>| Todo {
        matter,
        until: until.map(day),
    };
    vec![
        todo(Matter::Overdue(owed), Some("2026-11-16")),
        todo(Matter::Payer(refused), None),
        todo(
            Matter::Ending {
                subscription: ending,
                cancelled: true,
            },
            Some("2026-11-24"),
        ),
        todo(
            Matter::CreditLow {
                left: euro(900),
                least: euro(1500),
            },
            None,
        ),
    ]
}

async fn drawn(todos: Vec<Todo>, language: Language) -> Drawn {
    let listed = |todo: Todo| Listed {
        choices: if todo.until.is_none() {
            vec![day("2026-11-24"), day("2026-11-26")]
        } else {
            vec![]
        },
        todo,
    };
    let todos = todos.into_iter().map(listed).collect();
    of(todos, vec![], language).await
}

async fn of(todos: Vec<Listed>, snoozed: Vec<Snoozed>, language: Language) -> Drawn {
    let stage = Stage {
        portal: FakePortal {
            todos: Ok(TodoList {
                today: day("2026-11-23"),
                todos,
                snoozed,
            }),
            ..FakePortal::default()
        },
        caller: Some(caller(Role::Owner)),
        look: Look {
            language,
            ..Look::default()
        },
        ..Stage::default()
    };
    stage.page("/todos").await
}

#[tokio::test]
async fn each_says_what_is_lost_and_leads_to_where_it_helps() {
    let page = drawn(todos(), Language::En).await;
    assert_eq!(page.status, 200);
    for text in [
        "<title>To-dos – Quayside</title>",
        "werkstatt-berlin.org: invoice overdue",
        "days late",
        "The last charge to Visa ••••\u{a0}4242 was refused",
        "old.example goes to its end",
        "It was cancelled.",
        "Credit is low",
        r#"href="/invoices/inv_"#,
        r#"href="/subscriptions/sub_"#,
        r#"rel="external" href="/credit" class="button""#,
        r#"href="/billing-accounts" class="button""#,
        r#"<a href="/todos" rel="external" aria-current="page""#,
    ] {
        assert!(page.html.contains(text), "{text}\n{}", page.html);
    }
    assert_eq!(page.html.matches(r#"class="todo""#).count(), 4);
    assert_eq!(page.html.matches(r#"data-tone="bad""#).count(), 1);
}

#[tokio::test]
async fn what_credit_settles_is_not_threatened_with() {
    let mut todos = todos();
    todos.truncate(1);
    let threat = "may be stopped";
    assert!(
        drawn(todos.clone(), Language::En)
            .await
            .html
            .contains(threat)
    );
    if let Matter::Overdue(owed) = &mut todos[0].matter {
        owed.taken_back = true;
    }
    let page = drawn(todos.clone(), Language::En).await;
    assert!(page.html.contains("was taken back"), "{}", page.html);
    if let Matter::Overdue(owed) = &mut todos[0].matter {
        owed.covered = true;
    }
    let page = drawn(todos, Language::En).await;
    assert!(page.html.contains("Your credit settles it today"));
    assert!(!page.html.contains(threat));
}

#[tokio::test]
async fn the_page_speaks_german_and_says_when_there_is_nothing() {
    let page = drawn(todos(), Language::De).await;
    for text in ["Aufgaben", "Tage zu spät", "Das Guthaben ist niedrig"] {
        assert!(page.html.contains(text), "{text}");
    }
    let page = drawn(vec![], Language::En).await;
    assert!(page.html.contains("Nothing to do"));
}

#[tokio::test]
async fn what_may_wait_has_a_menu_with_its_days() {
    let page = drawn(todos(), Language::En).await;
    assert_eq!(page.html.matches("popovertarget=\"more-").count(), 2);
    for text in [
        "More for: Credit is low",
        r#"<input type="hidden" name="todo" value="credit EUR">"#,
        "Snooze until tomorrow",
        r#"name="until" value="2026-11-26""#,
        "Nothing is snoozed",
    ] {
        assert!(page.html.contains(text), "{text}\n{}", page.html);
    }
}

#[tokio::test]
async fn what_is_put_off_stands_below_with_the_way_back() {
    let snoozed = Snoozed {
        todo: todos().remove(3),
        until: day("2026-11-26"),
    };
    let page = of(vec![], vec![snoozed], Language::En).await;
    for text in ["Nothing to do", "Credit is low", "Snoozed until", "Undo"] {
        assert!(page.html.contains(text), "{text}\n{}", page.html);
    }
    assert!(!page.html.contains("Nothing is snoozed"));
    assert_eq!(page.html.matches(r#"<form method="post">"#).count(), 1);
}
