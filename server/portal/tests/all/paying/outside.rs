//! Money that goes back, or is taken back, otherwise than was decided here: it is booked by what it
//! has become.

use gateway::payment::{Dispute, Happening, RefundOutcome};
use portal::refund::To;
use portal::transfer::{Allocate, Part};
use store::on_both;

use super::bank::Turn;
use super::disputes::{disputed, happens, order, told};
use super::door::desk;
use super::hearing::{event, key, tell, took};
use super::late::{failed, gone, hears, parked};
use super::refunding::{self, paid, refund, some, states};
use super::shop::{Shop, all, only};
use super::transfers::{action, part, payment};

/// Somebody sends so much of the first capture back at the gateway; it is told twice.
async fn goes(shop: &Shop, minor: i64) {
    let back = Happening::Refund(RefundOutcome::Succeeded(refunding::gone("re_9", minor)));
    for name in ["evt_8", "evt_9"] {
        let told = event(name, None, back.clone());
        tell(shop, &told).await.expect("is taken");
    }
}

on_both!(
    what_goes_back_outside_goes_from_what_was_paid,
    |db| async move {
        let shop = Shop::open(db).await;
        // Both were to be paid by the card; the smaller one is by a transfer, meanwhile.
        shop.bank.then([Turn::Declines("do_not_honor")]);
        shop.pays(1, all(false)).await;
        let came = payment("6.00", "INV-2026-00002");
        let came = desk(&shop).receive_payment(came, action(None)).await;
        came.expect("is taken");
        let late = event("evt_1", Some(key(&shop, 1)), took("ch_1", 7_000));
        tell(&shop, &late).await.expect("is taken");
        let credit = Part {
            invoice: None,
            credit: true,
            amount: "6.00".to_owned(),
        };
        let how = Allocate {
            account: None,
            allocations: Some(vec![part("i", "64.00"), credit]),
        };
        let id = order(&shop).await;
        let used = desk(&shop).allocate(id.as_str(), how, action(None)).await;
        used.expect("is used");
        assert_eq!(shop.figures().await, [1_600, 0, 0, 0, 0]);
        goes(&shop, 7_000).await;
        assert_eq!(shop.figures().await, [1_000, 0, 6_400, 0, 0]);
        assert_eq!(parked(&shop, "70.00 EUR of pay").await, 1);
        shop.clean().await;
    }
);

on_both!(
    what_goes_back_outside_takes_what_became_credit,
    |db| async move {
        let shop = Shop::open(db).await;
        let id = paid(&shop).await;
        refund(&shop, &id, some("10.00", To::Credit))
            .await
            .expect("is decided");
        goes(&shop, 7_000).await;
        assert_eq!(shop.figures().await, [1_000, 0, 6_000, 0, 0]);
        assert_eq!(parked(&shop, "70.00 EUR of pay").await, 1);
        shop.clean().await;
    }
);

on_both!(
    what_goes_back_outside_beyond_the_capture_is_told,
    |db| async move {
        let shop = Shop::open(db).await;
        let id = paid(&shop).await;
        refund(&shop, &id, some("10.00", To::Source))
            .await
            .expect("is decided");
        goes(&shop, 7_000).await;
        assert_eq!(shop.figures().await, [1_000, 0, 6_000, 0, 0]);
        assert_eq!(parked(&shop, "10.00 of it is more than was left").await, 1);
        shop.clean().await;
    }
);

on_both!(
    what_became_credit_and_is_charged_back_is_none,
    |db| async move {
        let shop = Shop::open(db).await;
        let id = paid(&shop).await;
        refund(&shop, &id, some("10.00", To::Credit))
            .await
            .expect("is decided");
        // What cannot go back becomes credit as well.
        shop.bank.then([Turn::Declines("expired_or_canceled_card")]);
        refund(&shop, &id, some("5.00", To::Source))
            .await
            .expect("is decided");
        assert_eq!(shop.figures().await, [2_500, 0, 0, 0, 0]);
        happens(&shop, ("evt_1", "ch_1"), disputed(7_000, Dispute::Opened))
            .await
            .expect("is taken");
        assert_eq!(shop.figures().await, [1_000, 0, 5_500, 0, 0]);
        assert_eq!(told(&shop, "nowhere").await, 0);
        shop.clean().await;
        happens(&shop, ("evt_2", "ch_1"), disputed(7_000, Dispute::Won))
            .await
            .expect("is taken");
        assert_eq!(shop.figures().await, [2_500, 0, 0, 0, 0]);
        shop.clean().await;
    }
);

on_both!(
    what_a_credit_note_made_credit_is_taken_back,
    |db| async move {
        let shop = Shop::open(db).await;
        shop.pays(1, only(&shop.invoices[0], false)).await;
        let note = portal::amend::CreditNoteAsked {
            amount: Some("14.00".to_owned()),
            to: portal::amend::NoteTo::Credit,
            ..portal::amend::CreditNoteAsked::default()
        };
        let made = desk(&shop).credit_invoice("i", note, action(None)).await;
        made.expect("is credited");
        assert_eq!(shop.figures().await, [2_400, 0, 600, 0, 0]);
        happens(&shop, ("evt_1", "ch_1"), disputed(6_400, Dispute::Opened))
            .await
            .expect("is taken");
        assert_eq!(shop.figures().await, [1_000, 0, 5_600, 0, 0]);
        shop.clean().await;
    }
);

on_both!(
    an_answer_older_than_the_end_turns_nothing,
    |db| async move {
        let shop = Shop::open(db).await;
        let id = paid(&shop).await;
        shop.bank.then([Turn::Processes]);
        refund(&shop, &id, some("10.00", To::Source))
            .await
            .expect("is decided");
        shop.bank.says(failed);
        let gate = shop.bank.holds_next();
        shop.wait(61);
        let till = shop.till.clone();
        let looks = tokio::spawn(async move { till.look_back().await });
        gate.reached().await;
        // While that answer is on its way the gateway says what is so by now.
        shop.bank.says(gone);
        hears(&shop, (&id, "evt_1"), gone).await;
        gate.opens();
        assert_eq!(looks.await.expect("ends").expect("looks"), 1);
        assert_eq!(states(&shop, &id).await, ["succeeded"]);
        assert_eq!(shop.figures().await, [1_000, 0, 0, 0, 0]);
        assert_eq!(parked(&shop, "is here again").await, 0);
        shop.clean().await;
    }
);
