use model::account::DuePosition;
use model::caller::Permission;
use model::money::Money;
use store::on_both;

use crate::support::{all_but, id, known, member, open, owner};

fn minor(due: &DuePosition) -> [i64; 5] {
    let parts = [due.due, due.overdue, due.soon, due.later, due.processing];
    parts.map(|part| part.minor)
}

on_both!(what_is_owed_adds_up, |db| async move {
    let page = open(db).await.account_overview(&owner(1)).await.unwrap();
    assert_eq!(page.today.to_string(), "2026-06-15");
    assert_eq!(
        (page.name.as_str(), page.number.as_str()),
        ("Atelier Lindqvist", "A-1")
    );
    let due = page.due.unwrap();
    assert_eq!(minor(&due[0]), [16_070, 1190, 6380, 7000, 1500]);
    assert_eq!(minor(&due[1]), [5400, 0, 0, 5400, 0]);
    assert_eq!((due[0].count, due[1].count), (5, 1));
    for due in due {
        let [whole, parts @ ..] = minor(&due);
        assert_eq!(parts.iter().sum::<i64>(), whole);
    }
});

on_both!(credit_names_what_expires_first, |db| async move {
    let page = open(db).await.account_overview(&owner(1)).await.unwrap();
    let credit = page.credit.unwrap();
    let [euro] = credit.as_slice() else {
        panic!("one currency: {credit:?}");
    };
    assert_eq!((euro.balance.minor, euro.held.minor), (4420, 200));
    let (amount, day) = euro.expiring.unwrap();
    assert_eq!(
        (amount.minor, day.to_string().as_str()),
        (1000, "2026-06-22")
    );
});

on_both!(what_is_urgent_comes_first, |db| async move {
    let page = open(db).await.account_overview(&owner(1)).await.unwrap();
    let outstanding = page.outstanding.unwrap();
    let numbers: Vec<&str> = outstanding.iter().map(|i| i.number.as_str()).collect();
    assert_eq!(
        numbers,
        ["INV-1", "INV-2", "INV-3", "INV-4", "INV-5", "INV-8"]
    );
    assert!(outstanding[0].overdue && !outstanding[1].overdue);
    let names: Vec<String> = page
        .subscriptions
        .unwrap()
        .into_iter()
        .map(|s| s.name)
        .collect();
    let first = [
        "shop.example",
        "lindqvist.example",
        "aerger.example",
        "dollars.example",
    ];
    assert_eq!(names[..4], first);
    assert!(page.more_subscriptions, "what has ended stands last");
});

on_both!(
    a_new_account_shows_nothing_in_its_currency,
    |db| async move {
        let page = open(db).await.account_overview(&owner(3)).await.unwrap();
        assert_eq!(page.closed_on.unwrap().to_string(), "2026-03-31");
        let due = page.due.unwrap();
        assert_eq!(
            (due.len(), due[0].due),
            (1, Money::zero(model::currency::Currency::EUR))
        );
        assert_eq!(page.credit.unwrap()[0].balance.minor, 0);
        assert_eq!(page.subscriptions.unwrap(), []);
    }
);

on_both!(areas_without_the_right_are_left_out, |db| async move {
    let desk = open(db).await;
    let rights = [
        Permission::ViewInvoices,
        Permission::ViewCredit,
        Permission::ViewSubscriptions,
    ];
    for right in rights {
        let caller = member(1, all_but(&[right]), None);
        let page = desk.account_overview(&caller).await.unwrap();
        let seen = |other| right != other;
        assert_eq!(page.due.is_some(), seen(Permission::ViewInvoices));
        assert_eq!(page.outstanding.is_some(), seen(Permission::ViewInvoices));
        assert_eq!(page.credit.is_some(), seen(Permission::ViewCredit));
        assert_eq!(
            page.subscriptions.is_some(),
            seen(Permission::ViewSubscriptions)
        );
    }
    let page = desk
        .account_overview(&member(1, vec![], None))
        .await
        .unwrap();
    assert_eq!(
        (page.due, page.credit, page.outstanding),
        (None, None, None)
    );
});

on_both!(a_person_opens_only_their_own_accounts, |db| async move {
    let desk = open(db.clone()).await;
    let (token, ses) = ("t", id("ses", 1));
    store::probe::script(
        &db,
        format!(
            "insert into session
                 values ('{token}', '{ses}', '{}', '{}', false, '', '', 1, 1, 2, 1)",
            id("per", 1),
            id("acc", 1)
        ),
    )
    .await
    .unwrap();
    let choices = desk.list_accounts(&owner(1)).await.unwrap();
    let choices: Vec<(&str, bool)> = choices
        .iter()
        .map(|c| (c.name.as_str(), c.current))
        .collect();
    assert_eq!(
        choices,
        [("Atelier Lindqvist", true), ("Pixelwerft", false)]
    );
    let renewed = desk.switch_account(&owner(1), known("acc", 2)).await;
    assert!(!renewed.unwrap().stay);
    for n in [3, 77] {
        let refused = desk.switch_account(&owner(1), known("acc", n)).await;
        assert_eq!(refused, Err(model::Fault::NotFound));
    }
});

on_both!(
    what_another_of_ones_accounts_holds_is_told,
    |db| async move {
        let desk = open(db.clone()).await;
        let mut asks = owner(1);
        asks.others = true;
        let theirs = Some(known("acc", 2));
        let (inv, sub) = (id("inv", 101), id("sub", 11));
        assert_eq!(desk.holder(&asks, &inv).await, Ok(theirs.clone()));
        assert_eq!(desk.holder(&asks, &sub).await, Ok(theirs.clone()));
        for own in [id("inv", 1), id("sub", 1), id("inv", 9999), String::new()] {
            assert_eq!(desk.holder(&asks, &own).await, Ok(None), "{own}");
        }
        let mut stranger = owner(3);
        stranger.others = true;
        assert_eq!(desk.holder(&stranger, &sub).await, Ok(None));
        // What may not be seen there is not there.
        let narrow = format!(
            "update membership set role = 'technician', subscriptions = '[]' where person_id = '{}'
            and account_id = '{}'",
            id("per", 1),
            id("acc", 2)
        );
        store::probe::script(&db, narrow).await.unwrap();
        for thing in [&inv, &sub] {
            assert_eq!(desk.holder(&asks, thing).await, Ok(None), "{thing}");
        }
    }
);
