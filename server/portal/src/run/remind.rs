use billing::dunning::{self, Step, Warning};
use billing::policy::Policy;
use model::id::SubscriptionId;
use model::money::Money;
use model::time::Date;

use super::open::Open;
use crate::booking::{AccountBook, BookingError};
use crate::mail::{OwedInvoice, Stop};

/// The real day on which something is done about debts.
#[derive(Clone, Copy)]
pub(super) struct Day<'p> {
    pub policy: &'p Policy,
    pub today: Date,
    /// The last day on which the customer was written to.
    pub told_on: Option<Date>,
    /// Whether the hour of suspensions has come.
    pub stops: bool,
}

/// What was done about the debts of an account.
#[derive(Default)]
pub(super) struct Reminded {
    /// What the customer is told of.
    pub told: Vec<OwedInvoice>,
    /// What is suspended from now on.
    pub suspended: Vec<SubscriptionId>,
    /// What is suspended for non-payment, where an invoice of it is settled.
    pub settled: Vec<SubscriptionId>,
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
        let debt = it.debt(book, day.today)?;
        if !debt.open {
            done.settled.extend(it.unpaid());
        }
        plans.push(dunning::steps(day.policy, &debt, day.today));
    }
    if !day.stops && plans.iter().flatten().any(stops) {
        return Ok(done);
    }
    for (it, steps) in open.iter_mut().zip(plans) {
        if let Some(stop) = act(book, it, &steps, (day, &mut done))? {
            done.told.push(owed(book, it, (day.today, stop))?);
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
    (day, done): (Day<'_>, &mut Reminded),
) -> Result<Option<Option<Stop>>, BookingError> {
    let tells = day.told_on != Some(day.today);
    let mut told = None;
    for step in steps {
        match step {
            Step::Skip(reminder) => it.stage.skipped.push(*reminder),
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
                told = Some(Some(Stop::Suspended));
            }
            // Collected in its turn, or held back until tomorrow.
            Step::Announce | Step::Collect | Step::Remind(_) | Step::Warn(_) => {}
            Step::Terminate => {}
        }
    }
    Ok(told)
}

/// The suspension of which a warning tells.
fn foreseen(
    book: &AccountBook<'_>,
    it: &Open,
    (day, warning): (Day<'_>, Warning),
) -> Result<Option<Stop>, BookingError> {
    let mut debt = it.debt(book, day.today)?;
    debt.done(Step::Warn(warning), day.today);
    let ahead = dunning::dates(day.policy, &debt, day.today);
    Ok(ahead.suspended_on.map(|on| Stop::Ahead { on }))
}

fn owed(
    book: &AccountBook<'_>,
    it: &Open,
    (today, stop): (Date, Option<Stop>),
) -> Result<OwedInvoice, BookingError> {
    let standing = book.standing(&it.invoice)?;
    Ok(OwedInvoice {
        id: it.invoice.clone(),
        number: it.number.clone(),
        due_on: it.due_on,
        overdue: it.due_on < today,
        open: Money::new(standing.open_minor, standing.currency),
        stop,
    })
}
