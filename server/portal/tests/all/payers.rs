//! Who pays: lists of payers, the default, removal.

mod agree;
mod house;
mod removing;
mod replacing;
mod rights;
mod saving;

use std::collections::BTreeMap;

use model::Fault;
use model::billing_account::{BY_HAND, ChangePayers, PayersChanged};
use model::caller::{Caller, Permission, Role};
use model::fault::Problem;
use model::id::{BillingAccountId, InvoiceId};
use store::probe::number;
use store::{Db, on_both};

use crate::support::books::shared;
use crate::support::{all_but, id, known, member, open, owner};

/// The owner of an account, by role.
fn holder(account: u64) -> Caller {
    let mut holder = owner(account);
    holder.access.role = Some(Role::Owner);
    holder
}

fn bil(n: u64) -> BillingAccountId {
    known("bil", n)
}

fn first(subscription: u64, first: &str) -> ChangePayers {
    ChangePayers {
        subscription: known("sub", subscription),
        first: first.to_owned(),
        payers: Vec::new(),
        asked: String::new(),
        apply_to_open: BTreeMap::new(),
    }
}

fn listed(subscription: u64, payers: &[&str]) -> ChangePayers {
    ChangePayers {
        payers: payers.iter().map(|it| (*it).to_owned()).collect(),
        ..first(subscription, "")
    }
}

/// The list of a subscription or an invoice by the numbers of its billing accounts; 0: by hand.
async fn list(db: &Db, table: &str, column: &str, of: &str) -> Vec<i64> {
    let text = |place: i64| {
        format!(
            "select cast(coalesce(max(case when b.method = 'bank_transfer' then 0
                 when b.ref like 'B-%' then cast(substr(b.ref, 3) as bigint)
                 else 99 end), -1) as bigint)
             from {table} y join billing_account b on b.id = y.billing_account_id
             where y.{column} = '{of}' and (select count(*) from {table} z
                 where z.{column} = y.{column} and z.place < y.place) = {place}"
        )
    };
    let mut found = Vec::new();
    for place in 0..5 {
        match number(db, text(place)).await.unwrap() {
            -1 => break,
            n => found.push(n),
        }
    }
    found
}

async fn of_subscription(db: &Db, n: u64) -> Vec<i64> {
    list(db, "payer", "subscription_id", &id("sub", n)).await
}

async fn of_invoice(db: &Db, n: u64) -> Vec<i64> {
    list(db, "invoice_payer", "invoice_id", &id("inv", n)).await
}

async fn count(db: &Db, from: &str) -> i64 {
    number(db, format!("select count(*) from {from}"))
        .await
        .unwrap()
}

on_both!(
    a_tap_puts_a_payer_first_and_takes_open_invoices_along,
    |db| async move {
        let desk = open(db.clone()).await;
        let anna = holder(1);
        let change = |request| desk.change_payers(&anna, request);
        let one = bil(1);
        assert_eq!(
            change(first(1, one.as_str())).await,
            Ok(PayersChanged::Done)
        );
        assert_eq!(of_subscription(&db, 1).await, [1, 3]);
        // Invoices 1 and 5 are of that subscription and open; 3 is in flight, 6 is paid.
        assert_eq!(of_invoice(&db, 1).await, [1, 3]);
        assert_eq!(of_invoice(&db, 5).await, [1, 3]);
        assert_eq!(of_invoice(&db, 2).await, [2]);
        assert_eq!(count(&db, "audit where action = 'payers.changed'").await, 1);
        assert_eq!(count(&db, "outbox where kind = 'payer'").await, 1);
        // The same again changes nothing, and says nothing.
        assert_eq!(
            change(first(1, one.as_str())).await,
            Ok(PayersChanged::Done)
        );
        let whole = listed(1, &[one.as_str(), bil(3).as_str(), ""]);
        assert_eq!(change(whole).await, Ok(PayersChanged::Done));
        assert_eq!(count(&db, "audit where action = 'payers.changed'").await, 1);
        assert_eq!(count(&db, "outbox where kind = 'payer'").await, 1);
    }
);

on_both!(what_is_in_flight_keeps_its_payers, |db| async move {
    let desk = open(db.clone()).await;
    let before = of_invoice(&db, 3).await;
    let done = desk
        .change_payers(&holder(1), first(2, bil(1).as_str()))
        .await;
    assert_eq!(done, Ok(PayersChanged::Done));
    assert_eq!(of_subscription(&db, 2).await, [1, 3]);
    assert_eq!(of_invoice(&db, 3).await, before);
});

