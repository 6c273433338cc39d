use model::id::{InvoiceId, LotId};
use model::money::Money;

use super::{Book, Entry, LedgerError, Posting, Reason};

pub(super) type Posted = Result<Posting, LedgerError>;

/// Money that came in for an invoice.
#[derive(Clone, Copy, Debug)]
pub struct Payment<'a> {
    /// The invoice.
    pub invoice: &'a InvoiceId,
    /// Where the money lies: cash in transit at a gateway, or `opening` for what an older system
    /// took in a way that is not known here.
    pub from: &'a Book,
    /// The payment's own id or reference.
    pub payment: Option<&'a str>,
    /// How much came in, above zero.
    pub amount: Money,
    /// What is open of the invoice before it.
    pub open: Money,
}

/// A credit note to be posted.
#[derive(Clone, Copy, Debug)]
pub struct CreditNote<'a> {
    /// The invoice that it takes back.
    pub invoice: &'a InvoiceId,
    /// Net, above zero.
    pub net: Money,
    /// Tax, above zero.
    pub tax: Money,
    /// What is open of the invoice before it.
    pub open: Money,
}

/// Where what had been settled goes when it leaves an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Return {
    /// To its source, or as a transfer by the provider.
    RefundPayable(Money),
    /// To a lot of the customer's.
    Lot(LotId, Money),
    /// Nowhere yet: a duplicate, an overpayment, a wrong amount.
    Unapplied(Money),
}

impl Return {
    const fn amount(&self) -> Money {
        match self {
            Self::RefundPayable(amount) | Self::Lot(_, amount) | Self::Unapplied(amount) => *amount,
        }
    }

    fn entry(&self, invoice: &InvoiceId) -> Result<Entry, LedgerError> {
        let amount = above(self.amount())?.negated()?;
        let entry = match self {
            Self::RefundPayable(_) => Entry::new(Book::RefundPayable, amount),
            Self::Lot(lot, _) => Entry::new(Book::Credit, amount).of_lot(lot),
            Self::Unapplied(_) => Entry::new(Book::Unapplied, amount),
        };
        Ok(entry.of_invoice(invoice))
    }
}

pub(super) fn above(amount: Money) -> Result<Money, LedgerError> {
    if amount.minor < 0 {
        Err(LedgerError::Negative)
    } else {
        Ok(amount)
    }
}

fn lesser(a: Money, b: Money) -> Result<Money, LedgerError> {
    Ok(if a.minus(b)?.minor < 0 { a } else { b })
}

/// An invoice is issued: receivable against revenue and tax. Its net and tax may be below zero
/// each, its total may not.
///
/// # Errors
/// When the total is below zero or cannot be held.
pub fn invoice_issued(invoice: &InvoiceId, net: Money, tax: Money) -> Posted {
    let total = above(net.plus(tax)?)?;
    let entries = vec![
        Entry::new(Book::Receivable, total).of_invoice(invoice),
        Entry::new(Book::Revenue, net.negated()?).of_invoice(invoice),
        Entry::new(Book::TaxPayable, tax.negated()?).of_invoice(invoice),
    ];
    Posting::new(Reason::Invoice, entries)
}

/// A credit note is issued: it first lowers the open rest; only what had been settled goes back,
/// to where `returns` say.
///
/// # Errors
/// `Unbalanced` when the returns are not exactly what goes beyond the open rest.
pub fn credit_note_issued(note: &CreditNote<'_>, returns: &[Return]) -> Posted {
    let total = above(note.net.plus(note.tax)?)?;
    let lowered = lesser(total, above(note.open)?)?;
    let mut entries = vec![
        Entry::new(Book::Revenue, note.net).of_invoice(note.invoice),
        Entry::new(Book::TaxPayable, note.tax).of_invoice(note.invoice),
        Entry::new(Book::Receivable, lowered.negated()?).of_invoice(note.invoice),
    ];
    for back in returns {
        entries.push(back.entry(note.invoice)?);
    }
    Posting::new(Reason::CreditNote, entries)
}

/// Money came in for an invoice. Money never rests on an invoice beyond its total: what is more
/// than the open rest stands on `unapplied`, naming the invoice.
///
/// # Errors
/// When an amount is below zero.
pub fn payment_received(payment: &Payment<'_>) -> Posted {
    let settles = lesser(above(payment.amount)?, above(payment.open)?)?;
    let surplus = payment.amount.minus(settles)?;
    let entry = |book: Book, amount: Money| {
        Entry::new(book, amount)
            .of_invoice(payment.invoice)
            .of_payment(payment.payment)
    };
    let entries = vec![
        entry(payment.from.clone(), payment.amount),
        entry(Book::Receivable, settles.negated()?),
        entry(Book::Unapplied, surplus.negated()?),
    ];
    Posting::new(Reason::Payment, entries)
}

