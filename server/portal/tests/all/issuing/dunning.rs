use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use gateway::mail::{Letter, Post, PostError};
use portal::run::rehearse;
use portal::{Desk, jobs};
use store::on_both;

use super::*;
use crate::support::reception;

/// Two accounts, each with an invoice that is due on 2026-03-29 and that nobody pays: one has an
/// owner, a technician and an address for invoices, the other has nobody.
pub const OWED: &str = include_str!("dunning.ndjson");

/// The mails about debts of which that holds.
pub async fn mails(db: &Db, condition: &str) -> i64 {
    let text = format!("select count(*) from outbox where kind = 'owed' and {condition}");
    number(db, text).await.expect("counts")
}

/// Mails that were taken.
#[derive(Default)]
pub struct Taken(Mutex<Vec<Letter>>);

#[async_trait]
impl Post for Taken {
    async fn send(&self, letter: &Letter) -> Result<(), PostError> {
        self.0.lock().expect("one").push(letter.clone());
        Ok(())
    }
}

/// Hands over what waits, and gives what that was.
pub async fn handed(db: &Db, clock: &FixedClock) -> Vec<Letter> {
    let (post, clock): (Taken, Arc<dyn Clock>) = (Taken::default(), Arc::new(*clock));
    let desk = Desk::new(db.clone(), clock, reception());
    while jobs::tick(&desk, &post).await.expect("sends") > 0 {}
    post.0.into_inner().expect("one")
}

on_both!(
    reminders_reach_whoever_may_see_invoices_each_once,
    |db| async move {
        books(&db, OWED).await;
        daily(&db, 0..=20).await;
        assert_eq!(mails(&db, "1 = 1").await, 0);
        // −7, −1, +1, +5 and +10.
        for day in [21, 27, 29, 33, 38] {
            let before = mails(&db, "1 = 1").await;
            daily(&db, day..=day).await;
            daily(&db, day..=day).await;
            assert_eq!(mails(&db, "1 = 1").await - before, 3, "{day}");
            daily(&db, day + 1..=day + 1).await;
        }
        assert_eq!(mails(&db, "1 = 1").await, 15);
        for reader in ["p@x.example", "bills@x.example", "y@y.example"] {
            let to = format!("recipient = '{reader}'");
            assert_eq!(mails(&db, &to).await, 5, "{reader}");
        }
        let letters = handed(&db, &at(39)).await;
        let to = |reader: &str| letters.iter().find(|it| it.to == reader).expect("one");
        let english = to("p@x.example");
        assert!(english.text.contains("Hello Paula"), "{}", english.text);
        let due = "11.90\u{a0}EUR, due on 29 March 2026.";
        assert!(english.text.contains(due), "{}", english.text);
        let link = "https://portal.example/invoices/inv_";
        assert!(english.text.contains(link), "{}", english.text);
        // With what is due, as the page hands it out.
        let [file] = english.enclosures.as_slice() else {
            panic!("one file");
        };
        assert!(file.name.starts_with("INV-2026-") && file.name.ends_with(".pdf"));
        assert!(file.content.starts_with("JVBERi0"), "a PDF");
        let mut own = letters.iter().filter(|it| it.to == english.to);
        assert!(own.all(|it| it.enclosures == english.enclosures));
        let german = to("bills@x.example");
        assert_eq!(german.enclosures, english.enclosures);
        assert!(german.text.contains("Guten Tag Xaver"), "{}", german.text);
        let due = "11,90\u{a0}EUR, fällig am 29. März 2026.";
        assert!(german.text.contains(due), "{}", german.text);
        sound(&db).await;
    }
);

on_both!(
    after_days_missed_only_the_latest_reminder_is_sent,
    |db| async move {
        books(&db, OWED).await;
        daily(&db, 0..=15).await;
        daily(&db, 45..=45).await;
        assert_eq!(mails(&db, "1 = 1").await, 3);
        let skipped = "select count(*) from dunning where stage like '%\"skipped\":[-7,-1,1,5]%'";
        assert_eq!(number(&db, skipped).await.ok(), Some(2));
        daily(&db, 45..=46).await;
        assert_eq!(mails(&db, "1 = 1").await, 3);
        sound(&db).await;
    }
);

