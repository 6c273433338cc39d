//! What is changed of a billing account. Whoever writes has locked its account.

use model::id::{AccountId, BillingAccountId, PersonId};

use crate::error::StoreError;
use crate::on;
use crate::person::Person;
use crate::tx::Tx;

/// Makes it the account's default in place of the one before; none takes that away.
///
/// # Errors
/// The engine's.
pub async fn set_default(
    tx: &mut Tx,
    account: &AccountId,
    id: Option<&BillingAccountId>,
) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "update billing_account set is_default = false where account_id = $1 and is_default")
        .bind(account.as_str()).execute(c).await.map(drop))?;
    let Some(id) = id else { return Ok(()) };
    on!(tx, c => sqlx::query(
        "update billing_account set is_default = true where account_id = $1 and id = $2")
        .bind(account.as_str()).bind(id.as_str()).execute(c).await.map(drop))
}

/// Takes it out of use: nobody shares it any more, and it is nobody's default.
///
/// # Errors
/// The engine's.
pub async fn remove(tx: &mut Tx, id: &BillingAccountId) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query("delete from billing_account_share where billing_account_id = $1")
        .bind(id.as_str()).execute(c).await.map(drop))?;
    on!(tx, c => sqlx::query(
        "update billing_account set status = 'removed', is_default = false where id = $1")
        .bind(id.as_str()).execute(c).await.map(drop))
}

/// Whether a payment with it has not ended.
///
/// # Errors
/// The engine's.
pub async fn in_flight(tx: &mut Tx, id: &BillingAccountId) -> Result<bool, StoreError> {
    let found: i64 = on!(tx, c => sqlx::query_scalar(
        "select count(*) from payment where billing_account_id = $1 and next_look_at is not null")
        .bind(id.as_str()).fetch_one(c).await)?;
    Ok(found > 0)
}

/// Who is told of a change: the account's owner and administrators, and whose it is or was.
///
/// # Errors
/// The engine's.
pub async fn readers(
    tx: &mut Tx,
    account: &AccountId,
    (owner, before): (&PersonId, &PersonId),
) -> Result<Vec<Person>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select p.id, p.name, p.email, coalesce(p.language, a.language) as language,
             cast(null as text) as password_hash, p.disabled_at
         from membership m join person p on p.id = m.person_id
         join account a on a.id = m.account_id
         where m.account_id = $1 and p.disabled_at is null
             and (m.role in ('owner', 'administrator') or p.id in ($2, $3))
         order by p.id")
        .bind(account.as_str()).bind(owner.as_str()).bind(before.as_str()).fetch_all(c).await)
}
