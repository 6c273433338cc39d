use billing::checkout::{WAITS_SECONDS, look_after, may_become};
use billing::ledger::Book;
use gateway::payment::{Capture, Captured, Outcome};
use model::id::PaymentId;
use model::money::Money;
use model::payment::OrderState;
use model::time::{Date, Instant};
use serde_json::json;
use store::audit::Act;
use store::booking::Lot;
use store::column::{As, Word};
use store::payment::{Allocation, Order};
use store::{StoreError, Tx, account};

use super::known::Known;
use super::paid;
use super::receipt;
use super::refused;
use super::stray::{apart, stray};
use crate::booking::{AccountBook, Clerk, Ending, flush, load_one, unhold};
use crate::failure::Failure;
use crate::ids::Ids;
use crate::zone::date_in;

/// Records what is known of an order, in the account's transaction. What has ended stays as it
/// ended; the same again does nothing.
pub(super) async fn record(
    tx: &mut Tx,
    (ids, now): (&Ids, Instant),
    id: &PaymentId,
    known: &Known<Outcome>,
) -> Result<OrderState, Failure> {
    let missing = || Failure::internal(format!("there is no order {id}"));
    let found = store::payment::one(tx, id).await?;
    let account = found.ok_or_else(missing)?.account_id;
    account::lock(tx, &account).await?;
    let order = store::payment::one(tx, id).await?.ok_or_else(missing)?;
    let from = order.state.0;
    let to = aim(&order, known);
    if from.is_final() {
        if let Known::Told(Outcome::Succeeded(captured)) = known {
            stray(tx, (ids, now), &order, captured).await?;
        }
        return Ok(from);
    }
    if from != to && !may_become(from, to) {
        return Ok(from);
    }
    let frame = account::read::frame(tx, &account)
        .await?
        .ok_or_else(missing)?;
    let mut next = order.clone();
    next.state = Word(to);
    tell(&mut next, known);
    next.next_look_at = (!to.is_final()).then(|| next_look(&order, to, now).0);
    next.ended_at = to.is_final().then_some(now.0);
    if to.is_final() {
        let zone = &frame.time_zone;
        next.quarantined = end(tx, (ids, now, zone), &order, known).await?;
        ended(tx, &next, known, now).await?;
    }
    store::payment::change(tx, &next).await?;
    if to == OrderState::Succeeded && !next.quarantined {
        receipt::issue(tx, (ids, now), &next).await?;
    }
    Ok(to)
}

/// What follows when an order has ended.
async fn ended(
    tx: &mut Tx,
    order: &Order,
    known: &Known<Outcome>,
    now: Instant,
) -> Result<(), Failure> {
    store::run::unpark(tx, &[order.id.as_str()]).await?;
    let used = order.credit_minor > 0 && order.state.0 == OrderState::Succeeded;
    if used && !by_run(order) {
        store::credit::top_up::used(tx, &order.account_id).await?;
    }
    if let (true, Known::Told(Outcome::Succeeded(captured))) = (order.quarantined, known) {
        let what = "was captured, which is not what was asked: it settles nothing";
        apart(tx, order, (captured.amount, what), now).await?;
    }
    store::run::wake(tx, &order.account_id).await?;
    Ok(store::audit::append(tx, &[act(order, now)], crate::chain::link).await?)
}

/// Whether the run has begun it: it looks at what is low by itself, after all that is due.
fn by_run(order: &Order) -> bool {
    let request = order.request.as_deref().unwrap_or_default();
    serde_json::from_str::<Capture>(request).is_ok_and(|it| !it.present)
}

/// When the gateway is asked next: what waits for the customer not after it lapses.
fn next_look(order: &Order, to: OrderState, now: Instant) -> Instant {
    let usual = now.plus_seconds(look_after(order.looks));
    let lapses = Instant(order.created_at)
        .plus_seconds(WAITS_SECONDS)
        .max(now);
    match to {
        OrderState::RequiresAction => usual.min(lapses),
        _ => usual,
    }
}

/// The state that what is known leads to.
fn aim(order: &Order, known: &Known<Outcome>) -> OrderState {
    match known {
        Known::Told(Outcome::Succeeded(_)) => OrderState::Succeeded,
        Known::Told(Outcome::RequiresAction { .. }) => OrderState::RequiresAction,
        Known::Told(Outcome::Processing { .. }) => OrderState::Processing,
        Known::Told(Outcome::Declined { .. }) => OrderState::Declined,
        Known::Told(Outcome::Cancelled { .. }) => OrderState::Cancelled,
        Known::Nothing if order.state.0 == OrderState::Submitted => OrderState::Unknown,
        Known::Nothing | Known::NotSent => order.state.0,
    }
}

