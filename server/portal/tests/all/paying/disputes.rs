//! Money that payers and their banks take back: booked once, and put back where it was won.

use gateway::payment::{Dispute, Event, Happening, Key};
use model::currency::Currency;
use model::id::PaymentId;
use model::money::Money;
use portal::checkout::Deaf;
use portal::parked::{Action, Denied};
use portal::refund::{Asked, To};
use store::on_both;

use super::bank::Turn;
use super::hearing::{event, key, tell, took};
use super::shop::{Shop, all, only};

pub fn disputed(minor: i64, state: Dispute) -> Happening {
    for_a_reason(minor, state, "product_not_received")
}

fn for_a_reason(minor: i64, state: Dispute, reason: &str) -> Happening {
    Happening::Dispute {
        dispute: "dp_1".to_owned(),
        amount: Money::new(minor, Currency::EUR),
        reason: reason.to_owned(),
        state,
    }
}

fn returned(minor: i64) -> Happening {
    Happening::Returned {
        amount: Money::new(minor, Currency::EUR),
        code: "AM04".to_owned(),
    }
}

/// Hears what happened to a capture of the first order.
pub async fn happens(
    shop: &Shop,
    (id, capture): (&str, &str),
    what: Happening,
) -> Result<(), Deaf> {
    let told = Event {
        reference: Some(capture.to_owned()),
        ..event(id, Some(key(shop, 1)), what)
    };
    tell(shop, &told).await
}

/// The first order is disputed as a whole.
pub async fn opens(shop: &Shop) {
    let what = disputed(6_000, Dispute::Opened);
    let done = happens(shop, ("evt_1", "ch_1"), what).await;
    done.expect("is taken");
}

/// The first order of the newest checkout.
pub async fn order(shop: &Shop) -> PaymentId {
    let mut tx = shop.db.read().await.expect("reads");
    let checkout = store::payment::newest(&mut tx, &shop.anna.account).await;
    let checkout = checkout.expect("reads").expect("is there");
    let orders = store::payment::of_checkout(&mut tx, &checkout).await;
    orders.expect("reads").remove(0).id
}

/// Causes of what the provider is told of disputes.
pub async fn told(shop: &Shop, cause: &str) -> i64 {
    let what = format!("parked where subject like 'dsp%' and cause like '%{cause}%'");
    shop.count(&what).await
}

on_both!(a_dispute_opens_what_was_paid_and_is_won, |db| async move {
    let shop = Shop::open(db).await;
    shop.pays(1, all(false)).await;
    for id in ["evt_1", "evt_1", "evt_2"] {
        let what = disputed(7_000, Dispute::Opened);
        happens(&shop, (id, "ch_1"), what).await.expect("is taken");
    }
    assert_eq!(shop.figures().await, [1_000, 0, 7_000, 0, 0]);
    assert_eq!(told(&shop, "is disputed").await, 1);
    let begins = "dunning where next_on <= '2026-11-23'
        and stage like '%\"counts_from\":\"2026-11-23\"%'";
    assert_eq!(shop.count(begins).await, 2);
    shop.clean().await;
    let what = disputed(7_000, Dispute::Won);
    happens(&shop, ("evt_3", "ch_1"), what)
        .await
        .expect("is taken");
    assert_eq!(shop.figures().await, [1_000, 0, 0, 0, 0]);
    assert_eq!(told(&shop, "").await, 0);
    // What comes late changes nothing.
    let what = disputed(7_000, Dispute::Opened);
    happens(&shop, ("evt_4", "ch_1"), what)
        .await
        .expect("is taken");
    assert_eq!(shop.figures().await, [1_000, 0, 0, 0, 0]);
    shop.clean().await;
});

on_both!(a_part_opens_the_last_invoice_and_is_lost, |db| async move {
    let shop = Shop::open(db).await;
    shop.pays(1, all(false)).await;
    for (id, state) in [("evt_1", Dispute::Opened), ("evt_2", Dispute::Lost)] {
        happens(&shop, (id, "ch_1"), disputed(1_000, state))
            .await
            .expect("is taken");
    }
    assert_eq!(shop.figures().await, [1_000, 0, 1_000, 0, 0]);
    assert_eq!(told(&shop, "is lost").await, 1);
    let open = format!(
        "invoice_standing where open_minor = 1000 and state = 'part_paid' and invoice_id = '{}'",
        shop.invoices[0]
    );
    assert_eq!(shop.count(&open).await, 1);
    // What is gone cannot go back once more.
    let action = Action {
        actor: "command line".to_owned(),
        once: None,
        reason: "the customer asked".to_owned(),
    };
    let asked = Asked {
        amount: Some("60.01".to_owned()),
        to: To::Source,
    };
    let id = order(&shop).await;
    let back = shop.till.refund_payment(id.as_str(), asked, action).await;
    assert!(matches!(back, Err(Denied::Useless(_))), "{back:?}");
    shop.clean().await;
});

