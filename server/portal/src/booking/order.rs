use billing::ledger::{self, Book};
use model::id::{BillingAccountId, InvoiceId, LotId, PaymentId};
use model::money::Money;
use model::time::{Date, Instant};
use store::payment::Allocation;

use super::account::sum;
use super::settle::Paid;
use super::{AccountBook, BookingError, Stamp};

/// A payment order that comes to its end.
pub(crate) struct Ending<'a> {
    pub id: &'a PaymentId,
    pub parts: &'a [Allocation],
    /// What was captured and where it lies; nothing where credit pays all.
    pub captured: Option<(Book, &'a BillingAccountId)>,
    /// What of that becomes credit.
    pub bought: Money,
    pub on: Date,
    pub at: Instant,
}

impl AccountBook<'_> {
    /// A payment of an invoice is in flight, or not any more.
    pub(crate) fn fly(&mut self, invoice: &InvoiceId, flies: bool) -> Result<(), BookingError> {
        let (open, currency) = {
            let standing = self.standing(invoice)?;
            if standing.in_flight == flies {
                return Ok(());
            }
            (standing.open_minor, standing.currency)
        };
        let change = if flies { open } else { -open };
        let position = self.position(currency);
        position.processing_minor = sum(position.processing_minor, change)?;
        self.flies(invoice, flies)
    }

    /// Pays what an order pays: the money first, then credit up to what is open, both of it where a
    /// credit note came in between. `takes` is what was set aside of lots, in spending order.
    pub(crate) fn pay_order(
        &mut self,
        ending: &Ending<'_>,
        mut takes: Vec<(LotId, Money)>,
    ) -> Result<(), BookingError> {
        for part in ending.parts {
            let standing = self.standing(&part.invoice_id)?;
            let (open, currency) = (standing.open_minor, standing.currency);
            let credit = part.credit_minor.min((open - part.capture_minor).max(0));
            let mine = cut(&mut takes, credit);
            self.fly(&part.invoice_id, false)?;
            if !mine.is_empty() {
                let stamp = ending.stamp(part.n, "credit");
                self.spend_on(&part.invoice_id, &mine, Some(ending.id.as_str()), &stamp)?;
            }
            if let Some((from, payer)) = ending.captured.as_ref().filter(|_| part.capture_minor > 0)
            {
                let paid = Paid {
                    from: from.clone(),
                    by: "billing_account",
                    amount: Money::new(part.capture_minor, currency),
                    billing_account: Some((*payer).clone()),
                    reference: Some(ending.id.to_string()),
                    said: None,
                };
                self.collect(&part.invoice_id, paid, &ending.stamp(part.n, "capture"))?;
            }
        }
        self.buy(ending)
    }

    /// Grants the lot for which money was captured.
    fn buy(&mut self, ending: &Ending<'_>) -> Result<(), BookingError> {
        let Some((from, _)) = ending
            .captured
            .as_ref()
            .filter(|_| !ending.bought.is_zero())
        else {
            return Ok(());
        };
        let stamp = ending.stamp(0, "bought");
        let (id, payment) = (self.new_lot(), ending.id.as_str());
        let posting = ledger::credit_bought((&id, payment), from, ending.bought)?;
        self.post(&posting, &stamp);
        let lot = self.paid_in((id, payment), ending.bought, &stamp);
        self.granted_of(lot, &stamp)
    }

    /// Books money that settles nothing: something else was captured than was asked, or the same
    /// twice, which names an invoice.
    pub(crate) fn set_apart(
        &mut self,
        from: &Book,
        (payment, invoice): (&PaymentId, Option<&InvoiceId>),
        amount: Money,
        stamp: &Stamp,
    ) -> Result<(), BookingError> {
        let posting = ledger::payment_set_apart(from, (payment.as_str(), invoice), amount)?;
        self.post(&posting, stamp);
        let position = self.position(amount.currency);
        position.unapplied_minor = sum(position.unapplied_minor, amount.minor)?;
        Ok(())
    }
}

impl Ending<'_> {
    pub(crate) fn stamp(&self, n: i64, what: &str) -> Stamp {
        Stamp {
            at: self.at,
            on: self.on,
            reference: format!("order:{}:{n}:{what}", self.id),
        }
    }
}

/// The first parts that make up an amount; the others stay.
fn cut(takes: &mut Vec<(LotId, Money)>, amount: i64) -> Vec<(LotId, Money)> {
    let (mut left, mut mine, mut rest) = (amount, Vec::new(), Vec::new());
    for (lot, part) in takes.drain(..) {
        let now = part.minor.min(left);
        left -= now;
        if now > 0 {
            mine.push((lot.clone(), Money::new(now, part.currency)));
        }
        if part.minor > now {
            rest.push((lot, Money::new(part.minor - now, part.currency)));
        }
    }
    *takes = rest;
    mine
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::currency::Currency;

    #[test]
    fn parts_are_cut_off_from_the_front() {
        let lot = |n: u8| LotId::make(0, [n; 10]);
        let eur = |minor| Money::new(minor, Currency::EUR);
        let mut takes = vec![(lot(1), eur(300)), (lot(2), eur(500))];
        assert_eq!(cut(&mut takes, 0), []);
        assert_eq!(
            cut(&mut takes, 400),
            [(lot(1), eur(300)), (lot(2), eur(100))]
        );
        assert_eq!(takes, [(lot(2), eur(400))]);
        assert_eq!(cut(&mut takes, 900), [(lot(2), eur(400))]);
        assert_eq!(takes, []);
    }
}
