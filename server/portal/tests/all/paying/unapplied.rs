//! Money that settles nothing: seen, put to use, given back, by the provider.

use model::currency::Currency;
use model::id::PaymentId;
use model::money::Money;
use portal::parked::Denied;
use portal::transfer::{Allocate, Allocated, Gone, Part, Return, Unapplied};
use store::on_both;

use super::bank::Turn;
use super::door::desk;
use super::hearing::{event, key, tell, took};
use super::shop::{Shop, all, only};
use super::transfers::{action, part, payment};

async fn list(shop: &Shop, quarantined: bool) -> Vec<Unapplied> {
    let page = desk(shop)
        .unapplied(None, quarantined)
        .await
        .expect("lists");
    assert_eq!(page.next, None);
    page.unapplied
}

/// Money that nothing matches.
async fn nobodys(shop: &Shop, amount: &str) -> String {
    let told = desk(shop)
        .receive_payment(payment(amount, "from a friend"), action(None))
        .await;
    let told = told.expect("is taken");
    assert_eq!(told.unapplied.as_deref(), Some(amount));
    told.id.to_string()
}

fn to(account: Option<&str>, allocations: Option<Vec<Part>>) -> Allocate {
    Allocate {
        account: account.map(str::to_owned),
        allocations,
    }
}

async fn allocate(shop: &Shop, id: &str, how: Allocate) -> Result<Allocated, Denied> {
    desk(shop).allocate(id, how, action(None)).await
}

async fn back(shop: &Shop, id: &str, amount: Option<&str>) -> Result<Gone, Denied> {
    let asked = Return {
        amount: amount.map(str::to_owned),
    };
    desk(shop).return_unapplied(id, asked, action(None)).await
}

/// What was paid of what.
fn paid(done: &Allocated) -> Vec<(&str, &str)> {
    let paid = done.invoices.iter();
    paid.map(|it| (it.invoice.as_str(), it.amount.as_str()))
        .collect()
}

on_both!(
    what_is_nobodys_pays_the_oldest_of_whose_it_is,
    |db| async move {
        let shop = Shop::open(db).await;
        let id = nobodys(&shop, "75.00").await;
        let row = list(&shop, false).await.remove(0);
        assert_eq!((row.id.as_str(), row.account), (id.as_str(), None));
        assert_eq!(
            (row.amount.as_str(), row.reference.as_deref()),
            ("75.00", Some("from a friend"))
        );
        for how in [to(None, None), to(Some("nobody"), None)] {
            let answer = allocate(&shop, &id, how).await;
            assert!(matches!(answer, Err(Denied::Unfit(_))), "{answer:?}");
        }
        let done = allocate(&shop, &id, to(Some("a"), None))
            .await
            .expect("is used");
        assert_eq!(paid(&done), [("j", "6.00"), ("i", "64.00")]);
        assert_eq!((done.account.as_str(), done.credits.len()), ("a", 1));
        assert_eq!(done.unapplied, "0.00");
        assert_eq!(shop.figures().await, [1_500, 0, 0, 0, 0]);
        assert_eq!(list(&shop, false).await, []);
        let again = allocate(&shop, &id, to(Some("a"), None)).await;
        assert!(matches!(again, Err(Denied::Unknown)), "{again:?}");
        shop.clean().await;
    }
);

on_both!(a_part_is_used_and_the_rest_stays, |db| async move {
    let shop = Shop::open(db).await;
    let id = nobodys(&shop, "50.00").await;
    let credit = Part {
        invoice: None,
        credit: true,
        amount: "5.00".to_owned(),
    };
    let how = to(None, Some(vec![part("i", "10.00"), credit]));
    let done = allocate(&shop, &id, how).await.expect("is used");
    assert_eq!(
        (paid(&done), done.unapplied.as_str()),
        (vec![("i", "10.00")], "35.00")
    );
    assert_eq!(shop.figures().await, [1_500, 0, 6_000, 0, 3_500]);
    shop.clean().await;
    let row = list(&shop, false).await.remove(0);
    assert_eq!(
        (row.account.as_deref(), row.amount.as_str()),
        (Some("a"), "35.00")
    );
    // It is Anna's now.
    let others = allocate(&shop, &id, to(Some("b"), None)).await;
    assert!(matches!(others, Err(Denied::Unfit(_))), "{others:?}");
    let beyond = allocate(&shop, &id, to(None, Some(vec![part("j", "6.01")]))).await;
    assert!(matches!(beyond, Err(Denied::Useless(_))), "{beyond:?}");
    let gone = back(&shop, &id, Some("20.00")).await.expect("goes back");
    assert_eq!((gone.amount.as_str(), gone.refunds.len()), ("20.00", 0));
    let more = back(&shop, &id, Some("15.01")).await;
    assert!(matches!(more, Err(Denied::Useless(_))), "{more:?}");
    assert_eq!(shop.figures().await, [1_500, 0, 6_000, 0, 1_500]);
    shop.clean().await;
});

