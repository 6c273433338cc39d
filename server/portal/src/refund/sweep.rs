use std::sync::Arc;

use billing::ledger::{Apart, Book};
use billing::policy::{Policy, Surplus};
use model::id::{PaymentId, RefundId};
use model::money::Money;
use model::time::Instant;
use store::column::As;
use store::payment::{self, Order, Refund};
use store::{Tx, account};

use super::facts::Open;
use super::make::{Going, act, make};
use crate::booking::{Clerk, Stamp, flush, granted, load_one};
use crate::checkout::Till;
use crate::failure::Failure;
use crate::ids::Ids;
use crate::zone::date_in;

/// How many payments are looked at in one go.
const BATCH: i64 = 32;

impl Till {
    /// Gives back what came twice or beyond what was open: to where it came from, or as credit
    /// where the seller's policy says so. How many refunds were asked for.
    ///
    /// # Errors
    /// The store's.
    pub async fn give_back(&self) -> Result<usize, Failure> {
        let (mut asked, mut after) = (0, String::new());
        loop {
            let mut tx = self.db.read().await?;
            let payments = payment::to_give_back(&mut tx, (&after, BATCH)).await?;
            drop(tx);
            let Some(As(last)) = payments.last() else {
                return Ok(asked);
            };
            after = last.to_string();
            for As(id) in &payments {
                // What one payment meets holds up no other.
                match self.decide_back(id).await {
                    Ok(decided) => {
                        asked += decided.len();
                        self.send_back(&decided).await;
                    }
                    Err(failure) => drop(failure.told("give_back")),
                }
            }
        }
    }

    async fn decide_back(&self, id: &PaymentId) -> Result<Vec<RefundId>, Failure> {
        let (id, ids, now) = (id.clone(), Arc::clone(&self.ids), self.clock.now());
        self.db
            .write(move |tx| {
                let (id, ids) = (id.clone(), Arc::clone(&ids));
                Box::pin(async move { decide(tx, (&ids, now), &id).await })
            })
            .await
    }
}

async fn decide(
    tx: &mut Tx,
    (ids, now): (&Ids, Instant),
    id: &PaymentId,
) -> Result<Vec<RefundId>, Failure> {
    let Some(order) = payment::one(tx, id).await? else {
        return Ok(Vec::new());
    };
    account::lock(tx, &order.account_id).await?;
    let mut open = Open::load(tx, &order).await?;
    open.apart.retain(|it| it.invoice_id.is_some());
    let policy = payment::policy_of(tx, &order.account_id).await?;
    let policy = policy.unwrap_or_default();
    let policy: Policy = serde_json::from_str(&policy).map_err(Failure::internal)?;
    if policy.surplus == Surplus::Credit {
        grant(tx, (ids, now), (&order, &open)).await?;
        return Ok(Vec::new());
    }
    let refunds = send_apart((ids, now), &order, &mut open)?;
    write(tx, &refunds, ("run", now)).await
}

/// Refunds over all that stands on `unapplied`, as far as captures hold it: those that came beside
/// the order's own first.
pub(crate) fn send_apart(
    at: (&Ids, Instant),
    order: &Order,
    open: &mut Open,
) -> Result<Vec<Refund>, Failure> {
    let mut refunds = Vec::new();
    for it in std::mem::take(&mut open.apart) {
        for (capture, minor) in open.take((it.currency, it.amount_minor), true) {
            let going = Going {
                order,
                capture,
                amount: Money::new(minor, it.currency),
                book: &Book::Unapplied,
                invoice: it.invoice_id.as_ref().map(|As(id)| id),
                lot: None,
            };
            refunds.push(make(at, going)?);
        }
    }
    Ok(refunds)
}

/// Writes refunds, and says which they are.
pub(crate) async fn write(
    tx: &mut Tx,
    refunds: &[Refund],
    (actor, now): (&str, Instant),
) -> Result<Vec<RefundId>, Failure> {
    payment::add_refunds(tx, refunds).await?;
    let acts = refunds
        .iter()
        .map(|it| act(it, ("refund.decided", actor), now));
    let acts: Vec<_> = acts.collect();
    store::audit::append(tx, &acts, crate::chain::link).await?;
    Ok(refunds.iter().map(|it| it.id.clone()).collect())
}

/// Makes credit of what stands on `unapplied`.
async fn grant(
    tx: &mut Tx,
    (ids, now): (&Ids, Instant),
    (order, open): (&Order, &Open),
) -> Result<(), Failure> {
    let frame = account::read::frame(tx, &order.account_id).await?;
    let zone = frame.map(|frame| frame.time_zone).unwrap_or_default();
    let stamp = Stamp {
        at: now,
        on: date_in(&zone, now),
        reference: String::new(),
    };
    let mut book = load_one(tx, Clerk { ids, now }, &order.account_id, &[]).await?;
    let mut acts = Vec::new();
    for it in &open.apart {
        let apart = Apart {
            payment: order.id.as_str(),
            invoice: it.invoice_id.as_ref().map(|As(id)| id),
            amount: Money::new(it.amount_minor, it.currency),
        };
        let lot = book.apart_granted(&apart, &stamp)?;
        acts.push(granted(&order.account_id, &lot, ("run", now)));
    }
    flush(tx, vec![book]).await?;
    Ok(store::audit::append(tx, &acts, crate::chain::link).await?)
}
