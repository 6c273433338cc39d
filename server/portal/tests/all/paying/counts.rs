//! What payments cost the database and the gateway, as counts: they have no noise.

use std::fmt::Write;

use model::caller::Caller;
use model::payment::{Confirmation, Wish};
use portal::checkout::Confirmed;
use serde_json::json;
use store::{Db, on_both};

use super::shop::{Shop, all, only};

const OPEN: usize = 25;

/// An invoice of an account.
fn invoice(account: &str, number: &str) -> String {
    let row = json!({
        "type": "invoice", "ref": number, "account": account, "number": number,
        "issued_on": "2026-02-01", "due_on": "2026-02-15", "currency": "EUR",
        "lines": [{ "text": "Moving", "net": "2.00" }],
        "net": "2.00", "tax": "0.00", "total": "2.00",
    });
    format!("{row}\n")
}

/// What a piece of work costs: transactions that were committed, and statements.
async fn cost<T>(db: &Db, work: impl Future<Output = T>) -> (u64, u64) {
    let meter = db.meter();
    let (commits, statements) = (meter.commits(), meter.statements());
    work.await;
    (meter.commits() - commits, meter.statements() - statements)
}

on_both!(
    all_of_many_invoices_is_one_capture_and_costs_as_much_as_one,
    |db| async move {
        let rows = (0..OPEN).map(|n| invoice("a", &format!("M-{n}")));
        let shop = Shop::with(db, &rows.collect::<String>()).await;
        let pays = async |key, wish| {
            let what = shop.asks(key, wish).await;
            cost(&shop.db, async {
                let id = shop.confirms(what).await;
                shop.till.send(&id).await.expect("sends");
            })
            .await
        };
        let one = pays(1, only(&shop.invoices[0], false)).await;
        let rest = pays(2, all(false)).await;
        assert_eq!((one.0, rest.0), (2, 2), "transactions");
        // 26 invoices are asked for as one is, a table at a time.
        assert!(rest.1 <= one.1 + 2, "statements: {one:?}, {rest:?}");
        assert!(one.1 <= 75, "statements: {one:?}");
        let captured = 6_400 + 600 + 200 * i64::try_from(OPEN).expect("fits");
        assert_eq!(shop.bank.captured(), (captured, 2));
        shop.clean().await;
    }
);

/// How many pay at once, and how often each.
const AT_ONCE: usize = 64;
const EACH: usize = 5;

/// As many accounts, each with a card and invoices that are open.
fn crowd() -> String {
    let mut rows = String::new();
    for n in 0..AT_ONCE {
        let (account, owner) = (format!("x{n}"), format!("y{n}"));
        for row in [
            json!({
                "type": "account", "ref": account, "name": "X", "email": "x@x.example",
                "address": {
                    "line1": "Weg 1", "city": "Kiel", "postal_code": "24103", "country": "DE",
                },
                "currency": "EUR", "time_zone": "Europe/Berlin", "language": "de",
                "created_on": "2026-01-01",
            }),
            json!({
                "type": "person", "ref": owner, "name": "Y", "role": "owner",
                "email": format!("{owner}@x.example"), "account": account,
            }),
            json!({
                "type": "billing_account", "ref": format!("z{n}"), "account": account,
                "owner": owner, "method": "card", "gateway": "sandbox", "token": "ok",
                "brand": "visa", "last4": "4242", "expires": "2030-01", "default": true,
            }),
        ] {
            writeln!(rows, "{row}").expect("is text");
        }
        for k in 0..EACH {
            rows += &invoice(&account, &format!("X-{n}-{k}"));
        }
    }
    rows
}

/// Their owners.
async fn owners(shop: &Shop) -> Vec<Caller> {
    let mut tx = shop.db.read().await.expect("reads");
    let mut callers = Vec::new();
    for n in 0..AT_ONCE {
        let account = store::export::account_id(&mut tx, &format!("x{n}")).await;
        let person = store::person::by_email(&mut tx, &format!("y{n}@x.example")).await;
        let account = account.expect("reads").expect("is there");
        callers.push(Caller {
            account: account.parse().expect("an id"),
            person: person.expect("reads").expect("is there").id.0,
            ..shop.anna.clone()
        });
    }
    callers
}

/// Pays the invoices of somebody one by one.
async fn pays_each(shop: &Shop, who: Caller) {
    let all_of_it = all(false);
    let quote = shop.till.quote(&who, &all_of_it).await.expect("quotes");
    for item in quote.items {
        let wish = Wish {
            invoices: Some(vec![item.invoice.id]),
            ..all_of_it.clone()
        };
        let quote = shop.till.quote(&who, &wish).await.expect("quotes");
        let what = Confirmation {
            key: quote.key,
            wish,
            shown: quote.shown,
        };
        match shop.till.confirm(&who, what).await.expect("confirms") {
            Confirmed::Done(id) => shop.till.send(&id).await.expect("sends"),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_at_once_share_their_commits() {
    let fresh = store::testing::sqlite().await;
    let shop = std::sync::Arc::new(Shop::with(fresh.db.clone(), &crowd()).await);
    let mut payers = tokio::task::JoinSet::new();
    let owners = owners(&shop).await;
    let (commits, _) = cost(&fresh.db, async {
        for who in owners {
            let shop = std::sync::Arc::clone(&shop);
            payers.spawn(async move { pays_each(&shop, who).await });
        }
        while let Some(ended) = payers.join_next().await {
            ended.expect("pays");
        }
    })
    .await;
    let payments = AT_ONCE * EACH;
    assert_eq!(shop.bank.captured().1, payments);
    // Each commit of SQLite is one fsync of its log.
    let most = u64::try_from(payments / 10).expect("fits");
    assert!(commits <= most, "{commits} commits of {payments} payments");
    println!("{commits} commits of {payments} payments");
    shop.clean().await;
    fresh.close().await;
}