on_both!(what_is_nobodys_goes_back, |db| async move {
    let shop = Shop::open(db).await;
    let id = nobodys(&shop, "50.00").await;
    back(&shop, &id, Some("20.00")).await.expect("goes back");
    assert_eq!(list(&shop, false).await[0].amount, "30.00");
    shop.clean().await;
    let mut tasks = Vec::new();
    for _ in 0..6 {
        let (desk, id) = (desk(&shop), id.clone());
        tasks.push(tokio::spawn(async move {
            desk.return_unapplied(&id, Return::default(), action(None))
                .await
                .is_ok()
        }));
    }
    let mut done = 0;
    for task in tasks {
        done += usize::from(task.await.expect("ends"));
    }
    assert_eq!((done, list(&shop, false).await), (1, Vec::new()));
    shop.clean().await;
});

on_both!(what_is_nobodys_is_claimed_once, |db| async move {
    let shop = Shop::open(db).await;
    let id = nobodys(&shop, "50.00").await;
    let mut tasks = Vec::new();
    for n in 0..8 {
        let (desk, id) = (desk(&shop), id.clone());
        tasks.push(tokio::spawn(async move {
            let account = if n % 2 == 0 { "a" } else { "b" };
            desk.allocate(&id, to(Some(account), None), action(None))
                .await
                .is_ok()
        }));
    }
    let mut done = 0;
    for task in tasks {
        done += usize::from(task.await.expect("ends"));
    }
    assert_eq!((done, list(&shop, false).await), (1, Vec::new()));
    shop.clean().await;
});

on_both!(the_same_request_is_done_once, |db| async move {
    let shop = Shop::open(db).await;
    let id = nobodys(&shop, "50.00").await;
    let ask = async |amount: &str| {
        let how = to(Some("a"), Some(vec![part("i", amount)]));
        desk(&shop).allocate(&id, how, action(Some("one"))).await
    };
    let first = ask("10.00").await.expect("is used");
    assert_eq!(ask("10.00").await.expect("is answered"), first);
    assert!(matches!(ask("11.00").await, Err(Denied::KeyReused)));
    let give = async |amount: &str| {
        let asked = Return {
            amount: Some(amount.to_owned()),
        };
        desk(&shop)
            .return_unapplied(&id, asked, action(Some("two")))
            .await
    };
    let first = give("10.00").await.expect("goes back");
    assert_eq!(give("10.00").await.expect("is answered"), first);
    assert!(matches!(give("11.00").await, Err(Denied::KeyReused)));
    assert_eq!(shop.figures().await, [1_000, 0, 6_000, 0, 3_000]);
    shop.clean().await;
});

on_both!(
    what_came_twice_pays_something_else_or_goes_back,
    |db| async move {
        let shop = Shop::open(db).await;
        let what = shop.asks(1, only(&shop.invoices[1], false)).await;
        let checkout = shop.confirms(what).await;
        shop.till.send(&checkout).await.expect("sends");
        let twice = event("evt_1", Some(key(&shop, 1)), took("ch_2", 600));
        tell(&shop, &twice).await.expect("is taken");
        let row = list(&shop, false).await.remove(0);
        assert_eq!(
            (row.invoice.as_deref(), row.quarantined),
            (Some("INV-2026-00002"), false)
        );
        let done = allocate(&shop, &row.id, to(None, Some(vec![part("i", "4.00")]))).await;
        assert_eq!(done.expect("is used").unapplied, "2.00");
        shop.clean().await;
        let gone = back(&shop, &row.id, None).await.expect("goes back");
        assert_eq!((gone.amount.as_str(), gone.refunds.len()), ("2.00", 1));
        assert_eq!(shop.bank.returned(), [("ch_2".to_owned(), 200)]);
        assert_eq!(shop.figures().await, [1_000, 0, 6_000, 0, 0]);
        shop.clean().await;
    }
);

/// Something else is captured than the 70.00 that were asked.
async fn strange(shop: &Shop, takings: Money) -> PaymentId {
    shop.bank.then([Turn::Takings(takings)]);
    let id = shop.pays(1, all(false)).await;
    let mut tx = shop.db.read().await.expect("reads");
    let orders = store::payment::of_checkout(&mut tx, &id).await;
    orders.expect("reads").remove(0).id
}

