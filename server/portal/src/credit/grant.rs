//! Credit that the provider grants.

use std::sync::Arc;

use model::credit::Origin;
use model::currency::Currency;
use model::id::{AccountId, LotId};
use model::money::Money;
use model::time::{Date, Instant};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::audit::Act;
use store::booking::Lot;
use store::{Tx, account, transfer};

use crate::booking::{Clerk, Stamp, flush, load_one};
use crate::desk::Desk;
use crate::ids::Ids;
use crate::parked::{Action, Denied};
use crate::provider::{self, Asks};
use crate::transfer::amount;
use crate::zone::date_in;

/// What is granted.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// To whom (`ref`, or its own id).
    pub account: String,
    /// How much, in major units.
    pub amount: String,
    /// The currency.
    pub currency: Currency,
    /// What it is: a promotion, a refund, or what a downgrade gives back.
    pub origin: Origin,
    /// The last good day of a promotion; others do not expire.
    #[serde(default)]
    pub expires_on: Option<Date>,
    /// What the customer reads beside it.
    #[serde(default)]
    pub note: String,
}

/// What was granted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Granted {
    /// The lot.
    pub id: LotId,
    /// To whom (`ref`).
    pub account: String,
    /// How much, in major units.
    pub amount: String,
    /// The currency.
    pub currency: Currency,
}

impl Desk {
    /// Grants credit. The same request again, by its own key, is answered as it was.
    ///
    /// # Errors
    /// When there is no such account, or what is granted does not fit.
    pub async fn grant_credit(&self, grant: Grant, action: Action) -> Result<Granted, Denied> {
        let of = Arc::new((grant, action, Arc::clone(&self.reception.ids)));
        let now = self.clock.now();
        self.db
            .write(move |tx| {
                let of = Arc::clone(&of);
                Box::pin(async move { give(tx, (&of.2, now), &of.0, &of.1).await })
            })
            .await
    }
}

async fn give(
    tx: &mut Tx,
    (ids, now): (&Ids, Instant),
    grant: &Grant,
    action: &Action,
) -> Result<Granted, Denied> {
    let found = transfer::account(tx, &grant.account).await?;
    let (owner, zone) = found.ok_or(Denied::Unfit("account: there is no such account"))?;
    let owner = owner.0;
    account::lock(tx, &owner).await?;
    let asks = Asks::new("credit.given", "credits", json!(grant));
    if let Some(before) = provider::before(tx, action, &asks).await? {
        return Ok(before);
    }
    let on = date_in(&zone, now);
    fits(grant, on)?;
    let amount = amount(&grant.amount, grant.currency)?;
    let id = ids.next(now, LotId::make);
    let stamp = Stamp {
        at: now,
        on,
        reference: format!("grant:{id}"),
    };
    let mut book = load_one(tx, Clerk { ids, now }, &owner, &[]).await?;
    book.grant(lot(&id, &owner, (grant, amount), on), None, &stamp)?;
    flush(tx, vec![book]).await?;
    store::run::wake(tx, &owner).await?;
    let act = act(&id, &owner, (grant, action), now);
    store::audit::append(tx, &[act], crate::chain::link).await?;
    let frame = account::read::frame(tx, &owner).await?;
    let granted = Granted {
        id,
        account: frame.map(|frame| frame.number).unwrap_or_default(),
        amount: amount.plain(),
        currency: grant.currency,
    };
    provider::after(tx, action, (&asks, Some(&owner)), &granted, now).await?;
    Ok(granted)
}

fn fits(grant: &Grant, today: Date) -> Result<(), Denied> {
    match grant.origin {
        Origin::Promotion | Origin::Refund | Origin::Downgrade => {}
        Origin::PaidIn => {
            let why = "origin: money that was paid in comes as a payment";
            return Err(Denied::Unfit(why));
        }
        Origin::Affiliate => {
            let why = "origin: commission comes from what affiliates earn";
            return Err(Denied::Unfit(why));
        }
    }
    match grant.expires_on {
        Some(_) if grant.origin != Origin::Promotion => {
            Err(Denied::Unfit("expires_on: only a promotion may expire"))
        }
        Some(last) if last < today => Err(Denied::Unfit("expires_on: has passed")),
        Some(_) | None => Ok(()),
    }
}

fn lot(id: &LotId, owner: &AccountId, (grant, amount): (&Grant, Money), on: Date) -> Lot {
    Lot {
        reference: id.to_string(),
        id: id.clone(),
        account: owner.clone(),
        origin: grant.origin,
        amount,
        remaining: 0,
        held: 0,
        granted_on: on,
        expires_on: grant.expires_on,
        note: grant.note.trim().to_owned(),
        payment: None,
    }
}

fn act(id: &LotId, owner: &AccountId, (grant, action): (&Grant, &Action), now: Instant) -> Act {
    let detail = json!({
        "origin": grant.origin.as_str(),
        "amount": grant.amount,
        "currency": grant.currency.code(),
        "expires_on": grant.expires_on.map(|day| day.to_string()),
    });
    Act {
        scope: owner.to_string(),
        at: now,
        actor: action.actor.clone(),
        address: String::new(),
        action: "credit.granted".to_owned(),
        subject: format!("credit {id}"),
        detail: detail.to_string(),
    }
}