/// Notes on an order what its gateway said.
fn tell(order: &mut Order, known: &Known<Outcome>) {
    let Known::Told(outcome) = known else { return };
    if let Some(reference) = outcome.reference() {
        order.reference = Some(reference.to_owned());
    }
    order.action = match outcome {
        Outcome::RequiresAction { action, .. } => Some(json!(action).to_string()),
        _ => None,
    };
    if let Outcome::Declined { decline, .. } = outcome {
        order.decline = Some(decline.code.clone());
    }
}

/// Ends an order in the books; whether something else was captured than was asked.
async fn end(
    tx: &mut Tx,
    (ids, now, zone): (&Ids, Instant, &str),
    order: &Order,
    known: &Known<Outcome>,
) -> Result<bool, Failure> {
    let parts = store::payment::parts(tx, &order.id).await?;
    let invoices: Vec<&str> = parts.iter().map(|part| part.invoice_id.as_str()).collect();
    let clerk = Clerk { ids, now };
    let mut book = load_one(tx, clerk, &order.account_id, &invoices).await?;
    let takes = unhold(tx, &mut book, order.id.as_str()).await?;
    let mut apart = false;
    match known {
        Known::Told(Outcome::Succeeded(captured)) => {
            let day = captured_on(order, captured, (now, zone));
            let ending = ending(order, &parts, (now, day))?;
            apart = captured.amount != Money::new(order.capture_minor, order.currency);
            if apart {
                quarantine(&mut book, order, captured, &ending)?;
            } else {
                book.pay_order(&ending, takes)?;
                granted(tx, order, (book.lots(), now)).await?;
                paid::queue(tx, (ids, now), order, (&parts, day)).await?;
            }
        }
        Known::Told(Outcome::Declined { decline, .. }) => {
            refused::count(tx, order, now).await?;
            let charged = order.billing_account_id.as_ref().zip(order.token());
            if let Some((As(payer), token)) = charged.filter(|_| decline.hard) {
                store::payment::failing(tx, (payer, &token)).await?;
            }
        }
        Known::Told(_) | Known::Nothing | Known::NotSent => {}
    }
    for invoice in parts.iter().map(|part| &part.invoice_id) {
        book.fly(invoice, false)?;
    }
    flush(tx, vec![book]).await?;
    Ok(apart)
}

/// What the audit trail says of the credit that was bought.
async fn granted(
    tx: &mut Tx,
    order: &Order,
    (lots, now): (&[Lot], Instant),
) -> Result<(), StoreError> {
    let payment = order.id.as_str();
    let lot = lots
        .iter()
        .find(|lot| lot.payment.as_deref() == Some(payment));
    let act = lot.map(|lot| Act {
        action: "credit.granted".to_owned(),
        subject: format!("credit {}", lot.id),
        detail: json!({ "origin": lot.origin.as_str(), "payment": payment }).to_string(),
        ..act(order, now)
    });
    store::audit::append(tx, act.as_slice(), crate::chain::link).await
}

/// The day on which money is booked: that of the capture, whenever it became known, but not before
/// the order nor after today.
pub(super) fn captured_on(
    order: &Order,
    captured: &Captured,
    (now, zone): (Instant, &str),
) -> Date {
    let at = captured.at.max(Instant(order.created_at)).min(now);
    date_in(zone, at)
}

fn ending<'a>(
    order: &'a Order,
    parts: &'a [Allocation],
    (at, on): (Instant, Date),
) -> Result<Ending<'a>, Failure> {
    let payer = order
        .billing_account_id
        .as_ref()
        .zip(order.gateway.as_ref());
    let (As(payer), gateway) = payer.ok_or_else(|| Failure::internal("an order without payer"))?;
    Ok(Ending {
        id: &order.id,
        parts,
        captured: Some((Book::cash(gateway), payer)),
        bought: Money::new(order.bought_minor, order.currency),
        on,
        at,
    })
}

fn quarantine(
    book: &mut AccountBook<'_>,
    order: &Order,
    captured: &Captured,
    ending: &Ending<'_>,
) -> Result<(), Failure> {
    tracing::error!(payment = %order.id, "something else was captured than was asked");
    if let Some((from, _)) = &ending.captured {
        let stamp = ending.stamp(0, "apart");
        book.set_apart(from, (&order.id, None), captured.amount, &stamp)?;
    }
    Ok(())
}

pub(super) fn act(order: &Order, now: Instant) -> Act {
    let detail = json!({
        "state": order.state.0.as_str(),
        "currency": order.currency.code(),
        "amount": Money::new(order.capture_minor, order.currency).plain(),
        "credit": Money::new(order.credit_minor, order.currency).plain(),
        "decline": order.decline,
        "quarantined": order.quarantined,
    });
    Act {
        scope: order.account_id.to_string(),
        at: now,
        actor: "gateway".to_owned(),
        address: String::new(),
        action: "payment.ended".to_owned(),
        subject: format!("payment {}", order.id),
        detail: detail.to_string(),
    }
}
