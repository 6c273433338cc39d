//! Who may pay what with what, and when it is booked.

use gateway::payment::{Captured, Outcome};
use model::caller::{Access, Caller, Permission};
use model::fault::{Fault, Problem};
use model::id::BillingAccountId;
use model::payment::{Confirmation, LeftOpen, Wish};
use model::time::Instant;
use portal::checkout::Confirmed;
use store::on_both;

use super::bank::Turn;
use super::shop::{Shop, all, only};

/// Ben, a member who may spend 50.00 a month, a card that Anna shares with him, and 9.00 dollars.
pub const MORE: &str = include_str!("../import/shared.ndjson");

/// The invoices are paid by the first card, then by the other.
const BOTH: &str = "insert into invoice_payer (invoice_id, place, billing_account_id)
    select i.id, case when b.ref = 'v' then 1 else 2 end, b.id from invoice i, billing_account b
    where i.ref in ('i', 'j')";

async fn capped(shop: &Shop, cap: &str) {
    shop.script(BOTH).await.expect("changes");
    let cap =
        format!(r#"update billing_account set monthly_cap = '{{"EUR":"{cap}"}}' where ref = 'v'"#);
    shop.script(&cap).await.expect("changes");
}

pub async fn ben(shop: &Shop, permissions: &[Permission]) -> Caller {
    let mut tx = shop.db.read().await.expect("reads");
    let known = store::person::by_email(&mut tx, "q@a.example").await;
    let access = Access {
        role: None,
        permissions: permissions.to_vec(),
        ..shop.anna.access.clone()
    };
    Caller {
        person: known.expect("reads").expect("is there").id.0,
        access,
        ..shop.anna.clone()
    }
}

/// How many captures went to the card with a token.
async fn charged(shop: &Shop, reference: &str) -> i64 {
    shop.count(&format!(
        "payment p join billing_account b on b.id = p.billing_account_id
         where b.ref = '{reference}'"
    ))
    .await
}

on_both!(an_order_beyond_a_cap_goes_on_whole, |db| async move {
    let shop = Shop::with(db, MORE).await;
    capped(&shop, "66.00").await;
    // 6.00 are in flight and count; 64.00 beside them are too much.
    shop.bank.then([Turn::Processes]);
    shop.pays(1, only(&shop.invoices[1], false)).await;
    assert_eq!(
        (charged(&shop, "v").await, charged(&shop, "w").await),
        (1, 0)
    );
    shop.pays(2, only(&shop.invoices[0], false)).await;
    assert_eq!(
        (charged(&shop, "v").await, charged(&shop, "w").await),
        (1, 1)
    );
    shop.clean().await;
});

on_both!(a_cap_looks_at_the_whole_order, |db| async move {
    let shop = Shop::with(db, MORE).await;
    capped(&shop, "66.00").await;
    // Each of them alone would fit, both do not; with credit they do.
    let both = Some(shop.invoices.to_vec());
    let wish = |credit| Wish {
        invoices: both.clone(),
        ..all(credit)
    };
    let quote = shop
        .till
        .quote(&shop.anna, &wish(false))
        .await
        .expect("quotes");
    let payer =
        |quote: &model::payment::Quote| quote.orders[0].payer.as_ref().map(|it| it.tail.clone());
    assert_eq!(quote.orders.len(), 1);
    assert_eq!(payer(&quote), Some(Some("1111".to_owned())));
    let quote = shop
        .till
        .quote(&shop.anna, &wish(true))
        .await
        .expect("quotes");
    assert_eq!(payer(&quote), Some(Some("4242".to_owned())));
    shop.pays(1, wish(true)).await;
    assert_eq!(
        (charged(&shop, "v").await, charged(&shop, "w").await),
        (1, 0)
    );
    shop.clean().await;
});

on_both!(
    a_member_pays_with_what_is_shared_up_to_a_limit,
    |db| async move {
        let shop = Shop::with(db, MORE).await;
        let rights = [Permission::Pay, Permission::ViewInvoices];
        let ben = ben(&shop, &rights).await;
        let wish = only(&shop.invoices[1], true);
        // Anna's own card is not his, and credit is none of his business.
        let quote = shop.till.quote(&ben, &wish).await.expect("quotes");
        assert_eq!(quote.items[0].left, Some(LeftOpen::ByHand));
        assert_eq!((quote.credit, quote.orders), (Vec::new(), Vec::new()));
        let shared = quote.choices[0].id.clone();
        let ask = async |key: u8, n: usize| {
            let wish = Wish {
                payer: Some(shared.clone()),
                ..only(&shop.invoices[n], true)
            };
            let quote = shop.till.quote(&ben, &wish).await.expect("quotes");
            let what = Confirmation {
                key: format!("0190d5c2-7a3b-7c11-8f00-4d2b6a0e9f{key:02x}"),
                shown: quote.shown,
                wish,
            };
            shop.till.confirm(&ben, what).await
        };
        let refused = ask(1, 0).await.expect_err("64.00 are more than 50.00");
        assert_eq!(*refused.fault(), Fault::field("limit", Problem::OverLimit));
        let done = ask(2, 1).await.expect("confirms");
        let Confirmed::Done(id) = done else {
            panic!("the figures have moved");
        };
        shop.till.send(&id).await.expect("sends");
        assert_eq!(shop.bank.captured(), (600, 1));
        assert_eq!(shop.figures().await[0], 1_000, "credit is left alone");
        shop.clean().await;
    }
);

on_both!(
    a_card_of_somebody_else_is_as_unknown_as_none,
    |db| async move {
        let shop = Shop::with(db, MORE).await;
        let ben = ben(&shop, &[Permission::Pay, Permission::ViewInvoices]).await;
        // Anna's own card pays this one, where she asks.
        let wish = only(&shop.invoices[1], false);
        let quote = shop.till.quote(&shop.anna, &wish).await.expect("quotes");
        let annas = quote.items[0].payer.clone();
        let nobodys = BillingAccountId::make(9, [9; 10]);
        for payer in [annas.expect("her card").id, nobodys] {
            let wish = Wish {
                payer: Some(payer),
                ..only(&shop.invoices[1], false)
            };
            let quote = shop.till.quote(&ben, &wish).await.expect_err("is refused");
            let what = Confirmation {
                key: "0190d5c2-7a3b-7c11-8f00-4d2b6a0e9f01".to_owned(),
                shown: String::new(),
                wish,
            };
            let done = shop.till.confirm(&ben, what).await.expect_err("is refused");
            let both = (quote.fault(), done.fault());
            assert_eq!(both, (&Fault::NotFound, &Fault::NotFound));
        }
    }
);

on_both!(
    without_the_right_to_see_invoices_none_is_paid,
    |db| async move {
        let shop = Shop::with(db, MORE).await;
        let what = shop.asks(1, all(true)).await;
        for right in [Permission::Pay, Permission::ViewInvoices] {
            let ben = ben(&shop, &[right]).await;
            let quote = shop
                .till
                .quote(&ben, &all(true))
                .await
                .expect_err("is refused");
            let done = shop
                .till
                .confirm(&ben, what.clone())
                .await
                .expect_err("is refused");
            assert_eq!(
                (quote.fault(), done.fault()),
                (&Fault::Forbidden, &Fault::Forbidden)
            );
        }
    }
);

on_both!(two_currencies_are_two_orders, |db| async move {
    let shop = Shop::with(db, MORE).await;
    shop.bank
        .then([Turn::Takes, Turn::Declines("insufficient_funds")]);
    let id = shop.pays(1, all(true)).await;
    // One that is declined leaves the other alone.
    assert_eq!(shop.states(&id).await, ["succeeded", "declined"]);
    assert_eq!(shop.bank.captured(), (6_000, 1));
    shop.clean().await;
});

on_both!(it_is_booked_on_the_day_of_the_capture, |db| async move {
    let shop = Shop::open(db).await;
    shop.bank.then([Turn::Processes]);
    shop.pays(1, all(true)).await;
    // Taken on the 24th after midnight in Berlin, and heard of on the 26th.
    let at: Instant = Instant(1_795_428_000_000_000).plus_seconds(14 * 3_600);
    shop.bank.ends(|capture| {
        Outcome::Succeeded(Captured {
            reference: "ch_1".to_owned(),
            amount: capture.amount,
            at,
        })
    });
    shop.wait(3 * 86_400);
    shop.till.look().await.expect("looks");
    let days = "settlement where on_day = '2026-11-24'";
    assert_eq!(shop.count(days).await, 3);
    shop.clean().await;
});

on_both!(money_after_a_no_stands_apart, |db| async move {
    let shop = Shop::open(db).await;
    shop.bank.then([Turn::Asks]);
    let id = shop.pays(1, all(true)).await;
    let mut tx = shop.db.read().await.expect("reads");
    let orders = store::payment::of_checkout(&mut tx, &id)
        .await
        .expect("reads");
    drop(tx);
    // Somebody asks, and while the answer is on its way the order is given up.
    let gate = shop.bank.holds_next();
    let (till, payment) = (shop.till.clone(), orders[0].id.clone());
    let asking = tokio::spawn(async move { till.look_at(&payment).await });
    gate.reached().await;
    shop.wait(3_700);
    shop.till.look().await.expect("looks");
    assert_eq!(shop.states(&id).await, ["cancelled"]);
    gate.opens();
    asking.await.expect("ends").expect("looks");
    assert_eq!(shop.states(&id).await, ["cancelled"]);
    assert_eq!(shop.figures().await, [1_000, 0, 7_000, 0, 6_000]);
    shop.clean().await;
});

on_both!(what_nobody_ends_is_told_to_the_provider, |db| async move {
    let shop = Shop::open(db).await;
    shop.bank.then([Turn::Processes]);
    let id = shop.pays(1, all(true)).await;
    for _ in 0..9 {
        shop.wait(86_400);
        shop.till.look().await.expect("looks");
    }
    assert_eq!(shop.count("parked").await, 0);
    for _ in 0..3 {
        shop.wait(86_400);
        shop.till.look().await.expect("looks");
        assert_eq!(shop.count("parked where subject like 'pay%'").await, 1);
    }
    shop.bank.takes();
    shop.wait(86_400);
    shop.till.look().await.expect("looks");
    assert_eq!(shop.states(&id).await, ["succeeded"]);
    assert_eq!(shop.count("parked").await, 0);
    shop.clean().await;
});
