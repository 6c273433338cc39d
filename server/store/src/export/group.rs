use super::chunk::{Chunk, rows};
use crate::error::StoreError;
use crate::tx::Tx;

/// Subscriptions that belong together.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct SubscriptionGroup {
    /// The provider's own id.
    #[sqlx(rename = "ref")]
    pub reference: String,
    /// Whose.
    pub account: String,
    /// Its name.
    pub name: String,
    /// Who looks after it.
    pub person: Option<String>,
}

/// Groups by reference.
///
/// # Errors
/// When the statement fails.
pub async fn subscription_groups(
    tx: &mut Tx,
    chunk: Chunk<'_>,
) -> Result<Vec<SubscriptionGroup>, StoreError> {
    rows!(
        tx,
        chunk,
        "select g.ref, a.ref as account, g.name, p.ref as person
         from subscription_group g join account a on a.id = g.account_id
         left join person p on p.id = g.person_id
         where g.ref > $1 and ($2 is null or g.account_id = $2) order by g.ref limit $3"
    )
}
