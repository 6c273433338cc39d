//! How much credit may be bought, and by whom.

use model::caller::{Caller, Permission};
use model::credit::SetLow;
use model::currency::Currency;
use model::fault::{Fault, Problem};
use model::id::BillingAccountId;
use model::money::Money;
use model::payment::{FundsConfirmation, FundsWish};
use model::portal::Credits;
use portal::checkout::Confirmed;
use serde_json::json;
use store::on_both;

use super::bank::Turn;
use super::door::desk;
use super::funds::{asks, buys, much, policy};
use super::rules::{MORE, ben};
use super::shop::Shop;

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

/// At least 10.00, at most 50.00 at once, and 60.00 in all.
async fn limited(shop: &Shop) {
    let of = |amount: &str| json!([{ "currency": "EUR", "amount": amount }]);
    let limits = json!({
        "top_up_min": of("10.00"), "top_up_max": of("50.00"), "credit_max": of("60.00"),
    });
    policy(shop, &limits).await;
}

/// What is wrong with an amount: as the page says it, and as it is refused.
async fn wrong(shop: &Shop, amount: &str) -> Option<Problem> {
    let quote = shop.till.quote_funds(&shop.anna, &much(amount)).await;
    let quote = quote.expect("quotes");
    let what = FundsConfirmation {
        key: quote.key,
        wish: much(amount),
        shown: "EUR bil 0 0".to_owned(),
    };
    let refused = match shop.till.add_funds(&shop.anna, what).await {
        Ok(Confirmed::Moved) => None,
        Ok(other) => panic!("{other:?}"),
        Err(failure) => failure.fault().of_field("amount"),
    };
    let shown = quote.wrong.and_then(|fault| fault.of_field("amount"));
    if !amount.is_empty() {
        assert_eq!(shown, refused, "{amount}");
    }
    refused
}

on_both!(an_amount_lies_within_the_limits, |db| async move {
    let shop = Shop::open(db).await;
    // Without limits the method's own counts, and all is above zero.
    for (amount, least) in [("0.49", 50), ("0", 50), ("-5", 50)] {
        let problem = Some(Problem::TooLittle { least: eur(least) });
        assert_eq!(wrong(&shop, amount).await, problem, "{amount}");
    }
    for amount in ["ten", "1.000", "10.005", "€10", "1e2"] {
        assert_eq!(
            wrong(&shop, amount).await,
            Some(Problem::Malformed),
            "{amount}"
        );
    }
    assert_eq!(wrong(&shop, "").await, Some(Problem::Required));
    assert_eq!(wrong(&shop, "100000").await, None);
    limited(&shop).await;
    let (least, most) = (eur(1_000), eur(5_000));
    assert_eq!(
        wrong(&shop, "9.99").await,
        Some(Problem::TooLittle { least })
    );
    assert_eq!(wrong(&shop, "50.01").await, Some(Problem::TooMuch { most }));
    assert_eq!(wrong(&shop, "50").await, None);
    // What is on its way counts.
    shop.bank.then([Turn::Processes]);
    buys(&shop, 1, "35").await;
    let most = eur(1_500);
    assert_eq!(wrong(&shop, "15.01").await, Some(Problem::TooMuch { most }));
    assert_eq!(wrong(&shop, "15").await, None);
    buys(&shop, 2, "10").await;
    // Less than the least is left: nothing can be bought.
    let most = eur(0);
    assert_eq!(wrong(&shop, "10").await, Some(Problem::TooMuch { most }));
    assert_eq!(wrong(&shop, "5").await, Some(Problem::TooMuch { most }));
    shop.clean().await;
});

on_both!(two_who_buy_do_not_go_beyond_the_cap, |db| async move {
    let shop = Shop::open(db).await;
    limited(&shop).await;
    let mut tasks = Vec::new();
    for key in 0..8 {
        let what = asks(&shop, (&shop.anna, key), much("30")).await.unwrap();
        let (till, anna) = (shop.till.clone(), shop.anna.clone());
        tasks.push(tokio::spawn(async move {
            match till.add_funds(&anna, what).await {
                Ok(Confirmed::Done(id)) => {
                    till.send(&id).await.expect("sends");
                    1
                }
                Ok(other) => panic!("{other:?}"),
                Err(failure) => {
                    let problem = failure.fault().of_field("amount");
                    assert!(
                        matches!(problem, Some(Problem::TooMuch { .. })),
                        "{problem:?}"
                    );
                    0
                }
            }
        }));
    }
    let mut done = 0;
    for task in tasks {
        done += task.await.expect("ends");
    }
    assert_eq!((done, shop.bank.captured()), (1, (3_000, 1)));
    assert_eq!(shop.figures().await, [4_000, 0, 7_000, 0, 0]);
    shop.clean().await;
});

