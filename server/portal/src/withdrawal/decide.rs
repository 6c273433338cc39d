//! A withdrawal is decided in one transaction; only then a gateway is asked.

use std::sync::Arc;

use billing::iban::is_iban;
use billing::top_up::MOST_DECLINES;
use billing::withdrawal::Part;
use model::caller::Caller;
use model::fault::{Fault, FieldErrors, Problem};
use model::id::{RefundId, WithdrawalId};
use model::money::Money;
use model::time::Instant;
use model::withdrawal::{TransferState, WithdrawalRequest};
use serde_json::json;
use store::column::Word;
use store::credit::top_up;
use store::credit::withdrawal::{self, Withdrawal};
use store::run::Parked;
use store::{Tx, account};

use super::facts::Facts;
use super::tell::tell;
use crate::booking::{Clerk, flush, load_one};
use crate::checkout::{Till, is_key};
use crate::failure::Failure;
use crate::mail::WithdrawnHow;
use crate::refund::{send_lot, write};
use crate::session::secret;
use crate::session::trail::{Deed, note};

/// The longest name of a bank account's holder (EPC rulebooks of credit transfers).
const HOLDER: u32 = 70;

impl Till {
    /// Commits what a customer withdraws, or says which withdrawal it was if it was confirmed
    /// before, and the refunds that are to be sent ([`Till::send_back`]).
    ///
    /// # Errors
    /// `Conflict` when the key was used for something else, or the figures have moved; `Invalid` by
    /// field; `Forbidden` where the provider pays no credit out.
    pub async fn withdraw(
        &self,
        caller: &Caller,
        request: WithdrawalRequest,
    ) -> Result<(WithdrawalId, Vec<RefundId>), Failure> {
        is_key(&request.key)?;
        let of = Arc::new((self.clone(), caller.clone(), request));
        self.db
            .write(move |tx| {
                let of = Arc::clone(&of);
                Box::pin(async move { commit(tx, (&of.0, &of.1), &of.2).await })
            })
            .await
    }
}

async fn commit(
    tx: &mut Tx,
    (till, caller): (&Till, &Caller),
    request: &WithdrawalRequest,
) -> Result<(WithdrawalId, Vec<RefundId>), Failure> {
    if !account::lock(tx, &caller.account).await? {
        return Err(Fault::NotFound.into());
    }
    let digest = digest(request);
    if let Some(before) = withdrawal::by_key(tx, (&caller.account, &request.key)).await? {
        return if before.digest == digest {
            Ok((before.id, Vec::new()))
        } else {
            Err(Fault::Conflict.into())
        };
    }
    let mut facts = Facts::load(tx, caller, (till, &request.wish)).await?;
    let amount = facts.amount(&request.wish)?;
    let plan = facts.plan(amount);
    if Facts::shown(&plan) != request.shown {
        return Err(Fault::Conflict.into());
    }
    let deciding = Deciding {
        till,
        caller,
        now: till.clock.now(),
        row: row((till, caller), (request, digest), (&facts, &plan))?,
    };
    let refunds = deciding.write(tx, (&mut facts, &plan)).await?;
    Ok((deciding.row.id, refunds))
}

/// The fingerprint of what is confirmed.
fn digest(of: &WithdrawalRequest) -> String {
    let what = json!({
        "withdraw": of.wish.amount,
        "currency": of.wish.currency,
        "shown": of.shown,
        "holder": of.holder,
        "iban": of.iban,
    });
    secret::digest(what.to_string().as_bytes())
}

/// The withdrawal of a plan.
fn row(
    (till, caller): (&Till, &Caller),
    (request, digest): (&WithdrawalRequest, String),
    (facts, plan): (&Facts, &[Part]),
) -> Result<Withdrawal, Fault> {
    let transferred = plan.iter().filter(|part| part.payment.is_none());
    let transferred: i64 = transferred.map(|part| part.minor).sum();
    let (holder, iban) = bank(request, transferred > 0)?.unzip();
    let now = till.clock.now();
    let waits = transferred > 0;
    Ok(Withdrawal {
        id: till.ids.next(now, WithdrawalId::make),
        account_id: caller.account.clone(),
        person_id: caller.person.clone(),
        key: request.key.clone(),
        digest,
        currency: facts.currency,
        amount_minor: plan.iter().map(|part| part.minor).sum(),
        transfer_minor: transferred,
        holder,
        iban,
        state: Word(if waits {
            TransferState::Waiting
        } else {
            TransferState::Refunded
        }),
        reference: None,
        note: None,
        created_at: now.0,
        ended_at: (!waits).then_some(now.0),
    })
}

