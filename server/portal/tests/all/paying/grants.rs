//! Credit that the provider grants.

use model::credit::Origin;
use model::currency::Currency;
use portal::credit::Grant;
use portal::parked::Denied;
use store::on_both;

use super::shop::Shop;
use super::transfers::{action, desk};

fn grant(amount: &str, origin: Origin) -> Grant {
    Grant {
        account: "a".to_owned(),
        amount: amount.to_owned(),
        currency: Currency::EUR,
        origin,
        expires_on: None,
        note: "for the outage".to_owned(),
    }
}

on_both!(a_grant_is_credit_once, |db| async move {
    let shop = Shop::open(db).await;
    let ask = async |grant: Grant| desk(&shop).grant_credit(grant, action(Some("one"))).await;
    let promotion = Grant {
        expires_on: Some("2026-12-31".parse().unwrap()),
        ..grant("5.00", Origin::Promotion)
    };
    let first = ask(promotion.clone()).await.expect("is granted");
    assert_eq!(
        (first.account.as_str(), first.amount.as_str()),
        ("a", "5.00")
    );
    assert_eq!(ask(promotion.clone()).await.expect("is answered"), first);
    let other = ask(Grant {
        amount: "6.00".to_owned(),
        ..promotion
    })
    .await;
    assert!(matches!(other, Err(Denied::KeyReused)), "{other:?}");
    let refund = grant("1.50", Origin::Refund);
    desk(&shop)
        .grant_credit(refund, action(None))
        .await
        .expect("is granted");
    assert_eq!(shop.figures().await[0], 1_650);
    shop.clean().await;
});

on_both!(grants_at_once_under_one_key_are_one, |db| async move {
    let shop = Shop::open(db).await;
    let mut tasks = Vec::new();
    for _ in 0..8 {
        let desk = desk(&shop);
        tasks.push(tokio::spawn(async move {
            let grant = grant("5.00", Origin::Promotion);
            desk.grant_credit(grant, action(Some("one"))).await
        }));
    }
    for task in tasks {
        task.await.expect("ends").expect("is answered");
    }
    assert_eq!(shop.figures().await[0], 1_500);
    shop.clean().await;
});

on_both!(what_does_not_fit_is_not_granted, |db| async move {
    let shop = Shop::open(db).await;
    let late = Some("2026-11-22".parse().unwrap());
    for wrong in [
        Grant {
            account: "x".to_owned(),
            ..grant("1.00", Origin::Promotion)
        },
        Grant {
            expires_on: late,
            ..grant("1.00", Origin::Promotion)
        },
        Grant {
            expires_on: late,
            ..grant("1.00", Origin::Refund)
        },
        grant("0.00", Origin::Promotion),
        grant("1.001", Origin::Promotion),
        grant("1.00", Origin::PaidIn),
        grant("1.00", Origin::Affiliate),
    ] {
        let answer = desk(&shop).grant_credit(wrong, action(None)).await;
        assert!(matches!(answer, Err(Denied::Unfit(_))), "{answer:?}");
    }
    assert_eq!(shop.figures().await[0], 1_000);
    shop.clean().await;
});