on_both!(an_invoice_of_others_too_is_asked_about, |db| async move {
    let desk = open(db.clone()).await;
    shared(&db).await;
    let shown = desk.show_payers(&holder(1), known("sub", 1)).await.unwrap();
    let told = shown
        .open
        .iter()
        .map(|it| (it.number.as_str(), it.shared()));
    assert_eq!(
        told.collect::<Vec<_>>(),
        [("INV-1", false), ("INV-5", false), ("INV-9", true)]
    );
    assert_eq!(shown.open[2].others, ["aerger.example"]);
    let scoped = member(1, Permission::ALL.to_vec(), Some(vec![1]));
    let blind = desk.show_payers(&scoped, known("sub", 1)).await.unwrap();
    assert_eq!((blind.open[2].others.len(), blind.open[2].unknown), (0, 1));
    // Nothing is done before it was said what becomes of it.
    let request = first(1, bil(1).as_str());
    let anna = holder(1);
    let change = |request| desk.change_payers(&anna, request);
    let asks = PayersChanged::Asks {
        subscription: request.subscription.clone(),
        first: request.first.clone(),
    };
    assert_eq!(change(request.clone()).await, Ok(asks));
    assert_eq!(of_subscription(&db, 1).await, [3, 1]);
    let mut asked = ChangePayers {
        asked: "on".to_owned(),
        ..request
    };
    assert_eq!(change(asked.clone()).await, Ok(PayersChanged::Done));
    assert_eq!(of_subscription(&db, 1).await, [1, 3]);
    assert_eq!(
        (of_invoice(&db, 1).await, of_invoice(&db, 9).await),
        (vec![1, 3], vec![3])
    );
    let along: InvoiceId = known("inv", 9);
    asked.apply_to_open.insert(along, "on".to_owned());
    assert_eq!(change(asked).await, Ok(PayersChanged::Done));
    assert_eq!(of_invoice(&db, 9).await, [1, 3]);
});

on_both!(by_hand_stands_before_the_default, |db| async move {
    let desk = open(db.clone()).await;
    let anna = holder(1);
    let change = |request| desk.change_payers(&anna, request);
    assert_eq!(change(first(1, BY_HAND)).await, Ok(PayersChanged::Done));
    assert_eq!(of_subscription(&db, 1).await, [0]);
    assert_eq!(of_invoice(&db, 1).await, [0]);
    assert_eq!(
        change(listed(2, &[bil(3).as_str(), BY_HAND, bil(1).as_str()])).await,
        Ok(PayersChanged::Done)
    );
    assert_eq!(of_subscription(&db, 2).await, [3, 0]);
    assert_eq!(
        count(&db, "billing_account where method = 'bank_transfer'").await,
        1
    );
    let table = desk.list_payers(&holder(1), None).await.unwrap();
    let hand = &table.choices.last().unwrap().payer.id;
    let row = table
        .page
        .items
        .iter()
        .find(|row| row.id == known("sub", 1))
        .unwrap();
    assert_eq!(row.order, [hand.clone(), bil(1)]);
    let names: Vec<&str> = table
        .page
        .items
        .iter()
        .map(|row| row.name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "aerger.example",
            "dollars.example",
            "lindqvist.example",
            "shop.example"
        ]
    );
});

on_both!(members_let_their_own_and_shared_ones_pay, |db| async move {
    let desk = open(db.clone()).await;
    // Person 2 in account 1: the debit is shared with them.
    let mut other = member(1, Permission::ALL.to_vec(), None);
    other.person = known("per", 2);
    let change = |request| desk.change_payers(&other, request);
    assert_eq!(
        change(first(5, bil(2).as_str())).await,
        Err(Fault::NotFound)
    );
    assert_eq!(
        change(first(5, bil(4).as_str())).await,
        Err(Fault::NotFound)
    );
    assert_eq!(
        change(first(5, bil(3).as_str())).await,
        Ok(PayersChanged::Done)
    );
    // What stands in the list already may stay.
    assert_eq!(
        change(first(3, bil(3).as_str())).await,
        Ok(PayersChanged::Done)
    );
    assert_eq!(of_subscription(&db, 3).await, [3, 2]);
    let table = desk.list_payers(&other, None).await.unwrap();
    let may: Vec<bool> = table.choices.iter().map(|choice| choice.may).collect();
    assert_eq!(may, [false, false, true]);
    for blind in [
        member(1, all_but(&[Permission::ChangePayers]), None),
        member(1, Permission::ALL.to_vec(), Some(vec![2])),
        holder(2),
    ] {
        let refused = desk.change_payers(&blind, first(1, BY_HAND)).await;
        assert_eq!(refused, Err(Fault::NotFound));
    }
    let odd = change(first(1, "x")).await;
    assert_eq!(odd, Err(Fault::field("payers", Problem::Malformed)));
});

on_both!(
    the_default_is_one_and_pays_what_names_nobody,
    |db| async move {
        let desk = open(db.clone()).await;
        assert_eq!(desk.make_default(&holder(1), bil(3)).await, Ok(()));
        assert_eq!(desk.make_default(&holder(1), bil(3)).await, Ok(()));
        assert_eq!(
            count(&db, "audit where action = 'billing_account.default'").await,
            1
        );
        let list = desk.list_billing_accounts(&holder(1)).await.unwrap();
        let defaults = list.accounts.iter().filter(|view| view.payer.default);
        assert_eq!(
            defaults
                .map(|view| view.payer.id.clone())
                .collect::<Vec<_>>(),
            [bil(3)]
        );
        assert_eq!(
            desk.make_default(&holder(2), bil(3)).await,
            Err(Fault::NotFound)
        );
    }
);
