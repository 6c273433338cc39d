use model::Fault;
use model::billing_account::{BillingAccountStatus, BillingAccountView, ChargePart};
use model::caller::Permission;
use model::money::Money;
use model::subscription::SubscriptionQuery;
use store::on_both;
use store::probe::script;

use crate::support::{all_but, door, id, known, member, open, owner};

fn pays(view: &BillingAccountView) -> Vec<&str> {
    view.pays.iter().map(|(_, name)| name.as_str()).collect()
}

on_both!(each_names_what_it_pays_and_pays_next, |db| async move {
    let list = open(db)
        .await
        .list_billing_accounts(&owner(1))
        .await
        .unwrap();
    let [card, failing, debit] = list.accounts.as_slice() else {
        panic!("three: {list:?}");
    };
    assert!(card.payer.default && card.own);
    // 23.50 a month are beyond the debit's cap of 20.00.
    let expected = ["dollars.example", "lindqvist.example", "shop.example"];
    assert_eq!(pays(card), expected);
    assert_eq!(pays(debit), ["aerger.example"]);
    assert_eq!((pays(failing).len(), list.by_hand), (0, 0));
    assert_eq!(failing.payer.status, BillingAccountStatus::Failing);
    assert_eq!(debit.shared_with, ["Person 2"]);
    assert_eq!(debit.monthly_cap[0].minor, 2000);
    // 42.20 of credit go before: 11.90 and 13.80 are covered, 50.00 in part.
    let next = card.next_charge.clone().unwrap();
    let minor = |parts: &[(Money, ChargePart)]| {
        let minor: Vec<i64> = parts.iter().map(|(amount, _)| amount.minor).collect();
        minor
    };
    assert_eq!(next.on.to_string(), "2026-06-22");
    let [sum] = next.sums.as_slice() else {
        panic!("one: {next:?}")
    };
    assert_eq!(sum.amount.minor, 3350);
    assert_eq!(minor(&sum.parts), [5000, -1650]);
    assert_eq!(minor(&sum.credit), [4220, -1190, -1380]);
    assert_eq!(debit.next_charge, None);
});

on_both!(what_has_one_name_is_told_with_its_plan, |db| async move {
    let alike = format!(
        "update subscription set name = 'shop.example', sort_name = 'shop.example'
             where id = '{}'",
        id("sub", 2)
    );
    let desk = open(db.clone()).await;
    script(&db, alike).await.unwrap();
    let list = desk.list_billing_accounts(&owner(1)).await.unwrap();
    let named: Vec<&str> = list.accounts.iter().flat_map(pays).collect();
    let twins = named
        .iter()
        .filter(|name| name.starts_with("shop.example ("));
    assert_eq!(twins.count(), 2, "{named:?}");
    assert!(named.contains(&"lindqvist.example"), "{named:?}");
});

// What the cards say must be what each subscription says of itself, with caps and without.
on_both!(two_pages_give_one_answer, |db| async move {
    let cut = "update billing_account set monthly_cap = null";
    let end = "update billing_account set expires = '2026-06', is_default = (is_default and
        last4 = '1881')";
    for change in ["", cut, end] {
        script(&db, change.to_owned()).await.unwrap();
        let desk = if change.is_empty() {
            open(db.clone()).await
        } else {
            door(db.clone())
        };
        let list = desk.list_billing_accounts(&owner(1)).await.unwrap();
        let query = SubscriptionQuery::default();
        let held = desk.list_subscriptions(&owner(1), query).await.unwrap();
        let mut by_hand = 0;
        for one in held.page.items.iter().filter(|one| !one.status.ended()) {
            let named = |view: &&BillingAccountView| view.pays.iter().any(|(id, _)| *id == one.id);
            let payer = list.accounts.iter().find(named).map(|view| &view.payer.id);
            assert_eq!(
                payer,
                one.payer.as_ref().map(|payer| &payer.id),
                "{}",
                one.name
            );
            by_hand += u32::from(payer.is_none());
        }
        assert_eq!(list.by_hand, by_hand, "{change}");
    }
    let desk = door(db.clone());
    let list = desk.list_billing_accounts(&owner(1)).await.unwrap();
    let card = &list.accounts[0];
    assert_eq!((card.pays.len(), card.misses), (0, 2));
    // What nobody pays says why; what another takes over names that one alone.
    let others = format!(
        "update billing_account set status = 'failing' where id <> '{}'",
        id("bil", 1)
    );
    script(&db, others).await.unwrap();
    let query = SubscriptionQuery::default();
    let held = door(db).list_subscriptions(&owner(1), query).await.unwrap();
    let held = held.page.items.iter();
    for one in held {
        let missed = one.missed.as_ref().map(|payer| payer.id.clone());
        let late = one.renews_on.map(|day| day.to_string()) > Some("2026-06-30".to_owned());
        assert_eq!(missed, late.then(|| known("bil", 1)), "{}", one.name);
    }
    assert_eq!(card.payer.status, BillingAccountStatus::Expiring);
    assert_eq!(card.ends_before.unwrap().to_string(), "2026-07-01");
});

on_both!(what_is_outside_the_scope_is_not_named, |db| async move {
    let desk = open(db).await;
    let scoped = member(1, Permission::ALL.to_vec(), Some(vec![3]));
    let list = desk.list_billing_accounts(&scoped).await.unwrap();
    let named: Vec<&str> = list.accounts.iter().flat_map(pays).collect();
    assert_eq!(named, ["shop.example"]);
    let blind = member(1, vec![Permission::ViewBillingAccounts], None);
    let list = desk.list_billing_accounts(&blind).await.unwrap();
    assert_eq!(list.accounts.iter().flat_map(pays).count(), 0);
    assert!(list.accounts.iter().all(|view| view.next_charge.is_none()));
    let refused = desk
        .list_billing_accounts(&member(
            1,
            all_but(&[Permission::ViewBillingAccounts]),
            None,
        ))
        .await;
    assert_eq!(refused, Err(Fault::Forbidden));
    let other = desk.list_billing_accounts(&owner(2)).await.unwrap();
    let ids: Vec<_> = other
        .accounts
        .iter()
        .map(|view| view.payer.id.clone())
        .collect();
    assert_eq!(ids, [known("bil", 4)]);
});
