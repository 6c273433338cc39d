use model::time::Date;

use super::{Debt, Step, Warning};
use crate::period::days;
use crate::policy::Policy;

/// Suspension and termination come at this hour of the account's zone, in minutes since midnight.
pub const STOP_AT: u16 = 10 * 60;

/// Dunning rests at most so many days for a payment in flight.
pub const REST_DAYS: i32 = 10;

/// The days of what lies ahead, if nothing is paid and nothing is late: shown to the customer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dates {
    /// Automatic charges.
    pub charges: Vec<Date>,
    /// Reminders.
    pub reminders: Vec<Date>,
    /// Warnings of the suspension.
    pub warnings: Vec<Date>,
    /// The suspension.
    pub suspended_on: Option<Date>,
    /// The termination.
    pub terminated_on: Option<Date>,
    /// The day on which data are deleted.
    pub deleted_on: Option<Date>,
}

/// What is to be done about a debt today, in order. Nothing is made up for: one charge, and only
/// the latest reminder that is due. Done again after [`Debt::done`], there is nothing.
#[must_use]
pub fn steps(policy: &Policy, debt: &Debt, today: Date) -> Vec<Step> {
    let mut debt = debt.clone();
    let mut steps = Vec::new();
    while let Some(step) = first_due(policy, &debt, today) {
        debt.done(step, today);
        steps.push(step);
    }
    steps
}

/// The first later day on which there may be something to do; none if nothing is to come. Asked
/// after today's steps are done.
#[must_use]
pub fn next_day(policy: &Policy, debt: &Debt, today: Date) -> Option<Date> {
    if let Some(rest) = resting(debt, today) {
        return Some(rest);
    }
    let ahead = ahead(policy, debt).into_iter().map(|(day, _)| day);
    ahead.filter(|day| *day > today).min()
}

/// What lies ahead.
#[must_use]
pub fn dates(policy: &Policy, debt: &Debt, today: Date) -> Dates {
    let mut debt = debt.clone();
    let mut dates = Dates::default();
    let mut day = today;
    // Each step is done once, and each day after the first has one.
    for _ in 0..=policy.retry_days.len() + policy.reminder_days.len() + 8 {
        for step in steps(policy, &debt, day) {
            debt.done(step, day);
            match step {
                Step::Collect => dates.charges.push(day),
                Step::Remind(_) => dates.reminders.push(day),
                Step::Warn(_) => dates.warnings.push(day),
                Step::Suspend => dates.suspended_on = Some(day),
                Step::Terminate => dates.terminated_on = Some(day),
                Step::Announce | Step::Skip(_) => {}
            }
        }
        match next_day(policy, &debt, day) {
            Some(next) => day = next,
            None => break,
        }
    }
    let deleted = |on| deleted_on(policy, on);
    dates.deleted_on = dates.terminated_on.map(deleted);
    dates
}

/// The day on which the data of what was terminated on a day are deleted.
#[must_use]
pub fn deleted_on(policy: &Policy, terminated_on: Date) -> Date {
    terminated_on.plus_days(days(policy.deletion_days))
}

/// Whether an account may be given an extension: one in 12 months.
#[must_use]
pub fn may_extend(last: Option<Date>, today: Date) -> bool {
    last.is_none_or(|last| last.plus_months(12, last.parts().2) <= today)
}

/// The day of a suspension that counts from a day, where nothing was late.
#[must_use]
pub fn suspended_on(policy: &Policy, base: Date) -> Date {
    working_day(policy, base.plus_days(days(policy.suspend_day)))
}

/// The day itself, or the next that is no Saturday, Sunday or holiday of the seller.
fn working_day(policy: &Policy, day: Date) -> Date {
    let mut day = day;
    // A policy may name so many holidays that none is left.
    for _ in 0..=policy.holidays.len().saturating_add(2) * 2 {
        if day.weekday() < 5 && !policy.holidays.contains(&day) {
            break;
        }
        day = day.plus_days(1);
    }
    day
}

/// The day after which dunning goes on, if it rests for a payment in flight.
fn resting(debt: &Debt, today: Date) -> Option<Date> {
    let until = debt.in_flight?.plus_days(REST_DAYS + 1);
    (debt.open && today < until).then_some(until)
}

fn first_due(policy: &Policy, debt: &Debt, today: Date) -> Option<Step> {
    if resting(debt, today).is_some() {
        return None;
    }
    let due = ahead(policy, debt).into_iter();
    let due: Vec<Step> = due
        .filter(|(day, _)| *day <= today)
        .map(|(_, step)| step)
        .collect();
    let latest = due.iter().filter_map(|step| match step {
        Step::Remind(day) => Some(*day),
        _ => None,
    });
    let latest = latest.max();
    let skipping = |step: Step| match step {
        Step::Remind(day) if Some(day) != latest => Step::Skip(day),
        other => other,
    };
    let steps = due.into_iter().map(skipping);
    // An announcement of a charge that is due is none, and old debts are for the provider.
    let age = today.since(debt.due_on);
    let too_old = age > days(policy.charge_max_age_days);
    steps
        .filter(|step| match step {
            Step::Announce => age < 0,
            Step::Collect => !too_old,
            Step::Skip(_) | Step::Remind(_) | Step::Warn(_) | Step::Suspend | Step::Terminate => {
                true
            }
        })
        .min()
}

/// What is still to be done, with its days.
fn ahead(policy: &Policy, debt: &Debt) -> Vec<(Date, Step)> {
    let mut ahead = Vec::new();
    if !debt.open || debt.ended || debt.terminated {
        return ahead;
    }
    let base = debt.base();
    if debt.payer && !debt.announced {
        let notice = debt.due_on.plus_days(-days(policy.notice_days));
        ahead.push((notice, Step::Announce));
    }
    let retries = policy.retry_days.iter().map(|day| days(*day));
    let retries = retries.filter(|_| debt.payer);
    let tries = [0].into_iter().chain(retries).filter(|_| !debt.asked);
    for offset in tries {
        let day = debt.due_on.plus_days(offset);
        if debt.tried_on.is_none_or(|tried| tried < day) {
            ahead.push((day, Step::Collect));
        }
    }
    let shift = debt.shift();
    for offset in &policy.reminder_days {
        if !debt.reminded(*offset) {
            let late = if *offset > 0 { shift } else { 0 };
            ahead.push((base.plus_days(offset + late), Step::Remind(*offset)));
        }
    }
    if debt.suspendable {
        ahead.extend(stop(policy, debt, shift));
    }
    ahead
}

/// The next of warnings, suspension and termination.
fn stop(policy: &Policy, debt: &Debt, shift: i32) -> Option<(Date, Step)> {
    let (suspend, terminate) = (days(policy.suspend_day), days(policy.terminate_day));
    if let Some(suspended) = debt.suspended_on {
        let distance = terminate - suspend + debt.extended(Some(suspended));
        let day = working_day(policy, suspended.plus_days(distance));
        return Some((day, Step::Terminate));
    }
    let mut day = debt.base().plus_days(suspend + shift);
    let warnings = [Warning::ThreeDays, Warning::OneDay];
    for warning in warnings {
        let least = debt
            .warned_on(warning)
            .map(|on| on.plus_days(warning.days()));
        day = least.into_iter().chain([day]).max()?;
    }
    let day = working_day(policy, day);
    let missing = warnings
        .into_iter()
        .find(|it| debt.warned_on(*it).is_none());
    Some(match missing {
        Some(warning) => (day.plus_days(-warning.days()), Step::Warn(warning)),
        None => (day, Step::Suspend),
    })
}
