//! Credit that is bought: a checkout of one order that pays no invoice.

use std::sync::Arc;

use billing::checkout::{Funds, Plan, Unfit};
use model::caller::{Caller, Permission};
use model::currency::Currency;
use model::fault::{Fault, Problem};
use model::id::{BillingAccountId, CheckoutId};
use model::money::Money;
use model::payment::{FundsConfirmation, FundsQuote, FundsWish};
use model::time::Date;
use serde_json::json;
use store::Tx;
use store::account::read::{Frame, frame};

use super::confirm::{Confirmed, before, checkout, is_key, within_limit};
use super::enter::Entry;
use super::facts::{Own, minimum, policy};
use super::quote::{is_test, key};
use super::refused::few;
use super::till::{Gateways, Till};
use crate::desk::{require, require_for_one, require_proof};
use crate::failure::Failure;
use crate::payers::{Known, Payers};
use crate::session::secret;
use crate::zone::date_in;

impl Till {
    /// What credit would cost now: what is shown before it is confirmed.
    ///
    /// # Errors
    /// `Forbidden` without the rights to pay and to see credit, `NotFound` for a billing account
    /// that the caller may not have charged, and for a currency in which the account has none.
    pub async fn quote_funds(
        &self,
        caller: &Caller,
        wish: &FundsWish,
    ) -> Result<FundsQuote, Failure> {
        admitted(caller, wish)?;
        let mut tx = self.db.read().await?;
        let facts = Facts::load(&mut tx, caller, (self, wish)).await?;
        let newest = store::payment::newest(&mut tx, &caller.account).await?;
        drop(tx);
        let mut quote = facts.shown(caller, wish, &self.gateways);
        quote.key = key(caller, (wish, &quote.shown), newest.as_ref());
        Ok(quote)
    }

