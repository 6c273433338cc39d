//! A payment method is saved: the billing account is made, or the card behind one is replaced.

use std::sync::Arc;

use gateway::payment::{SavedMethod, SetUpOutcome};
use model::billing_account::{FinishSetUp, Method};
use model::caller::{Caller, Permission};
use model::fault::{Fault, Problem};
use model::id::{BillingAccountId, PersonId, SetUpId, SubscriptionId};
use serde_json::json;
use store::billing_account::assign::{assign, assign_invoices, open_of};
use store::billing_account::{change, detail, set_up};
use store::column::As;
use store::import::{BillingAccount, add_billing_accounts};
use store::subscription::list::{Ask, one};
use store::{StoreError, Tx};

use super::begin::{finished, holders};
use super::deed::{Deed, Done};
use super::purse::{Purse, fits, may_change, sees_all};
use super::saved::{bank, mandate, stored};
use crate::desk::{Desk, require_for_one, require_fresh_proof, scope};
use crate::failure::Failure;
use crate::mail::PayerChanged;
use crate::session::limit;

/// Seconds after which the gateway is asked whether what was saved is verified.
pub(super) const LOOK: i64 = 60;

/// What is finished.
struct Work {
    deed: Deed,
    id: SetUpId,
    request: FinishSetUp,
    /// What the gateway has saved, and whether it is verified; nothing for transfers.
    saved: Option<(SavedMethod, bool)>,
}

impl Desk {
    pub(super) async fn finish(
        &self,
        caller: &Caller,
        id: SetUpId,
        request: FinishSetUp,
    ) -> Result<BillingAccountId, Failure> {
        may_change(caller)?;
        let mut tx = self.db.read().await?;
        let row = set_up::one(&mut tx, (&caller.account, &caller.person), &id).await?;
        drop(tx);
        let row = row.ok_or(Fault::NotFound)?;
        if let Some(done) = finished(&row, self.clock.now())? {
            return Ok(done.clone());
        }
        // Before a proof is asked for: that leads away, and back.
        self.keep_typed(&id, &request).await?;
        require_fresh_proof(caller, self.clock.now())?;
        request.address()?;
        fits(&request.name)?;
        let saved = self.ask_saved(&row).await?;
        let work = Arc::new(Work {
            deed: Deed::new(self, caller),
            id,
            request,
            saved,
        });
        self.db
            .write(move |tx| {
                let work = Arc::clone(&work);
                Box::pin(async move { finish(tx, &work).await })
            })
            .await
    }

    /// Keeps what was typed: whoever is led away to a bank finds it again.
    async fn keep_typed(&self, id: &SetUpId, request: &FinishSetUp) -> Result<(), Failure> {
        let kept = Arc::new((id.clone(), json!(request).to_string()));
        let kept: Result<(), StoreError> = self
            .db
            .write(move |tx| {
                let kept = Arc::clone(&kept);
                Box::pin(async move { set_up::typed(tx, &kept.0, &kept.1).await })
            })
            .await;
        Ok(kept?)
    }

    /// What the gateway has saved: what the browser says is not believed.
    async fn ask_saved(&self, row: &set_up::SetUp) -> Result<Option<(SavedMethod, bool)>, Failure> {
        if row.method.0 == Method::BankTransfer {
            return Ok(None);
        }
        let gateway = self.till.gateways.named(&row.gateway);
        let (Some(gateway), Some(reference)) = (gateway, &row.reference) else {
            return Err(Fault::Unavailable.into());
        };
        let outcome = gateway.saved(reference).await;
        let (saved, verified) = match outcome.map_err(Failure::unavailable)? {
            SetUpOutcome::Saved(saved) => (saved, true),
            SetUpOutcome::Verifying(saved) => (saved, false),
            SetUpOutcome::Waiting | SetUpOutcome::RequiresAction(_) => {
                return Err(Fault::field("entry", Problem::Required).into());
            }
            SetUpOutcome::Declined(_) | SetUpOutcome::Cancelled => {
                return Err(Fault::Declined.into());
            }
        };
        if let Some(print) = &saved.fingerprint {
            let limits = [limit::fingerprint(print)];
            if let Some(minutes) = limit::admit(self, &limits).await? {
                return Err(Fault::field("entry", Problem::TooMany { minutes }).into());
            }
        }
        Ok(Some((saved, verified)))
    }
}

async fn finish(tx: &mut Tx, work: &Work) -> Result<BillingAccountId, Failure> {
    let (deed, caller) = (&work.deed, &work.deed.caller);
    let today = deed.begin(tx).await?;
    let row = set_up::one(tx, (&caller.account, &caller.person), &work.id).await?;
    let row = row.ok_or(Fault::NotFound)?;
    let purse = Purse::read(tx, caller, today).await?;
    if let Some(done) = finished(&row, deed.now)? {
        return Ok(done.clone());
    }
    let before = row.billing_account_id.as_ref().map(|As(id)| id);
    let saved = work.saved.as_ref();
    let id = match before {
        Some(id) => replace(tx, (work, &purse), id).await?,
        None => add(tx, (work, &purse), &row).await?,
    };
    let verified = saved.is_none_or(|(_, verified)| *verified);
    let outcome = if verified { "saved" } else { "verifying" };
    let look = (!verified).then(|| deed.now.plus_seconds(LOOK));
    set_up::end(tx, &work.id, (outcome, Some(&id)), look).await?;
    let print = saved.and_then(|(saved, _)| saved.fingerprint.as_deref());
    store::payment::print(tx, &id, print).await?;
    store::run::wake(tx, &caller.account).await?;
    // Read once more: it is told as it is now.
    let purse = Purse::read(tx, caller, today).await?;
    let (action, change) = match before {
        Some(_) => ("billing_account.replaced", PayerChanged::Replaced),
        None => ("billing_account.added", PayerChanged::Added),
    };
    let pays: Vec<&SubscriptionId> = work.request.pays.keys().collect();
    let done = Done {
        action,
        subject: format!("billing_account {id}"),
        detail: json!({ "set_up": work.id, "pays": pays, "default": work.request.default }),
        change,
        about: purse.shown(&id),
        mandate: saved.and_then(|(saved, _)| mandate(&saved.data)),
        given_to: None,
    };
    deed.end(tx, done).await?;
    Ok(id)
}

