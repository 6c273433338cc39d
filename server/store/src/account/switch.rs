//! Another of a person's accounts in the same session.

use model::id::{AccountId, PersonId, SessionId};

use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// Turns a session to another account; false if the person does not belong to it.
///
/// # Errors
/// When the statement fails.
pub async fn switch(
    tx: &mut Tx,
    session: &SessionId,
    person: &PersonId,
    account: &AccountId,
) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query_scalar::<_, String>(
        "update session set account_id = $3
         where id = $1 and person_id = $2 and exists (select 1 from membership m
             where m.person_id = $2 and m.account_id = $3)
         returning id")
        .bind(session.as_str()).bind(person.as_str()).bind(account.as_str())
        .fetch_optional(c).await)?;
    Ok(done.is_some())
}
