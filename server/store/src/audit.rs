//! The audit trail: one chain of hashes for each scope.

use std::collections::BTreeMap;

use model::time::Instant;

use crate::bulk::{Cell, Table, by_keys, row};
use crate::error::{Kind, StoreError};
use crate::tx::Tx;

/// What was done, by whom, to what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// An account's id, or `provider`.
    pub scope: String,
    /// When.
    pub at: Instant,
    /// Who: a person's id, `key:…`, `command line`, `job:…`.
    pub actor: String,
    /// The network address, or nothing.
    pub address: String,
    /// What: `import.added`, `session.begun`, …
    pub action: String,
    /// To what: `invoice inv_…`.
    pub subject: String,
    /// The particulars, as JSON; never a secret.
    pub detail: String,
}

/// The place and the hash of the last row of a chain.
#[derive(sqlx::FromRow)]
struct Last {
    scope: String,
    n: i64,
    hash: String,
}

const AUDIT: Table = Table {
    name: "audit",
    columns: &[
        "scope", "n", "at", "actor", "address", "action", "subject", "detail", "hash",
    ],
    key: 2,
};

const LAST: &str = "select a.scope, a.n, a.hash from audit a
    join (select scope, max(n) as n from audit where scope in ({keys}) group by scope) b
    on b.scope = a.scope and b.n = a.n";

/// Appends acts to the chains of their scopes, in order. `link` makes the hash of a row from the
/// hash before it (nothing at the beginning), the row's place and the act.
///
/// The provider's chain has no row to lock: whoever was overtaken begins anew.
///
/// # Errors
/// `Unique` when another transaction appended to the same chain meanwhile, and again: an
/// account is to be locked before.
pub async fn append(
    tx: &mut Tx,
    acts: &[Act],
    link: fn(&str, i64, &Act) -> String,
) -> Result<(), StoreError> {
    let mut scopes: Vec<&str> = acts.iter().map(|act| act.scope.as_str()).collect();
    scopes.sort_unstable();
    scopes.dedup();
    let last = by_keys!(tx, Last, LAST, scopes)?;
    let mut ends: BTreeMap<String, (i64, String)> = last
        .into_iter()
        .map(|last| (last.scope, (last.n, last.hash)))
        .collect();
    let mut rows = Vec::with_capacity(acts.len());
    for act in acts {
        let end = ends.entry(act.scope.clone()).or_default();
        let n = end.0 + 1;
        *end = (n, link(&end.1, n, act));
        rows.push((act, n, end.1.clone()));
    }
    let added = AUDIT.add(tx, &rows, cells).await;
    if added
        .as_ref()
        .is_err_and(|error| error.kind() == Kind::Unique)
    {
        tx.in_the_way();
    }
    added
}

fn cells((act, n, hash): &(&Act, i64, String)) -> Vec<Cell> {
    row![
        act.scope.as_str(),
        *n,
        act.at.0,
        act.actor.as_str(),
        act.address.as_str(),
        act.action.as_str(),
        act.subject.as_str(),
        act.detail.as_str(),
        hash.as_str(),
    ]
}
