use billing::credit::{Lot as Facts, give_back, spend};
use billing::ledger::{self, Book, Entry, Posting, Reason};
use model::credit::{MovementReason, Origin};
use model::id::{CreditMovementId, InvoiceId, LotId, TransactionId};
use model::money::Money;
use model::time::{Date, Instant};
use store::booking::{Lot, Movement, Settlement};

use super::account::sum;
use super::{AccountBook, BookingError, Stamp};

impl AccountBook<'_> {
    /// Grants a lot; `gateway` names where paid-in money came in, if that is known.
    pub(crate) fn grant(
        &mut self,
        lot: Lot,
        gateway: Option<&str>,
        stamp: &Stamp,
    ) -> Result<(), BookingError> {
        let posting = ledger::credit_granted(&lot.id, lot.origin, lot.amount, gateway)?;
        self.post(&posting, stamp);
        self.granted_of(lot, stamp)
    }

    /// A lot that is posted is there from now on.
    pub(super) fn granted_of(&mut self, lot: Lot, stamp: &Stamp) -> Result<(), BookingError> {
        let (id, amount) = (lot.id.clone(), lot.amount);
        let payment = lot.payment.clone();
        self.lots.push(Lot {
            remaining: 0,
            ..lot
        });
        self.moved(&id, amount, (MovementReason::Grant, None, payment), stamp)
    }

    pub(super) fn new_lot(&self) -> LotId {
        self.clerk.ids.next(self.clerk.now, LotId::make)
    }

    /// A lot of money that a payment brought.
    pub(super) fn paid_in(
        &self,
        (id, payment): (LotId, &str),
        amount: Money,
        stamp: &Stamp,
    ) -> Lot {
        Lot {
            reference: id.to_string(),
            id,
            account: self.account.clone(),
            origin: Origin::PaidIn,
            amount,
            remaining: 0,
            held: 0,
            granted_on: stamp.on,
            expires_on: None,
            note: String::new(),
            payment: Some(payment.to_owned()),
        }
    }

    /// Grants a lot out of what stands on `refund payable` for an invoice.
    pub(crate) fn grant_of(
        &mut self,
        lot: Lot,
        invoice: &InvoiceId,
        stamp: &Stamp,
    ) -> Result<(), BookingError> {
        let posting = ledger::refund_granted(invoice, &lot.id, lot.amount)?;
        self.post(&posting, stamp);
        let (id, amount) = (lot.id.clone(), lot.amount);
        self.lots.push(Lot {
            remaining: 0,
            ..lot
        });
        self.moved(&id, amount, (MovementReason::Grant, None, None), stamp)
    }

    /// Takes a lot into the books that is not there, because nothing is left of it.
    pub(crate) fn know(&mut self, lot: Lot) {
        if !self.lots.iter().any(|it| it.id == lot.id) {
            self.lots.push(lot);
        }
    }

    /// Spends credit on an invoice in spending order, all of the amount or nothing.
    pub(crate) fn use_credit(
        &mut self,
        invoice: &InvoiceId,
        amount: Money,
        stamp: &Stamp,
    ) -> Result<Vec<(LotId, Money)>, BookingError> {
        let takes = self.takes(amount, stamp.on)?;
        self.spend_on(invoice, &takes, None, stamp)?;
        Ok(takes)
    }

    /// The lots that there are on a day.
    pub(crate) fn granted(&self, on: Date) -> Vec<Facts> {
        let lots = self.lots.iter().map(facts);
        lots.filter(|lot| lot.granted_on <= on).collect()
    }

    /// The parts of lots that make up an amount on a day, in spending order.
    pub(crate) fn takes(
        &self,
        amount: Money,
        on: Date,
    ) -> Result<Vec<(LotId, Money)>, BookingError> {
        let takes = spend(&self.granted(on), amount, on);
        let sum: i64 = takes.iter().map(|take| take.1.minor).sum();
        if sum < amount.minor {
            return Err(BookingError::NotEnough(Money::new(sum, amount.currency)));
        }
        Ok(takes)
    }

    /// Spends these parts of lots on an invoice.
    pub(super) fn spend_on(
        &mut self,
        invoice: &InvoiceId,
        takes: &[(LotId, Money)],
        payment: Option<&str>,
        stamp: &Stamp,
    ) -> Result<(), BookingError> {
        let standing = self.standing(invoice)?;
        let open = Money::new(standing.open_minor, standing.currency);
        if takes.iter().any(|take| take.1.currency != open.currency) {
            return Err(BookingError::Currency);
        }
        let sum: i64 = takes.iter().map(|take| take.1.minor).sum();
        if sum > open.minor {
            return Err(BookingError::Beyond(open));
        }
        let posting = ledger::credit_used(invoice, takes, open)?;
        let transaction = self.post(&posting, stamp);
        let payment = payment.map(str::to_owned);
        for (lot, amount) in takes {
            let reason = (MovementReason::Use, Some(invoice), payment.clone());
            self.moved(lot, amount.negated()?, reason, stamp)?;
        }
        self.restate(invoice, |standing| standing.settled_minor += sum)?;
        let n = self.next_place(invoice);
        self.settlements.push(Settlement {
            invoice: invoice.clone(),
            n,
            account: self.account.clone(),
            on: stamp.on,
            by: "credit",
            minor: sum,
            billing_account: None,
            credit_note: None,
            reference: None,
            transaction,
        });
        Ok(())
    }

    /// Takes out what is left of the lots whose last good day lies before `day`; how many lots that
    /// were. What is set aside of them stays until its order ends.
    pub(crate) fn expire(
        &mut self,
        day: Date,
        (today, now): (Date, Instant),
    ) -> Result<u64, BookingError> {
        let lapsed = |lot: &Lot| (lot.id.clone(), facts(lot).lapsed(day));
        let lapsed: Vec<(LotId, Money)> = self.lots.iter().map(lapsed).collect();
        let mut expired = 0;
        for (lot, rest) in lapsed.into_iter().filter(|(_, rest)| rest.minor > 0) {
            // Parts of it lapse one after the other, as the orders end that hold them.
            let id = self.clerk.ids.next(self.clerk.now, TransactionId::make);
            let stamp = Stamp {
                at: now,
                on: today,
                reference: format!("expired:{lot}:{id}"),
            };
            let posting = ledger::credit_expired(&lot, rest)?;
            self.post(&posting, &stamp);
            let reason = (MovementReason::Expiry, None, None);
            self.moved(&lot, rest.negated()?, reason, &stamp)?;
            expired += 1;
        }
        Ok(expired)
    }

    /// The first day on which a lot is to be taken out.
    pub(crate) fn next_expiry(&self) -> Option<Date> {
        let left = self.lots.iter().filter(|lot| lot.remaining > lot.held);
        let last = left.filter_map(|lot| lot.expires_on).min();
        last.map(|day| day.plus_days(1))
    }

    /// Which lots get back what was spent of them, in reverse spending order.
    pub(super) fn gives(
        &self,
        used: &[(LotId, Money)],
        amount: Money,
    ) -> Result<Vec<(LotId, Money)>, BookingError> {
        let find = |id: &LotId| self.lots.iter().find(|lot| lot.id == *id);
        let mut lots = Vec::with_capacity(used.len());
        for (id, part) in used {
            let lot = find(id).ok_or(BookingError::Missing)?;
            lots.push((facts(lot), *part));
        }
        let gives = give_back(&lots, amount);
        let sum: i64 = gives.iter().map(|give| give.1.minor).sum();
        if sum < amount.minor {
            return Err(BookingError::Beyond(Money::new(sum, amount.currency)));
        }
        Ok(gives)
    }

    /// What stood on `refund payable` for an invoice goes to the lots from which it was spent.
    pub(super) fn pay_back_to_lots(
        invoice: &InvoiceId,
        gives: &[(LotId, Money)],
    ) -> Result<Posting, BookingError> {
        let mut entries = Vec::with_capacity(gives.len() * 2);
        for (lot, amount) in gives {
            let payable = Entry::new(Book::RefundPayable, *amount);
            entries.push(payable.of_invoice(invoice).of_lot(lot));
            let credit = Entry::new(Book::Credit, amount.negated()?);
            entries.push(credit.of_invoice(invoice).of_lot(lot));
        }
        Ok(Posting::new(Reason::CreditReturned, entries)?)
    }

    /// Moves credit into a lot, or out of it below zero.
    pub(super) fn moved(
        &mut self,
        lot: &LotId,
        amount: Money,
        (reason, invoice, payment): (MovementReason, Option<&InvoiceId>, Option<String>),
        stamp: &Stamp,
    ) -> Result<(), BookingError> {
        let found = self.lots.iter_mut().find(|it| it.id == *lot);
        let found = found.ok_or(BookingError::Missing)?;
        found.remaining = sum(found.remaining, amount.minor)?;
        if reason == MovementReason::Return {
            found.expires_on = good_until(found, stamp.on);
        }
        let position = self.position(amount.currency);
        position.credit_minor = sum(position.credit_minor, amount.minor)?;
        let balance = position.credit_minor;
        let n = self.counts.entry(amount.currency).or_default();
        *n += 1;
        let n = *n;
        self.movements.push(Movement {
            id: self.clerk.ids.next(self.clerk.now, CreditMovementId::make),
            account: self.account.clone(),
            n,
            on: stamp.on,
            at: stamp.at,
            reason,
            amount,
            balance,
            lot: lot.clone(),
            invoice: invoice.cloned(),
            payment,
        });
        Ok(())
    }
}

fn good_until(lot: &Lot, day: Date) -> Option<Date> {
    facts(lot).good_until_after_return(day)
}

/// A lot as the rules see it.
pub(crate) fn facts(lot: &Lot) -> Facts {
    Facts {
        id: lot.id.clone(),
        origin: lot.origin,
        granted_on: lot.granted_on,
        expires_on: lot.expires_on,
        remaining: Money::new(lot.remaining, lot.amount.currency),
        held: Money::new(lot.held, lot.amount.currency),
    }
}
