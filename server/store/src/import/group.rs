use std::collections::HashMap;

use crate::bulk::{Table, by_keys, row};
use crate::error::StoreError;
use crate::tx::Tx;

/// Subscriptions of an account that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its id.
    pub id: String,
    /// The provider's own id.
    pub reference: String,
    /// Whose.
    pub account_id: String,
    /// Its name.
    pub name: String,
    /// Who looks after it.
    pub person_id: Option<String>,
}

const GROUP: Table = Table {
    name: "subscription_group",
    columns: &["id", "ref", "account_id", "name", "person_id"],
    key: 1,
};

/// Adds rows; those that are there already are changed.
///
/// # Errors
/// `ForeignKey` when a row does not fit.
pub async fn put_groups(tx: &mut Tx, rows: &[Group]) -> Result<(), StoreError> {
    GROUP
        .put(tx, rows, |it| {
            row![
                it.id.as_str(),
                it.reference.as_str(),
                it.account_id.as_str(),
                it.name.as_str(),
                it.person_id.as_deref(),
            ]
        })
        .await
}

/// A group, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct GroupFacts {
    /// The provider's own id.
    #[sqlx(rename = "ref")]
    pub reference: String,
    /// Its id.
    pub id: String,
    /// The account.
    pub account_id: String,
}

/// Groups by the provider's own ids.
///
/// # Errors
/// The engine's.
pub async fn groups(
    tx: &mut Tx,
    names: &[&str],
) -> Result<HashMap<String, GroupFacts>, StoreError> {
    let text = "select ref, id, account_id from subscription_group where ref in ({keys})";
    let found = by_keys!(tx, GroupFacts, text, names)?;
    let found = found.into_iter();
    Ok(found.map(|it| (it.reference.clone(), it)).collect())
}
