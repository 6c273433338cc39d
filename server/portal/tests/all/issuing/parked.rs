//! What is set aside, as the provider looks after it.

use portal::Desk;
use portal::parked::{Action, Denied, Doing};
use store::on_both;
use store::probe::script;

use super::usage::{march, report, values};
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

on_both!(
    an_account_that_rests_is_seen_until_it_is_mended,
    |db| async move {
        books(&db, BOOKS).await;
        let broken = "update account set billing = '?' where ref = 'a'";
        script(&db, broken).await.expect("changes");
        for hours in [0, 2, 4] {
            go(&db, &FixedClock(BEGIN.now().plus_seconds(hours * 3_600))).await;
        }
        let soon = FixedClock(BEGIN.now().plus_seconds(4 * 3_600 + 60));
        let desk = Desk::new(db.clone(), std::sync::Arc::new(soon), reception());
        let page = desk.parked(None).await.expect("lists");
        let id = page.parked[0].id.clone();
        assert!(id.starts_with("acc_"), "{id}");
        let hidden = desk.unpark(&id, Doing::Dismiss, action(None)).await;
        assert!(matches!(hidden, Err(Denied::Useless(_))), "{hidden:?}");
        assert_eq!(desk.backlog().await.expect("counts").parked, 1);
        let mended = "update account set billing = '{}' where ref = 'a'";
        script(&db, mended).await.expect("changes");
        assert_eq!(go(&db, &soon).await.accounts, 0);
        // Tried again at once, not when its lease has ended.
        let retried = desk.unpark(&id, Doing::Retry, action(None)).await;
        retried.expect("is tried");
        assert!(desk.backlog().await.expect("counts").waiting > 0);
        assert!(go(&db, &soon).await.invoices > 2);
        let after = desk.backlog().await.expect("counts");
        assert_eq!((after.parked, after.waiting), (0, 0));
        sound(&db).await;
    }
);

on_both!(
    what_the_brake_holds_back_is_made_when_released,
    |db| async move {
        books(&db, BOOKS).await;
        let old = "update subscription set begins_on = '2023-09-15', first_on = '2023-09-15'
        where ref = 'a1'";
        script(&db, old).await.expect("changes");
        let held = go(&db, &BEGIN).await;
        assert!(held.parked[0].cause.contains("24 periods"), "{held:?}");
        let desk = Desk::new(db.clone(), std::sync::Arc::new(BEGIN), reception());
        let page = desk.parked(None).await.expect("lists");
        let retried = desk
            .unpark(&page.parked[0].id, Doing::Retry, action(None))
            .await;
        retried.expect("is tried");
        assert_eq!(go(&db, &BEGIN).await.parked, []);
        let billed = "select count(*) from billed b join subscription s
        on s.id = b.subscription_id where s.ref = 'a1' and b.kind = 'plan'";
        assert_eq!(number(&db, billed).await.ok(), Some(31));
        assert_eq!(desk.backlog().await.expect("counts").parked, 0);
        sound(&db).await;
    }
);

on_both!(
    what_is_to_be_credited_by_hand_is_not_tried_again,
    |db| async move {
        books(&db, BOOKS).await;
        script(
            &db,
            "insert into parked (account_id, subject, cause, planned_on, at)
            select account_id, id, 'terminated', '2026-03-01', 1 from invoice where ref = 'old'",
        )
        .await
        .expect("sets aside");
        let desk = Desk::new(db.clone(), std::sync::Arc::new(BEGIN), reception());
        let id = desk.parked(None).await.expect("lists").parked[0].id.clone();
        let retried = desk.unpark(&id, Doing::Retry, action(None)).await;
        assert!(matches!(retried, Err(Denied::Useless(_))), "{retried:?}");
        let dismissed = desk.unpark(&id, Doing::Dismiss, action(None)).await;
        dismissed.expect("is dismissed");
        assert_eq!(desk.parked_up_to(100).await.expect("counts"), 0);
    }
);

on_both!(
    what_was_given_up_is_not_credited_by_itself,
    |db| async move {
        march(&db).await;
        let invoices = exported(&db, "invoice").await;
        let mut invoices = invoices.iter();
        let charged = invoices.find(|it| it["account"] == "f" && it["planned_on"] == "2026-04-01");
        let invoice = charged.expect("is charged")["ref"].as_str().expect("a ref");
        let ten = on("2026-04-10");
        let desk = Desk::new(db.clone(), std::sync::Arc::new(ten), reception());
        let done = desk.write_off(invoice, action(None)).await;
        done.expect("is given up");
        // The provider counts less for March.
        report(&db, &ten, &values("f1", "disk", "2026-03-01", &[10; 31])).await;
        let done = go(&db, &on("2026-05-01")).await;
        assert_eq!(done.credit_notes, 0);
        let causes: Vec<&str> = done.parked.iter().map(|it| it.cause.as_str()).collect();
        assert!(
            matches!(causes.as_slice(), [cause] if cause.contains("given up")),
            "{causes:?}"
        );
        sound(&db).await;
        // The account is billed all the same.
        let before = given(&db).await;
        go(&db, &on("2026-06-01")).await;
        assert!(given(&db).await > before);
        sound(&db).await;
    }
);
