//! Which lines share an invoice, and what it is then
//! (*What shares an invoice* in the specification of money).

use model::currency::Currency;
use model::id::{BillingAccountId, SubscriptionId};
use model::time::Date;

use crate::charge::{Cause, Charge, Sums, taxed};
use crate::period::{Doing, Planned, Real};
use crate::policy::{OneInvoicePer, Policy};

/// What is to be charged together, before it is known with what else it shares an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bill {
    /// Its days.
    pub planned: Planned,
    /// For what it is made.
    pub doing: Doing,
    /// Which subscription; none: none in particular.
    pub subscription: Option<SubscriptionId>,
    /// Who pays, in order; empty: the account's default, which the resolver adds.
    pub payers: Vec<BillingAccountId>,
    /// Whether credit is used first.
    pub credit_first: bool,
    /// The lines.
    pub charges: Vec<Charge>,
}

/// What a draft becomes when it is issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Document {
    /// An invoice; of a total of nothing it is paid at once.
    Invoice,
    /// What it comes to is below zero: a credit note.
    CreditNote,
}

/// A document without number and parties, which whoever issues it adds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The currency of all its amounts.
    pub currency: Currency,
    /// The days for which it is planned.
    pub planned: Planned,
    /// For what it is made.
    pub doing: Doing,
    /// The days on which it is really issued and due.
    pub real: Real,
    /// Who pays, in order.
    pub payers: Vec<BillingAccountId>,
    /// Whether credit is used first.
    pub credit_first: bool,
    /// The lines with their tax; below zero where they give something back.
    pub sums: Sums,
    /// The whole, with tax, in minor units.
    pub total: i64,
}

impl Draft {
    /// What it becomes.
    #[must_use]
    pub const fn document(&self) -> Document {
        if self.total < 0 {
            Document::CreditNote
        } else {
            Document::Invoice
        }
    }

    /// Makes the document of bills that share one, for a day: today in the account's zone and in
    /// the seller's. None where there is no line.
    ///
    /// # Errors
    /// When a sum is too large.
    pub fn of(
        bills: Vec<Bill>,
        policy: &Policy,
        today: (Date, Date),
    ) -> Result<Option<Self>, Cause> {
        let mut bills = bills.into_iter();
        let Some(mut bill) = bills.next() else {
            return Ok(None);
        };
        bill.charges.extend(bills.flat_map(|other| other.charges));
        let Some(currency) = bill.currency() else {
            return Ok(None);
        };
        let sums = taxed(bill.charges)?;
        Ok(Some(Self {
            currency,
            planned: bill.planned,
            doing: bill.doing,
            real: bill.planned.real(policy, bill.doing, today),
            payers: bill.payers,
            credit_first: bill.credit_first,
            total: sums.total()?,
            sums,
        }))
    }
}

impl Bill {
    /// The currency of its lines.
    fn currency(&self) -> Option<Currency> {
        self.charges.first().map(|it| it.worth.amount.currency)
    }

    fn shares(&self, policy: &Policy, other: &Self) -> bool {
        let same = self.planned == other.planned
            && self.doing == other.doing
            && self.payers == other.payers
            && self.credit_first == other.credit_first
            && self.currency() == other.currency();
        let own = self.subscription.is_some() && self.subscription == other.subscription;
        let together = match policy.one_invoice_per {
            OneInvoicePer::Day => self.doing != Doing::AtOnce,
            OneInvoicePer::Subscription => false,
        };
        same && (own || together)
    }
}

/// The bills of one account by the invoices that they share: planned issue day, planned due day,
/// currency, payers and credit choice are the same, and neither is what a customer has ordered.
/// Their order is that of the days, then as given. What has no line is left out.
#[must_use]
pub fn grouped(policy: &Policy, bills: Vec<Bill>) -> Vec<Vec<Bill>> {
    let mut groups: Vec<Vec<Bill>> = Vec::new();
    for bill in bills.into_iter().filter(|bill| !bill.charges.is_empty()) {
        let mut open = groups.iter_mut();
        let shared = open.find(|group| {
            let first = group.first();
            first.is_some_and(|first| first.shares(policy, &bill))
        });
        match shared {
            Some(group) => group.push(bill),
            None => groups.push(vec![bill]),
        }
    }
    groups.sort_by_key(|group| group.first().map(|first| first.planned));
    groups
}
