//! What will become of the invoices that are open: each is collected on its due day, a late one
//! when the run tries next; credit goes before the payer where the customer wants that, the oldest
//! invoice first by due date, then number (*Credit* in the specification of money).

use billing::credit::{Lot, available, spend};
use billing::payer::Charge;
use model::billing_account::Method;
use model::currency::Currency;
use model::id::{AccountId, BillingAccountId, InvoiceId};
use model::money::Money;
use model::time::Date;
use store::Tx;
use store::billing_account::assigned::{Open, invoices};
use store::credit::read::{Pool, pools};

use super::{Known, Payers};
use crate::failure::Failure;
use crate::run::Next;

/// Open invoices that are looked at, by due date: later ones are far away.
const INVOICES: i64 = 100;

/// How an open invoice will be collected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ahead {
    pub id: InvoiceId,
    pub number: String,
    /// When.
    pub on: Date,
    /// What is open.
    pub open: Money,
    /// What credit takes over of it.
    pub credit: Money,
    /// Who makes the charge; none: by hand.
    pub payer: Option<BillingAccountId>,
    /// Whether the customer makes the payment, and no charge is made.
    pub by_hand: bool,
}

/// What lies ahead of an account.
pub(crate) struct Forecast {
    today: Date,
    lots: Vec<Lot>,
    /// The open invoices, in the order in which they are collected.
    pub invoices: Vec<Ahead>,
}

impl Ahead {
    /// What is left for the payer.
    pub(crate) const fn rest(&self) -> Money {
        Money::new(self.open.minor - self.credit.minor, self.open.currency)
    }
}

impl Forecast {
    /// Looks at the open invoices that no payment is in flight for.
    pub(crate) async fn read(
        tx: &mut Tx,
        account: &AccountId,
        payers: &Payers,
    ) -> Result<Self, Failure> {
        let mut open = invoices(tx, account, (payers.today, INVOICES)).await?;
        open.sort_by(|a, b| (a.due_on, &a.number).cmp(&(b.due_on, &b.number)));
        let pools = pools(tx, account).await?;
        let lots: Vec<Lot> = pools.into_iter().map(pooled).collect();
        let (mut left, mut ahead) = (lots.clone(), Vec::new());
        for invoice in open {
            ahead.push(one(payers, invoice, &mut left)?);
        }
        Ok(Self {
            today: payers.today,
            lots,
            invoices: ahead,
        })
    }

    /// The credit that there is now.
    pub(crate) fn credit(&self, currency: Currency) -> Money {
        available(&self.lots, currency, self.today)
    }
}

fn one(payers: &Payers, invoice: Open, left: &mut [Lot]) -> Result<Ahead, Failure> {
    let (list, open) = (
        invoice.payers()?,
        Money::new(invoice.open_minor, invoice.currency),
    );
    let who = |on, amount| {
        let payer = payers.who(&list, Charge { on, amount });
        payer.filter(|_| !invoice.ended)
    };
    let due = (invoice.due_on, charged(who(payers.today, open)));
    let done = (invoice.stage.as_deref(), invoice.policy.as_deref());
    let next = Next::of(due, done, payers.today)?;
    let on = next.on.unwrap_or(payers.today);
    let credit = if invoice.credit_first && next.on.is_some() {
        cover(left, open, on)
    } else {
        Money::zero(invoice.currency)
    };
    let amount = Money::new(open.minor - credit.minor, open.currency);
    let payer = who(on, amount).filter(|_| next.on.is_some() && next.charges);
    Ok(Ahead {
        on,
        open,
        credit,
        payer: payer.map(|known| known.id().clone()),
        by_hand: !charged(payer),
        id: invoice.id,
        number: invoice.number,
    })
}

fn charged(payer: Option<&Known>) -> bool {
    payer.is_some_and(|known| known.row.method.0 != Method::BankTransfer)
}

/// Lots that expire together are spent as one: only the sum is told.
fn pooled(pool: Pool) -> Lot {
    Lot {
        origin: pool.origin.0,
        granted_on: pool.granted_on,
        expires_on: pool.expires_on.map(|day| day.0),
        remaining: Money::new(pool.remaining_minor, pool.currency),
        held: Money::new(pool.held_minor, pool.currency),
        id: pool.id,
    }
}

/// Takes as much credit as there is on that day.
fn cover(left: &mut [Lot], open: Money, on: Date) -> Money {
    let mut sum = Money::zero(open.currency);
    for (id, part) in spend(left, open, on) {
        if let Some(lot) = left.iter_mut().find(|lot| lot.id == id) {
            lot.remaining.minor -= part.minor;
            sum.minor += part.minor;
        }
    }
    sum
}
