//! What people do to their access, in the audit trail of every account that it concerns.

use model::id::{AccountId, PersonId};
use model::time::Instant;
use store::audit::{Act, append};
use store::{StoreError, Tx, account, person};

use crate::chain::link;

/// A deed that is to be remembered.
#[derive(Clone, Debug)]
pub struct Deed {
    /// When.
    pub at: Instant,
    /// A person's id, or `command line`.
    pub actor: String,
    /// The network address, or nothing.
    pub address: String,
    /// What.
    pub action: &'static str,
    /// To what: `person per_…`.
    pub subject: String,
    /// The particulars; never a secret.
    pub detail: serde_json::Value,
}

/// Locks the accounts of a person, and then the person.
pub async fn lock(tx: &mut Tx, person: &PersonId) -> Result<Vec<AccountId>, StoreError> {
    let accounts = person::accounts(tx, person).await?;
    for account in &accounts {
        account::lock(tx, account).await?;
    }
    person::lock(tx, person).await?;
    Ok(accounts)
}

/// Remembers a deed in the trails of these accounts, which are locked; in the provider's, if it
/// concerns none.
pub async fn note(tx: &mut Tx, accounts: &[AccountId], deed: &Deed) -> Result<(), StoreError> {
    let mut scopes: Vec<&str> = accounts.iter().map(AccountId::as_str).collect();
    if scopes.is_empty() {
        scopes.push("provider");
    }
    let act = |scope: &str| Act {
        scope: scope.to_owned(),
        at: deed.at,
        actor: deed.actor.clone(),
        address: deed.address.clone(),
        action: deed.action.to_owned(),
        subject: deed.subject.clone(),
        detail: deed.detail.to_string(),
    };
    let acts: Vec<Act> = scopes.into_iter().map(act).collect();
    append(tx, &acts, link).await
}
