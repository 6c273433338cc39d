use std::collections::HashMap;

use store::verify::{self, AUDITED_BY_ACCOUNT, FOREIGN};
use store::{StoreError, Tx};

use super::report::words;

/// I14: no row of a customer refers to a row of another.
pub(super) async fn own(tx: &mut Tx) -> Result<Option<String>, StoreError> {
    for question in FOREIGN.iter().copied() {
        if let Some(breach) = verify::answer(tx, question).await? {
            let what = words(breach);
            return Ok(Some(format!("{what} belongs to another account")));
        }
    }
    let mut after = String::new();
    while let Some(end) = verify::next(tx, AUDITED_BY_ACCOUNT.bound, &after).await? {
        let wrong = strayed(tx, &after, &end).await?;
        if wrong.is_some() {
            return Ok(wrong);
        }
        after = end;
    }
    Ok(None)
}

/// A membership that is confined to subscriptions of another account.
async fn strayed(tx: &mut Tx, after: &str, end: &str) -> Result<Option<String>, StoreError> {
    for row in verify::confined(tx, after, end).await? {
        let ids: Vec<String> = serde_json::from_str(&row.subscriptions)
            .map_err(|error| StoreError::unreadable("membership.subscriptions", error))?;
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let owners: HashMap<String, String> = verify::owners(tx, &ids).await?.into_iter().collect();
        let own = |id: &&str| owners.get(*id) == Some(&row.account_id);
        if !ids.iter().all(own) {
            let person = row.person;
            return Ok(Some(format!(
                "a subscription of the membership of person {person} belongs to another account"
            )));
        }
    }
    Ok(None)
}
