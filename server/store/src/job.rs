//! Work that comes due: one row for each kind and subject, claimed for a while by whoever does it.

use model::time::Instant;

use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// Makes sure that there is a job of that kind and subject; one that exists stays as it is.
///
/// # Errors
/// The engine's.
pub async fn ensure(
    tx: &mut Tx,
    kind: &str,
    subject: &str,
    next: Instant,
) -> Result<(), StoreError> {
    on!(tx, c => {
        sqlx::query(
            "insert into job (id, kind, subject, payload, next_at, attempts, lease_until)
            values ($1, $2, $3, '{}', $4, 0, 0) on conflict (kind, subject) do nothing",
        )
        .bind(format!("{kind}:{subject}"))
        .bind(kind)
        .bind(subject)
        .bind(next.0)
        .execute(c)
        .await
        .map(drop)
    })
}

/// A job that was claimed.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Job {
    /// Its identifier.
    pub id: String,
    /// To what.
    pub subject: String,
    /// How often it was claimed since it last went well, this time included.
    pub attempts: i64,
    /// When it was due, µs.
    pub next_at: i64,
}

/// Whether any job of a kind is due.
///
/// # Errors
/// The engine's.
pub async fn due(tx: &mut Tx, kind: &str, now: Instant) -> Result<bool, StoreError> {
    let found = on!(tx, c => {
        sqlx::query_scalar::<_, i64>(
            "select next_at from job
            where done_at is null and next_at <= $1 and lease_until <= $1 and kind = $2 limit 1",
        )
        .bind(now.0)
        .bind(kind)
        .fetch_optional(c)
        .await
    })?;
    Ok(found.is_some())
}

/// Claims jobs of a kind that are due until `lease_until`; whoever claims at the same time gets
/// others.
///
/// # Errors
/// The engine's.
pub async fn claim(
    tx: &mut Tx,
    kind: &str,
    now: Instant,
    lease_until: Instant,
    most: i64,
) -> Result<Vec<Job>, StoreError> {
    // The conditions stand twice: see the outbox.
    on!(tx, c => {
        sqlx::query_as::<_, Job>(
            "update job set lease_until = $2, attempts = attempts + 1
            where id in (select id from job
                    where kind = $4 and done_at is null and next_at <= $1 and lease_until <= $1
                    order by next_at, id limit $3)
                and done_at is null and next_at <= $1 and lease_until <= $1
            returning id, subject, attempts, next_at",
        )
        .bind(now.0)
        .bind(lease_until.0)
        .bind(most)
        .bind(kind)
        .fetch_all(c)
        .await
    })
}

/// Gives a job back: due again at `next`; `trouble` says why it did not go well, if it did not.
///
/// # Errors
/// The engine's.
pub async fn again(
    tx: &mut Tx,
    job: &str,
    next: Instant,
    trouble: Option<&str>,
) -> Result<(), StoreError> {
    on!(tx, c => {
        sqlx::query(
            "update job set next_at = $2, lease_until = 0, trouble = $3,
                attempts = case when $3 is null then 0 else attempts end
            where id = $1",
        )
        .bind(job)
        .bind(next.0)
        .bind(trouble)
        .execute(c)
        .await
        .map(drop)
    })
}
