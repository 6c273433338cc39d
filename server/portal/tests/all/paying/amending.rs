//! What the provider changes about an issued invoice: credited, given up, due later.

use portal::amend::{CreditNoteAsked, CreditedLine, DueLater, NoteTo, Noted};
use portal::parked::Denied;
use store::on_both;

use super::bank::Turn;
use super::door::desk;
use super::shop::{Shop, all};
use super::transfers::{action, payment};

/// 6.00 of credit paid `j`, 4.00 of credit and 60.00 by card paid `i`.
async fn paid(db: store::Db) -> Shop {
    let shop = Shop::open(db).await;
    shop.pays(1, all(true)).await;
    assert_eq!(shop.figures().await, [0, 0, 0, 0, 0]);
    shop
}

fn some(amount: &str, to: NoteTo) -> CreditNoteAsked {
    CreditNoteAsked {
        amount: Some(amount.to_owned()),
        to,
        ..CreditNoteAsked::default()
    }
}

async fn credit(shop: &Shop, invoice: &str, asked: CreditNoteAsked) -> Result<Noted, Denied> {
    desk(shop)
        .credit_invoice(invoice, asked, action(None))
        .await
}

/// Where it went: what kind of place, and how much.
fn went(noted: &Noted) -> Vec<(&str, &str)> {
    let rows = noted.returned.as_array().expect("a list").iter();
    rows.map(|row| (row["to"].as_str().unwrap(), row["amount"].as_str().unwrap()))
        .collect()
}

fn card(minor: i64) -> (String, i64) {
    ("ch_1".to_owned(), minor)
}

on_both!(captures_first_and_then_the_lots, |db| async move {
    let shop = paid(db).await;
    let first = credit(&shop, "i", some("10.00", NoteTo::Source)).await;
    let first = first.expect("is credited");
    assert_eq!(went(&first), [("payment", "10.00")]);
    assert_eq!(first.refunds.len(), 1);
    shop.clean().await;
    let second = credit(&shop, "i", some("52.00", NoteTo::Source)).await;
    let second = second.expect("is credited");
    assert_eq!(went(&second), [("payment", "50.00"), ("lot", "2.00")]);
    let mut returned = shop.bank.returned();
    returned.sort_unstable();
    assert_eq!(returned, [card(1_000), card(5_000)]);
    // Its own lot, no new one.
    assert_eq!(
        (second.credits.len(), shop.count("credit_lot").await),
        (0, 1)
    );
    assert_eq!(shop.figures().await, [200, 0, 0, 0, 0]);
    shop.clean().await;
    let rest = credit(&shop, "i", CreditNoteAsked::default())
        .await
        .expect("is credited");
    assert_eq!(
        (rest.net.as_str(), went(&rest)),
        ("2.00", vec![("lot", "2.00")])
    );
    let none = credit(&shop, "i", CreditNoteAsked::default()).await;
    assert!(matches!(none, Err(Denied::Useless(_))), "{none:?}");
    shop.clean().await;
});

on_both!(lots_get_back_what_was_theirs, |db| async move {
    let shop = paid(db).await;
    let done = credit(&shop, "i", some("5.00", NoteTo::Lots))
        .await
        .expect("is credited");
    assert_eq!(went(&done), [("lot", "4.00"), ("lot", "1.00")]);
    assert_eq!((done.credits.len(), shop.bank.returned()), (1, vec![]));
    assert_eq!(shop.figures().await, [500, 0, 0, 0, 0]);
    shop.clean().await;
});

on_both!(all_of_it_may_become_credit, |db| async move {
    let shop = paid(db).await;
    let whole = CreditNoteAsked {
        whole: true,
        to: NoteTo::Credit,
        ..CreditNoteAsked::default()
    };
    let done = credit(&shop, shop.invoices[0].as_str(), whole)
        .await
        .expect("is credited");
    assert_eq!(
        (went(&done), done.credits.len()),
        (vec![("lot", "64.00")], 1)
    );
    assert_eq!(done.invoice, "i");
    assert_eq!(shop.figures().await, [6_400, 0, 0, 0, 0]);
    shop.clean().await;
});

on_both!(what_is_open_is_lowered_first, |db| async move {
    let shop = Shop::open(db).await;
    let line = CreditedLine {
        line: 1,
        net: "14.00".to_owned(),
    };
    let lines = CreditNoteAsked {
        lines: Some(vec![line]),
        ..CreditNoteAsked::default()
    };
    let done = credit(&shop, "i", lines).await.expect("is credited");
    assert_eq!((done.net.as_str(), went(&done)), ("14.00", vec![]));
    assert_eq!(shop.figures().await, [1_000, 0, 5_600, 0, 0]);
    // A transfer has no source.
    let told = payment("50.00", "INV-2026-00001");
    desk(&shop)
        .receive_payment(told, action(None))
        .await
        .expect("is taken");
    let done = credit(&shop, "i", CreditNoteAsked::default())
        .await
        .expect("is credited");
    assert_eq!(
        (done.net.as_str(), went(&done)),
        ("50.00", vec![("lot", "50.00")])
    );
    assert_eq!(shop.figures().await, [6_000, 0, 600, 0, 0]);
    shop.clean().await;
});

