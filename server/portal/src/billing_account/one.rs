//! One billing account: what is known of it, and what its owner changes.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::billing_account::{
    BillingAccountPage, BillingAccountView, ChangeBillingAccount, Charged, Holder,
};
use model::caller::{Caller, Permission};
use model::currency::Currency;
use model::fault::Fault;
use model::id::{BillingAccountId, PersonId};
use model::money::Money;
use model::time::Instant;
use serde_json::{Value, json};
use store::Tx;
use store::billing_account::detail::{self, Changed, Charge, charges, members};
use store::column::{As, Json};

use super::begin::holders;
use super::deed::{Deed, Done};
use super::purse::{Purse, fits, may_change};
use crate::desk::{Desk, require_fresh_proof, require_proof};
use crate::failure::Failure;
use crate::mail::PayerChanged;
use crate::payers::Known;
use crate::zone::date_in;

/// Charges that are shown.
const CHARGES: i64 = 25;

impl Desk {
    pub(super) async fn one(
        &self,
        caller: &Caller,
        id: &BillingAccountId,
    ) -> Result<BillingAccountPage, Failure> {
        authorise(caller)?;
        let of = self.managed(caller, id).await?;
        let (mut tx, frame, today) = self.open(caller).await?;
        let account = &caller.account;
        let detail = detail::detail(&mut tx, account, id).await?;
        let detail = detail.ok_or(Fault::NotFound)?;
        let purse = Purse::read(&mut tx, caller, today).await?;
        let known = purse.shown(id).ok_or(Fault::NotFound)?;
        let (owner, caps) = (known.row.owner_id.clone(), caps(known, frame.currency)?);
        let mut told = None;
        if caller.may(Permission::ViewInvoices) {
            let found = charges(&mut tx, account, id, CHARGES).await?.into_iter();
            told = Some(found.map(|it| charged(&it, &frame.time_zone)).collect());
        }
        let mut owners = holders(&mut tx, caller).await?;
        let all = members(&mut tx, account, Some(id)).await?;
        let others = all.into_iter().filter(|(As(person), ..)| *person != owner);
        let others: Vec<(Holder, bool)> = others.map(|it| holder(it, caller)).collect();
        if !owners.iter().any(|holder| holder.id == owner) {
            let name = of.owner.clone();
            let (id, you) = (owner.clone(), false);
            owners.push(Holder { id, name, you });
        }
        Ok(BillingAccountPage {
            of,
            today,
            address: detail.address.map(|Json(address)| address),
            mandate: detail.mandate.as_deref().and_then(reference),
            owner,
            owners,
            others,
            caps,
            charges: told,
        })
    }

    /// One that the caller may change, as the list has it.
    pub(super) async fn managed(
        &self,
        caller: &Caller,
        id: &BillingAccountId,
    ) -> Result<BillingAccountView, Failure> {
        let list = self.billing_accounts(caller).await?;
        let mine = |view: &BillingAccountView| view.payer.id == *id && view.manages;
        Ok(list
            .accounts
            .into_iter()
            .find(mine)
            .ok_or(Fault::NotFound)?)
    }

    pub(super) async fn change(
        &self,
        caller: &Caller,
        request: ChangeBillingAccount,
    ) -> Result<(), Failure> {
        authorise(caller)?;
        let work = Arc::new((Deed::new(self, caller), request));
        self.db
            .write(move |tx| {
                let work = Arc::clone(&work);
                Box::pin(async move { change(tx, &work.0, &work.1).await })
            })
            .await
    }
}

fn authorise(caller: &Caller) -> Result<(), Failure> {
    may_change(caller)?;
    require_proof(caller)
}

fn holder((As(id), name, shares): (As<PersonId>, String, bool), caller: &Caller) -> (Holder, bool) {
    let you = id == caller.person;
    (Holder { id, name, you }, shares)
}

