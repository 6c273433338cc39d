//! Another of a person's accounts in the same session.

use model::id::{AccountId, PersonId, SessionId};

use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// Turns a session to another account under another secret; whether it outlives the browser, or
/// none if the person does not belong to the account.
///
/// # Errors
/// When the statement fails.
pub async fn switch(
    tx: &mut Tx,
    (session, token_hash): (&SessionId, &str),
    person: &PersonId,
    account: &AccountId,
) -> Result<Option<bool>, StoreError> {
    on!(tx, c => sqlx::query_scalar::<_, bool>(
        "update session set account_id = $3, token_hash = $4
         where id = $1 and person_id = $2 and exists (select 1 from membership m
             where m.person_id = $2 and m.account_id = $3)
         returning stay")
        .bind(session.as_str()).bind(person.as_str()).bind(account.as_str()).bind(token_hash)
        .fetch_optional(c).await)
}
