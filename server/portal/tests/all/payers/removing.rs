use std::collections::BTreeMap;

use model::Fault;
use model::billing_account::{BY_HAND, BillingAccountStatus, PayersChanged, RemoveBillingAccount};
use model::caller::{Caller, Permission};
use model::fault::Problem;
use model::id::SubscriptionId;
use model::time::Instant;
use model::todo::{Listed, Matter};
use store::on_both;
use store::probe::script;

use super::{bil, count, first, holder, of_invoice, of_subscription};
use crate::support::{NOON, all_but, door, id, known, member, open};

pub(super) fn removal(n: u64, instead: &str) -> RemoveBillingAccount {
    RemoveBillingAccount {
        billing_account: bil(n),
        instead: instead.to_owned(),
        each: BTreeMap::new(),
    }
}

on_both!(what_is_removed_is_replaced_in_every_list, |db| async move {
    let desk = open(db.clone()).await;
    let asked = desk.show_removal(&holder(1), bil(1)).await.unwrap();
    let names: Vec<&str> = asked
        .subscriptions
        .iter()
        .map(|(_, name)| name.as_str())
        .collect();
    assert_eq!(names, ["dollars.example", "lindqvist.example"]);
    assert!(asked.asks() && !asked.in_flight && !asked.more);
    let anna = holder(1);
    let remove = |request| desk.remove_billing_account(&anna, request);
    let silent = remove(removal(1, "")).await;
    assert_eq!(silent, Err(Fault::field("instead", Problem::Required)));
    let mut request = removal(1, bil(3).as_str());
    let dollars: SubscriptionId = known("sub", 5);
    request.each.insert(dollars, BY_HAND.to_owned());
    assert_eq!(remove(request.clone()).await, Ok(()));
    // It was the second of subscription 1, whose first takes its place; 5 is paid by hand.
    assert_eq!(of_subscription(&db, 1).await, [3]);
    assert_eq!(of_subscription(&db, 5).await, [0]);
    let noted = "audit a join billing_account b on a.subject = 'billing_account ' || b.id
        where b.method = 'bank_transfer' and a.action = 'billing_account.added'";
    assert_eq!(count(&db, noted).await, 1);
    let list = desk.list_billing_accounts(&holder(1)).await.unwrap();
    assert!(list.accounts.iter().all(|view| view.payer.id != bil(1)));
    assert!(
        list.accounts
            .iter()
            .any(|view| view.payer.id == bil(3) && view.payer.default)
    );
    // 23.50 a month are beyond the debit's cap of 20.00.
    assert_eq!(list.by_hand, 1);
    assert_eq!(count(&db, "outbox where kind = 'payer'").await, 1);
    assert_eq!(
        count(&db, "audit where action = 'billing_account.removed'").await,
        1
    );
    assert_eq!(remove(request).await, Err(Fault::NotFound));
    let kept = format!(
        "billing_account where id = '{}' and status = 'removed'",
        bil(1)
    );
    assert_eq!(count(&db, &kept).await, 1);
});

on_both!(
    open_invoices_follow_and_paid_ones_keep_what_paid,
    |db| async move {
        let desk = open(db.clone()).await;
        let done = desk
            .remove_billing_account(&holder(1), removal(2, bil(3).as_str()))
            .await;
        assert_eq!(done, Ok(()));
        assert_eq!(of_subscription(&db, 3).await, [3]);
        let (open, flying) = (of_invoice(&db, 2).await, of_invoice(&db, 3).await);
        assert_eq!((open, flying), (vec![3], vec![3]));
        let list = desk.list_billing_accounts(&holder(1)).await.unwrap();
        assert!(
            list.accounts
                .iter()
                .all(|view| view.payer.status != BillingAccountStatus::Removed)
        );
    }
);

on_both!(
    nothing_is_removed_while_a_payment_with_it_is_under_way,
    |db| async move {
        let desk = open(db.clone()).await;
        let flying = format!(
            "insert into checkout values ('{0}', '{1}', 'k', 'd', null, 1);
         insert into payment values ('{2}', '{0}', 1, '{1}', '{3}', 'sandbox', '{{}}', 'EUR', 0,
             100, 'processing', null, null, null, false, 1, 1, 1, 0, null, null, null, 0);",
            id("chk", 1),
            id("acc", 1),
            id("pay", 1),
            bil(2)
        );
        script(&db, flying).await.unwrap();
        assert!(
            desk.show_removal(&holder(1), bil(2))
                .await
                .unwrap()
                .in_flight
        );
        let refused = desk
            .remove_billing_account(&holder(1), removal(2, BY_HAND))
            .await;
        assert_eq!(refused, Err(Fault::Conflict));
        let still = format!(
            "billing_account where id = '{}' and status = 'failing'",
            bil(2)
        );
        assert_eq!(count(&db, &still).await, 1);
    }
);

on_both!(
    removing_needs_a_fresh_proof_and_the_right,
    |db| async move {
        let desk = open(db.clone()).await;
        let mut stale = holder(1);
        stale.proven_at = Some(Instant(NOON.0 - 301_000_000));
        let request = removal(2, BY_HAND);
        let remove = |caller: Caller| {
            let (desk, request) = (&desk, request.clone());
            async move { desk.remove_billing_account(&caller, request).await }
        };
        assert_eq!(remove(stale.clone()).await, Err(Fault::SignedOut));
        assert_eq!(
            desk.show_removal(&stale, bil(2)).await,
            Err(Fault::SignedOut)
        );
        let mut other = member(1, Permission::ALL.to_vec(), None);
        other.person = known("per", 2);
        for stranger in [
            other,
            holder(2),
            member(1, all_but(&[Permission::ChangePayers]), None),
        ] {
            assert_eq!(remove(stranger.clone()).await, Err(Fault::NotFound));
            assert_eq!(
                desk.show_removal(&stranger, bil(2)).await,
                Err(Fault::NotFound)
            );
        }
        stale.proven_at = Some(Instant(NOON.0 - 300_000_000));
        assert_eq!(remove(stale).await, Ok(()));
        let list = door(db).list_billing_accounts(&holder(1)).await.unwrap();
        assert_eq!(list.accounts.len(), 3, "by hand stands for it");
    }
);

on_both!(
    what_is_paid_by_hand_is_a_to_do_with_its_day,
    |db| async move {
        let desk = open(db).await;
        let hands = async || {
            let todos = desk.list_todos(&holder(1)).await.unwrap().todos;
            let hand = |it: &Listed| match &it.todo.matter {
                Matter::ByHand(named) => {
                    Some((named.name.clone(), it.todo.until.unwrap().to_string()))
                }
                _ => None,
            };
            todos.iter().filter_map(hand).collect::<Vec<_>>()
        };
        assert_eq!(hands().await, []);
        let done = desk
            .remove_billing_account(&holder(1), removal(1, BY_HAND))
            .await;
        assert_eq!(done, Ok(()));
        // It was the default: what names nobody is paid by hand now, the first to renew is told.
        let dollars = ("dollars.example".to_owned(), "2026-07-01".to_owned());
        assert_eq!(hands().await, [dollars]);
        let change = async |payer: &str| {
            let done = desk.change_payers(&holder(1), first(1, payer)).await;
            assert_eq!(done, Ok(PayersChanged::Done));
        };
        change(BY_HAND).await;
        let sooner = ("lindqvist.example".to_owned(), "2026-06-20".to_owned());
        assert_eq!(hands().await, [sooner]);
        change(bil(3).as_str()).await;
        assert_ne!(hands().await[0].0, "lindqvist.example");
    }
);
