use billing::checkout::{look_after, may_go};
use billing::ledger::{Apart, Book, Payment};
use gateway::payment::RefundOutcome;
use model::id::RefundId;
use model::money::Money;
use model::refund::RefundState;
use model::time::Instant;
use store::column::{As, Word};
use store::payment::Refund;
use store::{Tx, account};

use super::make::act;
use crate::booking::{AccountBook, Clerk, Stamp, flush, load_one};
use crate::checkout::Known;
use crate::failure::Failure;
use crate::ids::Ids;
use crate::zone::date_in;

/// Records what is known of a refund, in the account's transaction. What has ended stays as it
/// ended; the same again does nothing.
pub(crate) async fn record(
    tx: &mut Tx,
    (ids, now): (&Ids, Instant),
    id: &RefundId,
    known: &Known<RefundOutcome>,
) -> Result<RefundState, Failure> {
    let missing = || Failure::internal(format!("there is no refund {id}"));
    let found = store::payment::one_refund(tx, id).await?;
    let account = found.ok_or_else(missing)?.account_id;
    account::lock(tx, &account).await?;
    let refund = store::payment::one_refund(tx, id).await?;
    let refund = refund.ok_or_else(missing)?;
    let (from, to) = (refund.state.0, aim(&refund, known));
    if from.is_final() || (from != to && !may_go(from, to)) {
        return Ok(from);
    }
    let mut next = refund.clone();
    next.state = Word(to);
    tell(&mut next, known);
    next.next_look_at = (!to.is_final()).then(|| now.plus_seconds(look_after(refund.looks)).0);
    next.ended_at = to.is_final().then_some(now.0);
    if to.is_final() {
        end(tx, (ids, now), &refund, to).await?;
        let acts = [act(&next, ("refund.ended", "gateway"), now)];
        store::audit::append(tx, &acts, crate::chain::link).await?;
    }
    store::payment::change_refund(tx, &next).await?;
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
) -> Result<(), Failure> {
    let frame = account::read::frame(tx, &refund.account_id).await?;
    let zone = frame.map(|frame| frame.time_zone).unwrap_or_default();
    let stamp = Stamp {
        at: now,
        on: date_in(&zone, now),
        reference: format!("refund:{}", refund.id),
    };
    let invoice = refund.invoice_id.as_ref().map(|As(id)| id);
    let invoices: Vec<&str> = invoice.iter().map(|id| id.as_str()).collect();
    let clerk = Clerk { ids, now };
    let mut book = load_one(tx, clerk, &refund.account_id, &invoices).await?;
    if to == RefundState::Succeeded {
        gone(&mut book, refund, &stamp)?;
    } else if let Some(invoice) = invoice.filter(|_| stands_on(refund, &Book::RefundPayable)) {
        let amount = Money::new(refund.amount_minor, refund.currency);
        let note = format!("refund {} failed", refund.id);
        let lot = book.grant_back(invoice, (amount, &note), &stamp)?;
        let granted = crate::booking::granted(&refund.account_id, &lot, ("gateway", now));
        store::audit::append(tx, &[granted], crate::chain::link).await?;
    }
    Ok(flush(tx, vec![book]).await?)
}

fn stands_on(refund: &Refund, book: &Book) -> bool {
    refund.book == book.to_string()
}

fn gone(book: &mut AccountBook<'_>, refund: &Refund, stamp: &Stamp) -> Result<(), Failure> {
    let amount = Money::new(refund.amount_minor, refund.currency);
    let (from, payment) = (Book::cash(&refund.gateway), refund.payment_id.as_str());
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
