//! Which other account of a person holds a thing.

use model::caller::{Permission, Role};
use model::id::{AccountId, PersonId, SubscriptionId};

use crate::column::{As, Json, Word};
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// An account that holds it, and the person's rights there.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Holder {
    /// The account.
    pub account_id: As<AccountId>,
    /// The role in it.
    pub role: Option<Word<Role>>,
    /// The rights, where they were chosen one by one.
    pub permissions: Option<Json<Vec<Permission>>>,
    /// The only subscriptions that may be seen.
    pub subscriptions: Option<Json<Vec<SubscriptionId>>>,
}

/// The holder of an invoice or a subscription among the accounts of a person.
///
/// # Errors
/// The engine's.
pub async fn holder(
    tx: &mut Tx,
    person: &PersonId,
    thing: &str,
) -> Result<Option<Holder>, StoreError> {
    on!(tx, c => {
        sqlx::query_as::<_, Holder>(
            "select m.account_id, m.role, m.permissions, m.subscriptions from membership m
            where m.person_id = $1 and m.account_id = coalesce(
                (select account_id from invoice where id = $2),
                (select account_id from subscription where id = $2))",
        )
        .bind(person.as_str())
        .bind(thing)
        .fetch_optional(c)
        .await
    })
}
