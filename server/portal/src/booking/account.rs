use std::collections::BTreeMap;

use billing::invoice::Settlement as Figures;
use billing::ledger::Posting;
use model::currency::Currency;
use model::id::{AccountId, InvoiceId, TransactionId};
use model::money::{Money, MoneyError};
use model::time::{Date, Instant};
use store::booking::{Entry, Hold, Lot, Movement, Position, Settlement, Standing, Transaction};

use super::BookingError;
use crate::ids::Ids;

/// Who books, and when.
#[derive(Clone, Copy)]
pub(crate) struct Clerk<'a> {
    pub ids: &'a Ids,
    pub now: Instant,
}

/// When something happened, and under which reference it is booked once.
#[derive(Clone, Debug)]
pub(crate) struct Stamp {
    pub at: Instant,
    pub on: Date,
    pub reference: String,
}

/// The books of one account: as they stand, and what is to be written.
#[derive(Clone)]
pub(crate) struct AccountBook<'a> {
    pub(super) clerk: Clerk<'a>,
    pub(crate) account: AccountId,
    pub(super) lots: Vec<Lot>,
    /// How many movements there are by currency.
    pub(super) counts: BTreeMap<Currency, i64>,
    pub(super) positions: BTreeMap<Currency, Position>,
    pub(super) standings: BTreeMap<InvoiceId, Standing>,
    /// How many settlements there are by invoice.
    pub(super) places: BTreeMap<InvoiceId, i64>,
    pub(super) transactions: Vec<Transaction>,
    pub(super) movements: Vec<Movement>,
    pub(super) settlements: Vec<Settlement>,
    pub(super) holds: Vec<Hold>,
}

impl<'a> AccountBook<'a> {
    /// Empty books.
    pub(crate) fn new(clerk: Clerk<'a>, account: AccountId) -> Self {
        Self {
            clerk,
            account,
            lots: Vec::new(),
            counts: BTreeMap::new(),
            positions: BTreeMap::new(),
            standings: BTreeMap::new(),
            places: BTreeMap::new(),
            transactions: Vec::new(),
            movements: Vec::new(),
            settlements: Vec::new(),
            holds: Vec::new(),
        }
    }

    /// The standing of an invoice of the account.
    pub(crate) fn standing(&self, invoice: &InvoiceId) -> Result<&Standing, BookingError> {
        self.standings.get(invoice).ok_or(BookingError::Missing)
    }

    /// The lots that are known here.
    pub(crate) fn lots(&self) -> &[Lot] {
        &self.lots
    }

    /// The balances by currency.
    pub(crate) const fn positions(&self) -> &BTreeMap<Currency, Position> {
        &self.positions
    }

    /// What was moved since the books were opened.
    pub(crate) fn movements(&self) -> &[Movement] {
        &self.movements
    }

    /// What was booked since the books were opened.
    pub(crate) fn transactions(&self) -> &[Transaction] {
        &self.transactions
    }

    pub(super) fn position(&mut self, currency: Currency) -> &mut Position {
        let account = &self.account;
        self.positions.entry(currency).or_insert_with(|| Position {
            account_id: account.clone(),
            currency,
            credit_minor: 0,
            held_minor: 0,
            due_minor: 0,
            processing_minor: 0,
            unapplied_minor: 0,
            open_count: 0,
        })
    }

    /// Books a posting; one in which nothing moves is not booked.
    pub(super) fn post(&mut self, posting: &Posting, stamp: &Stamp) -> TransactionId {
        let made = transaction(self.clerk, Some(&self.account), posting, stamp);
        let id = made.id.clone();
        if !made.entries.is_empty() {
            self.transactions.push(made);
        }
        id
    }

    /// Changes the figures of an invoice and everything that follows from them.
    pub(super) fn restate(
        &mut self,
        invoice: &InvoiceId,
        change: impl FnOnce(&mut Standing),
    ) -> Result<(), BookingError> {
        let standing = self
            .standings
            .get_mut(invoice)
            .ok_or(BookingError::Missing)?;
        let before = standing.open_minor;
        change(standing);
        let figures = figures(standing);
        let breach = Money::new(before, standing.currency);
        figures.check().map_err(|_| BookingError::Beyond(breach))?;
        standing.open_minor = figures.open().minor;
        standing.state = figures.state().as_str().to_owned();
        let (after, currency) = (standing.open_minor, standing.currency);
        let in_flight = standing.in_flight;
        let position = self.position(currency);
        position.due_minor = sum(position.due_minor, after - before)?;
        if in_flight {
            position.processing_minor = sum(position.processing_minor, after - before)?;
        }
        position.open_count += i64::from(after > 0) - i64::from(before > 0);
        Ok(())
    }

    /// Notes whether a payment of an invoice is in flight, and the state that follows.
    pub(super) fn flies(&mut self, invoice: &InvoiceId, flies: bool) -> Result<(), BookingError> {
        let standing = self.standings.get_mut(invoice);
        let standing = standing.ok_or(BookingError::Missing)?;
        standing.in_flight = flies;
        standing.state = figures(standing).state().as_str().to_owned();
        Ok(())
    }

    pub(super) fn next_place(&mut self, invoice: &InvoiceId) -> i64 {
        let place = self.places.entry(invoice.clone()).or_default();
        *place += 1;
        *place
    }
}

/// A posting about money that is nobody's yet: it stands on `unapplied` without an account.
pub(crate) fn of_nobody(clerk: Clerk<'_>, posting: &Posting, stamp: &Stamp) -> Transaction {
    transaction(clerk, None, posting, stamp)
}

fn transaction(
    clerk: Clerk<'_>,
    account: Option<&AccountId>,
    posting: &Posting,
    stamp: &Stamp,
) -> Transaction {
    let entries = posting.entries().iter().map(|entry| Entry {
        account: account.filter(|_| entry.book.per_customer()).cloned(),
        book: entry.book.to_string(),
        amount: entry.amount,
        invoice: entry.invoice.clone(),
        lot: entry.lot.clone(),
        payment: entry.payment.clone(),
    });
    Transaction {
        id: clerk.ids.next(clerk.now, TransactionId::make),
        reference: stamp.reference.clone(),
        account: account.cloned(),
        at: stamp.at,
        posted_on: stamp.on,
        reason: posting.reason().as_str(),
        entries: entries.collect(),
    }
}

/// A balance after a change.
pub(super) fn sum(balance: i64, change: i64) -> Result<i64, MoneyError> {
    balance.checked_add(change).ok_or(MoneyError::Overflow)
}

/// The figures from which open rest and state follow.
fn figures(standing: &Standing) -> Figures {
    Figures {
        currency: standing.currency,
        total: standing.total_minor,
        money: standing.settled_minor,
        credit: 0,
        returned: standing.returned_minor,
        credited: standing.credited_minor,
        written_off: standing.written_off_minor,
        in_flight: standing.in_flight,
    }
}
