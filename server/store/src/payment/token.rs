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

/// Writes what a billing account is recognised by now, if it is still charged by that token.
///
/// # Errors
/// The engine's.
pub async fn renew(
    tx: &mut Tx,
    (id, token): (&BillingAccountId, &str),
    card: &Renewed<'_>,
) -> Result<(), StoreError> {
    on!(tx, c => {
        sqlx::query(
            "update billing_account set brand = $2, last4 = $3, expires = $4
             where id = $1 and token = $5",
        )
        .bind(id.as_str())
        .bind(card.brand)
        .bind(card.last4)
        .bind(card.expires)
        .bind(token)
        .execute(c)
        .await
        .map(drop)
    })
}

/// Keeps by what a gateway knows the card or bank account again that is behind a billing account.
///
/// # Errors
/// The engine's.
pub async fn print(
    tx: &mut Tx,
    id: &BillingAccountId,
    fingerprint: Option<&str>,
) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query("update billing_account set fingerprint = $2 where id = $1")
        .bind(id.as_str()).bind(fingerprint).execute(c).await.map(drop))
}

/// By what a gateway knows it again; none where it said nothing.
///
/// # Errors
/// The engine's.
pub async fn fingerprint(tx: &mut Tx, id: &BillingAccountId) -> Result<Option<String>, StoreError> {
    on!(tx, c => sqlx::query_scalar(
        "select fingerprint from billing_account where id = $1 and fingerprint is not null")
        .bind(id.as_str()).fetch_optional(c).await)
}
