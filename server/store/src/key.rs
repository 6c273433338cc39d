//! Keys of the provider's API. Their secrets are stored as hashes only.

use model::id::KeyId;
use model::time::Instant;

use crate::column::{As, Json};
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// A key without its secret.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct KeyRow {
    /// Its identifier.
    pub id: As<KeyId>,
    /// The name that the provider gave it.
    pub name: String,
    /// What it may be used for.
    pub scopes: Json<Vec<String>>,
    /// When it was made, µs.
    pub created_at: i64,
    /// When it was disabled, µs.
    pub disabled_at: Option<i64>,
}

/// Adds a key; false if there is one of that name.
///
/// # Errors
/// The engine's.
pub async fn add(
    tx: &mut Tx,
    id: &KeyId,
    name: &str,
    (hash, scopes): (&str, &[String]),
    at: Instant,
) -> Result<bool, StoreError> {
    let scopes = serde_json::to_string(scopes)
        .map_err(|error| StoreError::unreadable("api_key.scopes", error))?;
    let done = on!(tx, c => {
        sqlx::query(
            "insert into api_key (id, name, hash, scopes, created_at) values ($1, $2, $3, $4, $5)
            on conflict (name) do nothing",
        )
        .bind(id.as_str())
        .bind(name)
        .bind(hash)
        .bind(scopes)
        .bind(at.0)
        .execute(c)
        .await
        .map(|done| done.rows_affected())
    })?;
    Ok(done == 1)
}

/// All keys, by name.
///
/// # Errors
/// The engine's.
pub async fn list(tx: &mut Tx) -> Result<Vec<KeyRow>, StoreError> {
    on!(tx, c => {
        sqlx::query_as::<_, KeyRow>(
            "select id, name, scopes, created_at, disabled_at from api_key order by name",
        )
        .fetch_all(c)
        .await
    })
}

/// The key in use whose secret has that hash.
///
/// # Errors
/// The engine's.
pub async fn by_hash(tx: &mut Tx, hash: &str) -> Result<Option<KeyRow>, StoreError> {
    on!(tx, c => {
        sqlx::query_as::<_, KeyRow>(
            "select id, name, scopes, created_at, disabled_at from api_key
            where hash = $1 and disabled_at is null",
        )
        .bind(hash)
        .fetch_optional(c)
        .await
    })
}

/// Disables a key; its identifier, or none if there is no such key in use.
///
/// # Errors
/// The engine's.
pub async fn disable(tx: &mut Tx, name: &str, at: Instant) -> Result<Option<KeyId>, StoreError> {
    let found = on!(tx, c => {
        sqlx::query_scalar::<_, As<KeyId>>(
            "update api_key set disabled_at = $2 where name = $1 and disabled_at is null
            returning id",
        )
        .bind(name)
        .bind(at.0)
        .fetch_optional(c)
        .await
    })?;
    Ok(found.map(|As(id)| id))
}

/// Gives a key another secret: the old one is of no use from now on. Its identifier, or none if
/// there is no such key in use.
///
/// # Errors
/// The engine's.
pub async fn rotate(tx: &mut Tx, name: &str, hash: &str) -> Result<Option<KeyId>, StoreError> {
    let found = on!(tx, c => {
        sqlx::query_scalar::<_, As<KeyId>>(
            "update api_key set hash = $2 where name = $1 and disabled_at is null returning id",
        )
        .bind(name)
        .bind(hash)
        .fetch_optional(c)
        .await
    })?;
    Ok(found.map(|As(id)| id))
}
