use model::credit::Origin;
use model::id::{InvoiceId, LotId};
use model::money::Money;

use super::rules::{Posted, above};
use super::{Book, Entry, Posting, Reason};

/// A lot is granted, against what its origin says: money paid in stands at its gateway (or, of an
/// older system, on `opening`), promotion and commission are costs, refunds and downgrades that
/// come without their credit note stand on `opening`.
///
/// # Errors
/// When the amount is below zero.
pub fn credit_granted(lot: &LotId, origin: Origin, amount: Money, gateway: Option<&str>) -> Posted {
    let against = match origin {
        Origin::PaidIn => gateway.map_or(Book::Opening, Book::cash),
        Origin::Refund | Origin::Downgrade => Book::Opening,
        Origin::Promotion => Book::PromotionGiven,
        Origin::Affiliate => Book::AffiliateExpense,
    };
    moved(Reason::Grant, lot, &against, above(amount)?)
}

/// A lot is granted for money that a payment captured for it.
///
/// # Errors
/// When the amount is below zero.
pub fn credit_bought((lot, payment): (&LotId, &str), from: &Book, amount: Money) -> Posted {
    let entry = |book: Book, amount: Money| {
        let entry = Entry::new(book, amount).of_lot(lot);
        entry.of_payment(Some(payment))
    };
    let entries = vec![
        entry(from.clone(), above(amount)?),
        entry(Book::Credit, amount.negated()?),
    ];
    Posting::new(Reason::Payment, entries)
}

/// A lot is granted out of what stands on `refund payable` for an invoice.
///
/// # Errors
/// When the amount is below zero.
pub fn refund_granted(invoice: &InvoiceId, lot: &LotId, amount: Money) -> Posted {
    let amount = above(amount)?;
    let entries = vec![
        Entry::new(Book::RefundPayable, amount)
            .of_invoice(invoice)
            .of_lot(lot),
        Entry::new(Book::Credit, amount.negated()?).of_lot(lot),
    ];
    Posting::new(Reason::Grant, entries)
}

/// What is left of an expired lot lapses.
///
/// # Errors
/// When the amount is below zero.
pub fn credit_expired(lot: &LotId, rest: Money) -> Posted {
    moved(
        Reason::Expiry,
        lot,
        &Book::PromotionGiven,
        above(rest)?.negated()?,
    )
}

/// Paid-in credit of these lots goes back to its source.
///
/// # Errors
/// When an amount is below zero.
pub fn credit_withdrawn(takes: &[(LotId, Money)], from: &Book) -> Posted {
    let mut entries = Vec::with_capacity(takes.len() * 2);
    for (lot, amount) in takes {
        let amount = above(*amount)?;
        entries.push(Entry::new(Book::Credit, amount).of_lot(lot));
        entries.push(Entry::new(from.clone(), amount.negated()?).of_lot(lot));
    }
    Posting::new(Reason::Withdrawal, entries)
}

/// Into the lot, out of the other book; the other way if the amount is below zero.
fn moved(reason: Reason, lot: &LotId, other: &Book, amount: Money) -> Posted {
    let entries = vec![
        Entry::new(other.clone(), amount).of_lot(lot),
        Entry::new(Book::Credit, amount.negated()?).of_lot(lot),
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

    fn lot() -> LotId {
        LotId::make(0, [1; 10])
    }

    fn sums(posting: &Posting, book: &Book) -> (i128, i128) {
        let of = |book: &Book| posting.sum(book, Currency::EUR);
        (of(book), of(&Book::Credit))
    }

    #[test]
    fn a_grant_stands_against_its_origin() {
        let cases = [
            (Origin::PaidIn, Some("manual"), Book::cash("manual")),
            (Origin::PaidIn, None, Book::Opening),
            (Origin::Refund, None, Book::Opening),
            (Origin::Promotion, None, Book::PromotionGiven),
            (Origin::Affiliate, None, Book::AffiliateExpense),
        ];
        for (origin, gateway, book) in cases {
            let posting = credit_granted(&lot(), origin, eur(9), gateway).unwrap();
            assert_eq!(sums(&posting, &book), (9, -9));
        }
    }

    #[test]
    fn what_is_bought_stands_at_its_gateway_and_names_its_payment() {
        let gateway = Book::cash("stripe");
        let posting = credit_bought((&lot(), "pay_1"), &gateway, eur(9)).unwrap();
        assert_eq!(sums(&posting, &gateway), (9, -9));
        let mut entries = posting.entries().iter();
        assert!(entries.all(|it| it.payment.as_deref() == Some("pay_1") && it.lot.is_some()));
        let negative = Err(LedgerError::Negative);
        assert_eq!(
            credit_bought((&lot(), "pay_1"), &gateway, eur(-1)),
            negative
        );
    }

    #[test]
    fn what_leaves_a_lot_goes_where_it_belongs() {
        let expired = credit_expired(&lot(), eur(4)).unwrap();
        assert_eq!(sums(&expired, &Book::PromotionGiven), (-4, 4));
        let manual = Book::cash("manual");
        let takes = |minor| [(lot(), eur(4)), (lot(), eur(minor))];
        let withdrawn = credit_withdrawn(&takes(5), &manual).unwrap();
        assert_eq!(sums(&withdrawn, &manual), (-9, 9));
        let negative = Err(LedgerError::Negative);
        assert_eq!(credit_expired(&lot(), eur(-1)), negative);
        assert_eq!(credit_withdrawn(&takes(-1), &manual), negative);
    }
}
