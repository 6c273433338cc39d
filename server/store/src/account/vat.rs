//! VAT numbers of which a service is to be asked.

use model::id::AccountId;
use model::time::Instant;

use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// A number that is to be asked for.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Wanted {
    /// Whose.
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
    /// The number.
    pub vat_id: String,
    /// That of the seller, who asks.
    pub seller_vat_id: Option<String>,
}

/// Some numbers that were never asked for as they are now, or are to be asked for again.
///
/// # Errors
/// The engine's.
pub async fn wanted(tx: &mut Tx, now: Instant, most: i64) -> Result<Vec<Wanted>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select a.id as account_id, a.vat_id, s.vat_id as seller_vat_id
         from account a join seller s on s.id = a.seller_id
         left join vat_question q on q.account_id = a.id and q.vat_id = a.vat_id
         where a.vat_id is not null and a.closed_on is null
             and (q.next_at is null or q.next_at <= $1 or (q.answered and a.vat_check is null))
         order by q.next_at, a.id limit $2")
        .bind(now.0).bind(most).fetch_all(c).await)
}

/// Says whether a number's question was answered, and when it is asked next.
///
/// # Errors
/// `ForeignKey` when there is no such account.
pub async fn ask_at(
    tx: &mut Tx,
    (account, vat_id): (&AccountId, &str),
    (answered, next): (bool, Instant),
) -> Result<(), StoreError> {
    on!(tx, c => {
        sqlx::query(
            "insert into vat_question (account_id, vat_id, answered, next_at)
            values ($1, $2, $3, $4)
            on conflict (account_id) do update set vat_id = excluded.vat_id,
                answered = excluded.answered, next_at = excluded.next_at",
        )
        .bind(account.as_str())
        .bind(vat_id)
        .bind(answered)
        .bind(next.0)
        .execute(c)
        .await
        .map(drop)
    })
}

/// Keeps that nothing was answered yet, as JSON, where the account has that number and nothing was
/// ever said of it; whether that is so.
///
/// # Errors
/// The engine's.
pub async fn first_answered(
    tx: &mut Tx,
    (account, vat_id): (&AccountId, &str),
    check: &str,
) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query(
        "update account set vat_check = $3
         where id = $1 and vat_id = $2 and vat_check is null")
        .bind(account.as_str()).bind(vat_id).bind(check)
        .execute(c).await.map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// Keeps what was answered, as JSON; false where the account has another number by now.
///
/// # Errors
/// The engine's.
pub async fn answered(
    tx: &mut Tx,
    (account, vat_id): (&AccountId, &str),
    check: &str,
) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query(
        "update account set vat_check = $3 where id = $1 and vat_id = $2")
        .bind(account.as_str()).bind(vat_id).bind(check)
        .execute(c).await.map(|done| done.rows_affected()))?;
    Ok(done == 1)
}
