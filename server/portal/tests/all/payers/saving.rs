//! Methods are saved at the gateway, whose word alone counts; then changed, and replaced.

use std::collections::BTreeMap;

use model::Fault;
use model::billing_account::{
    BY_HAND, BeginSetUp, BillingAccountStatus, ChangeBillingAccount, Entered, FinishSetUp, Method,
    PayersChanged,
};
use model::caller::{Caller, Permission};
use model::fault::Problem;
use model::payment::Wish;
use model::portal::{BillingAccounts, Checkouts, PaymentMethods};
use model::time::Instant;
use portal::billing_account::tend;
use store::on_both;

use super::house::{CARD, House, page};
use super::{bil, count, first, holder, of_invoice, of_subscription};
use crate::support::{NOON, all_but, id, known, member};

on_both!(a_card_is_entered_at_the_gateway_and_pays, |db| async move {
    let house = House::open(db.clone()).await;
    let offered = house.desk.list_methods(&holder(1)).await.unwrap();
    assert_eq!(
        offered.methods,
        [Method::Card, Method::SepaDebit, Method::BankTransfer]
    );
    let id = house.begin("card").await;
    // What the browser says is not believed.
    let early = house.finish(&id, FinishSetUp::default()).await;
    assert_eq!(early, Err(Fault::field("entry", Problem::Required)));
    house.types(&id, CARD).await;
    assert_eq!(
        house.entered(&id).await,
        Entered::Saved("Visa •••• 4242".to_owned())
    );
    let mut request = FinishSetUp {
        name: "Company card".to_owned(),
        line1: "Kai 1".to_owned(),
        default: "on".to_owned(),
        ..FinishSetUp::default()
    };
    request.pays.insert(known("sub", 1), "on".to_owned());
    let partly = house.finish(&id, request.clone()).await.unwrap_err();
    assert_eq!(partly.of_field("city"), Some(Problem::Required));
    (request.city, request.postal_code) = ("Hamburg".to_owned(), "20457".to_owned());
    request.country = "de".to_owned();
    let made = house.finish(&id, request.clone()).await.unwrap();
    assert_eq!(house.finish(&id, request).await, Ok(made.clone()), "once");
    let list = house.desk.list_billing_accounts(&holder(1)).await.unwrap();
    let first = &list.accounts[0];
    assert_eq!(first.payer.id, made);
    assert!(first.payer.default && first.own);
    assert_eq!(first.payer.expires, Some((2030, 12)));
    assert_eq!(first.payer.name.as_deref(), Some("Company card"));
    // It stands first, before those that were there; open invoices of it alone go along.
    assert_eq!(of_subscription(&db, 1).await, [99, 3, 1]);
    assert_eq!(of_invoice(&db, 1).await, [99, 3, 1]);
    assert_eq!(
        count(&db, "audit where action = 'billing_account.added'").await,
        1
    );
    assert_eq!(count(&db, "outbox where kind = 'payer'").await, 1);
    let gone = house.desk.show_set_up(&holder(1), id).await;
    assert_eq!(gone, Err(Fault::NotFound));
});

on_both!(
    strong_authentication_comes_before_it_is_saved,
    |db| async move {
        let house = House::open(db.clone()).await;
        let id = house.begin("card").await;
        house.types(&id, "4000002500003155").await;
        let typed = FinishSetUp {
            name: "Mine".to_owned(),
            ..FinishSetUp::default()
        };
        let early = house.finish(&id, typed.clone()).await;
        assert_eq!(early, Err(Fault::field("entry", Problem::Required)));
        let shown = house
            .desk
            .show_set_up(&holder(1), id.clone())
            .await
            .unwrap();
        assert_eq!(shown.typed, Some(typed.clone()), "what was typed is kept");
        let Entered::Asks(Some(url)) = shown.entered else {
            panic!("the bank asks");
        };
        house.sandbox.confirm(page(&url), true).await.unwrap();
        assert!(house.finish(&id, typed).await.is_ok());
        // A refusal ends it, and nothing is saved.
        let refused = house.begin("card").await;
        house.types(&refused, "4000002500003155").await;
        let Entered::Asks(Some(url)) = house.entered(&refused).await else {
            panic!("the bank asks");
        };
        house.sandbox.confirm(page(&url), false).await.unwrap();
        assert_eq!(house.entered(&refused).await, Entered::Ended);
        let declined = house.finish(&refused, FinishSetUp::default()).await;
        assert_eq!(declined, Err(Fault::Declined));
        assert_eq!(count(&db, "billing_account where name = 'Mine'").await, 1);
    }
);