/// Money came in that is not what was asked, or that nothing is there for: it settles nothing. What
/// came twice names the invoice that it was for.
///
/// # Errors
/// When the amount is below zero.
pub fn payment_set_apart(
    from: &Book,
    (payment, invoice): (&str, Option<&InvoiceId>),
    amount: Money,
) -> Posted {
    let entry = |book: Book, amount: Money| {
        let entry = Entry::new(book, amount).of_payment(Some(payment));
        match invoice {
            Some(invoice) => entry.of_invoice(invoice),
            None => entry,
        }
    };
    let amount = above(amount)?;
    let entries = vec![
        entry(from.clone(), amount),
        entry(Book::Unapplied, amount.negated()?),
    ];
    Posting::new(Reason::Payment, entries)
}

/// Money went back to its source and reopens the invoice by as much; `payment.open` is not asked.
///
/// # Errors
/// When the amount is below zero.
pub fn refunded(payment: &Payment<'_>) -> Posted {
    let entry = |book: Book, amount: Money| {
        Entry::new(book, amount)
            .of_invoice(payment.invoice)
            .of_payment(payment.payment)
    };
    let entries = vec![
        entry(Book::Receivable, above(payment.amount)?),
        entry(payment.from.clone(), payment.amount.negated()?),
    ];
    Posting::new(Reason::Refund, entries)
}

/// What stood on `refund payable` for an invoice went back to its source; `payment.open` is not
/// asked.
///
/// # Errors
/// When the amount is below zero.
pub fn refund_paid(payment: &Payment<'_>) -> Posted {
    let entry = |book: Book, amount: Money| {
        Entry::new(book, amount)
            .of_invoice(payment.invoice)
            .of_payment(payment.payment)
    };
    let entries = vec![
        entry(Book::RefundPayable, above(payment.amount)?),
        entry(payment.from.clone(), payment.amount.negated()?),
    ];
    Posting::new(Reason::Refund, entries)
}

/// Lots were spent on an invoice, of which `open` was open.
///
/// # Errors
/// `Beyond` when they are more than that.
pub fn credit_used(invoice: &InvoiceId, takes: &[(LotId, Money)], open: Money) -> Posted {
    let mut rest = open;
    let mut entries = Vec::with_capacity(takes.len() * 2);
    for (lot, amount) in takes {
        rest = rest.minus(above(*amount)?)?;
        let (credit, receivable) = (*amount, amount.negated()?);
        entries.push(
            Entry::new(Book::Credit, credit)
                .of_invoice(invoice)
                .of_lot(lot),
        );
        entries.push(
            Entry::new(Book::Receivable, receivable)
                .of_invoice(invoice)
                .of_lot(lot),
        );
    }
    if rest.minor < 0 {
        return Err(LedgerError::Beyond);
    }
    Posting::new(Reason::CreditUsed, entries)
}

/// What was spent of lots on an invoice comes back to them and reopens the invoice by as much.
///
/// # Errors
/// When an amount is below zero.
pub fn credit_returned(invoice: &InvoiceId, gives: &[(LotId, Money)]) -> Posted {
    let mut entries = Vec::with_capacity(gives.len() * 2);
    for (lot, amount) in gives {
        let (receivable, credit) = (above(*amount)?, amount.negated()?);
        entries.push(
            Entry::new(Book::Receivable, receivable)
                .of_invoice(invoice)
                .of_lot(lot),
        );
        entries.push(
            Entry::new(Book::Credit, credit)
                .of_invoice(invoice)
                .of_lot(lot),
        );
    }
    Posting::new(Reason::CreditReturned, entries)
}

/// The provider gives up what is open of an invoice.
///
/// # Errors
/// When it is below zero.
pub fn written_off(invoice: &InvoiceId, open: Money) -> Posted {
    let entries = vec![
        Entry::new(Book::WriteOff, above(open)?).of_invoice(invoice),
        Entry::new(Book::Receivable, open.negated()?).of_invoice(invoice),
    ];
    Posting::new(Reason::WriteOff, entries)
}

