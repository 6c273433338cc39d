//! What is set aside, as the provider looks after it.

use portal::Desk;
use portal::parked::{Action, Denied, Doing};
use store::on_both;
use store::probe::script;

use super::*;
use crate::support::reception;

fn action(once: Option<&str>) -> Action {
    Action {
        actor: "key:test".to_owned(),
        once: once.map(str::to_owned),
        reason: "looked at".to_owned(),
    }
}

on_both!(what_is_set_aside_is_tried_again, |db| async move {
    books(&db, BOOKS).await;
    let broken = "update subscription set currency = '?' where ref in ('a1', 'a2')";
    script(&db, broken).await.expect("changes");
    go(&db, &at(45)).await;
    let desk = Desk::new(db.clone(), std::sync::Arc::new(at(45)), reception());
    let page = desk.parked(None).await.expect("lists");
    assert_eq!((page.parked.len(), page.next), (2, None));
    assert_eq!(desk.backlog().await.expect("counts").parked, 2);
    let (one, other) = (&page.parked[0], &page.parked[1]);
    assert_eq!(one.account, "a");
    assert!(one.cause.contains("not a currency"), "{}", one.cause);
    // The customer reads that it is being checked.
    let next = async |name: &str| {
        let caller = ahead::caller(&db, name).await;
        let door = ahead::door(&db, at(45));
        door.preview_invoice(&caller, None).await.expect("shows")
    };
    assert!(next("a").await.checked);
    assert!(!next("k").await.checked);
    // Tried again in vain, then once it is mended.
    let retry = async || desk.unpark(&one.id, Doing::Retry, action(None)).await;
    retry().await.expect("is tried");
    go(&db, &at(45)).await;
    assert_eq!(desk.backlog().await.expect("counts").parked, 2);
    let name = one.subscription.clone().expect("a subscription");
    let mended = format!("update subscription set currency = 'EUR' where ref = '{name}'");
    script(&db, mended).await.expect("changes");
    retry().await.expect("is tried");
    assert!(go(&db, &at(45)).await.invoices > 0);
    assert_eq!(desk.backlog().await.expect("counts").parked, 1);
    // Once, however often that is asked.
    for _ in 0..2 {
        let done = desk
            .unpark(&other.id, Doing::Dismiss, action(Some("k")))
            .await;
        done.expect("is dismissed");
    }
    let again = desk
        .unpark(&one.id, Doing::Dismiss, action(Some("k")))
        .await;
    assert!(matches!(again, Err(Denied::KeyReused)), "{again:?}");
    let gone = desk.unpark(&other.id, Doing::Retry, action(None)).await;
    assert!(matches!(gone, Err(Denied::Unknown)), "{gone:?}");
    assert_eq!(desk.backlog().await.expect("counts").parked, 0);
    let acts = "select count(*) from audit where action like 'parked.%'";
    assert_eq!(number(&db, acts).await.ok(), Some(3));
    // What was dismissed rests.
    assert_eq!(go(&db, &at(50)).await.parked, []);
    sound(&db).await;
});
