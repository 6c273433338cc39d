use model::currency::Currency;
use model::id::{AccountId, HoldId, InvoiceId, LotId};
use model::money::Money;
use model::time::{Date, Instant};
use store::booking::Hold;
use store::{StoreError, Tx, account};

use super::{AccountBook, BookingError, Clerk, Stamp, flush, load_one};
use crate::ids::Ids;

/// Credit that is to be spent on an invoice for a payment order.
#[derive(Clone, Debug)]
pub struct CreditOrder {
    /// Whose.
    pub account: AccountId,
    /// How much.
    pub amount: Money,
    /// The payment order: it is booked once.
    pub payment: String,
    /// The day in the account's zone.
    pub on: Date,
    /// The moment.
    pub at: Instant,
}

impl CreditOrder {
    const fn clerk<'a>(&self, ids: &'a Ids) -> Clerk<'a> {
        Clerk { ids, now: self.at }
    }

    fn stamp(&self) -> Stamp {
        Stamp {
            at: self.at,
            on: self.on,
            reference: format!("credit:{}", self.payment),
        }
    }

    async fn open<'a>(
        &self,
        tx: &mut Tx,
        ids: &'a Ids,
        invoices: &[&str],
    ) -> Result<AccountBook<'a>, BookingError> {
        if !account::lock(tx, &self.account).await? {
            return Err(BookingError::Missing);
        }
        load_one(tx, self.clerk(ids), &self.account, invoices).await
    }
}

/// Spends credit on an invoice, all of the amount or nothing, in spending order.
///
/// # Errors
/// `NotEnough` when less is available, `Beyond` when less is open, `Missing` when the invoice is
/// not the account's.
pub async fn spend_credit(
    tx: &mut Tx,
    ids: &Ids,
    order: &CreditOrder,
    invoice: &InvoiceId,
) -> Result<(), BookingError> {
    let mut book = order.open(tx, ids, &[invoice.as_str()]).await?;
    book.use_credit(invoice, order.amount, &order.stamp())?;
    store::run::wake(tx, &order.account).await?;
    Ok(flush(tx, vec![book]).await?)
}

/// Sets credit aside for a payment order: what [`spend_credit`] would take. Nothing happens if
/// something is set aside for it already.
///
/// # Errors
/// `NotEnough` when less is available.
pub async fn hold(tx: &mut Tx, ids: &Ids, order: &CreditOrder) -> Result<(), BookingError> {
    let mut book = order.open(tx, ids, &[]).await?;
    let held = store::booking::holds(tx, &order.account, &order.payment).await?;
    if !held.is_empty() {
        return Ok(());
    }
    book.reserve(&order.payment, order.amount, order.on)?;
    Ok(flush(tx, vec![book]).await?)
}

/// Gives up what was set aside for a payment order; nothing happens if nothing was.
///
/// # Errors
/// `Missing` when there is no such account.
pub async fn release(tx: &mut Tx, ids: &Ids, order: &CreditOrder) -> Result<(), BookingError> {
    let mut book = order.open(tx, ids, &[]).await?;
    unhold(tx, &mut book, &order.payment).await?;
    Ok(flush(tx, vec![book]).await?)
}

/// Spends what was set aside for a payment order on an invoice.
///
/// # Errors
/// `Missing` when nothing was set aside, `Beyond` when less is open.
pub async fn spend_hold(
    tx: &mut Tx,
    ids: &Ids,
    order: &CreditOrder,
    invoice: &InvoiceId,
) -> Result<(), BookingError> {
    let mut book = order.open(tx, ids, &[invoice.as_str()]).await?;
    let takes = unhold(tx, &mut book, &order.payment).await?;
    if takes.is_empty() {
        return Err(BookingError::Missing);
    }
    book.spend_on(invoice, &takes, Some(&order.payment), &order.stamp())?;
    store::run::wake(tx, &order.account).await?;
    Ok(flush(tx, vec![book]).await?)
}

/// Gives up what is set aside for a payment order, a refund or a withdrawal, and says what that
/// was, in the order in which it was set aside.
pub(crate) async fn unhold(
    tx: &mut Tx,
    book: &mut AccountBook<'_>,
    payment: &str,
) -> Result<Vec<(LotId, Money)>, StoreError> {
    let account = book.account.clone();
    let holds = store::booking::holds(tx, &account, payment).await?;
    let mut takes = Vec::with_capacity(holds.len());
    for hold in holds {
        let found = book.lots().iter().find(|lot| lot.id == hold.lot_id);
        if let Some(currency) = found.map(|lot| lot.amount.currency) {
            book.set_aside(&hold.lot_id, -hold.amount_minor, currency);
            takes.push((hold.lot_id, Money::new(hold.amount_minor, currency)));
        }
    }
    store::booking::release_holds(tx, &account, payment).await?;
    Ok(takes)
}

impl AccountBook<'_> {
    /// Sets credit aside for a payment order, all of the amount or nothing.
    pub(crate) fn reserve(
        &mut self,
        payment: &str,
        amount: Money,
        on: Date,
    ) -> Result<(), BookingError> {
        for (lot, amount) in self.takes(amount, on)? {
            self.keep_aside(payment, (&lot, amount));
        }
        Ok(())
    }

    /// Sets a part of a lot aside for a payment order, a refund or a withdrawal, by its id.
    pub(crate) fn keep_aside(&mut self, what: &str, (lot, amount): (&LotId, Money)) {
        let now = self.clerk.now;
        self.set_aside(lot, amount.minor, amount.currency);
        self.holds.push(Hold {
            id: self.clerk.ids.next(now, HoldId::make),
            account_id: self.account.clone(),
            lot_id: lot.clone(),
            payment_ref: what.to_owned(),
            amount_minor: amount.minor,
            created_at: now.0,
        });
    }

    /// Sets aside so much more of a lot.
    fn set_aside(&mut self, lot: &LotId, minor: i64, currency: Currency) {
        if let Some(lot) = self.lots.iter_mut().find(|it| it.id == *lot) {
            lot.held += minor;
        }
        self.position(currency).held_minor += minor;
    }
}
