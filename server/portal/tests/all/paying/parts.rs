//! A part of an invoice is paid, where the provider takes parts.

use model::currency::Currency;
use model::fault::{Fault, Problem};
use model::money::Money;
use model::payment::{Confirmation, Wish};
use portal::checkout::Confirmed;
use serde_json::json;
use store::on_both;

use super::bank::Turn;
use super::funds::policy;
use super::shop::{Shop, all, conflict, only};

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

/// A part of the invoice over 64.00.
fn part(shop: &Shop, amount: &str, credit: bool) -> Wish {
    Wish {
        amount: Some(amount.to_owned()),
        ..only(&shop.invoices[0], credit)
    }
}

/// How many invoices stand so.
async fn stands(shop: &Shop, (open, state): (i64, &str)) -> i64 {
    let (id, standing) = (
        &shop.invoices[0],
        "invoice_standing where in_flight = false",
    );
    let text =
        format!("{standing} and invoice_id = '{id}' and open_minor = {open} and state = '{state}'");
    shop.count(&text).await
}

on_both!(
    a_part_is_paid_and_the_rest_stays_as_it_was,
    |db| async move {
        let shop = Shop::open(db).await;
        let quote = shop
            .till
            .quote(&shop.anna, &part(&shop, "20,00", false))
            .await;
        let quote = quote.expect("quotes");
        assert!(quote.parts && quote.wrong.is_none());
        assert_eq!(
            (quote.items[0].due, quote.orders[0].captured),
            (eur(2_000), eur(2_000))
        );
        let due = "invoice_standing where due_on = '2026-02-15'";
        let before = shop.count(due).await;
        shop.pays(1, part(&shop, "20,00", false)).await;
        assert_eq!(shop.bank.captured(), (2_000, 1));
        assert_eq!(shop.figures().await, [1_000, 0, 5_000, 0, 0]);
        assert_eq!(stands(&shop, (4_400, "part_paid")).await, 1);
        assert_eq!(shop.count(due).await, before);
        shop.clean().await;
        // Credit first, also of a part.
        shop.pays(2, part(&shop, "15", true)).await;
        assert_eq!(shop.figures().await, [0, 0, 3_500, 0, 0]);
        assert_eq!(shop.bank.captured(), (2_500, 2));
        shop.clean().await;
        // And then the rest.
        shop.pays(3, all(true)).await;
        assert_eq!(stands(&shop, (0, "paid")).await, 1);
        assert_eq!(shop.figures().await, [0; 5]);
        shop.clean().await;
    }
);

on_both!(
    a_part_that_is_refused_or_slow_is_like_any_other,
    |db| async move {
        let shop = Shop::open(db).await;
        shop.bank
            .then([Turn::Declines("insufficient_funds"), Turn::Processes]);
        shop.pays(1, part(&shop, "20", true)).await;
        assert_eq!(shop.figures().await, [1_000, 0, 7_000, 0, 0]);
        shop.pays(2, part(&shop, "20", true)).await;
        assert_eq!(shop.figures().await, [1_000, 1_000, 7_000, 6_400, 0]);
        // As long as it is on its way, nothing else of the invoice is paid.
        let quote = shop.till.quote(&shop.anna, &part(&shop, "5", false)).await;
        assert_eq!(quote.expect("quotes").items.len(), 0);
        shop.clean().await;
        shop.bank.takes();
        shop.wait(3_700);
        shop.till.look().await.expect("looks");
        assert_eq!(shop.figures().await, [0, 0, 5_000, 0, 0]);
        shop.clean().await;
    }
);

/// What is wrong with a wish: as the page says it, and as it is refused.
async fn wrong(shop: &Shop, wish: Wish) -> Option<Problem> {
    let quote = shop.till.quote(&shop.anna, &wish).await.expect("quotes");
    let what = Confirmation {
        key: quote.key,
        shown: "none".to_owned(),
        wish,
    };
    let refused = match shop.till.confirm(&shop.anna, what).await {
        Ok(Confirmed::Moved) => None,
        Ok(other) => panic!("{other:?}"),
        Err(failure) => failure.fault().of_field("amount"),
    };
    let shown = quote.wrong.and_then(|fault| fault.of_field("amount"));
    assert_eq!(shown, refused);
    refused
}

on_both!(
    a_part_lies_between_the_least_and_what_is_open,
    |db| async move {
        let shop = Shop::open(db).await;
        let of = |amount: &str| part(&shop, amount, true);
        let little = |minor| Some(Problem::TooLittle { least: eur(minor) });
        for amount in ["0.49", "0", "-1"] {
            assert_eq!(wrong(&shop, of(amount)).await, little(50), "{amount}");
        }
        let most = eur(6_400);
        assert_eq!(
            wrong(&shop, of("64.01")).await,
            Some(Problem::TooMuch { most })
        );
        for amount in ["all", "1.000", ""] {
            assert_eq!(
                wrong(&shop, of(amount)).await,
                Some(Problem::Malformed),
                "{amount}"
            );
        }
        for amount in ["0.50", "64", "64.00"] {
            assert_eq!(wrong(&shop, of(amount)).await, None, "{amount}");
        }
        // Only of one invoice that is named.
        let several = Wish {
            invoices: Some(shop.invoices.to_vec()),
            ..of("5")
        };
        let every = Wish {
            invoices: None,
            ..of("5")
        };
        for wish in [several, every] {
            assert_eq!(wrong(&shop, wish).await, Some(Problem::Malformed));
        }
        // Where the provider takes no parts it is all or nothing.
        policy(&shop, &json!({ "partial_payments": false })).await;
        assert_eq!(wrong(&shop, of("20")).await, little(6_400));
        assert_eq!(wrong(&shop, of("64")).await, None);
        let quote = shop
            .till
            .quote(&shop.anna, &of("64"))
            .await
            .expect("quotes");
        assert!(!quote.parts);
        shop.clean().await;
    }
);

on_both!(a_key_pays_one_part, |db| async move {
    let shop = Shop::open(db).await;
    let what = shop.asks(1, part(&shop, "20", false)).await;
    let id = shop.confirms(what.clone()).await;
    assert_eq!(shop.confirms(what.clone()).await, id);
    let other = Confirmation {
        wish: part(&shop, "21", false),
        ..what.clone()
    };
    assert!(conflict(&shop.till.confirm(&shop.anna, other).await));
    // The figures say the part: what they do not say is not paid.
    shop.till.send(&id).await.expect("sends");
    let moved = Confirmation {
        key: "0190d5c2-7a3b-7c11-8f00-4d2b6a0e9f02".to_owned(),
        wish: part(&shop, "21", false),
        ..what
    };
    let moved = shop.till.confirm(&shop.anna, moved).await;
    assert_eq!(moved.expect("answers"), Confirmed::Moved);
    assert_eq!(shop.bank.captured(), (2_000, 1));
    let beyond = part(&shop, "44.01", false);
    let most = eur(4_400);
    let fault = Fault::field("amount", Problem::TooMuch { most });
    let quote = shop.till.quote(&shop.anna, &beyond).await.expect("quotes");
    assert_eq!(quote.wrong, Some(fault));
    shop.clean().await;
});
