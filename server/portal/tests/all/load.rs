//! What the pages ask of a database, counted, with few customers and with many
//! (`SALDO_TEST_CUSTOMERS=100000` fills a database as large as that), for a customer with little
//! and for one with much.

use std::collections::BTreeSet;

use model::caller::Caller;
use model::credit::CreditQuery;
use model::invoice::{InvoiceFilter, InvoiceQuery};
use model::portal::Door;
use model::subscription::SubscriptionQuery;
use store::probe::plan;
use store::{Db, on_both};

use crate::support::fill::{STEP, Size, fill};
use crate::support::watch::{Seen, watch};
use crate::support::{door, known, owner};

const DEFAULT: u64 = 1000;

fn size() -> Size {
    let customers = std::env::var("SALDO_TEST_CUSTOMERS").ok();
    let customers = customers.map_or(DEFAULT, |text| text.parse().expect("a number"));
    let many = customers > DEFAULT;
    Size {
        customers,
        invoices: if many { 10_000 } else { 2_000 },
        subscriptions: if many { 2_000 } else { 400 },
    }
}

/// A page: its name, the most statements and rows, and what it asked.
type Asked = (&'static str, usize, u64, Vec<Seen>);

/// Every page of a customer whose first invoice and subscription have these numbers.
async fn pages(desk: &Door, caller: &Caller, first: (u64, u64)) -> Vec<Asked> {
    let invoices = |filter| InvoiceQuery {
        filter,
        ..InvoiceQuery::default()
    };
    let mut asked = Vec::new();
    macro_rules! page {
        ($name:literal, $statements:literal, $rows:literal, $call:expr) => {
            let (answer, seen) = watch($call).await;
            answer.expect($name);
            asked.push(($name, $statements, $rows, seen));
        };
    }
    page!("account", 5, 60, desk.account_overview(caller));
    page!(
        "all",
        2,
        27,
        desk.list_invoices(caller, invoices(InvoiceFilter::All))
    );
    page!(
        "open",
        2,
        27,
        desk.list_invoices(caller, invoices(InvoiceFilter::Open))
    );
    page!(
        "overdue",
        2,
        27,
        desk.list_invoices(caller, invoices(InvoiceFilter::Overdue))
    );
    page!(
        "settled",
        2,
        27,
        desk.list_invoices(caller, invoices(InvoiceFilter::Settled))
    );
    page!(
        "invoice",
        8,
        20,
        desk.show_invoice(caller, known("inv", first.0))
    );
    page!(
        "credit",
        4,
        40,
        desk.show_credit(caller, CreditQuery::default())
    );
    let every = SubscriptionQuery::default();
    page!(
        "subscriptions",
        3,
        30,
        desk.list_subscriptions(caller, every)
    );
    page!(
        "subscription",
        6,
        20,
        desk.show_subscription(caller, known("sub", first.1))
    );
    page!(
        "billing accounts",
        6,
        20,
        desk.list_billing_accounts(caller)
    );
    asked
}

/// Scans of what a statement itself has made are no scans of tables.
const MADE: [&str; 7] = [
    "SCAN d",
    "SCAN e",
    "SCAN h",
    "SCAN q",
    "SCAN held",
    "SCAN ranked",
    "SCAN (sub",
];

fn scans(step: &str) -> bool {
    let made = MADE.iter().any(|made| step.starts_with(made));
    step.contains("Seq Scan on") || (step.starts_with("SCAN") && !made)
}

/// Pages that show a part of a list that may be long: it is walked in its order.
const LISTS: [&str; 6] = [
    "all",
    "open",
    "overdue",
    "settled",
    "subscriptions",
    "credit",
];

fn sorts(page: &str, text: &str, step: &str) -> bool {
    let sort = step.contains("->  Sort") || step.starts_with("Sort");
    let sort = sort || step == "USE TEMP B-TREE FOR ORDER BY";
    LISTS.contains(&page) && text.contains("limit $") && sort
}

async fn check(db: &Db, asked: Vec<Asked>, small: bool) {
    let mut known = BTreeSet::new();
    for (page, statements, rows, seen) in asked {
        let read: u64 = seen.iter().map(|seen| seen.rows).sum();
        println!("{page}: {} statements, {read} rows", seen.len());
        assert!(!seen.is_empty(), "{page}: nothing was seen");
        assert!(
            seen.len() <= statements,
            "{page}: {} statements",
            seen.len()
        );
        assert!(read <= rows, "{page}: {read} rows");
        for seen in seen {
            if known.insert(seen.text.clone()) {
                let steps = plan(db, &seen.text, small).await.expect("a plan");
                let all = || format!("{page}: {}\n{steps:#?}", seen.text);
                let wrong = |step: &&String| scans(step) || sorts(page, &seen.text, step);
                assert_eq!(steps.iter().find(wrong), None, "{}", all());
            }
        }
    }
}

on_both!(pages_ask_little_and_scan_nothing, |db| async move {
    let size = size();
    fill(&db, size).await;
    let desk = door(db.clone());
    let small = size.customers <= DEFAULT;
    let heavy = pages(&desk, &owner(1), (2_000_000_001, 2_000_000_001)).await;
    check(&db, heavy, small).await;
    let last = size.customers;
    let first = last * STEP + 1;
    let light = pages(&desk, &owner(last), (first, first)).await;
    check(&db, light, small).await;
});

on_both!(pages_of_a_list_hold_everything_once, |db| async move {
    let size = Size {
        customers: 3,
        invoices: 130,
        subscriptions: 60,
    };
    fill(&db, size).await;
    let desk = door(db);
    for (filter, expected) in [
        (InvoiceFilter::All, 130),
        (InvoiceFilter::Open, 2),
        (InvoiceFilter::Overdue, 1),
        (InvoiceFilter::Settled, 128),
    ] {
        let mut seen = Vec::new();
        let mut query = InvoiceQuery {
            filter,
            ..InvoiceQuery::default()
        };
        loop {
            let page = desk.list_invoices(&owner(1), query.clone()).await.unwrap();
            assert!(page.items.len() <= 25);
            seen.extend(page.items.into_iter().map(|i| (i.issued_on, i.id)));
            let Some(next) = page.next else { break };
            query.after = Some(next.0);
        }
        assert_eq!(seen.len(), expected);
        assert!(seen.iter().rev().is_sorted() || filter == InvoiceFilter::Open);
        assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), expected);
    }
    let mut names = Vec::new();
    let mut query = SubscriptionQuery::default();
    loop {
        let list = desk
            .list_subscriptions(&owner(1), query.clone())
            .await
            .unwrap();
        names.extend(list.page.items.into_iter().map(|held| held.name));
        let Some(next) = list.page.next else { break };
        query.after = Some(next.0);
    }
    assert_eq!((names.len(), names.is_sorted()), (60, true));
});
