//! Who may decide for what: members who see a part of the account, who lose a right on the way, or
//! who come back late.

use model::Fault;
use model::billing_account::{BY_HAND, BeginSetUp, Entered, FinishSetUp, Method, PayersChanged};
use model::caller::{Caller, Permission};
use model::fault::Problem;
use model::portal::{BillingAccounts, PaymentMethods};
use model::session::Whence;
use model::time::Instant;
use portal::billing_account::tend;
use store::probe::script;
use store::{Db, on_both};

use super::house::{CARD, House};
use super::removing::removal;
use super::{bil, count, first, holder, of_invoice, of_subscription};
use crate::support::{NOON, all_but, books::shared, id, known, member, open};

/// Ben, an accountant of account 1 who sees these subscriptions; the debit is his.
async fn ben(db: &Db, only: Option<Vec<u64>>) -> Caller {
    let (ben, account) = (id("per", 2), id("acc", 1));
    let joins = format!(
        "insert into membership values ('{ben}', '{account}', 'accountant', null, null, null);
         update billing_account set owner_id = '{ben}' where id = '{}';",
        bil(3)
    );
    script(db, joins).await.unwrap();
    Caller {
        person: known("per", 2),
        ..member(1, Permission::ALL.to_vec(), only)
    }
}

fn card() -> BeginSetUp {
    BeginSetUp {
        method: "card".to_owned(),
        replaces: None,
    }
}

on_both!(
    what_one_does_not_see_is_not_moved_by_a_removal,
    |db| async move {
        let desk = open(db.clone()).await;
        // The debit pays subscriptions 1 and 2.
        let some = ben(&db, Some(vec![1])).await;
        let shown = desk.show_removal(&some, bil(3)).await.unwrap();
        assert!(shown.held);
        let done = desk
            .remove_billing_account(&some, removal(3, BY_HAND))
            .await;
        assert_eq!(done, Err(Fault::Forbidden));
        assert_eq!(of_subscription(&db, 2).await, [3]);
        let both = member(1, Permission::ALL.to_vec(), Some(vec![1, 2]));
        let both = Caller {
            person: known("per", 2),
            ..both
        };
        assert!(!desk.show_removal(&both, bil(3)).await.unwrap().held);
        let done = desk
            .remove_billing_account(&both, removal(3, BY_HAND))
            .await;
        assert_eq!(done, Ok(()));
        assert_eq!(of_subscription(&db, 2).await, [0]);
    }
);

on_both!(
    an_open_invoice_of_what_one_does_not_see_stays_with_its_payer,
    |db| async move {
        let desk = open(db.clone()).await;
        let some = ben(&db, Some(vec![1, 2])).await;
        let unseen = format!(
            "insert into invoice_payer values ('{}', 1, '{}');",
            id("inv", 2),
            bil(3)
        );
        script(&db, unseen).await.unwrap();
        let before = of_invoice(&db, 2).await;
        let done = desk
            .remove_billing_account(&some, removal(3, BY_HAND))
            .await;
        assert_eq!(done, Err(Fault::Forbidden));
        assert_eq!(of_invoice(&db, 2).await, before);
    }
);

on_both!(
    the_default_is_nothing_for_who_sees_a_part_only,
    |db| async move {
        let desk = open(db.clone()).await;
        let some = ben(&db, Some(vec![1])).await;
        let list = desk.list_billing_accounts(&some).await.unwrap();
        assert!(!list.defaults);
        assert_eq!(desk.make_default(&some, bil(3)).await, Err(Fault::NotFound));
        let all = Caller {
            access: member(1, Permission::ALL.to_vec(), None).access,
            ..some
        };
        assert!(desk.list_billing_accounts(&all).await.unwrap().defaults);
        assert_eq!(desk.make_default(&all, bil(3)).await, Ok(()));
    }
);

on_both!(by_hand_is_the_accounts_and_there_once, |db| async move {
    let house = House::open(db.clone()).await;
    let desk = &house.desk;
    let ben = ben(&db, Some(vec![1])).await;
    let begun = house.begin("bank_transfer").await;
    // Ben is the first who lets something be paid by hand; it is not his for that.
    let done = desk.change_payers(&ben, first(1, BY_HAND)).await;
    assert_eq!(done, Ok(PayersChanged::Done));
    let list = desk.list_billing_accounts(&ben).await.unwrap();
    let hand = |view: &&model::billing_account::BillingAccountView| {
        view.payer.method == Method::BankTransfer
    };
    let hand = list.accounts.iter().find(hand).unwrap();
    assert!(!hand.manages);
    let shown = desk.show_removal(&ben, hand.payer.id.clone()).await;
    assert_eq!(shown.err(), Some(Fault::NotFound));
    // A second one comes into being neither by what was begun before nor anew.
    let second = house.finish(&begun, FinishSetUp::default()).await;
    assert_eq!(second, Err(Fault::Conflict));
    let offered = desk.list_methods(&holder(1)).await.unwrap().methods;
    assert_eq!(offered, [Method::Card, Method::SepaDebit]);
    let request = BeginSetUp {
        method: "bank_transfer".to_owned(),
        replaces: None,
    };
    let again = house.starts(&holder(1), request).await;
    assert_eq!(again, Err(Fault::field("method", Problem::Malformed)));
    let rows = count(&db, "billing_account where method = 'bank_transfer'").await;
    assert_eq!(rows, 1);
});

