use model::id::{AccountId, BillingAccountId};

use crate::column::As;
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// The billing accounts that a gateway's token charges, and whose they are, in the order of locks.
///
/// # Errors
/// The engine's.
pub async fn charged_by(
    tx: &mut Tx,
    (gateway, token): (&str, &str),
) -> Result<Vec<(As<AccountId>, As<BillingAccountId>)>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select account_id, id from billing_account where gateway = $1 and token = $2
         order by account_id, id")
        .bind(gateway).bind(token).fetch_all(c).await)
}

/// What a card is recognised by, as its bank has changed it.
#[derive(Clone, Debug)]
pub struct Renewed<'a> {
    /// The brand.
    pub brand: &'a str,
    /// The last four digits.
    pub last4: &'a str,
    /// `2027-04`.
    pub expires: &'a str,
}

/// Writes what a billing account is recognised by now.
///
/// # Errors
/// The engine's.
pub async fn renew(
    tx: &mut Tx,
    id: &BillingAccountId,
    card: &Renewed<'_>,
) -> Result<(), StoreError> {
    on!(tx, c => {
        sqlx::query(
            "update billing_account set brand = $2, last4 = $3, expires = $4 where id = $1",
        )
        .bind(id.as_str())
        .bind(card.brand)
        .bind(card.last4)
        .bind(card.expires)
        .execute(c)
        .await
        .map(drop)
    })
}
