//! Links that set a new password: known by the hash of their secret.

use model::id::PersonId;
use model::time::Instant;

use crate::column::As;
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// Whether the person has asked for a link after `at`.
///
/// # Errors
/// The engine's.
pub async fn newer(tx: &mut Tx, person: &PersonId, at: Instant) -> Result<bool, StoreError> {
    let found = on!(tx, c => {
        sqlx::query_scalar::<_, i64>(
            "select created_at from password_reset
            where person_id = $1 and created_at > $2 limit 1",
        )
        .bind(person.as_str())
        .bind(at.0)
        .fetch_optional(c)
        .await
    })?;
    Ok(found.is_some())
}

/// Adds a link that was asked for at `asked_at`.
///
/// # Errors
/// The engine's.
pub async fn add(
    tx: &mut Tx,
    hash: &str,
    person: &PersonId,
    asked_at: Instant,
    expires_at: Instant,
) -> Result<(), StoreError> {
    on!(tx, c => {
        sqlx::query(
            "insert into password_reset (hash, person_id, created_at, expires_at)
            values ($1, $2, $3, $4)",
        )
        .bind(hash)
        .bind(person.as_str())
        .bind(asked_at.0)
        .bind(expires_at.0)
        .execute(c)
        .await
        .map(drop)
    })
}

/// Ends the person's links that were asked for before `asked_before`.
///
/// # Errors
/// The engine's.
pub async fn end_older(
    tx: &mut Tx,
    person: &PersonId,
    asked_before: Instant,
) -> Result<(), StoreError> {
    on!(tx, c => {
        sqlx::query("delete from password_reset where person_id = $1 and created_at < $2")
            .bind(person.as_str())
            .bind(asked_before.0)
            .execute(c)
            .await
            .map(drop)
    })
}

/// The person behind a link that can still be used.
///
/// # Errors
/// The engine's.
pub async fn person(tx: &mut Tx, hash: &str, now: Instant) -> Result<Option<PersonId>, StoreError> {
    let found = on!(tx, c => {
        sqlx::query_scalar::<_, As<PersonId>>(
            "select r.person_id from password_reset r
            join person p on p.id = r.person_id and p.disabled_at is null
            where r.hash = $1 and r.used_at is null and r.expires_at > $2",
        )
        .bind(hash)
        .bind(now.0)
        .fetch_optional(c)
        .await
    })?;
    Ok(found.map(|As(id)| id))
}

/// Uses a link; false if somebody was faster, or it has expired. Whoever calls twice at once waits
/// for the row, so that exactly one is told true.
///
/// # Errors
/// The engine's.
pub async fn take(tx: &mut Tx, hash: &str, now: Instant) -> Result<bool, StoreError> {
    let done = on!(tx, c => {
        sqlx::query(
            "update password_reset set used_at = $2
            where hash = $1 and used_at is null and expires_at > $2",
        )
        .bind(hash)
        .bind(now.0)
        .execute(c)
        .await
        .map(|done| done.rows_affected())
    })?;
    Ok(done == 1)
}

/// Ends all links of the person that were not used.
///
/// # Errors
/// The engine's.
pub async fn end_all(tx: &mut Tx, person: &PersonId, now: Instant) -> Result<(), StoreError> {
    on!(tx, c => {
        sqlx::query(
            "update password_reset set used_at = $2 where person_id = $1 and used_at is null",
        )
        .bind(person.as_str())
        .bind(now.0)
        .execute(c)
        .await
        .map(drop)
    })
}