on_both!(
    a_returned_debit_is_one_whatever_it_is_called,
    |db| async move {
        let shop = Shop::open(db).await;
        shop.bank.then([Turn::Processes]);
        let id = shop.pays(1, all(true)).await;
        // It comes before it is known here that there was something to return.
        let early = happens(&shop, ("evt_1", "ch_1"), returned(6_000)).await;
        assert!(matches!(early, Err(Deaf::Later)), "{early:?}");
        happens(&shop, ("evt_0", "ch_1"), took("ch_1", 6_000))
            .await
            .expect("is taken");
        for name in ["evt_1", "evt_2"] {
            happens(&shop, (name, "ch_1"), returned(6_000))
                .await
                .expect("is taken");
        }
        assert_eq!(shop.states(&id).await, ["succeeded"]);
        // The credit that was used stays used.
        assert_eq!(shop.figures().await, [0, 0, 6_000, 0, 0]);
        assert_eq!(told(&shop, "was returned").await, 1);
        shop.clean().await;
        // It is paid anew.
        shop.pays(2, all(true)).await;
        assert_eq!(shop.figures().await, [0; 5]);
        shop.clean().await;
    }
);

on_both!(
    what_was_won_before_it_was_opened_takes_nothing,
    |db| async move {
        let shop = Shop::open(db).await;
        shop.pays(1, all(false)).await;
        for (id, state) in [("evt_2", Dispute::Won), ("evt_1", Dispute::Opened)] {
            happens(&shop, (id, "ch_1"), disputed(7_000, state))
                .await
                .expect("is taken");
        }
        assert_eq!(shop.figures().await, [1_000, 0, 0, 0, 0]);
        shop.clean().await;
    }
);

on_both!(
    what_was_paid_meanwhile_goes_back_when_it_is_won,
    |db| async move {
        let shop = Shop::open(db).await;
        shop.pays(1, all(false)).await;
        happens(&shop, ("evt_1", "ch_1"), disputed(7_000, Dispute::Opened))
            .await
            .expect("is taken");
        shop.pays(2, all(false)).await;
        assert_eq!(shop.figures().await, [1_000, 0, 0, 0, 0]);
        happens(&shop, ("evt_2", "ch_1"), disputed(7_000, Dispute::Won))
            .await
            .expect("is taken");
        assert_eq!(shop.figures().await, [1_000, 0, 0, 0, 7_000]);
        shop.clean().await;
        shop.till.give_back().await.expect("looks");
        let back: i64 = shop.bank.returned().iter().map(|it| it.1).sum();
        assert_eq!((back, shop.figures().await), (7_000, [1_000, 0, 0, 0, 0]));
        shop.clean().await;
    }
);

on_both!(
    what_came_twice_and_is_disputed_leaves_the_invoice_paid,
    |db| async move {
        let shop = Shop::open(db).await;
        shop.pays(1, all(false)).await;
        happens(&shop, ("evt_1", "ch_2"), took("ch_2", 7_000))
            .await
            .expect("is taken");
        happens(&shop, ("evt_2", "ch_2"), disputed(7_000, Dispute::Opened))
            .await
            .expect("is taken");
        assert_eq!(shop.figures().await, [1_000, 0, 0, 0, 0]);
        assert_eq!(shop.till.give_back().await.expect("looks"), 0);
        shop.clean().await;
        happens(&shop, ("evt_3", "ch_2"), disputed(7_000, Dispute::Won))
            .await
            .expect("is taken");
        assert_eq!(shop.figures().await, [1_000, 0, 0, 0, 7_000]);
        shop.clean().await;
    }
);

/// A third invoice, of 100.00.
pub const MORE: &str = include_str!("../import/third.ndjson");

on_both!(
    credit_that_was_paid_in_is_taken_back_and_what_it_paid_opens,
    |db| async move {
        let shop = Shop::with(db, MORE).await;
        let policy = "update seller set policy = replace(policy, '\"surplus\":\"source\"',
        '\"surplus\":\"credit\"')";
        shop.script(policy).await.expect("changes");
        shop.pays(1, only(&shop.invoices[0], false)).await;
        happens(&shop, ("evt_1", "ch_2"), took("ch_2", 6_400))
            .await
            .expect("is taken");
        shop.till.give_back().await.expect("looks");
        assert_eq!(shop.figures().await, [7_400, 0, 10_600, 0, 0]);
        // The older credit pays 6.00 and 4.00, then this one 64.00; the card pays the rest.
        shop.pays(2, all(true)).await;
        assert_eq!(shop.figures().await, [0; 5]);
        shop.clean().await;
        // All of the credit is spent: what it paid is open again.
        happens(&shop, ("evt_2", "ch_2"), disputed(6_400, Dispute::Opened))
            .await
            .expect("is taken");
        assert_eq!(shop.figures().await, [0, 0, 6_400, 0, 0]);
        shop.clean().await;
        happens(&shop, ("evt_3", "ch_2"), disputed(6_400, Dispute::Won))
            .await
            .expect("is taken");
        assert_eq!(shop.figures().await, [0; 5]);
        shop.clean().await;
    }
);

