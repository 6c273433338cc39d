//! What is foretold of an open invoice.

use model::caller::Permission;
use model::fault::Fault;
use model::invoice::AheadView;
use model::portal::Door;
use store::on_both;
use store::probe::script;

use crate::support::{all_but, door, known, member, open, owner};

async fn ahead(desk: &Door, invoice: u64) -> Option<AheadView> {
    let view = desk.show_invoice(&owner(1), known("inv", invoice)).await;
    view.unwrap().ahead
}

on_both!(an_open_invoice_says_how_it_is_settled, |db| async move {
    let desk = open(db.clone()).await;
    // 42.20 of credit: 11.90 for this one, which is late, and 16.50 are left for the fourth.
    let first = ahead(&desk, 1).await.unwrap();
    assert_eq!((first.credit.minor, first.rest.minor), (1190, 0));
    assert_eq!(
        (first.on.to_string().as_str(), first.bank),
        ("2026-06-15", None)
    );
    let fourth = ahead(&desk, 4).await.unwrap();
    assert_eq!((fourth.credit.minor, fourth.rest.minor), (1650, 3350));
    assert_eq!(fourth.payer.unwrap().id, known("bil", 1));
    for settled in [3, 6] {
        assert_eq!(ahead(&desk, settled).await, None, "{settled}");
    }
    // Without anything that can be charged, and with a bank account.
    let bank = r#"{"holder":"Quayside","iban":"DE02120300000000202051"}"#;
    let change = format!(
        "update billing_account set status = 'failing'; update seller set bank = '{bank}';"
    );
    script(&db, change).await.unwrap();
    let fourth = ahead(&desk, 4).await.unwrap();
    assert_eq!((fourth.payer, fourth.rest.minor), (None, 3350));
    let bank = fourth.bank.unwrap();
    assert_eq!((bank.holder.as_str(), bank.bic), ("Quayside", None));
    // There is a code of the transfer, and none of what nobody has to transfer.
    assert!(fourth.scan);
    let code = |caller, n| {
        let desk = &desk;
        async move { desk.show_transfer_code(&caller, known("inv", n)).await }
    };
    assert!(
        code(owner(1), 4)
            .await
            .unwrap()
            .contains("<path d=\"M4 4h7")
    );
    for (caller, invoice) in [(owner(1), 1), (owner(1), 3), (owner(2), 4)] {
        assert_eq!(
            code(caller, invoice).await,
            Err(Fault::NotFound),
            "{invoice}"
        );
    }
});

on_both!(who_may_not_see_credit_is_not_told_of_it, |db| async move {
    let blind = member(1, all_but(&[Permission::ViewCredit]), None);
    let desk = open(db.clone()).await;
    let view = desk.show_invoice(&blind, known("inv", 1)).await.unwrap();
    assert_eq!(view.ahead, None);
    let change = "update credit_lot set remaining_minor = 0, held_minor = 0";
    script(&db, change).await.unwrap();
    let view = door(db)
        .show_invoice(&blind, known("inv", 1))
        .await
        .unwrap();
    assert_eq!(view.ahead.unwrap().rest.minor, 1190);
});
