use std::collections::HashMap;

use crate::bulk::{KEYS, Table, row};
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// What was imported under a reference.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Known {
    /// The provider's own id.
    #[sqlx(rename = "ref")]
    pub reference: String,
    /// The digests of its fields, as JSON.
    pub digest: String,
    /// What it became.
    pub object_id: String,
}

const IMPORTED: Table = Table {
    name: "imported",
    columns: &["kind", "ref", "digest", "object_id"],
    key: 2,
};

/// What was imported of a kind under these references.
///
/// # Errors
/// The engine's.
pub async fn known(
    tx: &mut Tx,
    kind: &str,
    references: &[&str],
) -> Result<HashMap<String, Known>, StoreError> {
    let mut found = HashMap::with_capacity(references.len());
    for keys in references.chunks(KEYS) {
        let (kinds, names) = (tx.marks().list(0, 1), tx.marks().list(1, keys.len()));
        let text: std::sync::Arc<str> = format!(
            "select ref, digest, object_id from imported where kind = {kinds} and ref in ({names})"
        )
        .into();
        let rows = on!(tx, c => {
            let text = sqlx::AssertSqlSafe(std::sync::Arc::clone(&text));
            let mut query = sqlx::query_as::<_, Known>(text).bind(kind);
            for key in keys {
                query = query.bind(*key);
            }
            query.fetch_all(c).await
        })?;
        found.extend(rows.into_iter().map(|row| (row.reference.clone(), row)));
    }
    Ok(found)
}

/// Remembers what was imported of a kind.
///
/// # Errors
/// The engine's.
pub async fn remember(tx: &mut Tx, kind: &str, rows: &[Known]) -> Result<(), StoreError> {
    let rows: Vec<(&str, &Known)> = rows.iter().map(|known| (kind, known)).collect();
    IMPORTED
        .put(tx, &rows, |(kind, known)| {
            row![
                *kind,
                known.reference.as_str(),
                known.digest.as_str(),
                known.object_id.as_str(),
            ]
        })
        .await
}
