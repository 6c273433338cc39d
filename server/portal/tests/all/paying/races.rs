use portal::checkout::Confirmed;
use store::on_both;

use super::shop::{Shop, all, only};

on_both!(many_who_pay_the_same_pay_it_once, |db| async move {
    let shop = Shop::open(db).await;
    let (mut asked, mut tasks) = (Vec::new(), Vec::new());
    for key in 0..16 {
        let wish = if key % 2 == 0 {
            all(true)
        } else {
            only(&shop.invoices[0], true)
        };
        asked.push(shop.asks(key, wish).await);
    }
    for what in asked {
        let (till, anna) = (shop.till.clone(), shop.anna.clone());
        tasks.push(tokio::spawn(async move {
            match till.confirm(&anna, what).await.expect("answers") {
                Confirmed::Done(id) => {
                    till.send(&id).await.expect("sends");
                    true
                }
                Confirmed::Before(_) | Confirmed::Moved => false,
            }
        }));
    }
    let mut done = 0;
    for task in tasks {
        done += usize::from(task.await.expect("ends"));
    }
    assert_eq!(done, 1);
    let (minor, captures) = shop.bank.captured();
    assert_eq!(captures, 1);
    let [credit, held, due, processing, unapplied] = shop.figures().await;
    assert_eq!((credit, held, processing, unapplied), (0, 0, 0, 0));
    assert_eq!(minor + 1_000 + due, 7_000);
    shop.clean().await;
});

on_both!(a_double_tap_is_one_payment, |db| async move {
    let shop = Shop::open(db).await;
    let what = shop.asks(1, all(true)).await;
    let mut tasks = Vec::new();
    for _ in 0..16 {
        let (till, anna, what) = (shop.till.clone(), shop.anna.clone(), what.clone());
        tasks.push(tokio::spawn(async move {
            let done = till.confirm(&anna, what).await.expect("answers");
            let (Confirmed::Done(id) | Confirmed::Before(id)) = done else {
                panic!("the figures have moved");
            };
            till.send(&id).await.expect("sends");
            id
        }));
    }
    let mut ids = Vec::new();
    for task in tasks {
        ids.push(task.await.expect("ends"));
    }
    ids.dedup();
    assert_eq!(ids.len(), 1);
    assert_eq!(shop.bank.captured(), (6_000, 1));
    assert_eq!(shop.figures().await, [0; 5]);
    shop.clean().await;
});
