//! What `saldo verify` finds of payments when rows were changed by hand.

use model::currency::Currency;
use model::money::Money;
use portal::amend::CreditNoteAsked;
use store::on_both;

use super::bank::Turn;
use super::disputes::happens;
use super::door::desk;
use super::hearing::took;
use super::shop::{Shop, all};
use super::transfers::action;

/// The only finding is of that invariant and says so.
async fn finds(shop: &Shop, invariant: &str, what: &str) {
    let verdict = portal::verify::run(&shop.db).await.expect("verifies");
    let failed: Vec<_> = verdict.findings.iter().collect();
    let failed: Vec<_> = failed.iter().filter(|it| it.first.is_some()).collect();
    let [one] = failed.as_slice() else {
        panic!("\n{verdict}")
    };
    let first = one.first.as_deref().unwrap_or_default();
    assert!(
        one.invariant == invariant && first.contains(what),
        "\n{verdict}"
    );
}

/// Forgets what was captured beside an order.
async fn forgets(shop: &Shop) {
    let drop = "drop trigger stray_capture_no_delete";
    if shop.script(drop).await.is_err() {
        let drop = "drop trigger stray_capture_no_change on stray_capture";
        shop.script(drop).await.expect("drops");
    }
    let done = shop.script("delete from stray_capture").await;
    done.expect("changes");
}

on_both!(
    a_capture_of_an_order_that_was_refused_is_told,
    |db| async move {
        let shop = Shop::open(db).await;
        shop.bank.then([Turn::Declines("insufficient_funds")]);
        shop.pays(1, all(false)).await;
        let late = happens(&shop, ("evt_1", "ch_2"), took("ch_2", 6_000)).await;
        late.expect("is taken");
        shop.clean().await;
        forgets(&shop).await;
        finds(&shop, "I6", "capture of payment").await;
    }
);

on_both!(
    a_capture_beside_one_in_quarantine_is_told,
    |db| async move {
        let shop = Shop::open(db).await;
        let less = Money::new(5_000, Currency::EUR);
        shop.bank.then([Turn::Takings(less)]);
        shop.pays(1, all(false)).await;
        let twice = happens(&shop, ("evt_1", "ch_2"), took("ch_2", 6_000)).await;
        twice.expect("is taken");
        shop.clean().await;
        forgets(&shop).await;
        finds(&shop, "I6", "capture of payment").await;
    }
);

on_both!(
    what_a_credit_note_gave_back_is_on_its_way,
    |db| async move {
        let shop = Shop::open(db).await;
        shop.pays(1, all(false)).await;
        shop.bank.then([Turn::Processes]);
        let asked = CreditNoteAsked {
            amount: Some("10.00".to_owned()),
            ..CreditNoteAsked::default()
        };
        let done = desk(&shop).credit_invoice("i", asked, action(None)).await;
        done.expect("is credited");
        shop.clean().await;
        let more = "update refund set amount_minor = amount_minor + 1";
        shop.script(more).await.expect("changes");
        finds(&shop, "I6", "refund payable of invoice INV-2026-00001").await;
    }
);
