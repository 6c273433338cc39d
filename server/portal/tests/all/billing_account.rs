use model::Fault;
use model::billing_account::{BillingAccountStatus, BillingAccountView};
use model::caller::Permission;
use store::on_both;

use crate::support::{all_but, known, member, open, owner};

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
    assert_eq!(pays(card), ["dollars.example", "shop.example"]);
    assert_eq!(pays(debit), ["aerger.example", "lindqvist.example"]);
    assert_eq!((pays(failing).len(), list.by_hand), (0, 0));
    assert_eq!(failing.payer.status, BillingAccountStatus::Failing);
    assert_eq!(debit.shared_with, ["Person 2"]);
    assert_eq!(debit.monthly_cap[0].minor, 2000);
    // 42.20 of credit go before: 11.90 and 13.80 are covered, 50.00 in part.
    let (day, amounts) = card.next_charge.clone().unwrap();
    assert_eq!(
        (day.to_string().as_str(), amounts[0].minor),
        ("2026-06-22", 3350)
    );
    assert_eq!(debit.next_charge, None);
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
