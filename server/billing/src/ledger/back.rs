//! What leaves the books again: money that settles nothing, and money that was taken back.

use model::id::{InvoiceId, LotId};
use model::money::Money;

use super::rules::{Payment, Posted, above};
use super::{Book, Entry, Posting, Reason};

/// Money that stands on `unapplied`: of which payment, and the invoice that it names, if it names
/// one.
#[derive(Clone, Copy, Debug)]
pub struct Apart<'a> {
    /// The payment's own id or reference.
    pub payment: &'a str,
    /// The invoice.
    pub invoice: Option<&'a InvoiceId>,
    /// How much of it leaves.
    pub amount: Money,
}

impl Apart<'_> {
    fn entry(&self, book: Book, amount: Money) -> Entry {
        let entry = Entry::new(book, amount).of_payment(Some(self.payment));
        match self.invoice {
            Some(invoice) => entry.of_invoice(invoice),
            None => entry,
        }
    }

    fn out(&self) -> Result<Entry, super::LedgerError> {
        Ok(self.entry(Book::Unapplied, above(self.amount)?))
    }
}

/// Money that settled nothing went back to where it came from.
///
/// # Errors
/// When the amount is below zero.
pub fn apart_refunded(apart: &Apart<'_>, from: &Book) -> Posted {
    let cash = apart.entry(from.clone(), apart.amount.negated()?);
    Posting::new(Reason::Refund, vec![apart.out()?, cash])
}

/// Money that settled nothing pays an invoice, of which `open` is open.
///
/// # Errors
/// `Beyond` when it is more than that.
pub fn apart_allocated(apart: &Apart<'_>, invoice: &InvoiceId, open: Money) -> Posted {
    if open.minus(apart.amount)?.minor < 0 {
        return Err(super::LedgerError::Beyond);
    }
    let pays = Entry::new(Book::Receivable, apart.amount.negated()?)
        .of_invoice(invoice)
        .of_payment(Some(apart.payment));
    Posting::new(Reason::Allocation, vec![apart.out()?, pays])
}

/// Money that settled nothing becomes a lot.
///
/// # Errors
/// When the amount is below zero.
pub fn apart_granted(apart: &Apart<'_>, lot: &LotId) -> Posted {
    let credit = Entry::new(Book::Credit, apart.amount.negated()?)
        .of_lot(lot)
        .of_payment(Some(apart.payment));
    Posting::new(Reason::Grant, vec![apart.out()?, credit])
}

/// The payer or its bank took back what had been paid for an invoice, which is open again by as
/// much; `payment.open` is not asked.
///
/// # Errors
/// When the amount is below zero.
pub fn charged_back(payment: &Payment<'_>) -> Posted {
    let entry = |book: Book, amount: Money| {
        Entry::new(book, amount)
            .of_invoice(payment.invoice)
            .of_payment(payment.payment)
    };
    let entries = vec![
        entry(Book::Receivable, above(payment.amount)?),
        entry(payment.from.clone(), payment.amount.negated()?),
    ];
    Posting::new(Reason::Chargeback, entries)
}

/// The same of money that settled nothing.
///
/// # Errors
/// When the amount is below zero.
pub fn apart_charged_back(apart: &Apart<'_>, from: &Book) -> Posted {
    let cash = apart.entry(from.clone(), apart.amount.negated()?);
    Posting::new(Reason::Chargeback, vec![apart.out()?, cash])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::LedgerError;
    use model::currency::Currency;

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::EUR)
    }

    fn sums(posting: &Posting, books: &[Book]) -> Vec<i128> {
        let of = |book: &Book| posting.sum(book, Currency::EUR);
        books.iter().map(of).collect()
    }

    #[test]
    fn what_settled_nothing_leaves_unapplied() {
        let (invoice, lot) = (InvoiceId::make(0, [1; 10]), LotId::make(0, [2; 10]));
        let apart = Apart {
            payment: "pay_1",
            invoice: Some(&invoice),
            amount: eur(700),
        };
        let cash = Book::cash("card");
        let books = [
            Book::Unapplied,
            cash.clone(),
            Book::Receivable,
            Book::Credit,
        ];
        let refunded = apart_refunded(&apart, &cash).unwrap();
        assert_eq!(sums(&refunded, &books), [700, -700, 0, 0]);
        let back = apart_charged_back(&apart, &cash).unwrap();
        assert_eq!(sums(&back, &books), [700, -700, 0, 0]);
        let other = InvoiceId::make(0, [3; 10]);
        let allocated = apart_allocated(&apart, &other, eur(700)).unwrap();
        assert_eq!(sums(&allocated, &books), [700, 0, -700, 0]);
        let beyond = apart_allocated(&apart, &other, eur(699));
        assert_eq!(beyond, Err(LedgerError::Beyond));
        let granted = apart_granted(&apart, &lot).unwrap();
        assert_eq!(sums(&granted, &books), [700, 0, 0, -700]);
        // It leaves under the names under which it came.
        let out = refunded.entries().first().unwrap();
        assert_eq!(out.invoice.as_ref(), Some(&invoice));
        assert_eq!(out.payment.as_deref(), Some("pay_1"));
    }

    #[test]
    fn what_is_charged_back_is_open_again() {
        let (invoice, from) = (InvoiceId::make(0, [1; 10]), Book::cash("card"));
        let payment = Payment {
            invoice: &invoice,
            from: &from,
            payment: Some("pay_1"),
            amount: eur(500),
            open: eur(0),
        };
        let posting = charged_back(&payment).unwrap();
        assert_eq!(
            sums(&posting, &[Book::Receivable, from.clone()]),
            [500, -500]
        );
    }
}