on_both!(what_is_done_for_past_days_reminds_nobody, |db| async move {
    books(&db, OWED).await;
    daily(&db, 0..=15).await;
    for day in ["2026-03-23", "2026-03-31"] {
        until(&db, &at(45), day).await;
        assert_eq!(mails(&db, "1 = 1").await, 0, "{day}");
    }
    let order = Order {
        until: "2026-07-01".parse().ok(),
        ..Order::default()
    };
    rehearse(&db, &at(45), order, &|_| {}).await.expect("runs");
    assert_eq!(mails(&db, "1 = 1").await, 0);
    until(&db, &at(45), "2026-04-15").await;
    assert_eq!(mails(&db, "1 = 1").await, 3);
});

on_both!(several_runs_at_once_remind_once, |db| async move {
    books(&db, OWED).await;
    daily(&db, 0..=20).await;
    for day in [21, 27, 29] {
        let before = mails(&db, "1 = 1").await;
        let runs = (0..4).map(|_| {
            let db = db.clone();
            tokio::spawn(async move { daily(&db, day..=day).await })
        });
        for run in runs.collect::<Vec<_>>() {
            run.await.expect("ends");
        }
        assert_eq!(mails(&db, "1 = 1").await - before, 3, "{day}");
    }
});

on_both!(a_run_that_is_killed_reminds_once, |db| async move {
    books(&db, OWED).await;
    daily(&db, 0..=20).await;
    for (day, milliseconds) in [(21, 1), (27, 3), (29, 9), (33, 20), (38, 40)] {
        let patience = Duration::from_millis(milliseconds);
        let _ = tokio::time::timeout(patience, daily(&db, day..=day)).await;
        // Whoever was killed gives nothing back: others wait until the lease ends.
        let later = FixedClock(at(day).now().plus_seconds(10 * 3_600));
        go(&db, &later).await;
    }
    assert_eq!(mails(&db, "1 = 1").await, 15);
    sound(&db).await;
});

on_both!(one_mail_a_day_gathers_what_is_due, |db| async move {
    let open = |number: &str, more: &str| {
        format!(
            "{{\"type\":\"invoice\",\"ref\":\"{number}\",\"account\":\"y\",\"number\":\"{number}\",\
             \"issued_on\":\"2026-02-01\",\"due_on\":\"2026-02-15\",\"currency\":\"EUR\",\
             \"lines\":[{{\"text\":\"Help\",\"net\":\"8.00\",\"tax_rate\":\"19\"}}],\
             \"net\":\"8.00\",\"tax\":\"1.52\",\"total\":\"9.52\"{more}}}\n"
        )
    };
    // One counts from the day that was given, one from a week after it came.
    let given = ",\"dunning_from\":\"2026-03-02\"";
    books(
        &db,
        &format!("{OWED}{}{}", open("Z-1", given), open("Z-2", "")),
    )
    .await;
    daily(&db, 0..=0).await;
    assert_eq!(mails(&db, "payload like '%Z-1%Z-2%'").await, 1);
    assert_eq!(mails(&db, "1 = 1").await, 1);
    // What comes later on that day waits for the next one.
    books(&db, &open("Z-3", ",\"dunning_from\":\"2026-03-03\"")).await;
    daily(&db, 0..=0).await;
    assert_eq!(mails(&db, "1 = 1").await, 1);
    daily(&db, 1..=1).await;
    assert_eq!(mails(&db, "payload like '%Z-3%'").await, 1);
    daily(&db, 2..=7).await;
    // +1 and +5 of the first, −1 of the second.
    assert_eq!(mails(&db, "payload like '%Z-1%'").await, 3);
    assert_eq!(mails(&db, "payload like '%Z-2%'").await, 2);
    daily(&db, 8..=18).await;
    assert_eq!(mails(&db, "payload like '%Z-2%'").await, 5);
});

on_both!(what_credit_will_pay_is_not_asked_for, |db| async move {
    let credit = "{\"type\":\"credit\",\"ref\":\"c\",\"account\":\"x\",\"currency\":\"EUR\",\
        \"amount\":\"15.00\",\"origin\":\"paid_in\",\"on\":\"2026-02-01\",\"note\":\"\"}\n";
    books(&db, &format!("{OWED}{credit}")).await;
    daily(&db, 0..=40).await;
    assert_eq!(mails(&db, "recipient = 'p@x.example'").await, 0);
    // Five reminders, and the first warning, which nobody hands over.
    assert_eq!(mails(&db, "recipient = 'y@y.example'").await, 6);
    // What is left of it does not pay the next one, due on 2026-04-29.
    daily(&db, 41..=53).await;
    assert_eq!(mails(&db, "recipient = 'p@x.example'").await, 1);
    sound(&db).await;
});
