//! Money that comes by itself: matched by the first rule that fits, and booked once.

use gateway::payment::manual::CreditorReference;
use model::currency::Currency;
use portal::Desk;
use portal::parked::{Action, Denied};
use portal::transfer::{Allocate, Arrived, By, Part, Payment};
use store::on_both;

use super::bank::Turn;
use super::shop::{Shop, all};
use crate::support::reception;

pub fn desk(shop: &Shop) -> Desk {
    Desk::new(shop.db.clone(), shop.clock(), reception())
}

pub fn action(once: Option<&str>) -> Action {
    Action {
        actor: "key:test".to_owned(),
        once: once.map(str::to_owned),
        reason: "seen on the statement".to_owned(),
    }
}

pub fn payment(amount: &str, reference: &str) -> Payment {
    Payment {
        account: None,
        on: "2026-11-20".parse().unwrap(),
        amount: amount.to_owned(),
        currency: Currency::EUR,
        reference: reference.to_owned(),
        party: None,
        iban: None,
        allocations: None,
    }
}

fn of(account: &str, payment: Payment) -> Payment {
    Payment {
        account: Some(account.to_owned()),
        ..payment
    }
}

pub fn part(invoice: &str, amount: &str) -> Part {
    Part {
        invoice: Some(invoice.to_owned()),
        credit: false,
        amount: amount.to_owned(),
    }
}

async fn take(shop: &Shop, payment: Payment) -> Result<Arrived, Denied> {
    desk(shop).receive_payment(payment, action(None)).await
}

/// What was paid of what.
fn paid(arrived: &Arrived) -> Vec<(&str, &str)> {
    let paid = arrived.invoices.iter();
    paid.map(|it| (it.invoice.as_str(), it.amount.as_str()))
        .collect()
}

on_both!(a_reference_pays_a_part_and_then_the_rest, |db| async move {
    let shop = Shop::open(db).await;
    let first = take(&shop, payment("10.00", "Invoice INV-2026-00001")).await;
    let first = first.expect("is taken");
    assert_eq!(
        (first.rule, paid(&first)),
        (By::Reference, vec![("i", "10.00")])
    );
    assert_eq!(first.account.as_deref(), Some("a"));
    assert_eq!(shop.figures().await, [1_000, 0, 6_000, 0, 0]);
    let state = "invoice_standing where state = 'part_paid'";
    assert_eq!(shop.count(state).await, 1);
    // As a creditor reference, and more than is open.
    let reference = CreditorReference::of("INV-2026-00001").expect("a reference");
    let told = payment("60.00", &format!("thanks {reference}"));
    let rest = take(&shop, told).await.expect("is taken");
    assert_eq!(paid(&rest), [("i", "54.00")]);
    assert_eq!(rest.credit.expect("a surplus").amount, "6.00");
    assert_eq!(shop.figures().await, [1_600, 0, 600, 0, 0]);
    shop.clean().await;
});

on_both!(
    an_amount_counts_where_one_invoice_alone_has_it,
    |db| async move {
        let shop = Shop::open(db).await;
        let one = take(&shop, payment("6.00", "thanks"))
            .await
            .expect("is taken");
        assert_eq!((one.rule, paid(&one)), (By::Amount, vec![("j", "6.00")]));
        // Two customers owe 64.00.
        let two = take(&shop, payment("64.00", "thanks"))
            .await
            .expect("is taken");
        assert_eq!((two.rule, two.account), (By::Nothing, None));
        assert_eq!(two.unapplied.as_deref(), Some("64.00"));
        assert_eq!(shop.figures().await, [1_000, 0, 6_400, 0, 0]);
        shop.clean().await;
    }
);

on_both!(a_certain_customer_pays_the_oldest_first, |db| async move {
    let shop = Shop::open(db).await;
    let iban = "DE89 3704 0044 0532 0130 00";
    let known = Payment {
        iban: Some(iban.to_owned()),
        ..of("a", payment("1.00", "on account"))
    };
    let known = take(&shop, known).await.expect("is taken");
    assert_eq!((known.rule, paid(&known)), (By::Payer, vec![("j", "1.00")]));
    // The same bank account again says who it is.
    let again = Payment {
        iban: Some(iban.to_owned()),
        ..payment("70.00", "")
    };
    let again = take(&shop, again).await.expect("is taken");
    assert_eq!(again.rule, By::Payer);
    assert_eq!(paid(&again), [("j", "5.00"), ("i", "64.00")]);
    assert_eq!(again.credit.expect("a surplus").amount, "1.00");
    assert_eq!(shop.figures().await, [1_100, 0, 0, 0, 0]);
    shop.clean().await;
});

