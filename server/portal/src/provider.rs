//! What all actions of the provider have in common: a key of the request under which it is answered
//! once, and a row of the audit trail with the reason.

use model::id::AccountId;
use model::time::Instant;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use store::Tx;

use crate::failure::Failure;
use crate::parked::{Action, Denied};
use crate::session::secret;
use crate::session::trail::{Deed, note};

/// What is asked for.
pub(crate) struct Asks {
    action: &'static str,
    subject: String,
    detail: Value,
}

impl Asks {
    /// An action on a subject, with its particulars.
    pub fn new(action: &'static str, subject: &str, detail: Value) -> Self {
        Self {
            action,
            subject: subject.to_owned(),
            detail,
        }
    }

    fn digest(&self) -> String {
        let what = format!("{} {} {}", self.action, self.subject, self.detail);
        secret::digest(what.as_bytes())
    }
}

/// What the same request was answered before.
pub(crate) async fn before<T: DeserializeOwned>(
    tx: &mut Tx,
    action: &Action,
    asks: &Asks,
) -> Result<Option<T>, Denied> {
    let Some(once) = &action.once else {
        return Ok(None);
    };
    let owner = (action.actor.as_str(), once.as_str());
    let Some(before) = store::idempotency::answered(tx, owner).await? else {
        return Ok(None);
    };
    if before.digest != asks.digest() {
        return Err(Denied::KeyReused);
    }
    let answer = serde_json::from_str(&before.answer).map_err(Failure::internal);
    Ok(Some(answer.map_err(Denied::Failed)?))
}

/// Notes what was done and what it is answered.
pub(crate) async fn after<T: Serialize>(
    tx: &mut Tx,
    action: &Action,
    (asks, account): (&Asks, Option<&AccountId>),
    answer: &T,
    now: Instant,
) -> Result<(), Denied> {
    let answer = json!(answer);
    let deed = Deed {
        at: now,
        actor: action.actor.clone(),
        address: String::new(),
        action: asks.action,
        subject: asks.subject.clone(),
        detail: json!({ "reason": action.reason, "asked": asks.detail, "done": answer }),
    };
    let accounts: Vec<AccountId> = account.into_iter().cloned().collect();
    note(tx, &accounts, &deed).await?;
    if let Some(once) = &action.once {
        let (owner, digest) = ((action.actor.as_str(), once.as_str()), asks.digest());
        store::idempotency::keep(tx, owner, (&digest, &answer.to_string()), now).await?;
    }
    Ok(())
}