on_both!(a_mandate_is_pending_until_it_is_verified, |db| async move {
    let house = House::open(db.clone()).await;
    let id = house.begin("sepa_debit").await;
    house.types(&id, "DE08370400440532013003").await;
    let made = house.finish(&id, FinishSetUp::default()).await.unwrap();
    let status = async || {
        let list = house.desk.list_billing_accounts(&holder(1)).await.unwrap();
        let found = list.accounts.into_iter().find(|view| view.payer.id == made);
        found.unwrap().payer.status
    };
    assert_eq!(status().await, BillingAccountStatus::PendingVerification);
    let page = house
        .desk
        .show_billing_account(&holder(1), made.clone())
        .await
        .unwrap();
    let mandate = page.mandate.expect("a mandate");
    let mailed = format!("outbox where kind = 'payer' and payload like '%{mandate}%'");
    assert_eq!(count(&db, &mailed).await, 1);
    house.wait(61);
    assert!(tend(&house.desk).await.unwrap() > 0);
    assert_eq!(status().await, BillingAccountStatus::Active);
    assert_eq!(tend(&house.desk).await.unwrap(), 0);
});

on_both!(
    a_card_is_replaced_behind_its_billing_account,
    |db| async move {
        let house = House::open(db.clone()).await;
        let first = house.begin("card").await;
        house.types(&first, CARD).await;
        let made = house.finish(&first, FinishSetUp::default()).await.unwrap();
        let request = BeginSetUp {
            method: String::new(),
            replaces: Some(made.clone()),
        };
        let id = house.starts(&holder(1), request).await.unwrap();
        house.types(&id, "5555555555554444").await;
        let done = house.finish(&id, FinishSetUp::default()).await;
        assert_eq!(done, Ok(made.clone()), "the same billing account");
        let page = house
            .desk
            .show_billing_account(&holder(1), made.clone())
            .await
            .unwrap();
        assert_eq!(page.of.payer.tail.as_deref(), Some("4444"));
        assert_eq!(page.of.payer.status, BillingAccountStatus::Active);
        assert_eq!(
            count(&db, "audit where action = 'billing_account.replaced'").await,
            1
        );
        // The gateway forgets the card that was there.
        assert_eq!(count(&db, "forgotten_token").await, 1);
        assert!(tend(&house.desk).await.unwrap() > 0);
        assert_eq!(count(&db, "forgotten_token").await, 0);
        let strange = BeginSetUp {
            method: String::new(),
            replaces: Some(bil(4)),
        };
        let refused = house.starts(&holder(1), strange).await;
        assert_eq!(refused, Err(Fault::NotFound));
    }
);

on_both!(by_hand_is_not_charged_to_the_default, |db| async move {
    let house = House::open(db).await;
    let wish = Wish {
        invoices: Some(vec![known("inv", 1)]),
        payer: None,
        credit: false,
        amount: None,
    };
    let payer = async || {
        let quote = house.desk.quote(&holder(1), wish.clone()).await.unwrap();
        quote.items[0].payer.clone().map(|payer| payer.id)
    };
    // The card that is named fails: the default pays.
    assert_eq!(payer().await, Some(bil(1)));
    let done = house
        .desk
        .change_payers(&holder(1), first(1, BY_HAND))
        .await;
    assert_eq!(done, Ok(PayersChanged::Done));
    assert_eq!(payer().await, None);
});

