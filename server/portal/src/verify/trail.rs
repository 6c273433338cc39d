use std::collections::BTreeMap;

use model::text::holds_card_number;
use model::time::Instant;
use store::audit::Act;
use store::verify::{self, AUDITED_BY_ACCOUNT, AUDITED_BY_PROVIDER, TEXTS, Trail};
use store::{StoreError, Tx};

use super::report::words;
use crate::chain::link;
use crate::password;

type Found = Result<Option<String>, StoreError>;

/// I2: each row of the audit trail follows the row before it.
pub(super) async fn chained(tx: &mut Tx) -> Found {
    let mut last = (String::new(), 0, String::new());
    loop {
        let rows = verify::trail(tx, (&last.0, last.1)).await?;
        if rows.is_empty() {
            return Ok(None);
        }
        for row in rows {
            let before = if row.scope == last.0 {
                (last.1, last.2.as_str())
            } else {
                (0, "")
            };
            let (scope, n, hash) = (row.scope.clone(), row.n, row.hash.clone());
            let follows = n == before.0 + 1 && link(before.1, n, &act(row)) == hash;
            if !follows {
                let what = format!("row {n} of the audit trail of {scope}");
                return Ok(Some(format!("{what} does not follow the row before it")));
            }
            last = (scope, n, hash);
        }
    }
}

fn act(row: Trail) -> Act {
    Act {
        scope: row.scope,
        at: Instant(row.at),
        actor: row.actor,
        address: row.address,
        action: row.action,
        subject: row.subject,
        detail: row.detail,
    }
}

/// I15: what was added stands in the audit trail, and no secret in any column.
pub(super) async fn audited(tx: &mut Tx) -> Found {
    if let Some(breach) = verify::first(tx, &AUDITED_BY_ACCOUNT).await? {
        return Ok(Some(format!("{} is not in the audit trail", words(breach))));
    }
    for question in AUDITED_BY_PROVIDER.iter().copied() {
        if let Some(breach) = verify::answer(tx, question).await? {
            return Ok(Some(format!("{} is not in the audit trail", words(breach))));
        }
    }
    let mut found = uncounted(tx).await?;
    if found.is_none() {
        found = card_number(tx).await?;
    }
    if found.is_none() {
        found = plain_password(tx).await?;
    }
    Ok(found)
}

/// Imports say in the audit trail how many rows of each type they added.
async fn uncounted(tx: &mut Tx) -> Found {
    let mut said: BTreeMap<String, i64> = BTreeMap::new();
    let mut after = (String::new(), 0);
    loop {
        let rows = verify::added(tx, (&after.0, after.1)).await?;
        let Some(last) = rows.last() else { break };
        after = (last.0.clone(), last.1);
        for (.., detail) in rows {
            let counts: BTreeMap<String, i64> = serde_json::from_str(&detail)
                .map_err(|error| StoreError::unreadable("audit.detail", error))?;
            for (kind, count) in counts {
                *said.entry(kind).or_default() += count;
            }
        }
    }
    for (kind, count) in verify::imported(tx).await? {
        let said = said.get(&kind).copied().unwrap_or_default();
        if said != count {
            return Ok(Some(format!(
                "{count} rows of type {kind} were imported, and the audit trail says {said}"
            )));
        }
    }
    Ok(None)
}

async fn card_number(tx: &mut Tx) -> Found {
    for text in TEXTS.iter().copied() {
        let mut after = String::new();
        while let Some(end) = verify::next(tx, text.0, &after).await? {
            let rows = verify::texts(tx, text, &after, &end).await?;
            if let Some((what, _)) = rows.iter().find(|row| holds_card_number(&row.1)) {
                // The number itself is not repeated.
                return Ok(Some(format!("{what} may hold a card number")));
            }
            after = end;
        }
    }
    Ok(None)
}

async fn plain_password(tx: &mut Tx) -> Found {
    let mut after = String::new();
    loop {
        let rows = verify::hashes(tx, &after).await?;
        let Some(last) = rows.last() else {
            return Ok(None);
        };
        after.clone_from(&last.0);
        let plain = rows.iter().find(|row| password::check(&row.1).is_err());
        if let Some((person, _)) = plain {
            return Ok(Some(format!("the password of person {person} is no hash")));
        }
    }
}
