use billing::ledger::Book;
use model::id::{InvoiceId, LotId};
use store::booking::lots_by_id;
use store::column::As;
use store::payment::{Chargeback, Dispute};
use store::{StoreError, Tx};

use crate::booking::{AccountBook, Stood};
use crate::failure::Failure;

/// A part of what is taken back, as it is kept.
pub(super) fn row(stood: &Stood, (dispute, n, minor): (&Dispute, i64, i64)) -> Chargeback {
    let (book, invoice, lot) = book_of(stood);
    Chargeback {
        dispute_id: dispute.id.clone(),
        n,
        book: book.to_string(),
        invoice_id: invoice.cloned().map(As),
        lot_id: lot.cloned().map(As),
        amount_minor: minor,
    }
}

/// In which book it stood; the invoice and the lot that stand beside it.
pub(crate) const fn book_of(stood: &Stood) -> (Book, Option<&InvoiceId>, Option<&LotId>) {
    match stood {
        Stood::Apart(invoice) => (Book::Unapplied, invoice.as_ref(), None),
        Stood::Paid(invoice) => (Book::Receivable, Some(invoice), None),
        Stood::Lot(lot, invoice) => (Book::Credit, invoice.as_ref(), Some(lot)),
        Stood::Nowhere => (Book::ChargebackLoss, None, None),
    }
}

/// Where it stood.
pub(super) fn stood(row: &Chargeback) -> Result<Stood, Failure> {
    let invoice = row.invoice_id.clone().map(|As(id)| id);
    let lot = row.lot_id.clone().map(|As(id)| id);
    match (row.book.parse(), invoice, lot) {
        (Ok(Book::Unapplied), invoice, None) => Ok(Stood::Apart(invoice)),
        (Ok(Book::Receivable), Some(invoice), None) => Ok(Stood::Paid(invoice)),
        (Ok(Book::Credit), invoice, Some(lot)) => Ok(Stood::Lot(lot, invoice)),
        (Ok(Book::ChargebackLoss), None, None) => Ok(Stood::Nowhere),
        _ => Err(Failure::internal(format!("a chargeback of {}", row.book))),
    }
}

/// Takes the lots into the books of which nothing may be left.
pub(super) async fn know(
    tx: &mut Tx,
    book: &mut AccountBook<'_>,
    stands: impl Iterator<Item = &Stood>,
) -> Result<(), StoreError> {
    let lots = stands.filter_map(|stood| match stood {
        Stood::Lot(lot, _) => Some(lot.as_str()),
        Stood::Apart(_) | Stood::Paid(_) | Stood::Nowhere => None,
    });
    let lots: Vec<&str> = lots.collect();
    for lot in lots_by_id(tx, &lots).await? {
        book.know(lot);
    }
    Ok(())
}

/// The invoices that are open again by it.
pub(super) fn touched(rows: &[Chargeback]) -> impl Iterator<Item = &InvoiceId> {
    let unapplied = Book::Unapplied.to_string();
    let paid = rows.iter().filter(move |row| row.book != unapplied);
    paid.filter_map(|row| row.invoice_id.as_ref().map(|As(id)| id))
}
