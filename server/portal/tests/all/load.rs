//! What the pages ask of a database, counted, with few customers and with many
//! (`SALDO_TEST_CUSTOMERS=100000` fills a database as large as that), for a customer with little
//! and for one with much.

use std::collections::BTreeSet;

use model::Answer;
use model::affiliate::AffiliateQuery;
use model::caller::Caller;
use model::credit::{CreditQuery, LotState, LotView};
use model::invoice::{InvoiceFilter, InvoiceQuery};
use model::portal::Door;
use model::subscription::SubscriptionQuery;
use model::usage::UsageQuery;
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

/// The most statements and rows of each page; what the session asks is not among them.
const MOST: [(&str, usize, u64); 15] = [
    ("account", 5, 60),
    ("all", 2, 27),
    ("invoices found", 2, 27),
    ("subscriptions found", 3, 30),
    ("open", 3, 28),
    ("overdue", 3, 28),
    ("settled", 2, 27),
    ("invoice", 10, 20),
    ("credit", 5, 45),
    ("subscriptions", 3, 30),
    ("subscription", 6, 20),
    ("billing accounts", 6, 25),
    ("affiliate", 6, 60),
    ("usage", 16, 20),
    ("to-dos", 4, 40),
];

/// What each page asked, in the order of [`MOST`].
type Asked = Vec<Vec<Seen>>;

async fn note<T>(asked: &mut Asked, page: impl Future<Output = Answer<T>>) {
    let (answer, seen) = watch(page).await;
    if let Err(fault) = answer {
        panic!("page {}: {fault}", asked.len());
    }
    asked.push(seen);
}

/// Every page of a customer whose first invoice and subscription have these numbers.
async fn pages(desk: &Door, caller: &Caller, first: (u64, u64)) -> Asked {
    let mut asked = Vec::new();
    note(&mut asked, desk.account_overview(caller)).await;
    let all = InvoiceQuery::default();
    note(&mut asked, desk.list_invoices(caller, all)).await;
    let query = InvoiceQuery {
        search: "a site".to_owned(),
        ..InvoiceQuery::default()
    };
    note(&mut asked, desk.list_invoices(caller, query)).await;
    let query = SubscriptionQuery {
        search: "site-1".to_owned(),
        ..SubscriptionQuery::default()
    };
    note(&mut asked, desk.list_subscriptions(caller, query)).await;
    for filter in [
        InvoiceFilter::Open,
        InvoiceFilter::Overdue,
        InvoiceFilter::Settled,
    ] {
        let query = InvoiceQuery {
            filter,
            ..InvoiceQuery::default()
        };
        note(&mut asked, desk.list_invoices(caller, query)).await;
    }
    let (invoice, held) = (known("inv", first.0), known("sub", first.1));
    note(&mut asked, desk.show_invoice(caller, invoice)).await;
    note(&mut asked, desk.show_credit(caller, CreditQuery::default())).await;
    let every = SubscriptionQuery::default();
    note(&mut asked, desk.list_subscriptions(caller, every)).await;
    note(&mut asked, desk.show_subscription(caller, held)).await;
    note(&mut asked, desk.list_billing_accounts(caller)).await;
    let every = AffiliateQuery::default();
    note(&mut asked, desk.show_affiliate(caller, every)).await;
    note(&mut asked, desk.show_usage(caller, UsageQuery::default())).await;
    note(&mut asked, desk.list_todos(caller)).await;
    asked
}

/// Scans of what a statement itself has made are no scans of tables; nor are those of programs, of
/// which there is a handful.
/// So are those of what a provider sells, which is read whole.
const MADE: [&str; 15] = [
    "tax_zone", "seller", "plan", "addon", "program", "c", "d", "e", "f", "h", "p", "q", "u",
    "held", "ranked",
];

/// Tables that hold next to nothing here, so that no index pays.
const FEW: [&str; 11] = [
    "Scan on tax_zone ",
    "Scan on affiliate_program ",
    "Scan on seller ",
    "Scan on plan ",
    "Scan on addon ",
    "Scan on settlement ",
    "Scan on invoice_tax ",
    "Scan on invoice_payer ",
    "Scan on credit_note ",
    "Scan on credit_note_line ",
    "Scan on billing_account_share ",
];

fn scans(step: &str) -> bool {
    let of = step.strip_prefix("SCAN ").unwrap_or_default();
    let of = of.split(' ').next().unwrap_or_default();
    let made = MADE.contains(&of) || of.starts_with("(sub");
    let few = FEW.iter().any(|few| step.contains(few));
    (step.contains("Seq Scan on") && !few) || (step.starts_with("SCAN") && !made)
}

/// Pages that show a part of a list that may be long: it is walked in its order.
const LISTS: [&str; 9] = [
    "affiliate",
    "all",
    "invoices found",
    "subscriptions found",
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

async fn check(db: &Db, asked: Asked, small: bool) {
    let mut known = BTreeSet::new();
    assert_eq!(asked.len(), MOST.len());
    for ((page, statements, rows), seen) in MOST.into_iter().zip(asked) {
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
                // Of thousands of months only those near their limit are looked at.
                let near = |step: &String| step.contains("usage_month_near");
                assert_eq!(
                    seen.text.contains("as near"),
                    steps.iter().any(near),
                    "{steps:#?}"
                );
                let all = || format!("{page}: {}\n{steps:#?}", seen.text);
                let wrong = |step: &&String| scans(step) || sorts(page, &seen.text, step);
                assert_eq!(steps.iter().find(wrong), None, "{}", all());
            }
        }
    }
}

on_both!(what_opens_a_connection_is_not_counted, |db| async move {
    let used = db.read().await.expect("begins");
    let (other, seen) = watch(db.read()).await;
    assert!(seen.is_empty(), "{seen:?}");
    drop((used, other.expect("begins")));
});

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

on_both!(every_lot_is_on_one_page_of_credit, |db| async move {
    let size = Size {
        customers: 3,
        invoices: 10,
        subscriptions: 3,
    };
    fill(&db, size).await;
    let desk = door(db);
    let (mut seen, mut query) = (Vec::new(), CreditQuery::default());
    loop {
        let page = desk
            .show_credit(&owner(1), query.clone())
            .await
            .unwrap()
            .lots;
        assert!(page.items.len() <= 10);
        seen.extend(page.items.into_iter().map(|lot| (lot.state, lot)));
        let Some(next) = page.next else { break };
        query.lots = Some(next.0);
    }
    assert_eq!(seen.len(), 301);
    let ids: BTreeSet<String> = seen.iter().map(|(_, lot)| lot.id.to_string()).collect();
    assert_eq!(ids.len(), 301);
    let live = seen
        .iter()
        .take_while(|(state, _)| *state == LotState::Live)
        .count();
    let (live, ended) = seen.split_at(live);
    // Every third of 300, less those of them that expired, and the first.
    assert_eq!(live.len(), 81);
    let last = |lot: &LotView| {
        lot.expires_on
            .map_or("never".to_owned(), |day| day.to_string())
    };
    assert!(live.iter().map(|(_, lot)| last(lot)).is_sorted());
    assert!(
        ended
            .iter()
            .map(|(_, lot)| lot.granted_on)
            .rev()
            .is_sorted()
    );
    let expired = ended
        .iter()
        .filter(|(state, _)| *state == LotState::Expired);
    assert_eq!(expired.count(), 20);
    assert!(ended.iter().all(|(state, _)| *state != LotState::Live));
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
