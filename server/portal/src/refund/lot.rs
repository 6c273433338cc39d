//! Credit that goes back to where it was taken: set aside of its lot until it is gone.

use billing::ledger::Book;
use model::credit::Origin;
use model::currency::Currency;
use model::id::LotId;
use model::money::Money;
use model::time::Instant;
use store::payment::{Order, Refund};

use super::facts::Open;
use super::make::{Going, make};
use crate::booking::AccountBook;
use crate::failure::Failure;
use crate::ids::Ids;

/// The lots that were paid in by an order, with what is left of each and not set aside, the newest
/// first.
pub(super) fn lots_left(
    book: &AccountBook<'_>,
    (order, currency): (&Order, Currency),
) -> Vec<(LotId, i64)> {
    let own = book.lots().iter().filter(|lot| {
        lot.payment.as_deref() == Some(order.id.as_str())
            && lot.origin == Origin::PaidIn
            && lot.amount.currency == currency
    });
    let mut left: Vec<_> = own
        .map(|lot| (lot.id.clone(), lot.remaining - lot.held))
        .filter(|(_, free)| *free > 0)
        .collect();
    left.sort();
    left.reverse();
    left
}

/// Refunds over so much of a lot that an order brought, as far as its captures hold it.
pub(crate) fn send_lot(
    at: (&Ids, Instant),
    (order, open): (&Order, &mut Open),
    (book, lot, amount): (&mut AccountBook<'_>, &LotId, Money),
) -> Result<Vec<Refund>, Failure> {
    let mut refunds = Vec::new();
    for (capture, minor) in open.take((amount.currency, amount.minor), false) {
        let amount = Money::new(minor, amount.currency);
        let going = Going {
            order,
            capture,
            amount,
            book: &Book::Credit,
            invoice: None,
            lot: Some(lot),
        };
        let refund = make(at, going)?;
        book.keep_aside(refund.id.as_str(), (lot, amount));
        refunds.push(refund);
    }
    Ok(refunds)
}
