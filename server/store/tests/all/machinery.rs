//! Transactions: what is committed, what is not, and what a snapshot may do.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::Poll;
use std::time::Duration;

use tokio::sync::Barrier;

use store::{Db, Kind, OpenError, StoreError, Tx, on, on_both};

async fn put(tx: &mut Tx, key: &str) -> Result<u64, StoreError> {
    let done = on!(tx, c => sqlx::query(
        "insert into throttle (subject, tries, since) values ($1, 1, 0)"
    ).bind(key).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(done)
}

#[expect(clippy::unwrap_used, reason = "what does not answer fails the test")]
async fn count(db: &Db) -> i64 {
    let mut tx = db.read().await.unwrap();
    let (count,): (i64,) = on!(tx, c => sqlx::query_as("select count(*) from throttle")
        .fetch_one(c).await)
    .unwrap();
    count
}

on_both!(a_unit_that_fails_leaves_nothing, |db| async move {
    let failed: Result<(), StoreError> = db
        .write(|tx| {
            Box::pin(async move {
                put(tx, "a").await?;
                put(tx, "a").await?;
                Ok(())
            })
        })
        .await;
    assert_eq!(failed.unwrap_err().kind(), Kind::Unique);
    assert_eq!(count(&db).await, 0);
});

on_both!(one_that_fails_does_not_harm_the_others, |db| async move {
    let tasks: Vec<_> = (0..200)
        .map(|n| {
            let db = db.clone();
            tokio::spawn(async move {
                db.write(move |tx| {
                    Box::pin(async move {
                        put(tx, &format!("{}", n / 2)).await?;
                        Ok::<_, StoreError>(())
                    })
                })
                .await
            })
        })
        .collect();
    let mut passed = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(()) => passed += 1,
            Err(error) => assert_eq!(error.kind(), Kind::Unique),
        }
    }
    assert_eq!((passed, count(&db).await), (100, 100));
});

/// What is written at once is committed together.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_writes_take_few_commits_on_sqlite() {
    let fresh = store::testing::sqlite().await;
    let before = fresh.db.meter().commits();
    let tasks: Vec<_> = (0..200)
        .map(|n| {
            let db = fresh.db.clone();
            tokio::spawn(async move {
                db.write(move |tx| Box::pin(async move { put(tx, &n.to_string()).await }))
                    .await
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    let commits = fresh.db.meter().commits() - before;
    println!("200 writes, {commits} commits");
    assert!((1..50).contains(&commits), "{commits}");
    assert_eq!(count(&fresh.db).await, 200);
    fresh.close().await;
}

async fn touch(tx: &mut Tx, key: &str) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query("update throttle set tries = tries + 1 where subject = $1")
        .bind(key).execute(c).await.map(drop))
}

/// Two that hold what the other wants: the engine gives one of them up (40P01), and it is run anew.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writers_that_lock_crosswise_both_succeed_on_postgres() {
    let fresh = store::testing::postgres().await;
    let db = fresh.db.clone();
    for key in ["a", "b"] {
        db.write(move |tx| Box::pin(async move { put(tx, key).await }))
            .await
            .unwrap();
    }
    let meeting = Arc::new(Barrier::new(2));
    let runs = Arc::new(AtomicU64::new(0));
    let writers = [("a", "b"), ("b", "a")].map(|(first, second)| {
        let (db, meeting, runs) = (db.clone(), Arc::clone(&meeting), Arc::clone(&runs));
        let again = Arc::new(AtomicBool::new(false));
        tokio::spawn(async move {
            db.write(move |tx| {
                let (meeting, runs) = (Arc::clone(&meeting), Arc::clone(&runs));
                let again = again.swap(true, Ordering::SeqCst);
                Box::pin(async move {
                    runs.fetch_add(1, Ordering::SeqCst);
                    touch(tx, first).await?;
                    if !again {
                        meeting.wait().await;
                    }
                    touch(tx, second).await
                })
            })
            .await
        })
    });
    for writer in writers {
        writer.await.unwrap().unwrap();
    }
    assert!(runs.load(Ordering::SeqCst) > 2, "nobody was run anew");
    let mut tx = db.read().await.unwrap();
    let (tries,): (i64,) = on!(tx, c => sqlx::query_as(
        "select cast(sum(tries) as bigint) from throttle").fetch_one(c).await)
    .unwrap();
    assert_eq!(tries, 6);
    drop(tx);
    fresh.close().await;
}

