//! Removing a billing account, and what becomes of what it pays.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::billing_account::{BY_HAND, Method, Removal, RemoveBillingAccount};
use model::caller::Caller;
use model::fault::{Fault, Problem};
use model::id::{BillingAccountId, SubscriptionId};
use serde_json::json;
use store::Tx;
use store::billing_account::assign::{Instead, Task, assign, beyond, instead, open_with, tasks};
use store::billing_account::change::{self, in_flight};
use store::billing_account::detail::detail;
use store::billing_account::set_up::forget;

use super::deed::{Deed, Done};
use super::purse::{Purse, may_change, sees_all};
use crate::desk::{Desk, require_fresh_proof, scope};
use crate::failure::Failure;
use crate::mail::PayerChanged;
use crate::payers::Known;

/// Subscriptions for which it can be said one by one what takes the place.
const EACH: usize = 50;

impl Desk {
    pub(super) async fn removal(
        &self,
        caller: &Caller,
        id: &BillingAccountId,
    ) -> Result<Removal, Failure> {
        may_change(caller)?;
        let of = self.managed(caller, id).await?;
        require_fresh_proof(caller, self.clock.now())?;
        let (mut tx, _, today) = self.open(caller).await?;
        let account = &caller.account;
        let default = of.payer.default;
        let mut found = tasks(&mut tx, account, (id, default), EACH as i64 + 1).await?;
        let more = found.len() > EACH;
        found.truncate(EACH);
        let held = held(&mut tx, caller, (id, default)).await?;
        let unseen = found.iter().any(|task| !caller.sees(&task.id));
        found.retain(|task| caller.sees(&task.id));
        let open = open_with(&mut tx, account, id).await?;
        let purse = Purse::read(&mut tx, caller, today).await?;
        let mut choices = purse.choices();
        choices.retain(|choice| choice.payer.id != *id);
        Ok(Removal {
            in_flight: in_flight(&mut tx, id).await?,
            held,
            subscriptions: found.into_iter().map(|it| (it.id, it.name)).collect(),
            more: more || unseen,
            open_invoices: u32::try_from(open).unwrap_or_default(),
            choices,
            of,
        })
    }

    pub(super) async fn remove(
        &self,
        caller: &Caller,
        request: RemoveBillingAccount,
    ) -> Result<(), Failure> {
        may_change(caller)?;
        let work = Arc::new((Deed::new(self, caller), request));
        self.db
            .write(move |tx| {
                let work = Arc::clone(&work);
                Box::pin(async move { remove(tx, &work.0, &work.1).await })
            })
            .await
    }
}

/// Whether it pays what the caller may not see: nothing is decided for that here.
async fn held(
    tx: &mut Tx,
    caller: &Caller,
    (id, default): (&BillingAccountId, bool),
) -> Result<bool, Failure> {
    if sees_all(caller) {
        return Ok(false);
    }
    let unseen = beyond(tx, (&caller.account, id), &scope(caller)).await?;
    Ok(default || unseen > 0)
}

async fn remove(tx: &mut Tx, deed: &Deed, request: &RemoveBillingAccount) -> Result<(), Failure> {
    let (caller, id) = (&deed.caller, &request.billing_account);
    let today = deed.begin(tx).await?;
    let purse = Purse::read(tx, caller, today).await?;
    let known = purse.managed(id)?;
    require_fresh_proof(caller, deed.now)?;
    if held(tx, caller, (id, known.row.is_default)).await? {
        return Err(Fault::Forbidden.into());
    }
    if in_flight(tx, id).await? {
        return Err(Fault::Conflict.into());
    }
    let moved = hand_over(tx, (deed, &purse), request, known).await?;
    change::remove(tx, id).await?;
    let detail = detail(tx, &caller.account, id).await?;
    if let Some(detail) = detail.filter(|_| known.row.method.0 != Method::BankTransfer) {
        forget(tx, (&detail.gateway, &detail.token), deed.now).await?;
    }
    store::run::wake(tx, &caller.account).await?;
    let done = Done {
        action: "billing_account.removed",
        subject: format!("billing_account {id}"),
        detail: json!({ "instead": moved.0, "each": moved.1 }),
        change: PayerChanged::Removed,
        about: Some(known),
        mandate: None,
        given_to: None,
    };
    deed.end(tx, done).await
}

/// What takes the place, and for which subscriptions something else does.
type Moved = (
    Option<BillingAccountId>,
    BTreeMap<SubscriptionId, BillingAccountId>,
);

async fn hand_over(
    tx: &mut Tx,
    (deed, purse): (&Deed, &Purse<'_>),
    request: &RemoveBillingAccount,
    known: &Known,
) -> Result<Moved, Failure> {
    let (account, old) = (&deed.caller.account, known.id());
    let default = known.row.is_default;
    let found = tasks(tx, account, (old, default), i64::MAX).await?;
    let open = open_with(tx, account, old).await?;
    if request.instead.is_empty() {
        let needed = default || open > 0 || !found.is_empty();
        let required = Fault::field("instead", Problem::Required);
        return if needed {
            Err(required.into())
        } else {
            Ok(Moved::default())
        };
    }
    let (new, each) = named(tx, (deed, purse), request, old).await?;
    for (subscription, own) in &each {
        let task = found.iter().find(|task| task.id == *subscription);
        let task = task.filter(|task| deed.caller.sees(&task.id));
        one(tx, (deed, old), task.ok_or(Fault::NotFound)?, own).await?;
    }
    let all = Instead {
        account,
        old,
        new: &new,
        only: None,
    };
    instead(tx, all).await?;
    if default {
        change::set_default(tx, account, Some(&new)).await?;
    }
    Ok((Some(new), each))
}

/// Reads what was named to take the place: never the one that goes.
async fn named(
    tx: &mut Tx,
    (deed, purse): (&Deed, &Purse<'_>),
    request: &RemoveBillingAccount,
    old: &BillingAccountId,
) -> Result<(BillingAccountId, BTreeMap<SubscriptionId, BillingAccountId>), Failure> {
    let mut texts = request.each.values().chain([&request.instead]);
    let hand = deed
        .hand(tx, purse, texts.any(|text| text == BY_HAND))
        .await?;
    let named = |field, text: &str| {
        let new = purse.named(hand.as_ref(), (field, text))?;
        let other = Some(new).filter(|new| new != old);
        Ok::<_, Failure>(other.ok_or_else(|| Fault::field(field, Problem::Malformed))?)
    };
    let mut each = BTreeMap::new();
    for (subscription, text) in request.each.iter().filter(|(_, text)| !text.is_empty()) {
        each.insert(subscription.clone(), named("each", text)?);
    }
    Ok((named("instead", &request.instead)?, each))
}

/// What takes the place for one subscription.
async fn one(
    tx: &mut Tx,
    (deed, old): (&Deed, &BillingAccountId),
    task: &Task,
    new: &BillingAccountId,
) -> Result<(), Failure> {
    if task.by_default {
        assign(tx, &task.id, std::slice::from_ref(new)).await?;
    }
    let of = Instead {
        account: &deed.caller.account,
        old,
        new,
        only: Some(&task.id),
    };
    instead(tx, of).await?;
    Ok(())
}
