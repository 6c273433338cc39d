//! What becomes of credit that goes back, and what the provider gives back of it.

use model::withdrawal::{Destination, PartState};
use portal::parked::Denied;
use portal::refund::{Asked, To};
use portal::withdrawal::{Approval, Rejection};
use serde_json::json;
use store::on_both;

use super::bank::Turn;
use super::disputes::{disputed, happens, order};
use super::door::desk;
use super::funds::buys;
use super::refunding::{refund, some, states};
use super::shop::{Shop, only};
use super::transfers::action;
use super::withdrawing::{mails, parts, shown, withdraws};

on_both!(
    what_its_gateway_does_not_take_is_credit_again,
    |db| async move {
        let shop = Shop::open(db).await;
        buys(&shop, 1, "25").await;
        for (turn, state) in [
            (Turn::LostAfter, PartState::UnderWay),
            (Turn::Processes, PartState::UnderWay),
        ] {
            shop.bank.then([turn]);
            let before = shop.figures().await;
            withdraws(&shop, 1 + shop.bank.returned().len() as u8, "5")
                .await
                .expect("is decided");
            assert_eq!(parts(&shown(&shop, "").await)[0].2, state);
            assert_eq!(shop.figures().await[1], 500, "it is set aside");
            shop.clean().await;
            shop.bank.gives();
            shop.wait(61);
            shop.till.look_back().await.expect("looks");
            assert_eq!(parts(&shown(&shop, "").await)[0].2, PartState::Gone);
            assert_eq!(shop.figures().await, [before[0] - 500, 0, 7_000, 0, 0]);
            shop.clean().await;
        }
        shop.bank.then([Turn::Declines("charge_disputed")]);
        withdraws(&shop, 9, "5").await.expect("is decided");
        assert_eq!(parts(&shown(&shop, "").await)[0].2, PartState::CreditAgain);
        assert_eq!(shop.figures().await, [2_500, 0, 7_000, 0, 0]);
        assert_eq!(
            (mails(&shop, "failed").await, shop.count("parked").await),
            (1, 1)
        );
        // It is not sent there again, but by a transfer.
        let parts = shown(&shop, "").await.parts;
        assert!(
            matches!(parts.as_slice(), [(Destination::Transfer(None), _)]),
            "{parts:?}"
        );
        shop.clean().await;
    }
);

on_both!(
    a_dispute_in_between_takes_what_is_not_under_way,
    |db| async move {
        let shop = Shop::open(db).await;
        buys(&shop, 1, "25").await;
        shop.bank.then([Turn::Processes]);
        withdraws(&shop, 1, "20").await.expect("is decided");
        assert_eq!(shop.figures().await, [3_500, 2_000, 7_000, 0, 0]);
        let opened = gateway::payment::Dispute::Opened;
        happens(&shop, ("evt_1", "ch_1"), disputed(500, opened))
            .await
            .expect("is taken");
        assert_eq!(shop.figures().await, [3_000, 2_000, 7_000, 0, 0]);
        shop.clean().await;
        shop.bank.gives();
        shop.wait(61);
        shop.till.look_back().await.expect("looks");
        assert_eq!(shop.figures().await, [1_000, 0, 7_000, 0, 0]);
        shop.clean().await;
    }
);

on_both!(what_is_disputed_is_not_paid_out_as_well, |db| async move {
    let shop = Shop::open(db).await;
    buys(&shop, 1, "25").await;
    shop.bank.then([Turn::Declines("charge_disputed")]);
    withdraws(&shop, 1, "25").await.expect("is decided");
    // It is credit again, and would go by a transfer.
    let id = withdraws(&shop, 2, "35").await.expect("is decided");
    let opened = gateway::payment::Dispute::Opened;
    happens(&shop, ("evt_1", "ch_1"), disputed(500, opened))
        .await
        .expect("is taken");
    let desk = desk(&shop);
    let sent = desk.approve_withdrawal(id.as_str(), Approval::default(), action(None));
    assert!(matches!(sent.await, Err(Denied::Useless(_))));
    let told = desk.reject_withdrawal(id.as_str(), Rejection::default(), action(None));
    told.await.expect("is given up");
    // What was paid in otherwise can go, what is disputed not.
    assert_eq!(shown(&shop, "").await.most.minor, 1_000);
    shop.clean().await;
});

on_both!(a_refund_of_credit_ends_with_its_hold, |db| async move {
    let shop = Shop::open(db).await;
    buys(&shop, 1, "25").await;
    shop.bank.then([Turn::Processes]);
    withdraws(&shop, 1, "25").await.expect("is decided");
    let ends = "update refund set state = 'failed', next_look_at = null, ended_at = 1";
    assert!(shop.script(ends).await.is_err());
    shop.clean().await;
});

on_both!(the_provider_refunds_what_was_bought, |db| async move {
    let rule = json!({"currency": "EUR", "threshold": "5", "amount": "20",
        "monthly_ceiling": "100", "billing_account": "b"});
    let shop = Shop::open(db).await;
    shop.script(&format!("update account set top_up = '{rule}'"))
        .await
        .expect("sets");
    buys(&shop, 1, "25").await;
    let id = order(&shop).await;
    let back = refund(&shop, &id, some("15.00", To::Source))
        .await
        .expect("is decided");
    assert_eq!(
        (
            back.amount.as_str(),
            back.refunds.len(),
            back.credit_notes.len()
        ),
        ("15.00", 1, 0)
    );
    assert_eq!(states(&shop, &id).await, ["succeeded"]);
    assert_eq!(shop.figures().await, [2_000, 0, 7_000, 0, 0]);
    // It is not bought again by itself.
    assert_eq!(shop.count("top_up where declines = 2").await, 1);
    shop.clean().await;
    // As credit it is there already.
    let kept = refund(&shop, &id, some("5.00", To::Credit)).await;
    assert!(matches!(kept, Err(Denied::Useless(_))), "{kept:?}");
    // What was spent of it stays spent.
    shop.pays(2, only(&shop.invoices[0], true)).await;
    assert_eq!(shop.figures().await[0], 0);
    let rest = refund(&shop, &id, Asked::default()).await;
    assert!(matches!(rest, Err(Denied::Useless(_))), "{rest:?}");
    shop.clean().await;
});

on_both!(
    what_is_booked_otherwise_than_withdrawn_is_found,
    |db| async move {
        let shop = Shop::open(db).await;
        buys(&shop, 1, "25").await;
        let id = withdraws(&shop, 1, "").await.expect("is decided");
        let found = async |name: &str, what: &str| {
            let report = portal::verify::run(&shop.db).await.expect("verifies");
            assert!(
                report.to_string().contains(&format!("{what} {name}")),
                "{report}"
            );
        };
        shop.script("update credit_hold set amount_minor = 999")
            .await
            .expect("changes");
        found(id.as_str(), "what is set aside of withdrawal").await;
        shop.script("update credit_hold set amount_minor = 1000")
            .await
            .expect("changes");
        shop.clean().await;
        let ended = "update withdrawal set state = 'transferred', ended_at = 1;
        delete from credit_hold; update credit_lot set held_minor = 0;
        update position set held_minor = 0";
        shop.script(ended).await.expect("changes");
        found(id.as_str(), "transfer of withdrawal").await;
        // What has ended stays as it is.
        for change in [
            "set amount_minor = 1",
            "set state = 'waiting', ended_at = null",
        ] {
            let change = format!("update withdrawal {change}");
            assert!(shop.script(&change).await.is_err());
        }
        assert!(shop.script("delete from withdrawal").await.is_err());
        assert!(shop.script("delete from withdrawal_refund").await.is_err());
    }
);
