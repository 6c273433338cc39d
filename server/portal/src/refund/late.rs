//! Last words on refunds that gateways take back.

use billing::ledger::{Apart, Book};
use model::id::InvoiceId;
use model::money::Money;
use model::refund::RefundState;
use model::time::Instant;
use store::booking::lots_by_id;
use store::column::{As, Word};
use store::payment::{self, Refund};
use store::{StoreError, Tx};

use super::make::act;
use super::record::{become_credit, gone, stands_on};
use super::word::tell;
use crate::booking::{AccountBook, BookingError, Clerk, Stamp, flush, granted, load_one};
use crate::failure::Failure;
use crate::ids::Ids;
use crate::zone::today_of;

/// Books that what had gone back is here again, or that what could not go back is gone after all;
/// the provider is told. The account is locked.
pub(super) async fn late(
    tx: &mut Tx,
    (ids, now): (&Ids, Instant),
    refund: &Refund,
    to: RefundState,
) -> Result<(), Failure> {
    tracing::error!(refund = %refund.id, to = to.as_str(), "a last word on a refund was none");
    let stamp = Stamp {
        at: now,
        on: today_of(tx, &refund.account_id, now).await?,
        reference: format!("refund:{}:{}", refund.id, to.as_str()),
    };
    let invoice = refund.invoice_id.as_ref().map(|As(id)| id);
    let invoices: Vec<&str> = invoice.iter().map(|id| id.as_str()).collect();
    let clerk = Clerk { ids, now };
    let mut book = load_one(tx, clerk, &refund.account_id, &invoices).await?;
    let mut next = refund.clone();
    next.state = Word(to);
    next.ended_at = Some(now.0);
    let lots: Vec<&str> = refund.lot_id.iter().map(|As(id)| id.as_str()).collect();
    for lot in lots_by_id(tx, &lots).await? {
        book.know(lot);
    }
    let mut acts = vec![act(&next, ("refund.ended_otherwise", "gateway"), now)];
    let cause = if to == RefundState::Succeeded {
        went(tx, &mut book, (refund, invoice), &stamp).await?
    } else {
        if let Some(lot) = came_back(&mut book, (refund, invoice), &stamp)? {
            acts.push(granted(&refund.account_id, &lot, ("gateway", now)));
            next.lot_id = Some(As(lot));
        }
        "had gone back, and is here again".to_owned()
    };
    flush(tx, vec![book]).await?;
    payment::change_refund(tx, &next).await?;
    store::audit::append(tx, &acts, crate::chain::link).await?;
    Ok(tell(tx, &next, &cause, now).await?)
}

/// The money is here again: it stands where it stood, or is credit of the customer's.
fn came_back(
    book: &mut AccountBook<'_>,
    (refund, invoice): (&Refund, Option<&InvoiceId>),
    stamp: &Stamp,
) -> Result<Option<model::id::LotId>, BookingError> {
    let amount = Money::new(refund.amount_minor, refund.currency);
    let from = Book::cash(&refund.gateway);
    let payment = refund.payment_id.as_str();
    // Of which it was set aside, not into which it was put because it could not go.
    let lot = refund.lot_id.as_ref();
    if let Some(As(lot)) = lot.filter(|_| stands_on(refund, &Book::Credit)) {
        book.lot_came_back((lot, payment), (&from, amount), stamp)?;
        return Ok(None);
    }
    if stands_on(refund, &Book::Unapplied) {
        let apart = Apart {
            payment,
            invoice,
            amount,
        };
        book.apart_came_back(&apart, &from, stamp)?;
        return Ok(None);
    }
    let invoice = invoice.ok_or(BookingError::Missing)?;
    book.payable_came_back((invoice, payment), (&from, amount), stamp)?;
    Ok(Some(become_credit(book, (refund, invoice), stamp)?))
}

/// The money is gone after all: from where it stands by now, as far as it is there.
async fn went(
    tx: &mut Tx,
    book: &mut AccountBook<'_>,
    (refund, invoice): (&Refund, Option<&InvoiceId>),
    stamp: &Stamp,
) -> Result<String, Failure> {
    let from = Book::cash(&refund.gateway);
    let there = there(tx, book, (refund, invoice)).await?;
    let part = there.min(refund.amount_minor).max(0);
    let lost = Money::new(refund.amount_minor - part, refund.currency);
    if part > 0 {
        let part = Refund {
            amount_minor: part,
            ..refund.clone()
        };
        gone(book, &part, stamp)?;
    }
    if lost.minor == 0 {
        return Ok("had failed, and is gone after all".to_owned());
    }
    let named = Stamp {
        reference: format!("{}:lost", stamp.reference),
        ..stamp.clone()
    };
    book.lost_gone((refund.payment_id.as_str(), lost), &from, &named)?;
    let lost = lost.plain();
    Ok(format!(
        "had failed, and is gone after all: {lost} of it stood nowhere any more"
    ))
}

/// How much of it is still there.
async fn there(
    tx: &mut Tx,
    book: &AccountBook<'_>,
    (refund, invoice): (&Refund, Option<&InvoiceId>),
) -> Result<i64, StoreError> {
    if let Some(As(lot)) = &refund.lot_id {
        let found = book.lots().iter().find(|it| it.id == *lot);
        return Ok(found.map_or(0, |it| it.remaining - it.held));
    }
    if !stands_on(refund, &Book::Unapplied) {
        return Ok(0);
    }
    let of = (&refund.account_id, refund.payment_id.as_str());
    let apart = payment::apart_of(tx, of).await?;
    let named = apart.iter().filter(|it| {
        it.currency == refund.currency && it.invoice_id.as_ref().map(|As(id)| id) == invoice
    });
    Ok(named.map(|it| it.amount_minor).sum())
}
