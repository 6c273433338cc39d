use model::Fault;
use model::caller::Permission;
use model::credit::{CreditQuery, MovementReason, Origin};
use model::fault::Problem;
use store::on_both;
use store::probe::script;

use crate::support::{all_but, known, member, open, owner};

on_both!(lots_stand_in_the_order_of_spending, |db| async move {
    let desk = open(db).await;
    let view = desk
        .show_credit(&owner(1), CreditQuery::default())
        .await
        .unwrap();
    let lots: Vec<_> = view
        .lots
        .iter()
        .map(|lot| (lot.origin, lot.remaining.minor))
        .collect();
    let expected = [
        (Origin::Promotion, 1000),
        (Origin::Refund, 420),
        (Origin::PaidIn, 3000),
    ];
    assert_eq!(lots, expected);
    assert_eq!(view.lots[0].held.minor, 200);
    assert_eq!(view.balances[0].balance.minor, 4420);
});

// What has expired is not there to be used, though its expiry is not booked yet; what a payment
// holds of it is.
on_both!(what_has_expired_is_not_counted, |db| async move {
    let desk = open(db.clone()).await;
    let late = "update credit_lot set expires_on = '2026-06-14' where origin = 'promotion'";
    script(&db, late).await.unwrap();
    let asked = CreditQuery::default();
    let view = desk.show_credit(&owner(1), asked).await.unwrap();
    let [balance] = view.balances.as_slice() else {
        panic!("one: {view:?}")
    };
    assert_eq!((balance.balance.minor, balance.held.minor), (3620, 200));
    let overview = desk.account_overview(&owner(1)).await.unwrap();
    assert_eq!(overview.credit.unwrap(), view.balances);
});

on_both!(every_movement_is_there, |db| async move {
    let desk = open(db).await;
    let view = desk
        .show_credit(&owner(1), CreditQuery::default())
        .await
        .unwrap();
    let moved: Vec<_> = view
        .movements
        .items
        .iter()
        .map(|m| m.amount.minor)
        .collect();
    assert_eq!(moved, [1000, -2000, 420, 3000, 2000]);
    let used = &view.movements.items[1];
    assert_eq!(
        (used.reason, used.balance.minor),
        (MovementReason::Use, 3420)
    );
    assert_eq!(used.invoice, Some((known("inv", 6), "INV-6".into())));
    let blind = member(1, all_but(&[Permission::ViewInvoices]), None);
    let view = desk
        .show_credit(&blind, CreditQuery::default())
        .await
        .unwrap();
    assert_eq!(view.movements.items[1].invoice, None);
});

on_both!(credit_of_another_is_not_seen, |db| async move {
    let desk = open(db).await;
    let view = desk
        .show_credit(&owner(2), CreditQuery::default())
        .await
        .unwrap();
    assert_eq!((view.lots.len(), view.movements.items.len()), (0, 0));
    let blind = member(1, all_but(&[Permission::ViewCredit]), None);
    let refused = desk.show_credit(&blind, CreditQuery::default()).await;
    assert_eq!(refused, Err(Fault::Forbidden));
    let query = CreditQuery {
        after: Some("AAAA".into()),
    };
    let refused = desk.show_credit(&owner(1), query).await;
    assert_eq!(refused, Err(Fault::field("after", Problem::Malformed)));
});