on_both!(
    credit_is_taken_before_what_it_paid_and_never_below_zero,
    |db| async move {
        let shop = Shop::open(db).await;
        let policy = "update seller set policy = replace(policy, '\"surplus\":\"source\"',
        '\"surplus\":\"credit\"')";
        shop.script(policy).await.expect("changes");
        shop.pays(1, only(&shop.invoices[0], false)).await;
        happens(&shop, ("evt_1", "ch_2"), took("ch_2", 6_400))
            .await
            .expect("is taken");
        shop.till.give_back().await.expect("looks");
        // More than came: it is lost, and the provider is told.
        happens(&shop, ("evt_2", "ch_2"), disputed(14_000, Dispute::Opened))
            .await
            .expect("is taken");
        assert_eq!(shop.figures().await, [1_000, 0, 7_000, 0, 0]);
        assert_eq!(told(&shop, "12.00 of it stands nowhere").await, 1);
        shop.clean().await;
        happens(&shop, ("evt_3", "ch_2"), disputed(14_000, Dispute::Won))
            .await
            .expect("is taken");
        assert_eq!(shop.figures().await, [7_400, 0, 600, 0, 0]);
        shop.clean().await;
    }
);

/// Otto brought Anna: a fifth of what she pays for the second invoice was his, and a fifth of the
/// first is paid out to him already.
const OTTO: &str = include_str!("../import/otto.ndjson");

on_both!(
    commission_goes_and_comes_with_what_was_paid,
    |db| async move {
        let shop = Shop::with(db, OTTO).await;
        let owed = async || {
            let owed = "select cast(coalesce(sum(amount_minor), 0) as bigint) from commission
            where state in ('pending', 'payable', 'requested')";
            store::probe::number(&shop.db, owed).await.expect("counts")
        };
        shop.pays(1, all(false)).await;
        assert_eq!(owed().await, 120);
        // A half of the first invoice, which is paid out: it is taken off what comes.
        happens(&shop, ("evt_1", "ch_1"), disputed(3_200, Dispute::Opened))
            .await
            .expect("is taken");
        assert_eq!(owed().await, 120 - 640);
        shop.clean().await;
        happens(&shop, ("evt_2", "ch_1"), disputed(3_200, Dispute::Won))
            .await
            .expect("is taken");
        assert_eq!(owed().await, 120);
        shop.clean().await;
        // All of both: what was not paid out yet is taken back as a whole.
        let all = Happening::Dispute {
            dispute: "dp_2".to_owned(),
            amount: Money::new(7_000, Currency::EUR),
            reason: "general".to_owned(),
            state: Dispute::Opened,
        };
        happens(&shop, ("evt_3", "ch_1"), all)
            .await
            .expect("is taken");
        assert_eq!(owed().await, -1_280);
        assert_eq!(shop.count("commission where state = 'reversed'").await, 1);
        shop.clean().await;
    }
);

on_both!(fraud_is_not_charged_again, |db| async move {
    let shop = Shop::open(db).await;
    shop.pays(1, all(false)).await;
    let what = for_a_reason(7_000, Dispute::Opened, "fraudulent");
    happens(&shop, ("evt_1", "ch_1"), what)
        .await
        .expect("is taken");
    assert_eq!(
        shop.count("billing_account where status = 'failing'").await,
        1
    );
    shop.clean().await;
});

on_both!(what_is_foreign_is_taken_and_is_nothing, |db| async move {
    let shop = Shop::open(db).await;
    shop.pays(1, all(false)).await;
    let stranger = model::id::AccountId::make(1, [9; 10]);
    let refund = model::id::RefundId::make(1, [9; 10]);
    let gone = gateway::payment::RefundOutcome::Processing {
        reference: "re_9".to_owned(),
    };
    for (n, (key, what)) in [
        (
            format!("{stranger}/0190d5c2/1"),
            disputed(7_000, Dispute::Opened),
        ),
        (format!("{stranger}/0190d5c2/1"), returned(7_000)),
        ("order-17".to_owned(), disputed(7_000, Dispute::Opened)),
        (format!("{stranger}/{refund}"), Happening::Refund(gone)),
    ]
    .into_iter()
    .enumerate()
    {
        let told = Event {
            reference: Some("ch_9".to_owned()),
            ..event(&format!("evt_{n}"), Some(Key::new(key).unwrap()), what)
        };
        tell(&shop, &told).await.expect("is taken");
    }
    assert_eq!(shop.count("gateway_event").await, 0);
    assert_eq!(shop.figures().await, [1_000, 0, 0, 0, 0]);
    // Stripe names nothing but the payment.
    let told = event("evt_9", None, disputed(7_000, Dispute::Opened));
    tell(&shop, &told).await.expect("is taken");
    assert_eq!(shop.figures().await, [1_000, 0, 7_000, 0, 0]);
    shop.clean().await;
});
