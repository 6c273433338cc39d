use billing::checkout::{look_after, may_go, may_turn};
use billing::ledger::{Apart, Book, Payment};
use gateway::payment::RefundOutcome;
use model::id::{InvoiceId, LotId, RefundId};
use model::money::Money;
use model::refund::RefundState;
use model::time::Instant;
use store::column::{As, Word};
use store::payment::Refund;
use store::{Tx, account};

use super::late::late;
use super::make::act;
use super::word::tell as tell_of;
use crate::booking::{AccountBook, BookingError, Clerk, Stamp, flush, load_one, unhold};
use crate::checkout::Known;
use crate::failure::Failure;
use crate::ids::Ids;
use crate::zone::today_of;

/// Records what is known of a refund, in the account's transaction; the same again does nothing.
/// What has ended stays as it ended, unless the gateway takes its last word back: `ended` is how it
/// had ended when the gateway was asked. An answer to a question that is older than the end says
/// nothing of it.
pub(crate) async fn record(
    tx: &mut Tx,
    (ids, now): (&Ids, Instant),
    (id, ended): (&RefundId, Option<RefundState>),
    known: &Known<RefundOutcome>,
) -> Result<RefundState, Failure> {
    let missing = || Failure::internal(format!("there is no refund {id}"));
    let found = store::payment::one_refund(tx, id).await?;
    let account = found.ok_or_else(missing)?.account_id;
    account::lock(tx, &account).await?;
    let refund = store::payment::one_refund(tx, id).await?;
    let refund = refund.ok_or_else(missing)?;
    let (from, to) = (refund.state.0, aim(&refund, known));
    if from.is_final() {
        if ended == Some(from) && may_turn(from, to) {
            late(tx, (ids, now), &refund, to).await?;
        }
        return Ok(from);
    }
    if from != to && !may_go(from, to) {
        return Ok(from);
    }
    let mut next = refund.clone();
    next.state = Word(to);
    tell(&mut next, known);
    next.next_look_at = (!to.is_final()).then(|| now.plus_seconds(look_after(refund.looks)).0);
    next.ended_at = to.is_final().then_some(now.0);
    if to.is_final() {
        next.lot_id = end(tx, (ids, now), &refund, to).await?.or(next.lot_id);
        let acts = [act(&next, ("refund.ended", "gateway"), now)];
        store::audit::append(tx, &acts, crate::chain::link).await?;
    }
    store::payment::change_refund(tx, &next).await?;
    if to == RefundState::Failed {
        let became = next.lot_id.as_ref().map_or("stands apart", |_| "is credit");
        let code = next.code.as_deref().unwrap_or_default();
        let what = format!("could not go back ({code}), and {became}");
        tell_of(tx, &next, &what, now).await?;
        crate::withdrawal::failed(tx, (ids, now), &next).await?;
    }
    Ok(to)
}

/// The state that what is known leads to. Another amount than was asked is no success: somebody
/// has to look at it.
fn aim(refund: &Refund, known: &Known<RefundOutcome>) -> RefundState {
    let asked = Money::new(refund.amount_minor, refund.currency);
    match known {
        Known::Told(RefundOutcome::Succeeded(refunded)) if refunded.amount == asked => {
            RefundState::Succeeded
        }
        Known::Told(RefundOutcome::Succeeded(_)) => {
            tracing::error!(refund = %refund.id, "something else went back than was asked");
            RefundState::Unknown
        }
        Known::Told(RefundOutcome::Processing { .. }) => RefundState::Processing,
        Known::Told(RefundOutcome::Failed { .. }) => RefundState::Failed,
        Known::Nothing if refund.state.0 == RefundState::Submitted => RefundState::Unknown,
        Known::Nothing | Known::NotSent => refund.state.0,
    }
}

/// Notes on a refund what its gateway said.
fn tell(refund: &mut Refund, known: &Known<RefundOutcome>) {
    let Known::Told(outcome) = known else { return };
    let reference = match outcome {
        RefundOutcome::Succeeded(refunded) => Some(&refunded.reference),
        RefundOutcome::Processing { reference } => Some(reference),
        RefundOutcome::Failed { reference, .. } => reference.as_ref(),
    };
    if let Some(reference) = reference {
        refund.reference = Some(reference.clone());
    }
    if let RefundOutcome::Failed { code, .. } = outcome {
        refund.code = Some(code.clone());
    }
}

/// Ends a refund in the books: what is gone leaves, what a credit note gave back and cannot be
/// sent becomes credit, and other money stays where it stood.
async fn end(
    tx: &mut Tx,
    (ids, now): (&Ids, Instant),
    refund: &Refund,
    to: RefundState,
) -> Result<Option<As<LotId>>, Failure> {
    let stamp = Stamp {
        at: now,
        on: today_of(tx, &refund.account_id, now).await?,
        reference: format!("refund:{}", refund.id),
    };
    let invoice = refund.invoice_id.as_ref().map(|As(id)| id);
    let invoices: Vec<&str> = invoice.iter().map(|id| id.as_str()).collect();
    let clerk = Clerk { ids, now };
    let mut book = load_one(tx, clerk, &refund.account_id, &invoices).await?;
    // What was set aside of a lot is either gone or free again.
    if refund.lot_id.is_some() {
        unhold(tx, &mut book, refund.id.as_str()).await?;
    }
    let mut became = None;
    if to == RefundState::Succeeded {
        gone(&mut book, refund, &stamp)?;
    } else if let Some(invoice) = invoice.filter(|_| stands_on(refund, &Book::RefundPayable)) {
        let lot = become_credit(&mut book, (refund, invoice), &stamp)?;
        let granted = crate::booking::granted(&refund.account_id, &lot, ("gateway", now));
        store::audit::append(tx, &[granted], crate::chain::link).await?;
        became = Some(As(lot));
    }
    flush(tx, vec![book]).await?;
    Ok(became)
}

/// What a credit note had put on `refund payable` and cannot be sent becomes credit.
pub(super) fn become_credit(
    book: &mut AccountBook<'_>,
    (refund, invoice): (&Refund, &InvoiceId),
    stamp: &Stamp,
) -> Result<LotId, BookingError> {
    let amount = Money::new(refund.amount_minor, refund.currency);
    let note = format!("refund {} failed", refund.id);
    let payment = Some(refund.payment_id.as_str());
    book.grant_back(invoice, (amount, &note, payment), stamp)
}

pub(super) fn stands_on(refund: &Refund, book: &Book) -> bool {
    refund.book == book.to_string()
}

pub(super) fn gone(
    book: &mut AccountBook<'_>,
    refund: &Refund,
    stamp: &Stamp,
) -> Result<(), Failure> {
    let amount = Money::new(refund.amount_minor, refund.currency);
    let (from, payment) = (Book::cash(&refund.gateway), refund.payment_id.as_str());
    if let Some(As(lot)) = &refund.lot_id {
        return Ok(book.lot_gone((lot, payment), (&from, amount), stamp)?);
    }
    let invoice = refund.invoice_id.as_ref().map(|As(id)| id);
    if stands_on(refund, &Book::Unapplied) {
        let apart = Apart {
            payment,
            invoice,
            amount,
        };
        return Ok(book.apart_gone(&apart, &from, stamp)?);
    }
    let invoice = invoice.ok_or_else(|| Failure::internal("a refund without invoice"))?;
    let payment = Payment {
        invoice,
        from: &from,
        payment: Some(payment),
        amount,
        open: amount,
    };
    Ok(book.payable_gone(&payment, stamp)?)
}
