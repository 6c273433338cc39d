//! What a page foretells of an open invoice is what the run then does.

use model::caller::{Access, Caller};
use model::id::SubscriptionId;
use model::invoice::{InvoiceQuery, InvoiceView, StopView, UnpaidView};
use model::portal::Door;
use model::subscription::SubscriptionQuery;
use portal::Desk;
use store::on_both;

use super::dunning::OWED;
use super::stopping::{account, mornings};
use super::*;
use crate::support::{owner, reception};

/// The owner of the account that owes.
async fn payer(db: &Db) -> Caller {
    Caller {
        account: account(db).await,
        ..owner(1)
    }
}

/// The account's only invoice, as somebody sees it on a day.
async fn shown(db: &Db, caller: &Caller, day: i32) -> (Door, InvoiceView) {
    let clock = std::sync::Arc::new(at(day));
    let desk: Door = std::sync::Arc::new(Desk::new(db.clone(), clock, reception()));
    let list = desk.list_invoices(caller, InvoiceQuery::default()).await;
    let list = list.unwrap().items;
    let [one] = list.as_slice() else {
        panic!("one: {list:?}");
    };
    let view = desk.show_invoice(caller, one.id.clone()).await.unwrap();
    (desk, view)
}

fn days(found: &[Date]) -> Vec<String> {
    found.iter().map(Date::to_string).collect()
}

fn stop(unpaid: &UnpaidView) -> &StopView {
    unpaid.stop.as_ref().expect("stops something")
}

const REMINDERS: [&str; 5] = [
    "2026-03-22",
    "2026-03-28",
    "2026-03-30",
    "2026-04-03",
    "2026-04-08",
];

on_both!(what_is_foretold_is_done, |db| async move {
    books(&db, OWED).await;
    mornings(&db, 0..=20).await;
    let caller = payer(&db).await;
    let (_, first) = shown(&db, &caller, 20).await;
    let first = first.unpaid.expect("is open");
    assert_eq!(days(&first.reminders), REMINDERS);
    assert_eq!(days(&first.warnings), ["2026-04-05", "2026-04-07"]);
    let end = |stop: &StopView| (stop.ends_on, stop.deleted_on);
    let (on, over) = (stop(&first).on, end(stop(&first)));
    assert_eq!(on.map(|day| day.to_string()).as_deref(), Some("2026-04-08"));
    // Done since is told as done; the rest stays as it was foretold.
    for day in 21..=38 {
        mornings(&db, day..=day).await;
        let (_, view) = shown(&db, &caller, day).await;
        let view = view.unpaid.expect("is open");
        let all = [days(&view.reminded), days(&view.reminders)].concat();
        assert_eq!(all, REMINDERS, "{day}");
        assert_eq!((stop(&view).on, end(stop(&view))), (on, over), "{day}");
        assert_eq!(stop(&view).happened, day == 38, "{day}");
    }
    // Suspended: the page of the subscription names the invoice against that.
    let (desk, invoice) = shown(&db, &caller, 40).await;
    let unpaid = invoice.unpaid.expect("is open");
    let (id, name): (SubscriptionId, String) = stop(&unpaid).of[0].clone();
    assert_eq!(name, "one.example");
    let held = desk.show_subscription(&caller, id.clone()).await.unwrap();
    let owed = held.invoices.expect("may be seen");
    assert!(owed[0].overdue && owed[0].id == invoice.summary.id);
    assert_eq!(held.deleted_on, None);
    // Terminated: nothing more is foretold, and the data are deleted when it was said.
    mornings(&db, 39..=59).await;
    let (desk, invoice) = shown(&db, &caller, 60).await;
    let unpaid = invoice.unpaid.expect("is open");
    assert_eq!((unpaid.reminders.len(), unpaid.stop), (0, None));
    let held = desk.show_subscription(&caller, id).await.unwrap();
    assert_eq!(held.deleted_on, over.1);
    assert_eq!(held.summary.ends_on, over.0);
});

on_both!(
    who_may_not_know_a_subscription_is_told_no_name,
    |db| async move {
        books(&db, OWED).await;
        mornings(&db, 0..=20).await;
        let caller = payer(&db).await;
        let (desk, invoice) = shown(&db, &caller, 20).await;
        let blind = Caller {
            access: Access {
                only: Some(vec![]),
                ..caller.access.clone()
            },
            ..caller
        };
        let view = desk.show_invoice(&blind, invoice.summary.id).await.unwrap();
        let unpaid = view.unpaid.expect("is open");
        assert_eq!(stop(&unpaid).of, []);
        assert!(stop(&unpaid).on.is_some());
        let all = desk.list_subscriptions(&blind, SubscriptionQuery::default());
        assert_eq!(all.await.unwrap().page.items.len(), 0);
    }
);
