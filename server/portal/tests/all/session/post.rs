use store::on_both;
use store::outbox;

use super::*;

on_both!(a_message_is_sent_and_marked_once, |db| async move {
    let stage = Arc::new(Stage::open(db).await);
    for _ in 0..10 {
        stage.sign_in().await;
    }
    let post = Arc::new(Letters::default());
    let ticks: Vec<_> = (0..4)
        .map(|_| {
            let (stage, post) = (Arc::clone(&stage), Arc::clone(&post));
            tokio::spawn(async move { while jobs::tick(&stage.desk, &*post).await.unwrap() > 0 {} })
        })
        .collect();
    for tick in ticks {
        tick.await.unwrap();
    }
    assert_eq!(jobs::tick(&stage.desk, &*post).await.unwrap(), 0);
    let mut ids: Vec<String> = post
        .taken()
        .iter()
        .map(|mail| mail.id.to_string())
        .collect();
    ids.sort();
    ids.dedup();
    assert_eq!((ids.len(), post.taken().len()), (10, 10));
    let marked = "select count(*) from outbox where sent_at is not null and attempts = 1";
    assert_eq!(stage.count(marked).await, 10);
    stage.later(86_400);
    assert_eq!(jobs::tick(&stage.desk, &*post).await.unwrap(), 0);
});

on_both!(nothing_is_written_when_nothing_is_due, |db| async move {
    let stage = Stage::open(db).await;
    let before = stage.db.meter().statements();
    let done = jobs::tick(&stage.desk, &Letters::default()).await;
    assert_eq!(done.unwrap(), 0);
    assert_eq!(jobs::bill(&stage.desk).await.unwrap(), 0);
    assert_eq!(stage.db.meter().statements() - before, 3);
});

/// Claims what is due, as somebody who then falls over.
async fn claim_and_fall(stage: &Stage) -> usize {
    let (now, lease) = (stage.clock.now(), stage.clock.now().plus_seconds(600));
    let claimed: Result<Vec<outbox::Message>, store::StoreError> = stage
        .db
        .write(move |tx| Box::pin(async move { outbox::claim(tx, now, lease, 100).await }))
        .await;
    claimed.unwrap().len()
}

on_both!(
    what_was_claimed_and_not_marked_is_sent_again,
    |db| async move {
        let stage = Stage::open(db).await;
        stage.ask(ANNA, "192.0.2.1").await.unwrap();
        assert_eq!(claim_and_fall(&stage).await, 1);
        let post = Letters::default();
        assert_eq!(jobs::tick(&stage.desk, &post).await.unwrap(), 0);
        stage.later(601);
        assert_eq!(jobs::tick(&stage.desk, &post).await.unwrap(), 1);
        // Sent, and fallen over before it was marked: the same Message-ID, and both links work.
        let unmark = "update outbox set sent_at = null, next_at = queued_at";
        stage.script(unmark).await;
        stage.later(60);
        assert_eq!(jobs::tick(&stage.desk, &post).await.unwrap(), 1);
        let taken = post.taken();
        assert_eq!(taken.len(), 2);
        assert_eq!(taken[0].id, taken[1].id);
        let (first, second) = (token(&taken[0]), token(&taken[1]));
        stage.reset(&first, "seven-copper-kettles").await.unwrap();
        assert!(stage.reset(&second, "eight-copper-kettles").await.is_err());
    }
);

on_both!(a_mail_that_is_not_taken_is_tried_later, |db| async move {
    let stage = Stage::open(db).await;
    stage.sign_in().await;
    let post = Letters::default();
    post.shut(true);
    assert_eq!(jobs::tick(&stage.desk, &post).await.unwrap(), 1);
    let waits = "select count(*) from outbox where trouble is not null and sent_at is null";
    assert_eq!(stage.count(waits).await, 1);
    post.shut(false);
    stage.later(59);
    assert_eq!(jobs::tick(&stage.desk, &post).await.unwrap(), 0);
    stage.later(1);
    assert_eq!(jobs::tick(&stage.desk, &post).await.unwrap(), 1);
    assert_eq!(post.taken().len(), 1);
    assert_eq!(stage.count(waits).await, 0);
});

on_both!(a_mail_is_given_up_after_a_day, |db| async move {
    let stage = Stage::open(db).await;
    stage.sign_in().await;
    let post = Letters::default();
    post.shut(true);
    let mut attempts = 0;
    for _ in 0..20 {
        attempts += jobs::tick(&stage.desk, &post).await.unwrap();
        stage.later(6 * 3600);
    }
    assert_eq!(attempts, 12);
    assert_eq!(stage.count("select attempts from outbox").await, 12);
});

on_both!(what_has_ended_is_swept, |db| async move {
    let stage = Stage::open(db).await;
    jobs::enlist(&stage.desk).await.unwrap();
    jobs::enlist(&stage.desk).await.unwrap();
    let token = stage.link().await;
    stage.reset(&token, "seven-copper-kettles").await.unwrap();
    let _ = stage
        .try_in("x@example.org", "no-such-password", from("192.0.2.1"))
        .await;
    let signed_in = stage.try_in(ANNA, "seven-copper-kettles", from("192.0.2.2"));
    signed_in.await.unwrap();
    let rows = "select (select count(*) from session) + (select count(*) from throttle)
        + (select count(*) from password_reset)";
    assert!(stage.count(rows).await > 4);
    stage.later(13 * 3600);
    let post = Letters::default();
    while jobs::tick(&stage.desk, &post).await.unwrap() > 0 {}
    assert_eq!(stage.count(rows).await, 0);
    assert_eq!(stage.count("select count(*) from device").await, 2);
    let sweeps = "select count(*) from job where kind = 'sweep'";
    assert_eq!(stage.count(sweeps).await, 1);
});

on_both!(
    a_mail_whose_sender_falls_over_is_given_up,
    |db| async move {
        let stage = Stage::open(db).await;
        stage.ask(ANNA, "192.0.2.1").await.unwrap();
        stage.script("update outbox set attempts = 12").await;
        let post = Letters::default();
        assert_eq!(jobs::tick(&stage.desk, &post).await.unwrap(), 1);
        assert_eq!(post.taken().len(), 0);
        stage.later(86_400);
        jobs::tick(&stage.desk, &post).await.unwrap();
        assert_eq!(post.taken().len(), 0);
    }
);