/// Puts what was saved behind the billing account; its gateway forgets what was there.
async fn replace(
    tx: &mut Tx,
    (work, purse): (&Work, &Purse<'_>),
    id: &BillingAccountId,
) -> Result<BillingAccountId, Failure> {
    let (deed, account) = (&work.deed, &work.deed.caller.account);
    purse.managed(id)?;
    let old = detail::detail(tx, account, id).await?;
    let (Some(old), Some((saved, verified))) = (old, &work.saved) else {
        return Err(Fault::NotFound.into());
    };
    let today = deed.now.utc_date();
    set_up::outdate(tx, id).await?;
    detail::replace(tx, id, &stored(saved, *verified, today)).await?;
    if old.token != saved.token {
        set_up::forget(tx, (&old.gateway, &old.token), deed.now).await?;
    }
    Ok(id.clone())
}

async fn add(
    tx: &mut Tx,
    (work, purse): (&Work, &Purse<'_>),
    row: &set_up::SetUp,
) -> Result<BillingAccountId, Failure> {
    let (deed, request) = (&work.deed, &work.request);
    let owner = owner(tx, deed, request).await?;
    let id = deed.ids.next(deed.now, BillingAccountId::make);
    if row.method.0 == Method::BankTransfer && purse.hand().is_some() {
        return Err(Fault::Conflict.into());
    }
    let default = request.default == "on";
    if default && !sees_all(&deed.caller) {
        return Err(Fault::Forbidden.into());
    }
    if default {
        change::set_default(tx, &deed.caller.account, None).await?;
    }
    let made = made(work, row, (&id, &owner));
    add_billing_accounts(tx, &[made?]).await?;
    if default {
        change::set_default(tx, &deed.caller.account, Some(&id)).await?;
    }
    for subscription in request.pays.keys() {
        pay(tx, (work, purse), subscription, &id).await?;
    }
    Ok(id)
}

/// Whose it will be.
async fn owner(tx: &mut Tx, deed: &Deed, request: &FinishSetUp) -> Result<PersonId, Failure> {
    if request.owner.is_empty() {
        return Ok(deed.caller.person.clone());
    }
    let holders = holders(tx, &deed.caller).await?;
    let found = holders
        .into_iter()
        .find(|it| it.id.as_str() == request.owner);
    Ok(found.ok_or(Fault::NotFound)?.id)
}

fn made(
    work: &Work,
    row: &set_up::SetUp,
    (id, owner): (&BillingAccountId, &PersonId),
) -> Result<BillingAccount, Failure> {
    let (deed, request) = (&work.deed, &work.request);
    let today = deed.now.utc_date();
    let saved = work.saved.as_ref();
    let typed = Some(request.name.trim().to_owned()).filter(|name| !name.is_empty());
    let name = typed.or_else(|| saved.and_then(|(saved, _)| bank(&saved.data)));
    let saved = saved.map(|(saved, verified)| stored(saved, *verified, today));
    let saved = saved.unwrap_or_else(|| detail::Saved {
        token: row.gateway.clone(),
        status: "active".to_owned(),
        ..detail::Saved::default()
    });
    Ok(BillingAccount {
        id: id.to_string(),
        reference: id.to_string(),
        account_id: deed.caller.account.to_string(),
        owner_id: owner.to_string(),
        method: row.method.0.as_str().to_owned(),
        gateway: row.gateway.clone(),
        token: saved.token,
        customer_token: saved.customer,
        brand: saved.brand,
        last4: saved.last4,
        expires: saved.expires,
        iban_masked: saved.iban_masked,
        name,
        address: request.address()?.map(|address| json!(address).to_string()),
        is_default: false,
        monthly_cap: None,
        mandate: saved.mandate,
        status: saved.status,
        first_used_on: None,
    })
}

/// Puts it first for a subscription, and for its open invoices that are not in flight.
async fn pay(
    tx: &mut Tx,
    (work, purse): (&Work, &Purse<'_>),
    subscription: &SubscriptionId,
    id: &BillingAccountId,
) -> Result<(), Failure> {
    let caller = &work.deed.caller;
    require_for_one(caller, Permission::ViewSubscriptions)?;
    let ask = Ask {
        account: &caller.account,
        scope: &scope(caller),
        today: work.deed.now.utc_date(),
    };
    let row = one(tx, ask, subscription).await?;
    let row = row.filter(|row| !row.status.0.ended());
    let mut list = row.ok_or(Fault::NotFound)?.payers()?;
    list.retain(|old| purse.shown(old).is_some());
    list.insert(0, id.clone());
    assign(tx, subscription, &list).await?;
    let open = open_of(tx, &caller.account, subscription).await?;
    let mut ids = Vec::new();
    for invoice in &open {
        if work.request.along == "on" || invoice.others()?.is_empty() {
            ids.push(invoice.id.as_str());
        }
    }
    Ok(assign_invoices(tx, &ids, &list).await?)
}
