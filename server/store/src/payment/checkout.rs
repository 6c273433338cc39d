use model::id::{AccountId, CheckoutId, PersonId};

use crate::column::As;
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// What a customer confirmed, or the run collects.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Checkout {
    /// Its id.
    #[sqlx(try_from = "String")]
    pub id: CheckoutId,
    /// Whose.
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
    /// By what it is known to who confirmed it.
    pub key: String,
    /// The fingerprint of what was confirmed.
    pub digest: String,
    /// Who confirmed it; the run if nobody.
    pub person_id: Option<As<PersonId>>,
    /// When, µs.
    pub created_at: i64,
}

/// Adds a checkout.
///
/// # Errors
/// `Unique` when the account has one of that key.
pub async fn add(tx: &mut Tx, row: &Checkout) -> Result<(), StoreError> {
    on!(tx, c => {
        sqlx::query(
            "insert into checkout (id, account_id, key, digest, person_id, created_at)
             values ($1, $2, $3, $4, $5, $6)",
        )
        .bind(row.id.as_str())
        .bind(row.account_id.as_str())
        .bind(&row.key)
        .bind(&row.digest)
        .bind(row.person_id.as_ref().map(|As(id)| id.as_str()))
        .bind(row.created_at)
        .execute(c)
        .await
        .map(drop)
    })
}

/// The checkout of an account by its key.
///
/// # Errors
/// The engine's.
pub async fn by_key(
    tx: &mut Tx,
    account: &AccountId,
    key: &str,
) -> Result<Option<Checkout>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select id, account_id, key, digest, person_id, created_at from checkout
         where account_id = $1 and key = $2")
        .bind(account.as_str()).bind(key).fetch_optional(c).await)
}

/// A checkout of an account.
///
/// # Errors
/// The engine's.
pub async fn by_id(
    tx: &mut Tx,
    account: &AccountId,
    id: &CheckoutId,
) -> Result<Option<Checkout>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select id, account_id, key, digest, person_id, created_at from checkout
         where account_id = $1 and id = $2")
        .bind(account.as_str()).bind(id.as_str()).fetch_optional(c).await)
}

/// The checkout of an account that was confirmed last.
///
/// # Errors
/// The engine's.
pub async fn newest(tx: &mut Tx, account: &AccountId) -> Result<Option<CheckoutId>, StoreError> {
    let found: Option<As<CheckoutId>> = on!(tx, c => sqlx::query_scalar(
        "select checkout_id from payment where account_id = $1
         order by created_at desc, id desc limit 1")
        .bind(account.as_str()).fetch_optional(c).await)?;
    Ok(found.map(|As(id)| id))
}