on_both!(the_provider_says_what_is_paid, |db| async move {
    let shop = Shop::open(db).await;
    let said = |parts: Vec<Part>| Payment {
        allocations: Some(parts),
        ..payment("20.00", "cheque 7")
    };
    let told = take(&shop, said(vec![part("i", "15.00")]))
        .await
        .expect("is taken");
    assert_eq!(
        (told.rule, paid(&told)),
        (By::Provider, vec![("i", "15.00")])
    );
    assert_eq!(told.credit.expect("a surplus").amount, "5.00");
    assert_eq!(shop.figures().await, [1_500, 0, 5_500, 0, 0]);
    let credit = Part {
        invoice: None,
        credit: true,
        amount: "20.00".to_owned(),
    };
    let all = take(&shop, of("b", said(vec![credit.clone()]))).await;
    assert_eq!(
        all.expect("is taken").credit.expect("credit").amount,
        "20.00"
    );
    for parts in [
        vec![part("i", "15.00"), part("k", "5.00")],
        vec![part("i", "20.01")],
        vec![part("i", "0.00")],
        vec![part("x", "1.00")],
        vec![credit],
        vec![Part {
            credit: true,
            ..part("i", "1.00")
        }],
    ] {
        let answer = take(&shop, said(parts)).await;
        assert!(matches!(answer, Err(Denied::Unfit(_))), "{answer:?}");
    }
    for wrong in [
        of("nobody", payment("1.00", "")),
        payment("0.00", ""),
        payment("1.001", ""),
        Payment {
            on: "2026-11-25".parse().unwrap(),
            ..payment("1.00", "")
        },
        Payment {
            iban: Some("DE00".to_owned()),
            ..payment("1.00", "")
        },
    ] {
        let answer = take(&shop, wrong).await;
        assert!(matches!(answer, Err(Denied::Unfit(_))), "{answer:?}");
    }
    shop.clean().await;
});

on_both!(what_is_in_flight_is_not_paid_again, |db| async move {
    let shop = Shop::open(db).await;
    shop.bank.then([Turn::Processes]);
    shop.pays(1, all(false)).await;
    let told = take(&shop, payment("64.00", "INV-2026-00001"))
        .await
        .expect("is taken");
    assert_eq!((told.rule, paid(&told)), (By::Reference, vec![]));
    let said = Payment {
        allocations: Some(vec![part("i", "64.00")]),
        ..payment("64.00", "")
    };
    let answer = take(&shop, said).await;
    assert!(matches!(answer, Err(Denied::Useless(_))), "{answer:?}");
    assert_eq!(shop.figures().await, [7_400, 0, 7_000, 7_000, 0]);
    shop.clean().await;
});

on_both!(the_same_payment_is_taken_once, |db| async move {
    let shop = Shop::open(db).await;
    for (reference, credit) in [("INV-2026-00001", 1), ("nobody's", 0)] {
        let mut tasks = Vec::new();
        for _ in 0..8 {
            let desk = desk(&shop);
            tasks.push(tokio::spawn(async move {
                let told = payment("65.00", reference);
                desk.receive_payment(told, action(Some(reference))).await
            }));
        }
        let mut answers = Vec::new();
        for task in tasks {
            answers.push(task.await.expect("ends").expect("is answered"));
        }
        answers.dedup();
        assert_eq!(answers.len(), 1);
        assert_eq!(i32::from(answers[0].credit.is_some()), credit);
        let other = payment("66.00", reference);
        let other = desk(&shop)
            .receive_payment(other, action(Some(reference)))
            .await;
        assert!(matches!(other, Err(Denied::KeyReused)), "{other:?}");
    }
    assert_eq!(shop.count("transfer").await, 2);
    let told = "audit where action = 'payment.entered' and detail like '%seen on the statement%'";
    assert_eq!(shop.count(told).await, 2);
    assert_eq!(shop.figures().await, [1_100, 0, 600, 0, 0]);
    shop.clean().await;
});

on_both!(
    two_transfers_at_once_pay_no_more_than_is_open,
    |db| async move {
        let shop = Shop::open(db).await;
        let mut tasks = Vec::new();
        for _ in 0..8 {
            let desk = desk(&shop);
            tasks.push(tokio::spawn(async move {
                let told = payment("20.00", "INV-2026-00001");
                desk.receive_payment(told, action(None)).await
            }));
        }
        for task in tasks {
            task.await.expect("ends").expect("is taken");
        }
        assert_eq!(shop.figures().await, [10_600, 0, 600, 0, 0]);
        shop.clean().await;
    }
);

on_both!(an_amount_alone_makes_nobody_certain, |db| async move {
    let shop = Shop::open(db).await;
    let from = |amount: &str, reference: &str| Payment {
        iban: Some("DE02120300000000202051".to_owned()),
        ..payment(amount, reference)
    };
    let by = async |told: Payment| take(&shop, told).await.expect("is taken").rule;
    assert_eq!(by(from("6.00", "thanks")).await, By::Amount);
    assert_eq!(by(from("3.00", "once more")).await, By::Nothing);
    assert_eq!(by(from("1.00", "INV-2026-00001")).await, By::Reference);
    assert_eq!(by(from("3.00", "and now")).await, By::Payer);
    shop.clean().await;
});

on_both!(whose_money_the_provider_says_is_certain, |db| async move {
    let shop = Shop::open(db).await;
    let from = |amount: &str| Payment {
        iban: Some("DE02120300000000202051".to_owned()),
        ..payment(amount, "?")
    };
    let first = take(&shop, from("3.00")).await.expect("is taken");
    let to = Allocate {
        account: Some("a".to_owned()),
        allocations: None,
    };
    let id = first.id.to_string();
    let done = desk(&shop).allocate(&id, to, action(None)).await;
    done.expect("is used");
    let next = take(&shop, from("2.00")).await.expect("is taken");
    assert_eq!(next.rule, By::Payer);
    shop.clean().await;
});
