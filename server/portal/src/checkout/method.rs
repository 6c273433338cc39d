//! What gateways tell of saved methods.

use gateway::payment::{MethodData, SavedMethod};
use model::id::{AccountId, BillingAccountId};
use model::time::Instant;
use serde_json::{Value, json};
use store::audit::Act;
use store::column::As;
use store::payment::{Renewed, charged_by, failing, renew};
use store::{StoreError, Tx, account};

/// A card was replaced by its bank: it is recognised by other data now.
pub(super) async fn changed(
    tx: &mut Tx,
    (gateway, saved): (&str, &SavedMethod),
    now: Instant,
) -> Result<(), StoreError> {
    let MethodData::Card(card) = &saved.data else {
        return Ok(());
    };
    let (year, month) = card.expires;
    let expires = format!("{year:04}-{month:02}");
    let renewed = Renewed {
        brand: &card.brand,
        last4: &card.last4,
        expires: &expires,
    };
    for (As(owner), As(id)) in charged_by(tx, (gateway, &saved.token)).await? {
        account::lock(tx, &owner).await?;
        renew(tx, (&id, &saved.token), &renewed).await?;
        let detail = json!({ "brand": card.brand, "last4": card.last4, "expires": expires });
        let what = ("billing_account.renewed_by_bank", detail);
        note(tx, (&owner, &id), what, now).await?;
    }
    Ok(())
}

/// A method can no longer be charged.
pub(super) async fn gone(
    tx: &mut Tx,
    (gateway, token): (&str, &str),
    now: Instant,
) -> Result<(), StoreError> {
    for (As(owner), As(id)) in charged_by(tx, (gateway, token)).await? {
        account::lock(tx, &owner).await?;
        failing(tx, (&id, token)).await?;
        let what = ("billing_account.gone", json!({}));
        note(tx, (&owner, &id), what, now).await?;
    }
    Ok(())
}

async fn note(
    tx: &mut Tx,
    (owner, id): (&AccountId, &BillingAccountId),
    (action, detail): (&str, Value),
    now: Instant,
) -> Result<(), StoreError> {
    let act = Act {
        scope: owner.to_string(),
        at: now,
        actor: "gateway".to_owned(),
        address: String::new(),
        action: action.to_owned(),
        subject: format!("billing_account {id}"),
        detail: detail.to_string(),
    };
    store::audit::append(tx, &[act], crate::chain::link).await
}
