//! Accounts of customers: the lock that stands before every change of an account's money.

pub mod figures;
pub mod holder;
pub mod position;
pub mod read;
pub mod switch;
pub mod vat;

use model::id::AccountId;

use crate::bulk::by_keys;
use crate::column::As;
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// Takes the account's row for this transaction, before anything of the account is read that a
/// decision rests on. False if there is no such account.
///
/// # Errors
/// The engine's.
pub async fn lock(tx: &mut Tx, account: &AccountId) -> Result<bool, StoreError> {
    let done = on!(tx, c => {
        sqlx::query("update account set revision = revision + 1 where id = $1")
            .bind(account.as_str())
            .execute(c)
            .await
            .map(|done| done.rows_affected())
    })?;
    Ok(done == 1)
}

/// Takes the rows of several accounts as [`lock`] takes one; those that exist.
///
/// # Errors
/// The engine's.
pub async fn lock_all(tx: &mut Tx, accounts: &[&str]) -> Result<Vec<AccountId>, StoreError> {
    let text = "update account set revision = revision + 1 where id in ({keys}) returning id";
    let rows = by_keys!(tx, (As<AccountId>,), text, accounts)?;
    Ok(rows.into_iter().map(|(As(id),)| id).collect())
}
