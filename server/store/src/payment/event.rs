use model::id::PaymentId;
use model::time::Instant;

use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// What a gateway told by itself.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// The gateway, as the settings name it.
    pub gateway: &'a str,
    /// The gateway's name for it.
    pub id: &'a str,
    /// What kind it is.
    pub kind: &'static str,
    /// The order that it is about.
    pub payment: Option<&'a PaymentId>,
    /// When it came.
    pub at: Instant,
}

/// Notes an event; false if it was noted before, in which case it has had its effect.
///
/// # Errors
/// The engine's.
pub async fn hear(tx: &mut Tx, told: &Told<'_>) -> Result<bool, StoreError> {
    let done = on!(tx, c => {
        sqlx::query(
            "insert into gateway_event (gateway, id, kind, payment_id, at)
             values ($1, $2, $3, $4, $5) on conflict (gateway, id) do nothing",
        )
        .bind(told.gateway)
        .bind(told.id)
        .bind(told.kind)
        .bind(told.payment.map(PaymentId::as_str))
        .bind(told.at.0)
        .execute(c)
        .await
        .map(|done| done.rows_affected())
    })?;
    Ok(done == 1)
}

/// Whether an event was noted.
///
/// # Errors
/// The engine's.
pub async fn heard(tx: &mut Tx, (gateway, id): (&str, &str)) -> Result<bool, StoreError> {
    let found: Option<i64> = on!(tx, c => {
        sqlx::query_scalar(
            "select cast(1 as bigint) from gateway_event where gateway = $1 and id = $2",
        )
        .bind(gateway)
        .bind(id)
        .fetch_optional(c)
        .await
    })?;
    Ok(found.is_some())
}
