use std::sync::Arc;

use billing::checkout::{Left, Plan};
use model::caller::Caller;
use model::fault::{Fault, Problem};
use model::id::{CheckoutId, PersonId};
use model::money::Money;
use model::payment::Confirmation;
use model::time::{Date, Instant};
use serde_json::json;
use store::column::As;
use store::payment::{Checkout, limit, spent};
use store::{Tx, account};

use super::enter::Entry;
use super::facts::{Facts, admitted};
use super::refused::few;
use super::till::Till;
use crate::failure::Failure;
use crate::session::secret;
use crate::zone::{begin_of, date_in};

/// What became of a confirmation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Confirmed {
    /// It is committed, and to be sent.
    Done(CheckoutId),
    /// It had been committed before.
    Before(CheckoutId),
    /// The figures have moved since the page was shown: nothing was done.
    Moved,
}

impl Till {
    /// Commits what a customer confirms, or tells what became of it if it was confirmed before. No
    /// gateway is asked yet.
    ///
    /// # Errors
    /// `Conflict` when the key was used for something else; `Invalid` by field: `payer` where
    /// something would be left to be paid by hand, `limit` above the member's spending limit,
    /// `amount` where the part of an invoice may not be paid, `tries` after too many refusals
    /// within an hour.
    pub async fn confirm(
        &self,
        caller: &Caller,
        confirmation: Confirmation,
    ) -> Result<Confirmed, Failure> {
        admitted(caller, &confirmation.wish)?;
        is_key(&confirmation.key)?;
        let of = Arc::new((self.clone(), caller.clone(), confirmation));
        self.db
            .write(move |tx| {
                let of = Arc::clone(&of);
                Box::pin(async move { commit(tx, (&of.0, &of.1), &of.2).await })
            })
            .await
    }
}

/// That a key is one.
///
/// # Errors
/// `Invalid` on `key` otherwise.
pub(crate) fn is_key(key: &str) -> Result<(), Fault> {
    let malformed = || Fault::field("key", Problem::Malformed);
    is_uuid(key).then_some(()).ok_or_else(malformed)
}

/// A UUID in its usual form (RFC 9562, section 4).
fn is_uuid(text: &str) -> bool {
    let fits = |(at, byte): (usize, u8)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte),
    };
    text.len() == 36 && text.bytes().enumerate().all(fits)
}

/// The fingerprint of what is confirmed.
fn digest(of: &Confirmation) -> String {
    let what = json!({
        "invoices": of.wish.invoices,
        "payer": of.wish.payer,
        "credit": of.wish.credit,
        "amount": of.wish.amount,
        "shown": of.shown,
    });
    secret::digest(what.to_string().as_bytes())
}

async fn commit(
    tx: &mut Tx,
    (till, caller): (&Till, &Caller),
    confirmation: &Confirmation,
) -> Result<Confirmed, Failure> {
    let (account, now) = (&caller.account, till.clock.now());
    let what = (confirmation.key.as_str(), digest(confirmation));
    if let Some(before) = before(tx, caller, (what.0, &what.1)).await? {
        return Ok(before);
    }
    let frame = account::read::frame(tx, account).await?;
    let zone = frame.ok_or(Fault::NotFound)?.time_zone;
    let today = date_in(&zone, now);
    let mut facts = Facts::load(tx, caller, today).await?;
    if confirmation.wish.amount.is_some() {
        facts.ask_for_parts(tx, caller).await?;
    }
    facts.know(tx, caller, &confirmation.wish).await?;
    let plan = facts.plan(&confirmation.wish, &till.gateways)?;
    if plan.shown() != confirmation.shown || plan.orders.is_empty() {
        return Ok(Confirmed::Moved);
    }
    if plan.left.iter().any(|(_, _, why)| *why == Left::ByHand) {
        return Err(Fault::field("payer", Problem::Required).into());
    }
    few(tx, (account, &plan), now).await?;
    within_limit(tx, caller, &plan, (&zone, today)).await?;
    let id = till.ids.next(now, CheckoutId::make);
    let checkout = checkout(id, (caller, now), what);
    let entry = Entry {
        ids: &till.ids,
        gateways: &till.gateways,
        payers: &facts.payers,
        checkout: &checkout,
        today,
        at: now,
    };
    entry.write(tx, &plan).await?;
    Ok(Confirmed::Done(checkout.id))
}

/// Locks the account, and tells what became of a key if it was confirmed before.
///
/// # Errors
/// `Conflict` when it was used for something else.
pub(super) async fn before(
    tx: &mut Tx,
    caller: &Caller,
    (key, digest): (&str, &str),
) -> Result<Option<Confirmed>, Failure> {
    if !account::lock(tx, &caller.account).await? {
        return Err(Fault::NotFound.into());
    }
    let known = store::payment::by_key(tx, &caller.account, key).await?;
    let Some(known) = known else { return Ok(None) };
    let same = known.digest == digest;
    let done = same.then_some(Some(Confirmed::Before(known.id)));
    Ok(done.ok_or(Fault::Conflict)?)
}

pub(super) fn checkout(
    id: CheckoutId,
    (caller, now): (&Caller, Instant),
    (key, digest): (&str, String),
) -> Checkout {
    Checkout {
        id,
        account_id: caller.account.clone(),
        key: key.to_owned(),
        digest,
        person_id: Some(As(caller.person.clone())),
        created_at: now.0,
    }
}

/// A member pays no more in a calendar month of the account's zone than may be.
pub(super) async fn within_limit(
    tx: &mut Tx,
    caller: &Caller,
    plan: &Plan,
    (zone, today): (&str, Date),
) -> Result<(), Failure> {
    let who: (_, &PersonId) = (&caller.account, &caller.person);
    let Some(limits) = limit(tx, who).await? else {
        return Ok(());
    };
    let (year, month, _) = today.parts();
    let first = Date::new(year, month, 1).unwrap_or(today);
    let spent = spent(tx, who, begin_of(zone, first)).await?;
    for order in plan.orders.iter().filter(|order| order.captured() > 0) {
        let most = limits.get(&order.currency);
        let most = most.map_or(Ok(Money::zero(order.currency)), |most| {
            Money::parse(most, order.currency)
        });
        let most = most
            .map_err(|error| store::StoreError::unreadable("membership.spending_limit", error))?;
        let same = plan
            .orders
            .iter()
            .filter(|it| it.currency == order.currency);
        let now: i64 = same.map(billing::checkout::Order::captured).sum();
        let before = spent.iter().find(|(As(it), _)| *it == order.currency);
        if before.map_or(0, |(_, minor)| *minor).saturating_add(now) > most.minor {
            return Err(Fault::field("limit", Problem::OverLimit).into());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_uuid() {
        assert!(is_uuid("0190d5c2-7a3b-7c11-8f00-4d2b6a0e9f10"));
        for text in [
            "",
            "0190d5c2-7a3b-7c11-8f00-4d2b6a0e9f1",
            "0190D5C2-7a3b-7c11-8f00-4d2b6a0e9f10",
            "0190d5c27a3b-7c11-8f00-4d2b6a0e9f10-",
        ] {
            assert!(!is_uuid(text), "{text}");
        }
    }
}
