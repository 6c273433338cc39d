//! Requests that were answered, by the key that whoever asked gave them.

use model::time::Instant;

use crate::error::{Kind, StoreError};
use crate::on;
use crate::tx::Tx;

/// A request that was answered.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Answered {
    /// The fingerprint of what it held.
    pub digest: String,
    /// What was answered.
    pub answer: String,
}

/// What a request was answered, by who asked and the request's own key.
///
/// # Errors
/// The engine's.
pub async fn answered(
    tx: &mut Tx,
    (owner, key): (&str, &str),
) -> Result<Option<Answered>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select digest, answer from idempotency where owner = $1 and key = $2")
        .bind(owner).bind(key).fetch_optional(c).await)
}

/// Keeps what a request is answered. If the same request was answered meanwhile, this one begins
/// anew, and finds that answer.
///
/// # Errors
/// `Unique` when that does not help.
pub async fn keep(
    tx: &mut Tx,
    (owner, key): (&str, &str),
    (digest, answer): (&str, &str),
    at: Instant,
) -> Result<(), StoreError> {
    let kept = on!(tx, c => {
        sqlx::query(
            "insert into idempotency (owner, key, digest, answer, created_at)
             values ($1, $2, $3, $4, $5)",
        )
        .bind(owner)
        .bind(key)
        .bind(digest)
        .bind(answer)
        .bind(at.0)
        .execute(c)
        .await
        .map(drop)
    });
    if kept
        .as_ref()
        .is_err_and(|error| error.kind() == Kind::Unique)
    {
        tx.in_the_way();
    }
    kept
}
