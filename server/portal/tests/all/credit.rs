use model::Fault;
use model::caller::Permission;
use model::credit::{CreditQuery, LotState, MovementReason, Origin};
use model::fault::Problem;
use model::id::CreditMovementId;
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
        .items
        .iter()
        .map(|lot| (lot.origin, lot.remaining.minor, lot.state))
        .collect();
    let expected = [
        (Origin::Promotion, 1000, LotState::Live),
        (Origin::Refund, 420, LotState::Live),
        (Origin::PaidIn, 3000, LotState::Live),
        (Origin::PaidIn, 0, LotState::UsedUp),
    ];
    assert_eq!(lots, expected);
    assert_eq!(view.lots.items[0].held.minor, 200);
    assert_eq!(view.balances[0].balance.minor, 4420);
});

// A lot that was taken out after its last day has expired; one that was spent before it has not.
on_both!(a_lot_that_ended_says_how, |db| async move {
    let desk = open(db.clone()).await;
    let states = async || {
        let asked = CreditQuery::default();
        let view = desk.show_credit(&owner(1), asked).await.unwrap();
        let lots = view.lots.items.into_iter();
        lots.map(|lot| (lot.origin, lot.state)).collect::<Vec<_>>()
    };
    let ended = |state| {
        [
            (Origin::Refund, LotState::Live),
            (Origin::PaidIn, LotState::Live),
            (Origin::Promotion, state),
            (Origin::PaidIn, LotState::UsedUp),
        ]
    };
    let late = "update credit_lot set expires_on = '2026-06-14', granted_on = '2026-05-01'
        where origin = 'promotion'";
    script(&db, late).await.unwrap();
    assert_eq!(states().await, ended(LotState::Expired));
    let spent = "update credit_lot set remaining_minor = 0, held_minor = 0
        where origin = 'promotion'";
    script(&db, spent).await.unwrap();
    assert_eq!(states().await, ended(LotState::UsedUp));
    let taken_out = format!(
        "insert into credit_movement select '{}', account_id, currency, n + 100, '2026-06-15',
            at, 'expiry', -1000, 0, lot_id, null, null
        from credit_movement where reason = 'grant' and lot_id in
            (select id from credit_lot where origin = 'promotion')",
        known::<CreditMovementId>("crm", 99)
    );
    script(&db, taken_out).await.unwrap();
    assert_eq!(states().await, ended(LotState::Expired));
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
    assert_eq!((view.lots.items.len(), view.movements.items.len()), (0, 0));
    let blind = member(1, all_but(&[Permission::ViewCredit]), None);
    let refused = desk.show_credit(&blind, CreditQuery::default()).await;
    assert_eq!(refused, Err(Fault::Forbidden));
    let query = CreditQuery {
        after: Some("AAAA".into()),
        ..CreditQuery::default()
    };
    let refused = desk.show_credit(&owner(1), query).await;
    assert_eq!(refused, Err(Fault::field("after", Problem::Malformed)));
    let query = CreditQuery {
        lots: Some("AAAA".into()),
        ..CreditQuery::default()
    };
    let refused = desk.show_credit(&owner(1), query).await;
    assert_eq!(refused, Err(Fault::field("lots", Problem::Malformed)));
});
