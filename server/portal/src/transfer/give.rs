//! Money that settles nothing goes back, as the provider says.

use std::sync::Arc;

use billing::ledger;
use model::fault::Fault;
use model::id::RefundId;
use model::money::Money;
use model::time::Instant;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::payment::Order;
use store::transfer::{self, Transfer};
use store::{Tx, account};

use super::apart::{By, Held};
use super::settle::bank;
use super::tell::amount;
use crate::booking::{Clerk, Stamp, flush, load_one, of_nobody};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::ids::Ids;
use crate::parked::{Action, Denied};
use crate::provider::{self, Asks};
use crate::refund::{Open, send_apart, write};
use crate::zone::today_of;

/// How much goes back.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Return {
    /// In major units; all that stands there if absent.
    #[serde(default)]
    pub amount: Option<String>,
}

/// What goes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gone {
    /// How much, in major units.
    pub amount: String,
    /// What goes to where it was taken. None of a transfer: the provider has sent that himself.
    pub refunds: Vec<RefundId>,
}

impl Desk {
    /// Gives money back that stands on `unapplied`: what was captured to where it was taken; of a
    /// transfer it is booked that the provider has sent it back.
    ///
    /// # Errors
    /// When nothing of that id stands there, or less.
    pub async fn return_unapplied(
        &self,
        id: &str,
        asked: Return,
        action: Action,
    ) -> Result<Gone, Denied> {
        self.give(id, (asked, false), action).await
    }

    /// Gives back what was captured instead of what was asked.
    ///
    /// # Errors
    /// When nothing of that id is in quarantine.
    pub async fn return_quarantined(
        &self,
        id: &str,
        asked: Return,
        action: Action,
    ) -> Result<Gone, Denied> {
        self.give(id, (asked, true), action).await
    }

    async fn give(
        &self,
        id: &str,
        (asked, quarantine): (Return, bool),
        action: Action,
    ) -> Result<Gone, Denied> {
        let name = if quarantine {
            "quarantine.returned"
        } else {
            "unapplied.returned"
        };
        let asks = Asks::new(name, id, json!(asked));
        let of = Arc::new((id.to_owned(), (asked, quarantine), asks, action));
        let (ids, now) = (Arc::clone(&self.reception.ids), self.clock.now());
        let done = self.db.write(move |tx| {
            let (of, ids) = (Arc::clone(&of), Arc::clone(&ids));
            Box::pin(async move { give(tx, (&ids, now), (&of.0, &of.1), (&of.2, &of.3)).await })
        });
        let gone: Gone = done.await?;
        self.till.send_back(&gone.refunds).await;
        Ok(gone)
    }
}

async fn give(
    tx: &mut Tx,
    at: (&Ids, Instant),
    (id, (asked, quarantine)): (&str, &(Return, bool)),
    (asks, action): (&Asks, &Action),
) -> Result<Gone, Denied> {
    let known = Held::find(tx, id).await?;
    lock(tx, &known).await?;
    if let Some(before) = provider::before(tx, action, asks).await? {
        return Ok(before);
    }
    let mut held = Held::find(tx, id).await?;
    if held.account() != known.account() {
        // It became somebody's meanwhile, whose row is not locked.
        return Err(Failure::from(Fault::Conflict).into());
    }
    if *quarantine && !held.quarantined() {
        return Err(Denied::Unknown);
    }
    held.load(tx).await?;
    let wanted = wanted(&held, asked)?;
    let refunds = match &held.by {
        By::Transfer(it) => {
            sent(tx, at, (it, wanted)).await?;
            Vec::new()
        }
        By::Order(order) => sending(tx, at, (order, wanted), &action.actor).await?,
    };
    let gone = Gone {
        amount: wanted.plain(),
        refunds,
    };
    provider::after(tx, action, (asks, held.account()), &gone, at.1).await?;
    Ok(gone)
}

/// Takes the row under which it may be decided: the account's, or of what is nobody's its own.
async fn lock(tx: &mut Tx, held: &Held) -> Result<(), Failure> {
    match (held.account(), &held.by) {
        (Some(account), _) => drop(account::lock(tx, account).await?),
        (None, By::Transfer(it)) => drop(transfer::lock(tx, &it.id).await?),
        (None, By::Order(_)) => {}
    }
    Ok(())
}

fn wanted(held: &Held, asked: &Return) -> Result<Money, Denied> {
    let all = held.sum();
    if all.minor == 0 {
        return Err(Denied::Unknown);
    }
    let Some(text) = &asked.amount else {
        return Ok(all);
    };
    let wanted = amount(text, all.currency)?;
    if wanted.minor > all.minor {
        return Err(Denied::Useless("The amount is more than stands there"));
    }
    Ok(wanted)
}

/// Books that the provider has sent it back.
async fn sent(
    tx: &mut Tx,
    (ids, now): (&Ids, Instant),
    (it, amount): (&Transfer, Money),
) -> Result<(), Failure> {
    let apart = ledger::Apart {
        payment: it.id.as_str(),
        invoice: None,
        amount,
    };
    let clerk = Clerk { ids, now };
    let stamp = |on| Stamp {
        at: now,
        on,
        reference: format!("returned:{}", ids.next(now, RefundId::make)),
    };
    let Some(account) = it.account_id.as_ref().map(|id| &id.0) else {
        let posting = ledger::apart_refunded(&apart, &bank()).map_err(Failure::internal)?;
        let made = of_nobody(clerk, &posting, &stamp(now.utc_date()));
        return Ok(store::booking::add_transactions(tx, &[made]).await?);
    };
    let on = today_of(tx, account, now).await?;
    let mut book = load_one(tx, clerk, account, &[]).await?;
    book.apart_gone(&apart, &bank(), &stamp(on))?;
    Ok(flush(tx, vec![book]).await?)
}

/// Decides to send it to where it was taken.
async fn sending(
    tx: &mut Tx,
    at: (&Ids, Instant),
    (order, wanted): (&Order, Money),
    actor: &str,
) -> Result<Vec<RefundId>, Denied> {
    let mut open = Open::load(tx, order).await?;
    open.apart.retain(|it| it.currency == wanted.currency);
    let mut left = wanted.minor;
    for it in &mut open.apart {
        it.amount_minor = it.amount_minor.min(left);
        left -= it.amount_minor;
    }
    open.apart.retain(|it| it.amount_minor > 0);
    let refunds = send_apart(at, order, &mut open)?;
    let sum: i64 = refunds.iter().map(|it| it.amount_minor).sum();
    if sum < wanted.minor {
        let why = "It cannot go back from here: give it back at the payment provider";
        return Err(Denied::Useless(why));
    }
    Ok(write(tx, &refunds, (actor, at.1)).await?)
}