on_both!(
    whoever_lost_a_billing_account_does_not_replace_its_card,
    |db| async move {
        let house = House::open(db.clone()).await;
        let ben = ben(&db, None).await;
        let request = BeginSetUp {
            method: String::new(),
            replaces: Some(bil(3)),
        };
        let id = house.starts(&ben, request).await.unwrap();
        house.types_as(&ben, &id, "DE08370400440532013003").await;
        let given = format!(
            "update billing_account set owner_id = '{}' where id = '{}'",
            crate::support::id("per", 1),
            bil(3)
        );
        script(&db, given).await.unwrap();
        let shown = house.desk.show_set_up(&ben, id.clone()).await;
        assert_eq!(shown.err(), Some(Fault::NotFound));
        let empty = FinishSetUp::default();
        let done = house.desk.finish_set_up(&ben, id.clone(), empty).await;
        assert_eq!(done, Err(Fault::NotFound));
        let still = "billing_account where token = 'ok' and method = 'sepa_debit'";
        assert_eq!(count(&db, still).await, 1);
    }
);

on_both!(what_was_begun_ends_after_an_hour, |db| async move {
    let house = House::open(db.clone()).await;
    let (entered, empty) = (house.begin("card").await, house.begin("card").await);
    house.types(&entered, CARD).await;
    house.wait(3_600);
    let mut anna = holder(1);
    anna.proven_at = Some(Instant(NOON.0 + 3_600_000_000));
    for id in [&entered, &empty] {
        let shown = house.desk.show_set_up(&anna, id.clone()).await.unwrap();
        assert_eq!(shown.entered, Entered::Ended);
        let typed = FinishSetUp::default();
        let done = house.desk.finish_set_up(&anna, id.clone(), typed).await;
        assert_eq!(done, Err(Fault::field("entry", Problem::DeadLink)));
    }
    assert_eq!(count(&db, "set_up where entry is not null").await, 2);
    assert!(tend(&house.desk).await.unwrap() > 0);
    let kept = "set_up where entry is not null or typed is not null or outcome <> 'ended'";
    assert_eq!(count(&db, kept).await, 0);
    // What the gateway has saved for it is forgotten there.
    assert_eq!(count(&db, "forgotten_token").await, 1);
    assert!(tend(&house.desk).await.unwrap() > 0);
    assert_eq!(count(&db, "forgotten_token").await, 0);
    assert_eq!(tend(&house.desk).await.unwrap(), 0);
    let shown = house.desk.show_set_up(&anna, entered).await.unwrap();
    assert_eq!(shown.entered, Entered::Ended);
});

on_both!(what_was_typed_outlives_the_proof, |db| async move {
    let house = House::open(db).await;
    let id = house.begin("card").await;
    let typed = FinishSetUp {
        name: "Company card".to_owned(),
        line1: "Kai 1".to_owned(),
        ..FinishSetUp::default()
    };
    let mut stale = holder(1);
    stale.proven_at = Some(Instant(NOON.0 - 301_000_000));
    let asked = house
        .desk
        .finish_set_up(&stale, id.clone(), typed.clone())
        .await;
    assert_eq!(asked, Err(Fault::SignedOut));
    let shown = house.desk.show_set_up(&holder(1), id).await.unwrap();
    assert_eq!(shown.typed, Some(typed));
});

on_both!(one_address_tries_few_methods, |db| async move {
    let house = House::open(db).await;
    let begin = async |n: u64, address: &str| {
        let mut who = holder(1);
        (who.account, who.person) = (known("acc", n), known("per", n));
        let whence = Whence {
            address: address.to_owned(),
            ..Whence::default()
        };
        house.desk.begin_set_up(&who, card(), whence).await
    };
    for _ in 0..10 {
        assert!(begin(1, "2001:db8::1").await.is_ok());
        assert!(begin(2, "2001:db8::2").await.is_ok());
    }
    let refused = begin(3, "2001:db8::3").await.unwrap_err();
    let problem = refused.of_field("method");
    assert!(
        matches!(problem, Some(Problem::TooMany { .. })),
        "{refused:?}"
    );
    assert!(begin(3, "2001:db8:0:1::3").await.is_ok());
});

on_both!(amounts_are_for_who_sees_invoices, |db| async move {
    let house = House::open(db.clone()).await;
    shared(&db).await;
    let charge = format!(
        "insert into checkout values ('{0}', '{1}', 'k', 'd', null, 1);
         insert into payment values ('{2}', '{0}', 1, '{1}', '{3}', 'sandbox', '{{}}', 'EUR', 0,
             100, 'succeeded', null, null, null, false, 1, 1, null, 0, 1, null, null, 0);",
        id("chk", 1),
        id("acc", 1),
        id("pay", 1),
        bil(1)
    );
    script(&db, charge).await.unwrap();
    let blind = {
        let mut blind = holder(1);
        blind.access.permissions = all_but(&[Permission::ViewInvoices]);
        blind
    };
    for (who, sees) in [(holder(1), true), (blind, false)] {
        let desk = &house.desk;
        let payers = desk.show_payers(&who, known("sub", 1)).await.unwrap();
        assert!(payers.open.iter().all(|it| it.due.is_some() == sees));
        let page = desk.show_billing_account(&who, bil(1)).await.unwrap();
        assert_eq!(page.charges.map(|it| it.len()), sees.then_some(1));
        let list = desk.list_billing_accounts(&who).await.unwrap();
        let next = list.accounts.iter().any(|it| it.next_charge.is_some());
        assert_eq!(next, sees);
    }
});
