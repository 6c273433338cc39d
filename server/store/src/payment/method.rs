use std::collections::BTreeMap;

use model::billing_account::Method as Kind;
use model::currency::Currency;
use model::id::{AccountId, BillingAccountId, PersonId};
use model::time::Instant;

use crate::column::{As, Json, Word};
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// What charges a billing account.
#[derive(Clone, sqlx::FromRow)]
pub struct Method {
    /// Which.
    #[sqlx(try_from = "String")]
    pub id: BillingAccountId,
    /// The kind.
    pub method: Word<Kind>,
    /// The gateway.
    pub gateway: String,
    /// Its token there.
    pub token: String,
    /// The customer's name there.
    pub customer_token: Option<String>,
    /// Whether it is the person's own, or shared with them.
    pub own: bool,
}

/// What charges the billing accounts of an account; a person's own ones are told apart.
///
/// # Errors
/// The engine's.
pub async fn methods(
    tx: &mut Tx,
    account: &AccountId,
    person: Option<&PersonId>,
) -> Result<Vec<Method>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select b.id, b.method, b.gateway, b.token, b.customer_token,
             coalesce(b.owner_id = $2 or exists (select 1 from billing_account_share h
                 where h.billing_account_id = b.id and h.person_id = $2), false) as own
         from billing_account b where b.account_id = $1 order by b.id")
        .bind(account.as_str()).bind(person.map(PersonId::as_str)).fetch_all(c).await)
}

/// What a member may spend in a month by currency, in major units; none: as much as there is.
///
/// # Errors
/// The engine's.
pub async fn limit(
    tx: &mut Tx,
    (account, person): (&AccountId, &PersonId),
) -> Result<Option<BTreeMap<Currency, String>>, StoreError> {
    let found: Option<Json<BTreeMap<Currency, String>>> = on!(tx, c => sqlx::query_scalar(
        "select spending_limit from membership
         where account_id = $1 and person_id = $2 and spending_limit is not null")
        .bind(account.as_str()).bind(person.as_str()).fetch_optional(c).await)?;
    Ok(found.map(|Json(limit)| limit))
}

/// What a member has paid since a moment, or is paying, by currency in minor units.
///
/// # Errors
/// The engine's.
pub async fn spent(
    tx: &mut Tx,
    (account, person): (&AccountId, &PersonId),
    since: Instant,
) -> Result<Vec<(As<Currency>, i64)>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select p.currency, cast(sum(p.capture_minor) as bigint)
         from payment p join checkout k on k.id = p.checkout_id
         where p.account_id = $1 and p.created_at >= $3 and k.person_id = $2
             and p.state not in ('declined', 'cancelled')
         group by p.currency order by p.currency")
        .bind(account.as_str()).bind(person.as_str()).bind(since.0).fetch_all(c).await)
}

/// A billing account whose last charge was refused for good is not charged again.
///
/// # Errors
/// The engine's.
pub async fn failing(tx: &mut Tx, id: &BillingAccountId) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "update billing_account set status = 'failing' where id = $1 and status = 'active'")
        .bind(id.as_str()).execute(c).await.map(drop))
}