on_both!(quarantine_is_accepted_as_far_as_it_goes, |db| async move {
    let shop = Shop::open(db).await;
    let id = strange(&shop, Money::new(6_900, Currency::EUR)).await;
    let row = list(&shop, true).await.remove(0);
    assert_eq!(
        (row.id.as_str(), row.amount.as_str()),
        (id.as_str(), "69.00")
    );
    let ask = async || desk(&shop).accept(id.as_str(), action(Some("one"))).await;
    let done = ask().await.expect("is accepted");
    assert_eq!(paid(&done), [("j", "6.00"), ("i", "63.00")]);
    assert_eq!(ask().await.expect("is answered"), done);
    assert_eq!(shop.figures().await, [1_000, 0, 100, 0, 0]);
    let again = desk(&shop).accept(id.as_str(), action(None)).await;
    assert!(matches!(again, Err(Denied::Unknown)), "{again:?}");
    assert_eq!(list(&shop, true).await, []);
    shop.clean().await;
    // From then on it is a payment like any other.
    let asked = portal::refund::Asked::default();
    let back = shop
        .till
        .refund_payment(id.as_str(), asked, action(None))
        .await;
    assert!(
        matches!(back, Err(Denied::Useless(_))),
        "partly open: {back:?}"
    );
    desk(&shop)
        .write_off("i", action(None))
        .await
        .expect("is given up");
    let some = portal::refund::Asked {
        amount: Some("6.00".to_owned()),
        ..portal::refund::Asked::default()
    };
    let back = shop
        .till
        .refund_payment(id.as_str(), some, action(None))
        .await;
    assert_eq!(back.expect("goes back").refunds.len(), 1);
    shop.clean().await;
});

on_both!(another_currency_is_accepted_as_credit, |db| async move {
    let shop = Shop::open(db).await;
    let dollars = Money::new(7_000, "USD".parse().unwrap());
    let id = strange(&shop, dollars).await;
    let done = desk(&shop).accept(id.as_str(), action(None)).await;
    let done = done.expect("is accepted");
    assert_eq!((done.invoices.len(), done.credits.len()), (0, 1));
    shop.clean().await;
});

on_both!(another_currency_goes_back_as_it_came, |db| async move {
    let shop = Shop::open(db).await;
    let dollars = Money::new(7_000, "USD".parse().unwrap());
    let id = strange(&shop, dollars).await;
    let gone = desk(&shop)
        .return_quarantined(id.as_str(), Return::default(), action(None))
        .await;
    assert_eq!(gone.expect("goes back").amount, "70.00");
    assert_eq!(shop.bank.returned(), [("ch_1".to_owned(), 7_000)]);
    assert_eq!(list(&shop, true).await, []);
    shop.clean().await;
});

on_both!(quarantine_goes_back, |db| async move {
    let shop = Shop::open(db).await;
    let id = strange(&shop, Money::new(7_100, Currency::EUR)).await;
    let ask = async |once| {
        desk(&shop)
            .return_quarantined(id.as_str(), Return::default(), action(once))
            .await
    };
    let gone = ask(Some("one")).await.expect("goes back");
    assert_eq!(gone.amount, "71.00");
    assert_eq!(ask(Some("one")).await.expect("is answered"), gone);
    assert!(matches!(ask(None).await, Err(Denied::Unknown)));
    let back: i64 = shop.bank.returned().iter().map(|it| it.1).sum();
    assert_eq!(back, 7_100);
    assert_eq!(shop.figures().await, [1_000, 0, 7_000, 0, 0]);
    shop.clean().await;
});

on_both!(what_is_no_quarantine_is_not_found_there, |db| async move {
    let shop = Shop::open(db).await;
    let id = nobodys(&shop, "50.00").await;
    for id in [id.as_str(), "pay_x", "trf_x", "x"] {
        let accepted = desk(&shop).accept(id, action(None)).await;
        assert!(matches!(accepted, Err(Denied::Unknown)), "{accepted:?}");
        let gone = desk(&shop);
        let gone = gone
            .return_quarantined(id, Return::default(), action(None))
            .await;
        assert!(matches!(gone, Err(Denied::Unknown)), "{gone:?}");
    }
});

on_both!(what_names_no_invoice_is_used_first, |db| async move {
    let shop = Shop::open(db).await;
    let less = Money::new(5_000, Currency::EUR);
    shop.bank.then([Turn::Takings(less)]);
    shop.pays(1, only(&shop.invoices[0], false)).await;
    let again = event("evt_1", Some(key(&shop, 1)), took("ch_2", 6_400));
    tell(&shop, &again).await.expect("is taken");
    let id = list(&shop, false).await.remove(0).id;
    let how = to(None, Some(vec![part("j", "6.00")]));
    allocate(&shop, &id, how).await.expect("is used");
    let left = "select cast(-sum(amount_minor) as bigint) from ledger_entry
        where book = 'unapplied' and invoice_id is null";
    let left = store::probe::number(&shop.db, left).await;
    assert_eq!(left.expect("counts"), 4_400);
    shop.clean().await;
});
