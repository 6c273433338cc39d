//! What happens twice on one day, or to one invoice in two ways.

use gateway::payment::{Decline, Dispute, Outcome};
use model::credit::Origin;
use model::currency::Currency;
use model::id::InvoiceId;
use portal::amend::{CreditNoteAsked, NoteTo};
use portal::credit::Grant;
use store::on_both;

use super::bank::Turn;
use super::collect::{DAY, opened};
use super::disputes::{MORE, disputed, happens};
use super::hearing::took;
use super::shop::{Shop, only};
use super::transfers::{action, desk};

/// What was taken twice becomes credit.
async fn keeps(shop: &Shop) {
    let policy = "update seller set policy = replace(policy, '\"surplus\":\"source\"',
        '\"surplus\":\"credit\"')";
    shop.script(policy).await.expect("changes");
}

/// The first order is captured once more, which becomes credit.
async fn buys(shop: &Shop, capture: &str, minor: i64) {
    let event = format!("evt_{capture}");
    let done = happens(shop, (&event, capture), took(capture, minor)).await;
    done.expect("is taken");
    shop.till.give_back().await.expect("looks");
}

async fn grants(shop: &Shop, amount: &str, until: Option<&str>) {
    let origin = until.map_or(Origin::Refund, |_| Origin::Promotion);
    let grant = Grant {
        account: "a".to_owned(),
        amount: amount.to_owned(),
        currency: Currency::EUR,
        origin,
        expires_on: until.map(|day| day.parse().expect("a day")),
        note: String::new(),
    };
    let done = desk(shop).grant_credit(grant, action(None)).await;
    done.expect("is granted");
}

async fn named(shop: &Shop, reference: &str) -> InvoiceId {
    let mut tx = shop.db.read().await.expect("reads");
    let found = store::import::invoices(&mut tx, &[reference]).await;
    found.expect("reads")[reference].id.parse().expect("an id")
}

/// What is on its way in this amount is refused.
async fn refuses(shop: &Shop, minor: i64) {
    shop.bank.ends(|capture| {
        let reference = Some("ch_1".to_owned());
        match capture.amount.minor == minor {
            true => Outcome::Declined {
                reference,
                decline: Decline::of("insufficient_funds"),
            },
            false => Outcome::Processing {
                reference: "ch_1".to_owned(),
            },
        }
    });
    while shop.till.look().await.expect("looks") > 0 {}
}

on_both!(credit_pays_an_invoice_twice_on_one_day, |db| async move {
    let shop = opened(db).await;
    keeps(&shop).await;
    shop.pays(1, only(&shop.invoices[0], true)).await;
    buys(&shop, "ch_2", 8_000).await;
    assert_eq!(shop.figures().await, [8_000, 0, 5_600, 0, 0]);
    shop.wait(DAY);
    shop.bills().await;
    assert_eq!(shop.figures().await, [3_000, 0, 600, 0, 0]);
    shop.clean().await;
    let what = disputed(8_000, Dispute::Opened);
    happens(&shop, ("evt_d", "ch_2"), what)
        .await
        .expect("is taken");
    assert_eq!(shop.figures().await, [0, 0, 5_600, 0, 0]);
    grants(&shop, "50.00", None).await;
    shop.bills().await;
    assert_eq!(shop.figures().await, [0, 0, 600, 0, 0]);
    shop.clean().await;
});

on_both!(credit_of_two_orders_lapses_in_two_parts, |db| async move {
    let shop = Shop::with(db, MORE).await;
    // All of the older credit is spent: 10.00 and the card's 54.00.
    shop.pays(1, only(&shop.invoices[0], true)).await;
    grants(&shop, "5.80", Some("2026-11-23")).await;
    // The card takes 0.50 at least, so 0.30 of the credit is left for another.
    shop.bank.then([Turn::Processes, Turn::Processes]);
    shop.pays(2, only(&shop.invoices[1], true)).await;
    shop.pays(3, only(&named(&shop, "m").await, true)).await;
    assert_eq!(shop.figures().await, [580, 580, 10_600, 10_600, 0]);
    shop.wait(DAY);
    shop.runs().await;
    assert_eq!(shop.figures().await[..2], [580, 580], "while it is held");
    for (minor, left) in [(50, 30), (9_970, 0)] {
        refuses(&shop, minor).await;
        shop.runs().await;
        assert_eq!(shop.figures().await[..2], [left, left]);
        shop.clean().await;
        shop.wait(2 * 3_600);
    }
});

on_both!(
    what_is_gone_of_an_invoice_is_not_taken_from_it_again,
    |db| async move {
        let shop = Shop::with(db, MORE).await;
        keeps(&shop).await;
        shop.pays(1, only(&shop.invoices[0], true)).await;
        buys(&shop, "ch_2", 2_000).await;
        buys(&shop, "ch_3", 4_000).await;
        // Both lots, and 40.00 from the card.
        shop.pays(2, only(&named(&shop, "m").await, true)).await;
        assert_eq!(shop.figures().await, [0, 0, 600, 0, 0]);
        let asked = CreditNoteAsked {
            amount: Some("80.00".to_owned()),
            to: NoteTo::Credit,
            ..CreditNoteAsked::default()
        };
        let done = desk(&shop).credit_invoice("m", asked, action(None)).await;
        done.expect("is credited");
        assert_eq!(shop.figures().await, [8_000, 0, 600, 0, 0]);
        // Of 60.00 that were spent on it, 20.00 are there.
        let what = disputed(6_000, Dispute::Opened);
        happens(&shop, ("evt_d", "ch_3"), what)
            .await
            .expect("is taken");
        let [credit, _, due, ..] = shop.figures().await;
        assert_eq!((credit, due), (8_000, 6_600));
        shop.clean().await;
    }
);