fn change(n: u64) -> ChangeBillingAccount {
    ChangeBillingAccount {
        billing_account: bil(n),
        name: " Büro ".to_owned(),
        owner: String::new(),
        line1: String::new(),
        postal_code: String::new(),
        city: String::new(),
        country: String::new(),
        shared: BTreeMap::new(),
        cap: BTreeMap::new(),
    }
}

on_both!(name_limit_and_owner_are_changed, |db| async move {
    let house = House::open(db.clone()).await;
    let desk = &house.desk;
    let mut request = change(3);
    request.cap.insert("EUR".parse().unwrap(), "0".to_owned());
    let refused = desk
        .change_billing_account(&holder(1), request.clone())
        .await;
    assert_eq!(refused, Err(Fault::field("cap", Problem::Malformed)));
    request
        .cap
        .insert("EUR".parse().unwrap(), "75.50".to_owned());
    assert_eq!(
        desk.change_billing_account(&holder(1), request.clone())
            .await,
        Ok(())
    );
    let page = desk.show_billing_account(&holder(1), bil(3)).await.unwrap();
    assert_eq!(page.of.payer.name.as_deref(), Some("Büro"));
    assert_eq!(page.of.monthly_cap[0].minor, 7550);
    assert_eq!(page.of.shared_with, Vec::<String>::new());
    // Giving it away needs a fresh proof, and somebody of the account.
    let mut stale = holder(1);
    stale.proven_at = Some(Instant(NOON.0 - 301_000_000));
    assert_eq!(
        desk.change_billing_account(&stale, request.clone()).await,
        Ok(())
    );
    request.owner = id("per", 2);
    let strange = desk
        .change_billing_account(&holder(1), request.clone())
        .await;
    assert_eq!(strange, Err(Fault::NotFound));
    let join = format!(
        "insert into membership values ('{}', '{}', 'accountant', null, null, null)",
        id("per", 2),
        id("acc", 1)
    );
    store::probe::script(&db, join).await.unwrap();
    let proof = desk.change_billing_account(&stale, request.clone()).await;
    assert_eq!(proof, Err(Fault::SignedOut));
    assert_eq!(
        desk.change_billing_account(&holder(1), request).await,
        Ok(())
    );
    let page = desk.show_billing_account(&holder(1), bil(3)).await.unwrap();
    assert!(!page.of.own && page.of.owner == "Person 2");
    // The new owner and the holder of the account are told.
    assert_eq!(count(&db, "outbox where kind = 'payer'").await, 4);
});

on_both!(methods_are_tried_a_few_times_only, |db| async move {
    let house = House::open(db).await;
    for _ in 0..10 {
        house.begin("card").await;
    }
    let request = BeginSetUp {
        method: "card".to_owned(),
        replaces: None,
    };
    let refused = house.starts(&holder(1), request).await.unwrap_err();
    let problem = refused.of_field("method");
    assert!(
        matches!(problem, Some(Problem::TooMany { .. })),
        "{refused:?}"
    );
});

on_both!(saving_needs_the_right_and_a_fresh_proof, |db| async move {
    let house = House::open(db).await;
    let id = house.begin("card").await;
    let mut stale = holder(1);
    stale.proven_at = Some(Instant(NOON.0 - 301_000_000));
    let request = || BeginSetUp {
        method: "card".to_owned(),
        replaces: None,
    };
    let begun = house.starts(&stale, request()).await;
    assert_eq!(begun, Err(Fault::SignedOut));
    let shown = house.desk.show_set_up(&stale, id.clone()).await;
    assert_eq!(shown, Err(Fault::SignedOut));
    let finished = house
        .desk
        .finish_set_up(&stale, id.clone(), FinishSetUp::default())
        .await;
    assert_eq!(finished, Err(Fault::SignedOut));
    let others: [Caller; 2] = [
        holder(2),
        member(1, all_but(&[Permission::ChangePayers]), None),
    ];
    for other in others {
        let shown = house.desk.show_set_up(&other, id.clone()).await;
        assert_eq!(shown, Err(Fault::NotFound));
        let empty = FinishSetUp::default();
        let finished = house.desk.finish_set_up(&other, id.clone(), empty).await;
        assert_eq!(finished, Err(Fault::NotFound));
    }
});