on_both!(more_than_is_left_is_not_credited, |db| async move {
    let shop = paid(db).await;
    let line = |line, net: &str| CreditNoteAsked {
        lines: Some(vec![CreditedLine {
            line,
            net: net.to_owned(),
        }]),
        ..CreditNoteAsked::default()
    };
    for asked in [
        line(1, "64.01"),
        line(2, "1.00"),
        line(1, "-1.00"),
        line(1, "0.00"),
    ] {
        let answer = credit(&shop, "i", asked).await;
        assert!(matches!(answer, Err(Denied::Useless(_))), "{answer:?}");
    }
    let both = CreditNoteAsked {
        whole: true,
        ..some("1.00", NoteTo::Source)
    };
    for asked in [
        some("0.00", NoteTo::Source),
        some("x", NoteTo::Source),
        both,
    ] {
        let answer = credit(&shop, "i", asked).await;
        assert!(matches!(answer, Err(Denied::Unfit(_))), "{answer:?}");
    }
    let nobody = credit(&shop, "inv_x", CreditNoteAsked::default()).await;
    assert!(matches!(nobody, Err(Denied::Unknown)), "{nobody:?}");
    assert_eq!(shop.count("credit_note").await, 0);
    shop.clean().await;
});

on_both!(one_request_is_one_credit_note, |db| async move {
    let shop = paid(db).await;
    let mut tasks = Vec::new();
    for n in 0..12 {
        let desk = desk(&shop);
        tasks.push(tokio::spawn(async move {
            let (amount, once) = if n % 2 == 0 {
                ("40.00", None)
            } else {
                ("1.00", Some("one"))
            };
            let asked = some(amount, NoteTo::Source);
            desk.credit_invoice("i", asked, action(once)).await
        }));
    }
    for task in tasks {
        let _ = task.await.expect("ends");
    }
    // Of those over 40.00 one, or none before the other.
    assert_eq!(shop.count("credit_note").await, 2);
    let other = some("2.00", NoteTo::Source);
    let other = desk(&shop)
        .credit_invoice("i", other, action(Some("one")))
        .await;
    assert!(matches!(other, Err(Denied::KeyReused)), "{other:?}");
    let back: i64 = shop.bank.returned().iter().map(|it| it.1).sum();
    assert_eq!(back, 4_100);
    shop.clean().await;
});

on_both!(what_is_in_flight_is_left_alone, |db| async move {
    let shop = Shop::open(db).await;
    shop.bank.then([Turn::Processes]);
    shop.pays(1, all(false)).await;
    let noted = credit(&shop, "i", CreditNoteAsked::default()).await;
    assert!(matches!(noted, Err(Denied::Useless(_))), "{noted:?}");
    let given = desk(&shop).write_off("i", action(None)).await;
    assert!(matches!(given, Err(Denied::Useless(_))), "{given:?}");
    shop.clean().await;
});

on_both!(what_is_open_is_given_up_once, |db| async move {
    let shop = Shop::open(db).await;
    let ask = async |once| desk(&shop).write_off("i", action(once)).await;
    let first = ask(Some("one")).await.expect("is given up");
    assert_eq!(
        (first.number.as_str(), first.amount.as_str()),
        ("INV-2026-00001", "64.00")
    );
    assert_eq!(ask(Some("one")).await.expect("is answered"), first);
    let again = ask(None).await;
    assert!(matches!(again, Err(Denied::Useless(_))), "{again:?}");
    let nobody = desk(&shop).write_off("x", action(None)).await;
    assert!(matches!(nobody, Err(Denied::Unknown)), "{nobody:?}");
    assert_eq!(shop.figures().await, [1_000, 0, 600, 0, 0]);
    assert_eq!(
        shop.count("invoice_standing where state = 'written_off'")
            .await,
        1
    );
    let noted = credit(&shop, "i", CreditNoteAsked::default()).await;
    assert!(matches!(noted, Err(Denied::Useless(_))), "{noted:?}");
    shop.clean().await;
});

on_both!(an_invoice_is_due_later_and_never_earlier, |db| async move {
    let shop = Shop::open(db).await;
    let ask = async |day: &str, once| {
        let later = DueLater {
            due_on: day.parse().unwrap(),
        };
        desk(&shop).due_later("i", later, action(once)).await
    };
    let first = ask("2026-12-24", Some("one")).await.expect("is put off");
    assert_eq!(first.was_due_on, "2026-02-15".parse().unwrap());
    assert_eq!(
        ask("2026-12-24", Some("one")).await.expect("is answered"),
        first
    );
    assert!(matches!(
        ask("2026-12-25", Some("one")).await,
        Err(Denied::KeyReused)
    ));
    for earlier in ["2026-12-24", "2026-12-23"] {
        let answer = ask(earlier, None).await;
        assert!(matches!(answer, Err(Denied::Unfit(_))), "{answer:?}");
    }
    assert_eq!(
        shop.count("invoice_standing where due_on = '2026-12-24'")
            .await,
        1
    );
    desk(&shop)
        .write_off("i", action(None))
        .await
        .expect("is given up");
    let settled = ask("2027-01-01", None).await;
    assert!(matches!(settled, Err(Denied::Useless(_))), "{settled:?}");
    shop.clean().await;
});

on_both!(what_is_due_later_is_dunned_later, |db| async move {
    let shop = Shop::open(db).await;
    // It was made elsewhere: dunning counts from a day of its own, a week from now.
    shop.bills().await;
    let dunned = async |when: &str| {
        let of = "select id from invoice where number = 'INV-2026-00003'";
        shop.count(&format!("dunning where invoice_id in ({of}) and {when}"))
            .await
    };
    assert_eq!(dunned("next_on <= '2026-12-01'").await, 1);
    let later = async |day: &str| {
        let due_on = day.parse().unwrap();
        let desk = desk(&shop);
        let done = desk.due_later("k", DueLater { due_on }, action(None));
        done.await.expect("is put off");
        shop.bills().await;
    };
    later("2027-01-15").await;
    assert_eq!(dunned("next_on >= '2027-01-01'").await, 1);
    // Nothing was to be done about it any more.
    shop.script("update dunning set next_on = null")
        .await
        .expect("changes");
    later("2027-03-15").await;
    assert_eq!(dunned("next_on >= '2027-03-01'").await, 1);
    shop.clean().await;
});
