use billing::ledger::{self, Book, Return};
use model::credit::MovementReason;
use model::id::{BillingAccountId, CreditNoteId, InvoiceId, LotId, TransactionId};
use model::money::Money;
use store::booking::{Settlement, Standing};

use super::account::sum;
use super::{AccountBook, BookingError, Stamp};

/// Money that came in for an invoice.
pub(crate) struct Paid {
    /// Where it lies.
    pub from: Book,
    /// By what: `billing_account`, `transfer`, `other`.
    pub by: &'static str,
    pub amount: Money,
    pub billing_account: Option<BillingAccountId>,
    /// What the ledger knows it by.
    pub reference: Option<String>,
    /// What the customer reads as its reference, if that is something else.
    pub said: Option<String>,
}

/// What goes back of a payment, and the way by which it came.
pub(crate) struct Refund<'a> {
    pub amount: Money,
    /// Where the money lies, if it came as money.
    pub from: Option<&'a Book>,
    pub billing_account: Option<&'a BillingAccountId>,
    /// The lots that were spent, if it came as credit.
    pub used: &'a [(LotId, Money)],
}

impl AccountBook<'_> {
    /// Books an invoice that is issued; `standing` is of one on which nothing was booked.
    pub(crate) fn issue(
        &mut self,
        mut standing: Standing,
        (net, tax): (Money, Money),
        stamp: &Stamp,
    ) -> Result<(), BookingError> {
        let invoice = standing.invoice_id.clone();
        let posting = ledger::invoice_issued(&invoice, net, tax)?;
        self.post(&posting, stamp);
        standing.open_minor = 0;
        self.standings.insert(invoice.clone(), standing);
        self.restate(&invoice, |_| {})
    }

    /// Books money that came in, at most what is open.
    pub(crate) fn pay(
        &mut self,
        invoice: &InvoiceId,
        paid: Paid,
        stamp: &Stamp,
    ) -> Result<(), BookingError> {
        let standing = self.standing(invoice)?;
        let open = Money::new(standing.open_minor, standing.currency);
        if paid.amount.minor > open.minor {
            return Err(BookingError::Beyond(open));
        }
        self.collect(invoice, paid, stamp)
    }

    /// Books money that was taken for an invoice: what is more than is open stands on `unapplied`,
    /// naming the invoice.
    pub(super) fn collect(
        &mut self,
        invoice: &InvoiceId,
        paid: Paid,
        stamp: &Stamp,
    ) -> Result<(), BookingError> {
        let standing = self.standing(invoice)?;
        let open = Money::new(standing.open_minor, standing.currency);
        let posting = ledger::payment_received(&ledger::Payment {
            invoice,
            from: &paid.from,
            payment: paid.reference.as_deref(),
            amount: paid.amount,
            open,
        })?;
        let transaction = self.post(&posting, stamp);
        let minor = paid.amount.minor.min(open.minor);
        let position = self.position(open.currency);
        position.unapplied_minor = sum(position.unapplied_minor, paid.amount.minor - minor)?;
        self.restate(invoice, |standing| standing.settled_minor += minor)?;
        if minor > 0 {
            let row = self.row(invoice, (paid.by, minor), stamp, transaction);
            self.settlements.push(Settlement {
                billing_account: paid.billing_account,
                reference: paid.said.or(paid.reference).filter(|it| !it.is_empty()),
                ..row
            });
        }
        Ok(())
    }

    /// Books a credit note, and says what of it had been settled and now stands on `refund
    /// payable`.
    pub(crate) fn credit(
        &mut self,
        invoice: &InvoiceId,
        note: &CreditNoteId,
        (net, tax): (Money, Money),
        stamp: &Stamp,
    ) -> Result<(Money, TransactionId), BookingError> {
        let standing = self.standing(invoice)?;
        let open = Money::new(standing.open_minor, standing.currency);
        let left = standing.total_minor - standing.credited_minor;
        let total = net.plus(tax)?;
        if total.minor > left {
            return Err(BookingError::Beyond(Money::new(left, total.currency)));
        }
        let surplus = Money::new((total.minor - open.minor).max(0), total.currency);
        let facts = ledger::CreditNote {
            invoice,
            net,
            tax,
            open,
        };
        let posting = ledger::credit_note_issued(&facts, &[Return::RefundPayable(surplus)])?;
        let transaction = self.post(&posting, stamp);
        self.restate(invoice, |standing| {
            standing.credited_minor += total.minor;
            standing.returned_minor += surplus.minor;
        })?;
        if total.minor > 0 {
            let what = ("credit_note", total.minor);
            let row = self.row(invoice, what, stamp, transaction.clone());
            self.settlements.push(Settlement {
                credit_note: Some(note.clone()),
                ..row
            });
        }
        Ok((surplus, transaction))
    }

    /// What stays on `refund payable` after a credit note is seen as gone from the invoice; what
    /// goes back to a billing account counts against its cap no more.
    pub(crate) fn keep_payable(
        &mut self,
        invoice: &InvoiceId,
        (rest, payer): (Money, Option<&BillingAccountId>),
        stamp: &Stamp,
        transaction: TransactionId,
    ) {
        let row = self.row(invoice, ("refund", -rest.minor), stamp, transaction);
        self.settlements.push(Settlement {
            billing_account: payer.cloned(),
            ..row
        });
    }

    /// What a credit note put on `refund payable` goes back the way it came; into which lots, if
    /// into any.
    pub(crate) fn pay_back(
        &mut self,
        invoice: &InvoiceId,
        refund: &Refund<'_>,
        stamp: &Stamp,
    ) -> Result<Vec<(LotId, Money)>, BookingError> {
        let mut gives = Vec::new();
        let posting = match refund.from {
            Some(from) => ledger::refund_paid(&money(invoice, from, refund))?,
            None => {
                gives = self.gives(refund.used, refund.amount)?;
                self.return_to_lots(invoice, &gives, stamp)?;
                Self::pay_back_to_lots(invoice, &gives)?
            }
        };
        let transaction = self.post(&posting, stamp);
        self.went_back(invoice, refund, stamp, transaction);
        Ok(gives)
    }

    /// What was paid goes back the way it came, and reopens the invoice by as much.
    pub(crate) fn refund(
        &mut self,
        invoice: &InvoiceId,
        refund: &Refund<'_>,
        stamp: &Stamp,
    ) -> Result<(), BookingError> {
        let posting = match refund.from {
            Some(from) => ledger::refunded(&money(invoice, from, refund))?,
            None => {
                let gives = self.gives(refund.used, refund.amount)?;
                self.return_to_lots(invoice, &gives, stamp)?;
                ledger::credit_returned(invoice, &gives)?
            }
        };
        let transaction = self.post(&posting, stamp);
        let minor = refund.amount.minor;
        self.restate(invoice, |standing| standing.returned_minor += minor)?;
        self.went_back(invoice, refund, stamp, transaction);
        Ok(())
    }

    fn return_to_lots(
        &mut self,
        invoice: &InvoiceId,
        gives: &[(LotId, Money)],
        stamp: &Stamp,
    ) -> Result<(), BookingError> {
        for (lot, amount) in gives {
            let reason = (MovementReason::Return, Some(invoice), None);
            self.moved(lot, *amount, reason, stamp)?;
        }
        Ok(())
    }

    fn went_back(
        &mut self,
        invoice: &InvoiceId,
        refund: &Refund<'_>,
        stamp: &Stamp,
        transaction: TransactionId,
    ) {
        let what = ("refund", -refund.amount.minor);
        let row = self.row(invoice, what, stamp, transaction);
        self.settlements.push(Settlement {
            billing_account: refund.billing_account.cloned(),
            ..row
        });
    }

    /// Gives up what is open.
    pub(crate) fn write_off(
        &mut self,
        invoice: &InvoiceId,
        stamp: &Stamp,
    ) -> Result<(), BookingError> {
        let standing = self.standing(invoice)?;
        let open = Money::new(standing.open_minor, standing.currency);
        if open.is_zero() {
            return Err(BookingError::Beyond(open));
        }
        let posting = ledger::written_off(invoice, open)?;
        let transaction = self.post(&posting, stamp);
        self.restate(invoice, |standing| standing.written_off_minor += open.minor)?;
        let row = self.row(invoice, ("write_off", open.minor), stamp, transaction);
        self.settlements.push(row);
        Ok(())
    }

    pub(super) fn row(
        &mut self,
        invoice: &InvoiceId,
        (by, minor): (&'static str, i64),
        stamp: &Stamp,
        transaction: TransactionId,
    ) -> Settlement {
        Settlement {
            invoice: invoice.clone(),
            n: self.next_place(invoice),
            account: self.account.clone(),
            on: stamp.on,
            by,
            minor,
            billing_account: None,
            credit_note: None,
            reference: None,
            transaction,
        }
    }
}

const fn money<'a>(
    invoice: &'a InvoiceId,
    from: &'a Book,
    refund: &Refund<'_>,
) -> ledger::Payment<'a> {
    ledger::Payment {
        invoice,
        from,
        payment: None,
        amount: refund.amount,
        open: refund.amount,
    }
}
