use model::id::{AddonId, InvoiceId, SubscriptionId};
use model::invoice::LineKind;
use model::time::{Date, Period};
use rust_decimal::Decimal;
use thiserror::Error;

use crate::charge::{Cause, Customer, House, LineRef, Subscription};
use crate::draft::Draft;
use crate::period::Planned;
use crate::tax::Category;

/// What has become of the invoice of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// No money or credit on it, and none in flight.
    Unpaid,
    /// A payment of it is in flight.
    InFlight,
    /// Paid in whole or part.
    Paid,
}

/// A line of a plan, an add-on or a proration that was charged, also if it is credited as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invoiced {
    /// Where it stands.
    pub line: LineRef,
    /// Plan, add-on or charge of a proration.
    pub kind: LineKind,
    /// The add-on; none: the plan.
    pub addon: Option<AddonId>,
    /// What it is called.
    pub text: String,
    /// Its service period.
    pub period: Period,
    /// Its revision.
    pub revision: u32,
    /// Its net amount in minor units.
    pub net: i64,
    /// Place and net amount (below zero) of the coupon's line on it.
    pub coupon: Option<(u32, i64)>,
    /// Percent of tax.
    pub rate: Decimal,
    /// The category of tax.
    pub category: Category,
    /// How many of its days are credited already.
    pub days_credited: i32,
    /// How much of it, after its coupon's line, is credited already, in minor units.
    pub credited: i64,
    /// What has become of its invoice.
    pub standing: Standing,
    /// The planned days of its invoice.
    pub planned: Planned,
}

impl Invoiced {
    /// What was charged, after its coupon's line.
    #[must_use]
    pub fn charged(&self) -> i64 {
        self.net
            .saturating_add(self.coupon.map_or(0, |(_, off)| off))
    }

    /// Whether all of it is credited.
    #[must_use]
    pub fn gone(&self) -> bool {
        self.days_credited >= self.period.days()
    }
}

/// All that decides what a change costs.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// Who sells.
    pub house: &'a House,
    /// To whom.
    pub customer: &'a Customer,
    /// What is changed, billed up to today.
    pub subscription: &'a Subscription,
    /// Its lines whose service period reaches today or beyond.
    pub invoiced: &'a [Invoiced],
    /// An invoice of it that is overdue.
    pub overdue: Option<&'a InvoiceId>,
    /// The change's own id: it makes its lines distinct.
    pub change: &'a str,
    /// Today in the account's zone, and in the seller's.
    pub today: (Date, Date),
}

/// Why a change cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refused {
    /// An invoice of the subscription is overdue.
    #[error("the invoice {0} is overdue")]
    Overdue(InvoiceId),
    /// A payment of a coming period is in flight: the change waits for its result.
    #[error("a payment of the invoice {0} is in flight")]
    InFlight(InvoiceId),
    /// An end is set: it would have to be undone first.
    #[error("the subscription ends before that")]
    Ends,
    /// It has ended, or has not begun.
    #[error("the subscription is not running")]
    NotRunning,
    /// The provider does not offer it.
    #[error("this is not offered")]
    NotOffered,
    /// There is nothing to change, or to undo.
    #[error("there is nothing to change")]
    Nothing,
    /// It cannot be computed as the facts stand.
    #[error("{0}: {1}")]
    Cause(SubscriptionId, Cause),
}

/// The lines of a coming period that are taken off their unpaid invoice, and what replaces them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reissue {
    /// The invoice.
    pub invoice: InvoiceId,
    /// Places and net amounts of what is taken off, for the credit note.
    pub lines: Vec<(u32, i64)>,
    /// The lines of the new state with the same due day; none if there are none.
    pub anew: Option<Draft>,
}

/// What a change makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// What it costs, or (below zero) gives back: the change's own document.
    pub document: Option<Draft>,
    /// Unpaid invoices of coming periods.
    pub reissues: Vec<Reissue>,
    /// The subscription afterwards.
    pub after: Subscription,
}
