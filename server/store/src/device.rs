//! Browsers in which a person has signed in before: known by the hash of a secret that they keep.

use model::id::PersonId;
use model::time::Instant;

use crate::column::As;
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// The person who has signed in with that device.
///
/// # Errors
/// The engine's.
pub async fn owner(tx: &mut Tx, hash: &str) -> Result<Option<PersonId>, StoreError> {
    let found = on!(tx, c => {
        sqlx::query_scalar::<_, As<PersonId>>("select person_id from device where hash = $1")
            .bind(hash)
            .fetch_optional(c)
            .await
    })?;
    Ok(found.map(|As(id)| id))
}

/// Notes that the person has signed in with it.
///
/// # Errors
/// The engine's.
pub async fn see(
    tx: &mut Tx,
    hash: &str,
    person: &PersonId,
    now: Instant,
) -> Result<(), StoreError> {
    on!(tx, c => {
        sqlx::query(
            "insert into device (hash, person_id, created_at, seen_at) values ($1, $2, $3, $3)
            on conflict (hash) do update set seen_at = $3",
        )
        .bind(hash)
        .bind(person.as_str())
        .bind(now.0)
        .execute(c)
        .await
        .map(drop)
    })
}

/// Forgets all devices of a person.
///
/// # Errors
/// The engine's.
pub async fn forget(tx: &mut Tx, person: &PersonId) -> Result<(), StoreError> {
    on!(tx, c => {
        sqlx::query("delete from device where person_id = $1")
            .bind(person.as_str())
            .execute(c)
            .await
            .map(drop)
    })
}

/// Removes those that were last seen at `since` or before.
///
/// # Errors
/// The engine's.
pub async fn sweep(tx: &mut Tx, since: Instant) -> Result<u64, StoreError> {
    on!(tx, c => {
        sqlx::query("delete from device where seen_at <= $1")
            .bind(since.0)
            .execute(c)
            .await
            .map(|done| done.rows_affected())
    })
}
