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

/// Money that came by itself and was nobody's is a customer's from now on, and settles nothing yet:
/// the first entry is without an account.
///
/// # Errors
/// When the amount is below zero.
pub fn apart_claimed(apart: &Apart<'_>) -> Posted {
    let own = apart.entry(Book::Unapplied, apart.amount.negated()?);
    Posting::new(Reason::Payment, vec![apart.out()?, own])
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

/// Money that had been taken back came again: it pays what is open of its invoice, and what is more
/// stands on `unapplied`, naming the invoice.
///
/// # Errors
/// When an amount is below zero.
pub fn came_again(payment: &Payment<'_>) -> Posted {
    let received = super::payment_received(payment)?;
    Posting::new(Reason::Chargeback, received.entries().to_vec())
}

/// The same of money that had settled nothing, and settles nothing now.
///
/// # Errors
/// When the amount is below zero.
pub fn apart_came_again(apart: &Apart<'_>, from: &Book) -> Posted {
    let named = (apart.payment, apart.invoice);
    let set = super::payment_set_apart(from, named, apart.amount)?;
    Posting::new(Reason::Chargeback, set.entries().to_vec())
}

/// Money that had settled nothing and had gone back is here again.
///
/// # Errors
/// When the amount is below zero.
pub fn apart_back_again(apart: &Apart<'_>, from: &Book) -> Posted {
    let named = (apart.payment, apart.invoice);
    let set = super::payment_set_apart(from, named, apart.amount)?;
    Posting::new(Reason::Refund, set.entries().to_vec())
}

/// What had gone back of `refund payable` for an invoice stands there again.
///
/// # Errors
/// When the amount is below zero.
pub fn payable_back_again(
    (invoice, payment): (&InvoiceId, &str),
    from: &Book,
    amount: Money,
) -> Posted {
    let entry = |book: Book, amount: Money| {
        Entry::new(book, amount)
            .of_invoice(invoice)
            .of_payment(Some(payment))
    };
    let entries = vec![
        entry(from.clone(), above(amount)?),
        entry(Book::RefundPayable, amount.negated()?),
    ];
    Posting::new(Reason::Refund, entries)
}

/// Credit that a payment had brought leaves its lot, for the payment was taken back; below zero it
/// comes again.
///
/// # Errors
/// When the amount cannot be held the other way.
pub fn lot_charged_back((lot, payment): (&LotId, &str), from: &Book, amount: Money) -> Posted {
    lot_left(Reason::Chargeback, (lot, payment), from, amount)
}

/// Credit went back to where it came from.
///
/// # Errors
/// When the amount is below zero.
pub fn lot_refunded((lot, payment): (&LotId, &str), from: &Book, amount: Money) -> Posted {
    lot_left(Reason::Refund, (lot, payment), from, above(amount)?)
}

/// What had gone back of a lot is in it again.
///
/// # Errors
/// When the amount is below zero.
pub fn lot_back_again((lot, payment): (&LotId, &str), from: &Book, amount: Money) -> Posted {
    lot_left(
        Reason::Refund,
        (lot, payment),
        from,
        above(amount)?.negated()?,
    )
}

fn lot_left(reason: Reason, (lot, payment): (&LotId, &str), from: &Book, amount: Money) -> Posted {
    let entry = |book: Book, amount: Money| {
        Entry::new(book, amount)
            .of_lot(lot)
            .of_payment(Some(payment))
    };
    let entries = vec![
        entry(Book::Credit, amount),
        entry(from.clone(), amount.negated()?),
    ];
    Posting::new(reason, entries)
}

/// What was taken back of a payment and stands nowhere any more is lost; below zero it comes again.
///
/// # Errors
/// When the amount cannot be held the other way.
pub fn lost_charged_back(payment: &str, from: &Book, amount: Money) -> Posted {
    lost(Reason::Chargeback, payment, from, amount)
}

/// The same of what went back after it had been put to another use.
///
/// # Errors
/// When the amount is below zero.
pub fn lost_refunded(payment: &str, from: &Book, amount: Money) -> Posted {
    lost(Reason::Refund, payment, from, above(amount)?)
}

fn lost(reason: Reason, payment: &str, from: &Book, amount: Money) -> Posted {
    let entry = |book: Book, amount: Money| Entry::new(book, amount).of_payment(Some(payment));
    let entries = vec![
        entry(Book::ChargebackLoss, amount),
        entry(from.clone(), amount.negated()?),
    ];
    Posting::new(reason, entries)
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
        let claimed = apart_claimed(&apart).unwrap();
        assert_eq!(
            (sums(&claimed, &books), claimed.entries().len()),
            (vec![0; 4], 2)
        );
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
        // It comes again when somebody else has paid a part.
        let open = eur(300);
        let again = came_again(&Payment { open, ..payment }).unwrap();
        let books = [Book::Receivable, Book::Unapplied, from];
        assert_eq!(sums(&again, &books), [-300, -200, 500]);
        assert_eq!(again.reason(), Reason::Chargeback);
    }

    #[test]
    fn what_is_charged_back_of_credit_or_of_nothing_comes_again_as_it_went() {
        let (lot, from) = (LotId::make(0, [2; 10]), Book::cash("card"));
        let books = [Book::Credit, Book::ChargebackLoss, from.clone()];
        for (minor, sign) in [(400, 1), (-400, -1)] {
            let credit = lot_charged_back((&lot, "pay_1"), &from, eur(minor)).unwrap();
            assert_eq!(sums(&credit, &books), [400 * sign, 0, -400 * sign]);
            let lost = lost_charged_back("pay_1", &from, eur(minor)).unwrap();
            assert_eq!(sums(&lost, &books), [0, 400 * sign, -400 * sign]);
        }
    }
}
