use model::Fault;
use model::account::DuePosition;
use model::caller::Permission;
use model::fault::Problem;
use model::invoice::{InvoiceFilter, InvoiceQuery, InvoiceState, SettledBy};
use model::money::Money;
use model::portal::Door;
use model::told::Name;
use store::on_both;

use crate::support::{all_but, known, member, open, owner};

async fn numbers(desk: &Door, filter: InvoiceFilter, search: &str) -> Vec<String> {
    let query = InvoiceQuery {
        search: search.into(),
        filter,
        after: None,
    };
    let page = desk.list_invoices(&owner(1), query).await.unwrap();
    page.items.into_iter().map(|i| i.number).collect()
}

on_both!(each_filter_has_its_order, |db| async move {
    let desk = open(db).await;
    let all = numbers(&desk, InvoiceFilter::All, "").await;
    let newest = [
        "INV-5", "INV-4", "INV-3", "INV-2", "INV-1", "INV-6", "INV-7", "INV-8",
    ];
    assert_eq!(all, newest);
    let open = numbers(&desk, InvoiceFilter::Open, "").await;
    assert_eq!(open, ["INV-1", "INV-2", "INV-3", "INV-4", "INV-5", "INV-8"]);
    assert_eq!(numbers(&desk, InvoiceFilter::Overdue, "").await, ["INV-1"]);
    assert_eq!(
        numbers(&desk, InvoiceFilter::Settled, "").await,
        ["INV-6", "INV-7"]
    );
});

// Each sum of the account page leads to a list that has exactly its parts, and their total.
on_both!(the_parts_of_what_is_due_have_their_lists, |db| async move {
    let desk = open(db).await;
    let due = desk.account_overview(&owner(1)).await.unwrap().due.unwrap();
    for (filter, of) in [
        (
            InvoiceFilter::Open,
            (|due| due.due) as fn(&DuePosition) -> Money,
        ),
        (InvoiceFilter::Overdue, |due| due.overdue),
        (InvoiceFilter::Soon, |due| due.soon),
        (InvoiceFilter::Later, |due| due.later),
        (InvoiceFilter::Processing, |due| due.processing),
    ] {
        let query = InvoiceQuery {
            filter,
            ..InvoiceQuery::default()
        };
        let page = desk.list_invoices(&owner(1), query).await.unwrap();
        for due in &due {
            let of = of(due);
            let rows = page.items.iter().map(|row| row.open);
            let rows = rows.filter(|open| open.currency == of.currency);
            let sum: i64 = rows.map(|open| open.minor).sum();
            assert_eq!(sum, of.minor, "{filter:?}");
            let told = page.items.len() > 1 && !of.is_zero();
            assert_eq!(page.totals.contains(&of), told, "{filter:?}");
        }
    }
});

on_both!(a_search_is_a_part_of_number_or_title, |db| async move {
    let desk = open(db).await;
    assert_eq!(
        numbers(&desk, InvoiceFilter::All, " nv-4 ").await,
        ["INV-4"]
    );
    assert_eq!(
        numbers(&desk, InvoiceFilter::Settled, "TITLE OF 1")
            .await
            .len(),
        2
    );
    for nothing in ["%", "_NV", "\\", "INV-101", "'"] {
        let found = numbers(&desk, InvoiceFilter::All, nothing).await;
        assert!(found.is_empty(), "{nothing}: {found:?}");
    }
    assert_eq!(
        numbers(&desk, InvoiceFilter::Open, "a\0").await,
        Vec::<String>::new()
    );
});

on_both!(an_invoice_shows_all_that_is_on_it, |db| async move {
    let desk = open(db).await;
    let view = desk.show_invoice(&owner(1), known("inv", 6)).await.unwrap();
    assert_eq!(
        (view.net.minor, view.tax.minor, view.imported),
        (1190, 0, true)
    );
    assert_eq!(view.own_reference.as_deref(), Some("PO 7"));
    assert_eq!(view.seller.address.city, "Hamburg");
    let [first, second] = view.lines.as_slice() else {
        panic!("two lines");
    };
    let (subscription, name) = first.subscription.clone().unwrap();
    assert_eq!(
        (subscription, name.as_str()),
        (known("sub", 1), "lindqvist.example")
    );
    let derivation = first.derivation.clone().unwrap();
    assert_eq!(derivation.terms[0].name, Name::PriceOne);
    assert_eq!(
        (second.derivation.clone(), second.subscription.clone()),
        (None, None)
    );
    let settled: Vec<_> = view
        .settlements
        .iter()
        .map(|s| (s.by, s.amount.minor, s.label.as_deref()))
        .collect();
    let expected = [
        (SettledBy::BillingAccount, 1500, Some("Hausbank")),
        (SettledBy::Refund, -500, Some("Hausbank")),
        (SettledBy::Credit, 190, None),
    ];
    assert_eq!(settled, expected);
    assert_eq!(view.tax_groups[0].net.minor, 1190);
});

