//! Who asks at the provider's API.

use model::fault::Fault;
use model::id::KeyId;

use crate::desk::Desk;
use crate::failure::Failure;
use crate::session::secret;

/// A key of the provider's API that is in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Which.
    pub id: KeyId,
}

impl Desk {
    /// The key that has this secret, for something that needs a scope.
    ///
    /// # Errors
    /// `SignedOut` when there is none in use, `Forbidden` when it is not for that.
    pub async fn key(&self, secret: &str, scope: &str) -> Result<Key, Failure> {
        let secret = secret.strip_prefix("saldo_").unwrap_or_default();
        let hash = secret::hash(secret).ok_or(Fault::SignedOut)?;
        let mut tx = self.db.read().await?;
        let found = store::key::by_hash(&mut tx, &hash).await?;
        let row = found.ok_or(Fault::SignedOut)?;
        if row.scopes.0.iter().any(|own| own == scope) {
            Ok(Key { id: row.id.0 })
        } else {
            Err(Fault::Forbidden.into())
        }
    }
}