    /// Commits what a customer who buys credit confirms, or tells what became of it if it was
    /// confirmed before. No gateway is asked yet.
    ///
    /// # Errors
    /// Those of [`Self::confirm`]; `Invalid` on `amount` where it may not be bought.
    pub async fn add_funds(
        &self,
        caller: &Caller,
        confirmation: FundsConfirmation,
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

/// The rights to pay and to see credit; where a billing account is named that may be none of the
/// caller's business, the answer is the same as if there were no such thing.
fn admitted(caller: &Caller, wish: &FundsWish) -> Result<(), Failure> {
    for permission in [Permission::Pay, Permission::ViewCredit] {
        match wish.payer {
            Some(_) => require_for_one(caller, permission)?,
            None => require(caller, permission)?,
        }
    }
    require_proof(caller)
}

async fn commit(
    tx: &mut Tx,
    (till, caller): (&Till, &Caller),
    confirmation: &FundsConfirmation,
) -> Result<Confirmed, Failure> {
    let (key, now) = (confirmation.key.as_str(), till.clock.now());
    let digest = digest(confirmation);
    if let Some(before) = before(tx, caller, (key, &digest)).await? {
        return Ok(before);
    }
    let facts = Facts::load(tx, caller, (till, &confirmation.wish)).await?;
    let amount = facts.typed(&confirmation.wish)?;
    let required = || Fault::field("payer", Problem::Required);
    let payer = facts.payer(&confirmation.wish, &till.gateways);
    let payer = payer.ok_or_else(required)?;
    let plan = facts.plan(amount, (payer, &till.gateways))?;
    if plan.shown() != confirmation.shown {
        return Ok(Confirmed::Moved);
    }
    few(tx, (&caller.account, &plan), now).await?;
    let (zone, today) = (facts.frame.time_zone.as_str(), facts.today);
    within_limit(tx, caller, &plan, (zone, today)).await?;
    let id = till.ids.next(now, CheckoutId::make);
    let checkout = checkout(id, (caller, now), (key, digest));
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

/// The fingerprint of what is confirmed.
fn digest(of: &FundsConfirmation) -> String {
    let what = json!({ "funds": of.wish, "shown": of.shown });
    secret::digest(what.to_string().as_bytes())
}

/// What decides how credit is bought.
struct Facts {
    frame: Frame,
    today: Date,
    /// Those in which there is, or may be, credit; the account's own first.
    currencies: Vec<Currency>,
    funds: Funds,
    payers: Payers,
    own: Own,
}

impl Facts {
    async fn load(
        tx: &mut Tx,
        caller: &Caller,
        (till, wish): (&Till, &FundsWish),
    ) -> Result<Self, Failure> {
        let account = &caller.account;
        let frame = frame(tx, account).await?.ok_or(Fault::NotFound)?;
        let today = date_in(&frame.time_zone, till.clock.now());
        let positions = store::booking::positions(tx, &[account.as_str()]).await?;
        let mut currencies = vec![frame.currency];
        let others = positions.iter().map(|it| it.currency);
        currencies.extend(others.filter(|it| *it != frame.currency));
        let currency = wish.currency.unwrap_or(frame.currency);
        if !currencies.contains(&currency) {
            return Err(Fault::NotFound.into());
        }
        let own = positions.iter().find(|it| it.currency == currency);
        let balance = own.map_or(0, |it| it.credit_minor);
        let arriving = store::payment::arriving(tx, (account, currency)).await?;
        let policy = policy(tx, account).await?;
        let funds = Funds::of(&policy, currency, (balance, arriving));
        let facts = Self {
            payers: Payers::read(tx, account, today).await?,
            own: Own::of(tx, caller).await?,
            funds: if frame.closed_on.is_some() {
                funds.closed()
            } else {
                funds
            },
            frame,
            today,
            currencies,
        };
        // One that the caller may not have charged looks the same as one that is not there.
        let known =
            |id: &BillingAccountId| facts.payers.find(id).is_some_and(|it| facts.own.has(it));
        let there = wish.payer.iter().all(known);
        there.then_some(()).ok_or(Fault::NotFound)?;
        Ok(facts)
    }

    /// The billing accounts that the caller may choose.
    fn choices(&self, gateways: &Gateways) -> impl Iterator<Item = &Known> {
        let currency = self.funds.currency;
        let able = move |known: &&Known| {
            let only = std::slice::from_ref(known.id());
            let mut able = self.payers.able(only, (currency, self.today));
            able.next().is_some_and(|it| it.id() == known.id())
        };
        let takes = move |known: &&Known| minimum(known, currency, gateways).is_some();
        let own = |known: &&Known| self.own.has(known);
        self.payers.shown().filter(own).filter(takes).filter(able)
    }

    /// Who pays: as it is wished, else the default, else the first that can.
    fn payer(&self, wish: &FundsWish, gateways: &Gateways) -> Option<&Known> {
        let mut choices = self.choices(gateways);
        match &wish.payer {
            Some(payer) => choices.find(|it| it.id() == payer),
            // The default comes first.
            None => choices.next(),
        }
    }

    /// What was typed.
    fn typed(&self, wish: &FundsWish) -> Result<i64, Fault> {
        let problem = if wish.amount.trim().is_empty() {
            Problem::Required
        } else {
            Problem::Malformed
        };
        let amount = Money::typed(&wish.amount, self.funds.currency);
        let amount = amount.map_err(|_| Fault::field("amount", problem))?;
        Ok(amount.minor)
    }

    /// The checkout of an amount.
    fn plan(&self, amount: i64, (payer, gateways): (&Known, &Gateways)) -> Result<Plan, Fault> {
        let funds = self.funds_by(Some(payer), gateways);
        let plan = funds.plan(amount, payer.id()).map_err(|unfit| {
            let problem = match unfit {
                Unfit::Below(least) => Problem::TooLittle { least },
                Unfit::Above(most) => Problem::TooMuch { most },
            };
            Fault::field("amount", problem)
        })?;
        match payer.room(funds.currency) {
            Some(room) if amount > room => {
                let most = Money::new(room.max(0), funds.currency);
                Err(Fault::field("payer", Problem::TooMuch { most }))
            }
            Some(_) | None => Ok(plan),
        }
    }

    /// The limits by whoever pays.
    fn funds_by(&self, payer: Option<&Known>, gateways: &Gateways) -> Funds {
        let least = payer.and_then(|it| minimum(it, self.funds.currency, gateways));
        self.funds.by(least.map_or(0, |least| least.minor))
    }

    fn shown(&self, caller: &Caller, wish: &FundsWish, gateways: &Gateways) -> FundsQuote {
        let payer = self.payer(wish, gateways);
        let funds = self.funds_by(payer, gateways);
        let money = |minor| Money::new(minor, funds.currency);
        let view = |known: &Known| self.payers.view(known, caller, None);
        let amount = self.typed(wish);
        let plan = amount.and_then(|amount| match payer {
            Some(payer) => self.plan(amount, (payer, gateways)),
            None => Err(Fault::field("payer", Problem::Required)),
        });
        let wrong = plan.as_ref().err().cloned();
        let plan = plan.unwrap_or_default();
        let order = plan.orders.first();
        FundsQuote {
            balance: money(funds.balance),
            arriving: money(funds.arriving),
            least: money(funds.least),
            room: funds.room().map(money),
            cap: funds.cap.map(money),
            currencies: self.currencies.clone(),
            choices: self.choices(gateways).map(view).collect(),
            payer: payer.map(view),
            charge: order.map(|order| (money(order.bought), funds.after(order.bought))),
            wrong: wrong.filter(|_| !wish.amount.is_empty()),
            shown: plan.shown(),
            key: String::new(),
            test: order.is_some_and(|order| is_test(&self.payers, order, gateways)),
        }
    }
}