on_both!(a_snapshot_cannot_write, |db| async move {
    let mut tx = db.read().await.unwrap();
    assert!(put(&mut tx, "a").await.is_err());
    drop(tx);
    assert_eq!(count(&db).await, 0);
});

/// Polls a future so many times at most, and lets go of it.
async fn cut_off(times: u32, future: impl Future) {
    let mut future = std::pin::pin!(future);
    for _ in 0..times {
        let once = std::future::poll_fn(|context| {
            let done = future.as_mut().poll(context);
            Poll::Ready(done.is_ready())
        });
        if once.await {
            break;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

on_both!(
    who_is_cut_off_while_he_begins_harms_nobody,
    |db| async move {
        for times in (1..8).cycle().take(40) {
            cut_off(times, db.read()).await;
            let key = format!("{times} {}", count(&db).await);
            let done = db
                .write(move |tx| {
                    let key = key.clone();
                    Box::pin(async move { put(tx, &key).await })
                })
                .await;
            assert_eq!(done.unwrap(), 1, "{times}");
        }
        assert_eq!(count(&db).await, 40);
    }
);

on_both!(
    a_unit_that_panics_does_not_stop_the_writer,
    |db| async move {
        let inner = db.clone();
        let lost = tokio::spawn(async move {
            inner
                .write(|_| {
                    Box::pin(async {
                        if true {
                            panic!("on purpose")
                        } else {
                            Ok::<_, StoreError>(())
                        }
                    })
                })
                .await
        });
        assert!(lost.await.map_or(true, |end| end.is_err()));
        db.write(|tx| Box::pin(async { put(tx, "a").await }))
            .await
            .unwrap();
        assert_eq!(count(&db).await, 1);
    }
);

#[tokio::test]
async fn a_newer_database_is_refused() {
    for fresh in [
        store::testing::sqlite().await,
        store::testing::postgres().await,
    ] {
        fresh
            .db
            .write(|tx| {
                Box::pin(async move {
                    on!(tx, c => sqlx::query(
                        "insert into _sqlx_migrations
                             (version, description, success, checksum, execution_time)
                         select 9999, 'later', true, checksum, 0 from _sqlx_migrations
                          where version = 1"
                    ).execute(c).await.map(drop))?;
                    Ok::<_, StoreError>(())
                })
            })
            .await
            .unwrap();
        let again = Db::open(&fresh.url).await.unwrap();
        assert!(matches!(again.migrate().await, Err(OpenError::Newer(9999))));
        again.close().await;
        fresh.close().await;
    }
}

#[tokio::test]
async fn what_is_no_database_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().display());
    assert!(matches!(Db::open(&url).await, Err(OpenError::File(_))));
    assert!(matches!(
        Db::open("mysql://x").await,
        Err(OpenError::Scheme(_))
    ));
    let refused = Db::open("postgres://nobody@127.0.0.1:1/none").await;
    assert!(matches!(refused, Err(OpenError::Unreachable(_))));
}

#[tokio::test]
async fn what_another_keeps_locked_or_may_only_be_read_is_refused_on_postgres() {
    let fresh = store::testing::postgres().await;
    let (held, free) = tokio::sync::oneshot::channel::<()>();
    let free = std::sync::Mutex::new(Some(free));
    let locking = fresh.db.clone();
    let (told, locked) = tokio::sync::mpsc::channel(1);
    let locker = tokio::spawn(async move {
        locking
            .write(move |tx| {
                let (free, told) = (free.lock().unwrap().take(), told.clone());
                Box::pin(async move {
                    on!(tx, c => sqlx::query("lock table _sqlx_migrations").execute(c)
                        .await.map(drop))?;
                    told.send(()).await.unwrap();
                    free.unwrap().await.unwrap();
                    Ok::<_, StoreError>(())
                })
            })
            .await
    });
    let mut locked = locked;
    locked.recv().await.unwrap();
    let again = Db::open(&fresh.url).await.unwrap();
    assert!(matches!(again.migrate().await, Err(OpenError::Locked)));
    again.close().await;
    held.send(()).unwrap();
    locker.await.unwrap().unwrap();
    let sign = if fresh.url.contains('?') { '&' } else { '?' };
    let url = format!(
        "{}{sign}options=-c%20default_transaction_read_only%3Don",
        fresh.url
    );
    let reading = Db::open(&url).await.unwrap();
    let refused = reading.migrate().await;
    assert!(matches!(refused, Err(OpenError::NotWritable(_))));
    reading.close().await;
    fresh.close().await;
}