/// The limit of each currency that has one, and of that of the account.
fn caps(known: &Known, usual: Currency) -> Result<Vec<(Currency, Option<Money>)>, Failure> {
    let caps = known.row.caps()?.into_iter().map(|(most, _)| most);
    let mut all: BTreeMap<Currency, Option<Money>> =
        caps.map(|most| (most.currency, Some(most))).collect();
    all.entry(usual).or_default();
    Ok(all.into_iter().collect())
}

fn charged(charge: &Charge, zone: &str) -> Charged {
    Charged {
        on: date_in(zone, Instant(charge.created_at)),
        amount: Money::new(charge.capture_minor, charge.currency),
        state: charge.state.0,
        invoices: charge.numbers(),
    }
}

/// The reference of a mandate.
fn reference(mandate: &str) -> Option<String> {
    let mandate: Value = serde_json::from_str(mandate).ok()?;
    Some(mandate.get("reference")?.as_str()?.to_owned())
}

async fn change(tx: &mut Tx, deed: &Deed, request: &ChangeBillingAccount) -> Result<(), Failure> {
    let (caller, id) = (&deed.caller, &request.billing_account);
    let today = deed.begin(tx).await?;
    let purse = Purse::read(tx, caller, today).await?;
    let known = purse.managed(id)?;
    let owner = owner(tx, deed, (request, &known.row.owner_id)).await?;
    let given = owner != known.row.owner_id;
    if given {
        require_fresh_proof(caller, deed.now)?;
    }
    let name = Some(request.name.trim()).filter(|name| !name.is_empty());
    fits(&request.name)?;
    let address = request.address()?.map(|it| json!(it).to_string());
    let caps = plain(request.caps()?);
    let cap = (!caps.is_empty()).then(|| json!(caps).to_string());
    let shared = shared(tx, deed, (request, &owner)).await?;
    let changed = Changed {
        name,
        owner: &owner,
        address: address.as_deref(),
        monthly_cap: cap.as_deref(),
        shared: &shared,
    };
    detail::change(tx, id, &changed).await?;
    store::run::wake(tx, &caller.account).await?;
    let before = json!({ "name": known.row.name, "owner": known.row.owner_id });
    let after = json!({ "name": name, "owner": owner, "shared": shared, "monthly_cap": caps });
    let done = Done {
        action: "billing_account.changed",
        subject: format!("billing_account {id}"),
        detail: json!({ "before": before, "after": after }),
        change: if given {
            PayerChanged::Owner
        } else {
            PayerChanged::Changed
        },
        about: Some(known),
        mandate: None,
        given_to: given.then(|| owner.clone()),
    };
    deed.end(tx, done).await
}

/// As they are stored: in major units.
fn plain(caps: BTreeMap<Currency, Money>) -> BTreeMap<Currency, String> {
    let caps = caps.into_iter();
    caps.map(|(currency, most)| (currency, most.plain()))
        .collect()
}

/// Whose it is from now on.
async fn owner(
    tx: &mut Tx,
    deed: &Deed,
    (request, old): (&ChangeBillingAccount, &PersonId),
) -> Result<PersonId, Failure> {
    if request.owner.is_empty() || request.owner == old.as_str() {
        return Ok(old.clone());
    }
    let holders = holders(tx, &deed.caller).await?;
    let found = holders
        .into_iter()
        .find(|it| it.id.as_str() == request.owner);
    Ok(found.ok_or(Fault::NotFound)?.id)
}

/// Who else may use it: members of the account.
async fn shared(
    tx: &mut Tx,
    deed: &Deed,
    (request, owner): (&ChangeBillingAccount, &PersonId),
) -> Result<Vec<PersonId>, Failure> {
    let all = members(tx, &deed.caller.account, None).await?;
    let all: Vec<PersonId> = all.into_iter().map(|(As(id), ..)| id).collect();
    let named = request.shared.keys();
    if !named.clone().all(|person| all.contains(person)) {
        return Err(Fault::NotFound.into());
    }
    Ok(named.filter(|person| *person != owner).cloned().collect())
}
