use billing::dunning::{self, Step, Warning};
use billing::policy::Policy;
use model::id::{InvoiceId, SubscriptionId};
use model::money::Money;
use model::time::Date;

use super::cashier::Cashier;
use super::covered::Credit;
use super::open::Open;
use crate::booking::{AccountBook, BookingError};
use crate::mail::{Coming, OwedInvoice, Refused, Stop};

/// The real day on which something is done about debts.
#[derive(Clone, Copy)]
pub(super) struct Day<'p> {
    pub policy: &'p Policy,
    pub today: Date,
    /// The last day on which the customer was written to.
    pub told_on: Option<Date>,
    /// Whether the hour of suspensions has come.
    pub stops: bool,
    /// Who can be charged.
    pub cashier: Option<&'p Cashier<'p>>,
}

/// What was done about the debts of an account.
#[derive(Default)]
pub(super) struct Reminded {
    /// What the customer is told of.
    pub told: Vec<OwedInvoice>,
    /// What is suspended from now on.
    pub suspended: Vec<SubscriptionId>,
    /// What is terminated, by the debt that led to it.
    pub over: Vec<Over>,
    /// What is suspended for non-payment, where an invoice of it is settled.
    pub settled: Vec<SubscriptionId>,
}

/// A debt that led to a termination.
pub(super) struct Over {
    pub invoice: InvoiceId,
    pub number: String,
    /// The day of the suspension.
    pub suspended_on: Date,
    pub subscriptions: Vec<SubscriptionId>,
}

/// What is suspended for non-payment, where an invoice of it is settled.
pub(super) fn settled(
    book: &AccountBook<'_>,
    open: &[Open],
) -> Result<Vec<SubscriptionId>, BookingError> {
    let mut settled = Vec::new();
    for it in open {
        if book.standing(&it.invoice)?.open_minor <= 0 {
            settled.extend(it.unpaid());
        }
    }
    Ok(settled)
}

/// Does what is to be done about debts on a real day. Reminders and warnings are told once a day:
/// where the customer was written to before on it, they wait for the next. They wait for the hour
/// of a suspension too, so that one mail says all.
pub(super) fn remind(
    book: &AccountBook<'_>,
    open: &mut [Open],
    day: Day<'_>,
) -> Result<Reminded, BookingError> {
    open.sort_by(|a, b| a.order().cmp(&b.order()));
    let mut done = Reminded::default();
    let mut plans = Vec::with_capacity(open.len());
    for it in &mut *open {
        it.join(day.policy, day.today);
        let debt = it.debt(book)?;
        plans.push(dunning::steps(day.policy, &debt, day.today));
    }
    if !day.stops && plans.iter().flatten().any(stops) {
        return Ok(done);
    }
    let mut credit = Credit::of(book, day.today);
    for (it, steps) in open.iter_mut().zip(plans) {
        let taken = credit.takes(book, it, day.today)?;
        let standing = book.standing(&it.invoice)?;
        let rest = Money::new(standing.open_minor - taken, standing.currency);
        if standing.open_minor <= 0 {
            // Whoever has paid meanwhile is told of no refusal.
            (it.stage.charge, it.refused) = (None, None);
        }
        if let Some(stop) = act(book, it, &steps, (day, rest.minor <= 0, &mut done))? {
            done.told.push(owed(book, it, (day, rest, stop))?);
        }
    }
    Ok(done)
}

/// Whether a step waits for the hour of suspensions.
pub(super) const fn stops(step: &Step) -> bool {
    match step {
        Step::Suspend | Step::Terminate => true,
        Step::Announce | Step::Collect | Step::Skip(_) | Step::Remind(_) | Step::Warn(_) => false,
    }
}