/// The bank account of a transfer: its holder and number. What was typed without need is left out.
fn bank(request: &WithdrawalRequest, needed: bool) -> Result<Option<(String, String)>, Fault> {
    if !needed {
        return Ok(None);
    }
    let holder = match request.holder.trim() {
        "" => Err(Problem::Required),
        long if long.chars().count() > HOLDER as usize => Err(Problem::TooLong { most: HOLDER }),
        holder => Ok(holder.to_owned()),
    };
    let iban: String = request.iban.split_whitespace().collect();
    let iban = match iban.to_uppercase() {
        none if none.is_empty() => Err(Problem::Required),
        iban if is_iban(&iban) => Ok(iban),
        _ => Err(Problem::Malformed),
    };
    let mut errors = FieldErrors::default();
    let (holder, iban) = (errors.take("holder", holder), errors.take("iban", iban));
    errors.none()?;
    Ok(holder.zip(iban))
}

/// A withdrawal that is decided under the account's lock.
struct Deciding<'a> {
    till: &'a Till,
    caller: &'a Caller,
    now: Instant,
    row: Withdrawal,
}

impl Deciding<'_> {
    async fn write(
        &self,
        tx: &mut Tx,
        (facts, plan): (&mut Facts, &[Part]),
    ) -> Result<Vec<RefundId>, Failure> {
        let (account, person) = (&self.caller.account, self.caller.person.as_str());
        let (ids, now) = (&*self.till.ids, self.now);
        let mut book = load_one(tx, Clerk { ids, now }, account, &[]).await?;
        let mut refunds = Vec::new();
        for part in plan {
            let amount = Money::new(part.minor, facts.currency);
            let Some(payment) = &part.payment else {
                book.keep_aside(self.row.id.as_str(), (&part.lot, amount));
                continue;
            };
            let brought = facts.brought.get_mut(payment);
            let (order, open) = brought.ok_or_else(|| Failure::internal("no such payment"))?;
            let of = (&mut book, &part.lot, amount);
            refunds.extend(send_lot((ids, now), (order, open), of)?);
        }
        flush(tx, vec![book]).await?;
        let sent = write(tx, &refunds, (person, now)).await?;
        withdrawal::add(tx, &self.row).await?;
        withdrawal::add_refunds(tx, &self.row.id, &sent).await?;
        // What goes out is not to come in again by itself.
        top_up::pause(tx, account, MOST_DECLINES).await?;
        self.park(tx).await?;
        self.note(tx).await?;
        let how = (WithdrawnHow::Asked, self.row.amount_minor);
        tell(tx, (ids, now), &self.row, how).await?;
        store::run::wake(tx, account).await?;
        Ok(sent)
    }

    /// Tells the provider of a transfer that is to be sent.
    async fn park(&self, tx: &mut Tx) -> Result<(), Failure> {
        let row = &self.row;
        if row.transfer_minor == 0 {
            return Ok(());
        }
        let amount = Money::new(row.transfer_minor, row.currency).plain();
        let parked = Parked {
            account: row.account_id.clone(),
            subject: row.id.to_string(),
            cause: format!(
                "{amount} {} of credit is withdrawn: transfer it, and approve",
                row.currency.code()
            ),
            planned_on: self.now.utc_date(),
            at: self.now,
        };
        Ok(store::run::park(tx, &[parked]).await?)
    }

    async fn note(&self, tx: &mut Tx) -> Result<(), Failure> {
        let row = &self.row;
        let plain = |minor| Money::new(minor, row.currency).plain();
        let deed = Deed {
            at: self.now,
            actor: row.person_id.to_string(),
            address: String::new(),
            action: "credit.withdrawn",
            subject: format!("withdrawal {}", row.id),
            detail: json!({
                "amount": plain(row.amount_minor),
                "transfer": plain(row.transfer_minor),
                "currency": row.currency.code(),
                "iban": row.iban.as_deref().map(super::view::masked),
            }),
        };
        Ok(note(tx, std::slice::from_ref(&row.account_id), &deed).await?)
    }
}
