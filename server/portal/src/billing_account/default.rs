//! The account's default.

use std::sync::Arc;

use model::caller::Caller;
use model::fault::Fault;
use model::id::BillingAccountId;
use serde_json::json;
use store::Tx;
use store::billing_account::change;

use super::deed::{Deed, Done};
use super::purse::{Purse, may_change, sees_all};
use crate::desk::{Desk, require_proof};
use crate::failure::Failure;
use crate::mail::PayerChanged;

impl Desk {
    pub(super) async fn set_default(
        &self,
        caller: &Caller,
        id: BillingAccountId,
    ) -> Result<(), Failure> {
        may_change(caller)?;
        if !sees_all(caller) {
            return Err(Fault::NotFound.into());
        }
        require_proof(caller)?;
        let work = Arc::new((Deed::new(self, caller), id));
        self.db
            .write(move |tx| {
                let work = Arc::clone(&work);
                Box::pin(async move { set(tx, &work.0, &work.1).await })
            })
            .await
    }
}

async fn set(tx: &mut Tx, deed: &Deed, id: &BillingAccountId) -> Result<(), Failure> {
    let caller = &deed.caller;
    let today = deed.begin(tx).await?;
    let purse = Purse::read(tx, caller, today).await?;
    let known = purse.usable(id)?;
    if known.row.is_default {
        return Ok(());
    }
    let before = purse.payers.shown().find(|known| known.row.is_default);
    change::set_default(tx, &caller.account, Some(id)).await?;
    store::run::wake(tx, &caller.account).await?;
    let done = Done {
        action: "billing_account.default",
        subject: format!("billing_account {id}"),
        detail: json!({ "before": before.map(|known| known.id()) }),
        change: PayerChanged::Default,
        about: Some(known),
        mandate: None,
        given_to: None,
    };
    deed.end(tx, done).await
}