on_both!(a_credit_note_stands_on_its_invoice, |db| async move {
    let desk = open(db).await;
    let view = desk.show_invoice(&owner(1), known("inv", 7)).await.unwrap();
    assert_eq!(view.summary.state, InvoiceState::Credited);
    assert!(view.summary.void, "nobody ever paid on it");
    assert_eq!(view.settlements[0].label.as_deref(), Some("CN-1"));
    let note = &view.credit_notes[0];
    assert_eq!(
        (note.number.as_str(), note.total.minor, note.lines.len()),
        ("CN-1", 1190, 1)
    );
});

on_both!(
    who_may_not_know_a_subscription_does_not_read_its_name,
    |db| async move {
        let desk = open(db).await;
        let scoped = member(1, Permission::ALL.to_vec(), Some(vec![3]));
        let blind = member(1, all_but(&[Permission::ViewSubscriptions]), None);
        for caller in [&scoped, &blind] {
            let view = desk.show_invoice(caller, known("inv", 1)).await.unwrap();
            assert_eq!(view.lines[0].subscription, None);
            assert_eq!(view.summary.title, "First line");
            let page = desk
                .list_invoices(caller, InvoiceQuery::default())
                .await
                .unwrap();
            let titles: Vec<&str> = page.items.iter().map(|i| i.title.as_str()).collect();
            assert!(!titles.contains(&"Title of 1"), "{titles:?}");
            assert!(titles.contains(&"Moving house"));
            assert_eq!(
                titles.contains(&"Title of 3"),
                std::ptr::eq(caller, &scoped)
            );
            let query = InvoiceQuery {
                search: "title of 1".into(),
                ..InvoiceQuery::default()
            };
            assert!(
                desk.list_invoices(caller, query)
                    .await
                    .unwrap()
                    .items
                    .is_empty()
            );
        }
        let masked = member(1, all_but(&[Permission::ViewBillingAccounts]), None);
        let view = desk.show_invoice(&masked, known("inv", 6)).await.unwrap();
        assert_eq!(view.settlements[0].label, None);
    }
);

on_both!(an_invoice_of_another_does_not_exist, |db| async move {
    let desk = open(db).await;
    for (caller, n) in [
        (owner(1), 101),
        (owner(1), 999),
        (owner(2), 1),
        (owner(3), 1),
    ] {
        let refused = desk.show_invoice(&caller, known("inv", n)).await;
        assert_eq!(refused, Err(Fault::NotFound));
    }
    let blind = member(1, all_but(&[Permission::ViewInvoices]), None);
    let refused = desk.show_invoice(&blind, known("inv", 1)).await;
    assert_eq!(refused, Err(Fault::NotFound));
    let refused = desk.list_invoices(&blind, InvoiceQuery::default()).await;
    assert_eq!(refused, Err(Fault::Forbidden));
    let page = desk
        .list_invoices(&owner(2), InvoiceQuery::default())
        .await
        .unwrap();
    assert_eq!(page.items.len(), 1);
});

on_both!(
    a_cursor_that_was_not_handed_out_is_refused,
    |db| async move {
        let desk = open(db).await;
        for text in ["x", "AAAA", "%00", "MjAyNi0wNi0wMR9pbnZfMQ"] {
            let query = InvoiceQuery {
                after: Some(text.into()),
                ..InvoiceQuery::default()
            };
            let refused = desk.list_invoices(&owner(1), query).await;
            assert_eq!(
                refused,
                Err(Fault::field("after", Problem::Malformed)),
                "{text}"
            );
        }
    }
);
