use model::currency::Currency;
use model::id::PaymentId;
use model::time::Instant;

use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// A capture of an order beside its own.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Stray {
    /// What the gateway calls it.
    pub reference: String,
    /// The currency.
    #[sqlx(try_from = "String")]
    pub currency: Currency,
    /// How much, in minor units.
    pub amount_minor: i64,
}

/// Notes a capture of an order beside its own; false if it was noted before.
///
/// # Errors
/// `Check` when it is of nothing.
pub async fn add_stray(
    tx: &mut Tx,
    payment: &PaymentId,
    stray: &Stray,
    at: Instant,
) -> Result<bool, StoreError> {
    let done = on!(tx, c => {
        sqlx::query(
            "insert into stray_capture (payment_id, reference, currency, amount_minor, at)
             values ($1, $2, $3, $4, $5) on conflict (payment_id, reference) do nothing",
        )
        .bind(payment.as_str())
        .bind(&stray.reference)
        .bind(stray.currency.code())
        .bind(stray.amount_minor)
        .bind(at.0)
        .execute(c)
        .await
        .map(|done| done.rows_affected())
    })?;
    Ok(done == 1)
}

/// The captures of an order beside its own, the first first.
///
/// # Errors
/// The engine's.
pub async fn strays(tx: &mut Tx, payment: &PaymentId) -> Result<Vec<Stray>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select s.reference, coalesce(s.currency, p.currency) as currency, s.amount_minor
         from stray_capture s join payment p on p.id = s.payment_id
         where s.payment_id = $1 order by s.at, s.reference")
        .bind(payment.as_str()).fetch_all(c).await)
}
