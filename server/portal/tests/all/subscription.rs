use model::Fault;
use model::caller::Permission;
use model::fault::Problem;
use model::portal::Door;
use model::subscription::{
    PlanKind, PricePart, Reason, Status, SubscriptionQuery, SubscriptionSummary,
};
use store::on_both;

use crate::support::{all_but, known, member, open, owner};

async fn list(desk: &Door, query: SubscriptionQuery) -> Vec<SubscriptionSummary> {
    let list = desk.list_subscriptions(&owner(1), query).await.unwrap();
    list.page.items
}

fn names(list: &[SubscriptionSummary]) -> Vec<&str> {
    list.iter().map(|held| held.name.as_str()).collect()
}

on_both!(a_list_shows_price_renewal_and_payer, |db| async move {
    let desk = open(db).await;
    let all = list(&desk, SubscriptionQuery::default()).await;
    let by_name = [
        "aerger.example",
        "dollars.example",
        "lindqvist.example",
        "old.example",
    ];
    assert_eq!(names(&all)[..4], by_name);
    let [domain, dollars, main, old, shop] = all.as_slice() else {
        panic!("five: {all:?}");
    };
    let price = |held: &SubscriptionSummary| held.price.map(|price| price.net.minor);
    let payer = |held: &SubscriptionSummary| held.payer.clone().map(|payer| payer.id);
    // A debit whose cap the price would exceed in June is passed over; in September it pays.
    assert_eq!(
        (price(main), payer(main)),
        (Some(2350), Some(known("bil", 1)))
    );
    assert_eq!(
        (price(domain), payer(domain)),
        (Some(990), Some(known("bil", 3)))
    );
    assert_eq!((price(dollars), main.addons), (None, 1));
    // A card that fails is passed over; an own price wins; an add-on that has ended is not there.
    assert_eq!(
        (price(shop), payer(shop)),
        (Some(1000), Some(known("bil", 1)))
    );
    assert_eq!(
        (shop.addons, shop.reason.clone()),
        (0, Some(Reason::NonPayment))
    );
    assert_eq!((old.payer.clone(), old.renews_on), (None, None));
    assert_eq!(main.renews_on.unwrap().to_string(), "2026-06-20");
});

on_both!(
    what_is_overdue_is_not_said_to_be_in_order,
    |db| async move {
        let desk = open(db).await;
        let mut all = list(&desk, SubscriptionQuery::default()).await;
        all.retain(|held| held.overdue);
        assert_eq!(names(&all), ["lindqvist.example"]);
        assert_eq!(all[0].status, Status::Active);
        let blind = member(1, all_but(&[Permission::ViewInvoices]), None);
        let shown = desk.list_subscriptions(&blind, SubscriptionQuery::default());
        let shown = shown.await.unwrap().page.items;
        assert!(!shown.iter().any(|held| held.overdue), "{shown:?}");
    }
);

on_both!(a_list_is_narrowed, |db| async move {
    let desk = open(db).await;
    let query = SubscriptionQuery {
        search: "LIND".into(),
        ..SubscriptionQuery::default()
    };
    assert_eq!(names(&list(&desk, query).await), ["lindqvist.example"]);
    let query = SubscriptionQuery {
        kind: Some(PlanKind::Domain),
        ..SubscriptionQuery::default()
    };
    assert_eq!(names(&list(&desk, query).await), ["aerger.example"]);
    let status = Some(Status::Suspended);
    let query = SubscriptionQuery {
        status,
        ..SubscriptionQuery::default()
    };
    assert_eq!(names(&list(&desk, query).await), ["shop.example"]);
    let query = SubscriptionQuery {
        search: "%".into(),
        ..SubscriptionQuery::default()
    };
    assert!(list(&desk, query).await.is_empty());
});

on_both!(one_shows_what_its_price_is_made_of, |db| async move {
    let desk = open(db).await;
    let view = desk
        .show_subscription(&owner(1), known("sub", 1))
        .await
        .unwrap();
    let parts: Vec<_> = view
        .parts
        .iter()
        .map(|p| (p.name.as_str(), p.net.unwrap().minor))
        .collect();
    assert_eq!(parts, [("Business M", 1900), ("Daily backup", 450)]);
    assert_eq!(view.summary.price.unwrap().net.minor, 2350);
    let limits: Vec<_> = view
        .limits
        .iter()
        .map(|l| (l.resource.as_str(), l.most))
        .collect();
    assert_eq!(limits, [("disk", Some(60)), ("traffic", None)]);
    let payers: Vec<_> = view.payers.iter().map(|payer| payer.id.clone()).collect();
    assert_eq!(payers, [known("bil", 3), known("bil", 1)]);
    let invoices: Vec<String> = view
        .invoices
        .unwrap()
        .into_iter()
        .map(|i| i.number)
        .collect();
    assert_eq!(invoices, ["INV-5", "INV-1", "INV-6", "INV-7"]);
    let view = desk
        .show_subscription(&owner(1), known("sub", 3))
        .await
        .unwrap();
    assert_eq!(view.since.unwrap().to_string(), "2026-06-12");
    assert!(view.parts[0].own);
    let blind = member(
        1,
        all_but(&[Permission::ViewInvoices, Permission::ViewBillingAccounts]),
        None,
    );
    let view = desk
        .show_subscription(&blind, known("sub", 3))
        .await
        .unwrap();
    assert_eq!(view.invoices, None);
    assert_eq!((view.summary.price, view.summary.payer), (None, None));
    assert!(view.payers.is_empty());
    let told = |part: &PricePart| part.net.is_some() || part.own;
    assert!(!view.parts.is_empty() && !view.parts.iter().any(told));
    let shown = desk.list_subscriptions(&blind, SubscriptionQuery::default());
    for held in shown.await.unwrap().page.items {
        assert_eq!((held.price, held.payer), (None, None), "{}", held.name);
    }
    let masked = member(1, all_but(&[Permission::ViewBillingAccounts]), None);
    let view = desk
        .show_subscription(&masked, known("sub", 3))
        .await
        .unwrap();
    assert!(view.summary.price.is_some());
    let payer = view.summary.payer.unwrap();
    assert_eq!((payer.tail, payer.brand, payer.expires), (None, None, None));
});

on_both!(
    a_subscription_outside_the_scope_does_not_exist,
    |db| async move {
        let desk = open(db).await;
        let scoped = member(1, Permission::ALL.to_vec(), Some(vec![3, 11]));
        let page = desk
            .list_subscriptions(&scoped, SubscriptionQuery::default())
            .await
            .unwrap();
        assert_eq!(names(&page.page.items), ["shop.example"]);
        desk.show_subscription(&scoped, known("sub", 3))
            .await
            .unwrap();
        let blind = member(1, all_but(&[Permission::ViewSubscriptions]), None);
        for (caller, n) in [
            (&scoped, 1),
            (&scoped, 11),
            (&scoped, 999),
            (&blind, 1),
            (&owner(2), 1),
        ] {
            let refused = desk.show_subscription(caller, known("sub", n)).await;
            assert_eq!(refused, Err(Fault::NotFound), "{n}");
        }
        let refused = desk
            .list_subscriptions(&blind, SubscriptionQuery::default())
            .await;
        assert_eq!(refused, Err(Fault::Forbidden));
        let query = SubscriptionQuery {
            after: Some("_".into()),
            ..SubscriptionQuery::default()
        };
        let refused = desk.list_subscriptions(&owner(1), query).await;
        assert_eq!(refused, Err(Fault::field("after", Problem::Malformed)));
    }
);