/// Does the steps of one debt; what the customer is told of it beside what is open, if anything is
/// told.
fn act(
    book: &AccountBook<'_>,
    it: &mut Open,
    steps: &[Step],
    (day, covered, done): (Day<'_>, bool, &mut Reminded),
) -> Result<Option<Option<Stop>>, BookingError> {
    // A suspension is told of whatever was said before.
    let tells = day.told_on != Some(day.today) || steps.iter().any(stops);
    let mut told = None;
    for step in steps {
        match step {
            Step::Skip(reminder) => it.stage.skipped.push(*reminder),
            Step::Remind(reminder) if covered => it.stage.skipped.push(*reminder),
            Step::Remind(reminder) if tells => {
                it.stage.sent.push((*reminder, day.today));
                told = told.or(Some(None));
            }
            Step::Warn(warning) if tells && !it.stage.warns(*warning) => {
                it.stage.warn(*warning);
                told = Some(foreseen(book, it, (day, *warning))?);
            }
            Step::Suspend => {
                done.suspended.extend(it.suspend(day.today));
                told = Some(stopped(book, it, day)?);
            }
            Step::Terminate => {
                let deleted_on = dunning::deleted_on(day.policy, day.today);
                told = Some(Some(Stop::Terminated { deleted_on }));
                done.over.push(over(it, day.today));
            }
            Step::Announce if tells && !covered => {
                it.stage.announced = true;
                told = told.or(Some(None));
            }
            // Collected in its turn, or held back until tomorrow.
            Step::Announce | Step::Collect | Step::Remind(_) | Step::Warn(_) => {}
        }
    }
    if it.refused.is_some() {
        // A refusal is told of whatever was said before.
        it.stage.charge = None;
        told = told.or(Some(None));
    }
    Ok(told)
}

fn over(it: &mut Open, today: Date) -> Over {
    Over {
        invoice: it.invoice.clone(),
        number: it.number.clone(),
        suspended_on: it.stage.suspended_on.unwrap_or(today),
        subscriptions: it.terminate(),
    }
}

/// The suspension of which a warning tells.
fn foreseen(
    book: &AccountBook<'_>,
    it: &Open,
    (day, warning): (Day<'_>, Warning),
) -> Result<Option<Stop>, BookingError> {
    let mut debt = it.debt(book)?;
    debt.done(Step::Warn(warning), day.today);
    let ahead = dunning::dates(day.policy, &debt, day.today);
    Ok(ahead.suspended_on.map(|on| Stop::Ahead { on }))
}

/// What follows on a suspension if nothing is paid.
fn stopped(book: &AccountBook<'_>, it: &Open, day: Day<'_>) -> Result<Option<Stop>, BookingError> {
    let ahead = dunning::dates(day.policy, &it.debt(book)?, day.today);
    let days = ahead.terminated_on.zip(ahead.deleted_on);
    Ok(days.map(|(ends_on, deleted_on)| Stop::Suspended {
        ends_on,
        deleted_on,
    }))
}

fn owed(
    book: &AccountBook<'_>,
    it: &mut Open,
    (day, rest, stop): (Day<'_>, Money, Option<Stop>),
) -> Result<OwedInvoice, BookingError> {
    let standing = book.standing(&it.invoice)?;
    let ahead = dunning::dates(day.policy, &it.debt(book)?, day.today);
    let next = ahead.charges.first().copied().filter(|on| *on > day.today);
    let refused = it.refused.take().map(|refused| Refused {
        again_on: next,
        ..refused
    });
    let coming = next.filter(|on| *on == it.due_on && rest.minor > 0);
    Ok(OwedInvoice {
        id: it.invoice.clone(),
        number: it.number.clone(),
        due_on: it.due_on,
        overdue: it.due_on < day.today,
        open: Money::new(standing.open_minor, standing.currency),
        stop,
        charge: coming.filter(|_| !it.payers.is_empty()).map(|on| Coming {
            on,
            amount: rest,
            from: day.cashier.and_then(|all| all.name(it.payers.first()?)),
        }),
        refused,
    })
}
