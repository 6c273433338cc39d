//! How often somebody has tried something within a window of time.

use model::time::Instant;

use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// The tries of a subject in the window that runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Tries {
    /// How many, this one included.
    pub tries: i64,
    /// When the window began, µs.
    pub since: i64,
}

/// Counts a try, and begins a new window if the last one began at `over` or before.
///
/// # Errors
/// The engine's.
pub async fn count(
    tx: &mut Tx,
    subject: &str,
    now: Instant,
    over: Instant,
) -> Result<Tries, StoreError> {
    on!(tx, c => {
        sqlx::query_as::<_, Tries>(
            "insert into throttle (subject, tries, since) values ($1, 1, $2)
            on conflict (subject) do update set
                tries = case when throttle.since <= $3 then 1 else throttle.tries + 1 end,
                since = case when throttle.since <= $3 then $2 else throttle.since end
            returning tries, since",
        )
        .bind(subject)
        .bind(now.0)
        .bind(over.0)
        .fetch_one(c)
        .await
    })
}

/// The tries of a subject, if its window began after `over`.
///
/// # Errors
/// The engine's.
pub async fn counted(
    tx: &mut Tx,
    subject: &str,
    over: Instant,
) -> Result<Option<Tries>, StoreError> {
    on!(tx, c => {
        sqlx::query_as("select tries, since from throttle where subject = $1 and since > $2")
            .bind(subject)
            .bind(over.0)
            .fetch_optional(c)
            .await
    })
}

/// Takes back one try: it was none to be counted.
///
/// # Errors
/// The engine's.
pub async fn forgive(tx: &mut Tx, subject: &str) -> Result<(), StoreError> {
    on!(tx, c => {
        sqlx::query("update throttle set tries = tries - 1 where subject = $1 and tries > 0")
            .bind(subject)
            .execute(c)
            .await
            .map(drop)
    })
}

/// Takes back all tries.
///
/// # Errors
/// The engine's.
pub async fn forget(tx: &mut Tx, subject: &str) -> Result<(), StoreError> {
    on!(tx, c => {
        sqlx::query("delete from throttle where subject = $1")
            .bind(subject)
            .execute(c)
            .await
            .map(drop)
    })
}

/// Removes windows that began at `over` or before.
///
/// # Errors
/// The engine's.
pub async fn sweep(tx: &mut Tx, over: Instant) -> Result<u64, StoreError> {
    on!(tx, c => {
        sqlx::query("delete from throttle where since <= $1")
            .bind(over.0)
            .execute(c)
            .await
            .map(|done| done.rows_affected())
    })
}
