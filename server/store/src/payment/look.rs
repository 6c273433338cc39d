use model::id::PaymentId;
use model::time::Instant;

use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// Whether the gateway is to be asked now what became of an order that is not final: not if
/// somebody has asked since a moment. Who is told so asks.
///
/// # Errors
/// The engine's.
pub async fn asks(
    tx: &mut Tx,
    id: &PaymentId,
    (now, since): (Instant, Instant),
) -> Result<bool, StoreError> {
    let done = on!(tx, c => {
        sqlx::query(
            "update payment set asked_at = $2 where id = $1 and next_look_at is not null
                 and (asked_at is null or asked_at <= $3)",
        )
        .bind(id.as_str())
        .bind(now.0)
        .bind(since.0)
        .execute(c)
        .await
        .map(|done| done.rows_affected())
    })?;
    Ok(done == 1)
}

/// Whether the provider is to be told now that nobody knows what became of an order: once.
///
/// # Errors
/// The engine's.
pub async fn tells(tx: &mut Tx, id: &PaymentId, now: Instant) -> Result<bool, StoreError> {
    let done = on!(tx, c => {
        sqlx::query(
            "update payment set told_at = $2 where id = $1 and next_look_at is not null
                 and told_at is null",
        )
        .bind(id.as_str())
        .bind(now.0)
        .execute(c)
        .await
        .map(|done| done.rows_affected())
    })?;
    Ok(done == 1)
}