on_both!(
    a_member_buys_with_what_is_shared_up_to_a_limit,
    |db| async move {
        let shop = Shop::with(db, MORE).await;
        let refused = async |rights: &[Permission]| {
            let ben = ben(&shop, rights).await;
            let quote = shop.till.quote_funds(&ben, &much("20")).await;
            quote.unwrap_err().fault().clone()
        };
        for rights in [[Permission::Pay], [Permission::ViewCredit]] {
            assert_eq!(refused(&rights).await, Fault::Forbidden);
        }
        let ben = ben(&shop, &[Permission::Pay, Permission::ViewCredit]).await;
        // Anna's own card is not his.
        let anna = shop
            .till
            .quote_funds(&shop.anna, &much("20"))
            .await
            .unwrap();
        let (hers, choices) = (anna.payer.unwrap().id, anna.choices.len());
        let wish = FundsWish {
            payer: Some(hers),
            ..much("20")
        };
        let failure = shop.till.quote_funds(&ben, &wish).await.unwrap_err();
        assert_eq!(*failure.fault(), Fault::NotFound);
        let quote = shop.till.quote_funds(&ben, &much("20")).await.unwrap();
        assert_eq!((choices, quote.choices.len()), (2, 1));
        let ask = async |key: u8, amount: &str| {
            let what = asks(&shop, (&ben, key), much(amount)).await.unwrap();
            shop.till.add_funds(&ben, what).await
        };
        let failure = ask(1, "50.01").await.unwrap_err();
        assert_eq!(*failure.fault(), Fault::field("limit", Problem::OverLimit));
        let Confirmed::Done(id) = ask(2, "50").await.unwrap() else {
            panic!("the figures have moved");
        };
        shop.till.send(&id).await.expect("sends");
        // He sees what became of it, without the right to see invoices.
        let shown = shop.till.show(&ben, &id).await.unwrap();
        assert_eq!(shown.orders[0].bought, eur(5_000));
        assert!(ask(3, "1").await.is_err());
        shop.clean().await;
    }
);

on_both!(a_monthly_cap_counts_what_was_bought, |db| async move {
    let shop = Shop::with(db, MORE).await;
    let cap = r#"update billing_account set monthly_cap = '{"EUR":"40.00"}' where ref = 'v'"#;
    shop.script(cap).await.expect("changes");
    let over = async |amount: &str| {
        let quote = shop
            .till
            .quote_funds(&shop.anna, &much(amount))
            .await
            .unwrap();
        quote.wrong.and_then(|fault| fault.of_field("payer"))
    };
    let most = |minor| Some(Problem::TooMuch { most: eur(minor) });
    assert_eq!(over("40.01").await, most(4_000));
    shop.bank.then([Turn::Processes]);
    buys(&shop, 1, "30").await;
    assert_eq!(over("10.01").await, most(1_000));
    shop.bank.takes();
    shop.wait(3_700);
    shop.till.look().await.expect("looks");
    assert_eq!(over("10.01").await, most(1_000));
    assert_eq!(over("10").await, None);
    shop.clean().await;
});

on_both!(who_cannot_be_charged_buys_nothing, |db| async move {
    let shop = Shop::open(db).await;
    let fails = "update billing_account set status = 'failing'";
    shop.script(fails).await.expect("changes");
    let quote = shop
        .till
        .quote_funds(&shop.anna, &much("20"))
        .await
        .unwrap();
    assert_eq!((quote.charge, quote.choices), (None, Vec::new()));
    let what = asks(&shop, (&shop.anna, 1), much("20")).await.unwrap();
    let failure = shop.till.add_funds(&shop.anna, what).await.unwrap_err();
    assert_eq!(*failure.fault(), Fault::field("payer", Problem::Required));
    let stranger = FundsWish {
        payer: Some(BillingAccountId::make(1, [1; 10])),
        ..much("20")
    };
    let francs = FundsWish {
        currency: Some("CHF".parse().unwrap()),
        ..much("20")
    };
    for wish in [stranger, francs] {
        let failure = shop.till.quote_funds(&shop.anna, &wish).await.unwrap_err();
        assert_eq!(*failure.fault(), Fault::NotFound);
    }
});

on_both!(a_top_up_keeps_to_what_can_be_bought, |db| async move {
    let shop = Shop::open(db).await;
    limited(&shop).await;
    let caller = Caller {
        proven_at: Some(shop.clock().now()),
        ..shop.anna.clone()
    };
    let desk = desk(&shop);
    let shown = desk.show_low_credit(&caller).await.expect("shows");
    let payer = shown.choices[0].payer.id.to_string();
    let set = async |threshold: &str, amount: &str| {
        let request = SetLow {
            threshold: threshold.to_owned(),
            amount: amount.to_owned(),
            ceiling: "500".to_owned(),
            payer: payer.clone(),
            alert: String::new(),
        };
        desk.set_low_credit(&caller, request).await
    };
    let money = |minor| Money::new(minor, Currency::EUR);
    let little = Problem::TooLittle {
        least: money(1_000),
    };
    let much = |minor| Problem::TooMuch { most: money(minor) };
    assert_eq!(set("5", "9.99").await, Err(Fault::field("amount", little)));
    assert_eq!(
        set("5", "50.01").await,
        Err(Fault::field("amount", much(5_000)))
    );
    assert_eq!(
        set("60.01", "20").await,
        Err(Fault::field("threshold", much(6_000)))
    );
    assert_eq!(set("60", "50").await, Ok(()));
});
