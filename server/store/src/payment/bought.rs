use model::currency::Currency;
use model::id::AccountId;

use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// What an account buys of credit that is still on its way, in minor units of a currency.
///
/// # Errors
/// The engine's.
pub async fn arriving(
    tx: &mut Tx,
    (account, currency): (&AccountId, Currency),
) -> Result<i64, StoreError> {
    on!(tx, c => sqlx::query_scalar(
        "select cast(coalesce(sum(bought_minor), 0) as bigint) from payment
         where account_id = $1 and currency = $2 and bought_minor > 0
             and next_look_at is not null")
        .bind(account.as_str()).bind(currency.code()).fetch_one(c).await)
}
