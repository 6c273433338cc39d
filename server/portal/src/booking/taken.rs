//! What payers and their banks take back of payments, and what of it comes again.

use billing::ledger::{self, Apart, Book, Payment};
use model::credit::MovementReason;
use model::id::{BillingAccountId, InvoiceId, LotId};
use model::money::Money;
use store::booking::Settlement;

use super::settle::Refund;
use super::{AccountBook, BookingError, Stamp};

/// Where money stands that is taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stood {
    /// It settles nothing; the invoice that it names.
    Apart(Option<InvoiceId>),
    /// It has paid an invoice.
    Paid(InvoiceId),
    /// It is credit that is left, or that was spent on an invoice.
    Lot(LotId, Option<InvoiceId>),
    /// Nowhere any more.
    Nowhere,
}

/// Money of a payment that is taken back, or comes again.
pub(crate) struct Taken<'a> {
    pub payment: &'a str,
    /// Where it lay.
    pub from: &'a Book,
    pub payer: Option<&'a BillingAccountId>,
    pub amount: Money,
}

impl Taken<'_> {
    const fn of<'a>(&'a self, invoice: &'a InvoiceId, open: Money) -> Payment<'a> {
        Payment {
            invoice,
            from: self.from,
            payment: Some(self.payment),
            amount: self.amount,
            open,
        }
    }

    const fn apart<'a>(&'a self, invoice: Option<&'a InvoiceId>) -> Apart<'a> {
        Apart {
            payment: self.payment,
            invoice,
            amount: self.amount,
        }
    }
}

impl AccountBook<'_> {
    /// Money is taken back from where it stands. What it had paid is open again by as much; what
    /// was spent of credit that it had brought returns to its lot first, and leaves it then.
    pub(crate) fn take_back(
        &mut self,
        it: &Taken<'_>,
        stood: &Stood,
        stamp: &Stamp,
    ) -> Result<(), BookingError> {
        match stood {
            Stood::Apart(invoice) => {
                let posting = ledger::apart_charged_back(&it.apart(invoice.as_ref()), it.from)?;
                self.post(&posting, stamp);
                self.less_apart(it.amount)
            }
            Stood::Paid(invoice) => {
                let nothing = Money::zero(it.amount.currency);
                self.taken_back(&it.of(invoice, nothing), (it.payer, true), stamp)
            }
            Stood::Lot(lot, invoice) => {
                self.unspend(it, (lot, invoice.as_ref()), stamp)?;
                self.lot_taken(it, lot, (it.amount, stamp))
            }
            Stood::Nowhere => {
                let posting = ledger::lost_charged_back(it.payment, it.from, it.amount)?;
                self.post(&posting, stamp);
                Ok(())
            }
        }
    }

    /// The same of money that has gone back as a refund that nobody here decided.
    pub(crate) fn give_back(
        &mut self,
        it: &Taken<'_>,
        stood: &Stood,
        stamp: &Stamp,
    ) -> Result<(), BookingError> {
        match stood {
            Stood::Apart(invoice) => self.apart_gone(&it.apart(invoice.as_ref()), it.from, stamp),
            Stood::Paid(invoice) => {
                let nothing = Money::zero(it.amount.currency);
                self.taken_back(&it.of(invoice, nothing), (it.payer, false), stamp)
            }
            Stood::Lot(lot, invoice) => {
                self.unspend(it, (lot, invoice.as_ref()), stamp)?;
                self.lot_gone((lot, it.payment), (it.from, it.amount), stamp)
            }
            Stood::Nowhere => self.lost_gone((it.payment, it.amount), it.from, stamp),
        }
    }

    /// What was spent of a lot on an invoice is in the lot again.
    fn unspend(
        &mut self,
        it: &Taken<'_>,
        (lot, invoice): (&LotId, Option<&InvoiceId>),
        stamp: &Stamp,
    ) -> Result<(), BookingError> {
        let Some(invoice) = invoice else {
            return Ok(());
        };
        let used = [(lot.clone(), it.amount)];
        let refund = Refund {
            amount: it.amount,
            from: None,
            billing_account: None,
            used: &used,
        };
        self.refund(invoice, &refund, &within(stamp, "return"))
    }

    /// Money that had been taken back comes again to where it stood, as far as that is open by now:
    /// what is more stands on `unapplied`, naming the invoice.
    pub(crate) fn come_again(
        &mut self,
        it: &Taken<'_>,
        stood: &Stood,
        stamp: &Stamp,
    ) -> Result<(), BookingError> {
        match stood {
            Stood::Apart(invoice) => {
                let posting = ledger::apart_came_again(&it.apart(invoice.as_ref()), it.from)?;
                self.post(&posting, stamp);
                self.less_apart(it.amount.negated()?)
            }
            Stood::Paid(invoice) => self.pays_again(it, invoice, stamp),
            Stood::Lot(lot, invoice) => {
                self.lot_taken(it, lot, (it.amount.negated()?, stamp))?;
                match invoice {
                    Some(invoice) => self.spend_again(it, (lot, invoice), stamp),
                    None => Ok(()),
                }
            }
            Stood::Nowhere => {
                let posting = ledger::lost_charged_back(it.payment, it.from, it.amount.negated()?)?;
                self.post(&posting, stamp);
                Ok(())
            }
        }
    }

    fn lot_taken(
        &mut self,
        it: &Taken<'_>,
        lot: &LotId,
        (amount, stamp): (Money, &Stamp),
    ) -> Result<(), BookingError> {
        let posting = ledger::lot_charged_back((lot, it.payment), it.from, amount)?;
        self.post(&posting, stamp);
        let reason = MovementReason::Chargeback;
        let what = (reason, None, Some(it.payment.to_owned()));
        self.moved(lot, amount.negated()?, what, stamp)
    }

    fn pays_again(
        &mut self,
        it: &Taken<'_>,
        invoice: &InvoiceId,
        stamp: &Stamp,
    ) -> Result<(), BookingError> {
        let open = self.standing(invoice)?.open_minor;
        let open = Money::new(open, it.amount.currency);
        let posting = ledger::came_again(&it.of(invoice, open))?;
        let transaction = self.post(&posting, stamp);
        let minor = it.amount.minor.min(open.minor);
        self.less_apart(Money::new(minor - it.amount.minor, it.amount.currency))?;
        self.restate(invoice, |standing| standing.settled_minor += minor)?;
        if minor > 0 {
            let row = self.row(invoice, ("billing_account", minor), stamp, transaction);
            self.settlements.push(Settlement {
                billing_account: it.payer.cloned(),
                reference: Some(it.payment.to_owned()),
                ..row
            });
        }
        Ok(())
    }

    /// Credit pays again what it had paid, unless a payment of that is in flight.
    fn spend_again(
        &mut self,
        it: &Taken<'_>,
        (lot, invoice): (&LotId, &InvoiceId),
        stamp: &Stamp,
    ) -> Result<(), BookingError> {
        let standing = self.standing(invoice)?;
        let minor = it.amount.minor.min(standing.open_minor);
        if minor <= 0 || standing.in_flight {
            return Ok(());
        }
        let takes = [(lot.clone(), Money::new(minor, it.amount.currency))];
        self.spend_on(invoice, &takes, None, &within(stamp, "use"))
    }
}

/// The stamp of what is booked beside.
fn within(stamp: &Stamp, what: &str) -> Stamp {
    Stamp {
        reference: format!("{}:{what}", stamp.reference),
        ..stamp.clone()
    }
}
