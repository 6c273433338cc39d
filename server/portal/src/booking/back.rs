//! What leaves the books again, or is put to use after it had settled nothing.

use billing::ledger::{self, Apart, Book};
use model::credit::MovementReason;
use model::id::{BillingAccountId, InvoiceId, LotId};
use model::money::Money;
use store::booking::Settlement;

use super::account::sum;
use super::{AccountBook, BookingError, Stamp};

impl AccountBook<'_> {
    /// Money that settled nothing has gone back to where it came from.
    pub(crate) fn apart_gone(
        &mut self,
        apart: &Apart<'_>,
        from: &Book,
        stamp: &Stamp,
    ) -> Result<(), BookingError> {
        let posting = ledger::apart_refunded(apart, from)?;
        self.post(&posting, stamp);
        self.less_apart(apart.amount)
    }

    /// Money that was nobody's is the account's from now on, and still settles nothing.
    pub(crate) fn claim(&mut self, apart: &Apart<'_>, stamp: &Stamp) -> Result<(), BookingError> {
        let posting = ledger::apart_claimed(apart)?;
        self.post(&posting, stamp);
        let made = self.transactions.last_mut();
        if let Some(nobodys) = made.and_then(|made| made.entries.first_mut()) {
            nobodys.account = None;
        }
        self.less_apart(apart.amount.negated()?)
    }

    /// Money that settled nothing pays an invoice, at most what is open.
    pub(crate) fn apart_pays(
        &mut self,
        (apart, invoice): (&Apart<'_>, &InvoiceId),
        (by, billing_account, said): (&'static str, Option<&BillingAccountId>, &str),
        stamp: &Stamp,
    ) -> Result<(), BookingError> {
        let standing = self.standing(invoice)?;
        let open = Money::new(standing.open_minor, standing.currency);
        if standing.in_flight {
            return Err(BookingError::InFlight);
        }
        if apart.amount.minor > open.minor {
            return Err(BookingError::Beyond(open));
        }
        let posting = ledger::apart_allocated(apart, invoice, open)?;
        let transaction = self.post(&posting, stamp);
        self.less_apart(apart.amount)?;
        let minor = apart.amount.minor;
        self.restate(invoice, |standing| standing.settled_minor += minor)?;
        let row = self.row(invoice, (by, minor), stamp, transaction);
        self.settlements.push(Settlement {
            billing_account: billing_account.cloned(),
            reference: Some(said.to_owned()).filter(|it| !it.is_empty()),
            ..row
        });
        Ok(())
    }

    /// Money that settled nothing becomes credit that was paid in.
    pub(crate) fn apart_granted(
        &mut self,
        apart: &Apart<'_>,
        stamp: &Stamp,
    ) -> Result<LotId, BookingError> {
        let id = self.new_lot();
        let posting = ledger::apart_granted(apart, &id)?;
        let stamp = Stamp {
            reference: format!("grant:{id}"),
            ..stamp.clone()
        };
        self.post(&posting, &stamp);
        self.less_apart(apart.amount)?;
        let lot = self.paid_in((id.clone(), apart.payment), apart.amount, &stamp);
        self.granted_of(lot, &stamp)?;
        Ok(id)
    }

    /// What stood on `refund payable` for an invoice has gone back to where it came from.
    pub(crate) fn payable_gone(
        &mut self,
        payment: &ledger::Payment<'_>,
        stamp: &Stamp,
    ) -> Result<(), BookingError> {
        let posting = ledger::refund_paid(payment)?;
        self.post(&posting, stamp);
        Ok(())
    }

    /// What had gone back of what settled nothing is here again.
    pub(crate) fn apart_came_back(
        &mut self,
        apart: &Apart<'_>,
        from: &Book,
        stamp: &Stamp,
    ) -> Result<(), BookingError> {
        let posting = ledger::apart_back_again(apart, from)?;
        self.post(&posting, stamp);
        self.less_apart(apart.amount.negated()?)
    }

    /// What had gone back of `refund payable` for an invoice is there again.
    pub(crate) fn payable_came_back(
        &mut self,
        (invoice, payment): (&InvoiceId, &str),
        (from, amount): (&Book, Money),
        stamp: &Stamp,
    ) -> Result<(), BookingError> {
        let posting = ledger::payable_back_again((invoice, payment), from, amount)?;
        self.post(&posting, stamp);
        Ok(())
    }

    /// Credit is gone to where it came from.
    pub(crate) fn lot_gone(
        &mut self,
        (lot, payment): (&LotId, &str),
        (from, amount): (&Book, Money),
        stamp: &Stamp,
    ) -> Result<(), BookingError> {
        let posting = ledger::lot_refunded((lot, payment), from, amount)?;
        self.post(&posting, stamp);
        let why = (MovementReason::Withdrawal, None, Some(payment.to_owned()));
        self.moved(lot, amount.negated()?, why, stamp)
    }

    /// Credit that had gone back to where it came from is in its lot again.
    pub(crate) fn lot_came_back(
        &mut self,
        (lot, payment): (&LotId, &str),
        (from, amount): (&Book, Money),
        stamp: &Stamp,
    ) -> Result<(), BookingError> {
        let posting = ledger::lot_back_again((lot, payment), from, amount)?;
        self.post(&posting, stamp);
        let why = (MovementReason::Return, None, Some(payment.to_owned()));
        self.moved(lot, amount, why, stamp)
    }

    /// Credit was sent to the customer's bank account.
    pub(crate) fn withdrawn(
        &mut self,
        takes: &[(LotId, Money)],
        from: &Book,
        stamp: &Stamp,
    ) -> Result<(), BookingError> {
        let posting = ledger::credit_withdrawn(takes, from)?;
        self.post(&posting, stamp);
        for (lot, amount) in takes {
            let why = (MovementReason::Withdrawal, None, None);
            self.moved(lot, amount.negated()?, why, stamp)?;
        }
        Ok(())
    }

    /// What is gone and stood nowhere any more is lost.
    pub(crate) fn lost_gone(
        &mut self,
        (payment, amount): (&str, Money),
        from: &Book,
        stamp: &Stamp,
    ) -> Result<(), BookingError> {
        let posting = ledger::lost_refunded(payment, from, amount)?;
        self.post(&posting, stamp);
        Ok(())
    }

    /// What had been paid for an invoice was taken back, which opens it again by as much.
    pub(crate) fn taken_back(
        &mut self,
        payment: &ledger::Payment<'_>,
        (payer, disputed): (Option<&BillingAccountId>, bool),
        stamp: &Stamp,
    ) -> Result<(), BookingError> {
        let posting = if disputed {
            ledger::charged_back(payment)?
        } else {
            ledger::refunded(payment)?
        };
        let transaction = self.post(&posting, stamp);
        let (invoice, minor) = (payment.invoice, payment.amount.minor);
        self.restate(invoice, |standing| standing.returned_minor += minor)?;
        let row = self.row(invoice, ("refund", -minor), stamp, transaction);
        self.settlements.push(Settlement {
            billing_account: payer.cloned(),
            reference: payment.payment.map(str::to_owned),
            ..row
        });
        Ok(())
    }

    pub(super) fn less_apart(&mut self, amount: Money) -> Result<(), BookingError> {
        let position = self.position(amount.currency);
        position.unapplied_minor = sum(position.unapplied_minor, -amount.minor)?;
        Ok(())
    }
}