/// What turned out to rest on an invoice beyond its total leaves it.
///
/// # Errors
/// When the amount is below zero.
pub fn surplus_moved(invoice: &InvoiceId, to: &Return) -> Posted {
    let receivable = Entry::new(Book::Receivable, above(to.amount())?).of_invoice(invoice);
    Posting::new(Reason::Surplus, vec![receivable, to.entry(invoice)?])
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::currency::Currency;
    use proptest::prelude::*;

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::EUR)
    }

    fn invoice() -> InvoiceId {
        InvoiceId::make(0, [1; 10])
    }

    fn lot(n: u8) -> LotId {
        LotId::make(0, [n; 10])
    }

    fn sums(posting: &Posting, books: &[Book]) -> Vec<i64> {
        books
            .iter()
            .map(|book| i64::try_from(posting.sum(book, Currency::EUR)).unwrap())
            .collect()
    }

    #[test]
    fn a_credit_note_lowers_the_open_rest_first() {
        let id = invoice();
        let note = CreditNote {
            invoice: &id,
            net: eur(100),
            tax: eur(20),
            open: eur(50),
        };
        let returns = [Return::RefundPayable(eur(40)), Return::Lot(lot(1), eur(30))];
        let posting = credit_note_issued(&note, &returns).unwrap();
        let books = [Book::Receivable, Book::RefundPayable, Book::Credit];
        assert_eq!(sums(&posting, &books), [-50, -40, -30]);
        let short = credit_note_issued(&note, &returns[..1]);
        assert_eq!(short, Err(LedgerError::Unbalanced(Currency::EUR)));
    }

    #[test]
    fn more_credit_than_is_open_is_refused() {
        let takes = [(lot(1), eur(6)), (lot(2), eur(5))];
        let beyond = credit_used(&invoice(), &takes, eur(10));
        assert_eq!(beyond, Err(LedgerError::Beyond));
        let posting = credit_used(&invoice(), &takes, eur(11)).unwrap();
        assert_eq!(sums(&posting, &[Book::Credit, Book::Receivable]), [11, -11]);
    }

    #[test]
    fn amounts_below_zero_are_refused() {
        let negative = Err(LedgerError::Negative);
        assert_eq!(written_off(&invoice(), eur(-1)), negative);
        assert_eq!(
            surplus_moved(&invoice(), &Return::Unapplied(eur(-1))),
            negative
        );
        assert_eq!(invoice_issued(&invoice(), eur(-10), eur(1)), negative);
    }

    #[test]
    fn what_goes_back_leaves_by_the_way_it_came() {
        let (id, from) = (invoice(), Book::cash("stripe"));
        let payment = Payment {
            invoice: &id,
            from: &from,
            payment: Some("pay-1"),
            amount: eur(5),
            open: eur(0),
        };
        let cash = [Book::cash("stripe"), Book::Receivable, Book::RefundPayable];
        assert_eq!(sums(&refunded(&payment).unwrap(), &cash), [-5, 5, 0]);
        assert_eq!(sums(&refund_paid(&payment).unwrap(), &cash), [-5, 0, 5]);
    }

    #[test]
    fn what_was_not_asked_settles_nothing() {
        let posting = payment_set_apart(&Book::cash("card"), ("pay_1", None), eur(700)).unwrap();
        let sum = |book: &Book| posting.sum(book, Currency::EUR);
        assert_eq!(
            (sum(&Book::cash("card")), sum(&Book::Unapplied)),
            (700, -700)
        );
        let below = payment_set_apart(&Book::cash("card"), ("pay_1", None), eur(-1));
        assert_eq!(below, Err(LedgerError::Negative));
    }

    proptest! {
        #[test]
        fn receivable_of_an_invoice_is_what_is_open(
            net in 0..1000_i64, tax in 0..200_i64, paid in 0..2000_i64, credit in 0..500_i64,
        ) {
            let (id, from) = (invoice(), Book::cash("manual"));
            let total = net + tax;
            let used = credit.min(total);
            let mut open = total - used;
            let mut postings = vec![
                invoice_issued(&id, eur(net), eur(tax)).unwrap(),
                credit_used(&id, &[(lot(1), eur(used))], eur(total)).unwrap(),
            ];
            let payment = Payment {
                invoice: &id, from: &from, payment: None, amount: eur(paid), open: eur(open),
            };
            postings.push(payment_received(&payment).unwrap());
            open -= paid.min(open);
            postings.push(written_off(&id, eur(open)).unwrap());
            let sum = |book: &Book| -> i128 {
                postings.iter().map(|posting| posting.sum(book, Currency::EUR)).sum()
            };
            prop_assert_eq!(sum(&Book::Receivable), 0);
            prop_assert_eq!(sum(&Book::Revenue), i128::from(-net));
            prop_assert_eq!(sum(&Book::Unapplied), i128::from((total - used - paid).min(0)));
        }
    }
}
