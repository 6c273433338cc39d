use model::invoice::LineKind;
use model::subscription::{PlanKind, Status};
use model::time::{Date, Period};

use crate::charge::{Cause, Charge, Customer, House, Scheduled, Slice, Subscription, charges};
use crate::draft::Bill;
use crate::period::{Doing, Grid, Planned, planned};

/// The periods of one subscription that one run makes at most
/// (*Brakes* in the specification of subscriptions).
pub const MOST_PERIODS: u32 = 24;

/// What of a subscription has moved with a day. [`Moved::apply`] says how its facts are then.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// Whole or partial periods that are billed now, those without a line included.
    pub billed: Vec<Period>,
    /// The first day that is not billed yet; none if there is no further period.
    pub begins_on: Option<Date>,
    /// How many of them its coupon has covered.
    pub cycles: u32,
    /// The scheduled change that has come.
    pub switched: Option<Scheduled>,
    /// The state in which it has ended, and its last day.
    pub ended: Option<(Status, Date)>,
}

impl Moved {
    /// Whether nothing has.
    #[must_use]
    pub fn is_nothing(&self, before: &Subscription) -> bool {
        let still = self.begins_on == before.begins_on && self.billed.is_empty();
        still && self.switched.is_none() && self.ended.is_none()
    }

    /// The code of the coupon that is redeemed with it: the first period that it covers.
    #[must_use]
    pub fn redeemed<'a>(&self, before: &'a Subscription) -> Option<&'a str> {
        let coupon = before.coupon.as_ref().filter(|_| self.cycles > 0)?;
        coupon.uses.is_some().then_some(coupon.code.as_str())
    }

    /// The facts afterwards.
    pub fn apply(&self, subscription: &mut Subscription) {
        if subscription.begins_on != self.begins_on {
            subscription.revision = 0;
        }
        subscription.begins_on = self.begins_on;
        if let Some(coupon) = subscription.coupon.as_mut().filter(|_| self.cycles > 0) {
            coupon.cycles_used = coupon.cycles_used.saturating_add(self.cycles);
            coupon.uses = None;
        }
        if let Some(change) = &self.switched {
            subscription.scheduled = None;
            subscription.switch(change);
        }
        if let Some((status, last)) = self.ended {
            subscription.status = status;
            subscription.ends_on = Some(last);
        }
    }
}

/// A subscription as far as a day takes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// What it is charged, by planned days.
    pub bills: Vec<Bill>,
    /// What has moved.
    pub moved: Moved,
    /// The first later day on which there may be something to do.
    pub next: Option<Date>,
}

/// Takes a subscription up to and including a day: all invoices whose planned issue day has come
/// and that are not made yet, the scheduled change and the end whose day has come.
///
/// # Errors
/// When it cannot be billed as its facts stand.
pub fn periods(
    house: &House,
    customer: &Customer,
    subscription: &Subscription,
    on: Date,
) -> Result<Step, Cause> {
    let mut step = Step {
        moved: Moved {
            begins_on: subscription.begins_on,
            ..Moved::default()
        },
        ..Step::default()
    };
    if subscription.status.ended() {
        step.moved.begins_on = None;
        return Ok(step);
    }
    let mut facts = subscription.clone();
    let mut made = 0;
    while let Some(coming) = Coming::of(house, customer, &facts)? {
        if coming.planned.issue_on > on {
            step.next = Some(coming.planned.issue_on);
            break;
        }
        made += u32::from(!coming.passed);
        if made > MOST_PERIODS && !subscription.released {
            return Err(Cause::Periods(MOST_PERIODS));
        }
        coming.make(house, customer, &mut facts, &mut step)?;
    }
    step.moved.begins_on = facts.begins_on;
    states(customer, subscription, &facts, on, &mut step);
    Ok(step)
}

/// The change and the end whose day has come, or is to come.
fn states(
    customer: &Customer,
    before: &Subscription,
    after: &Subscription,
    on: Date,
    step: &mut Step,
) {
    let last = after.last_day(&after.grid(customer));
    let mut soon = |day: Date| step.next = step.next.into_iter().chain([day]).min();
    // A change that would come after the end is put aside.
    let change = before.scheduled.as_ref();
    let change = change.filter(|change| last.is_none_or(|last| change.on <= last));
    match change {
        Some(change) if change.on > on => soon(change.on),
        // What is held back before it is still of the old plan.
        Some(change) if after.begins_on.is_none_or(|next| next >= change.on) => {
            step.moved.switched = Some(change.clone());
        }
        Some(_) | None => {}
    }
    match last {
        Some(last) if last < on => {
            step.moved.ended = Some((end_of(before.status), last));
            step.moved.begins_on = None;
            step.next = None;
        }
        Some(last) => soon(last.plus_days(1)),
        None => {}
    }
}

/// How it is called once it has ended on its last day.
const fn end_of(status: Status) -> Status {
    match status {
        Status::Cancelling => Status::Cancelled,
        Status::Pending
        | Status::Active
        | Status::Suspended
        | Status::Cancelled
        | Status::Expired
        | Status::Terminated => Status::Expired,
    }
}

/// The next invoice of a subscription, planned.
struct Coming {
    facts: Subscription,
    grid: Grid,
    from: Date,
    first: bool,
    planned: Planned,
    doing: Doing,
    /// A period that has passed wholly in suspension: it is not billed.
    passed: bool,
}

impl Coming {
    /// None while it is held back, or if there is no further period.
    fn of(house: &House, customer: &Customer, facts: &Subscription) -> Result<Option<Self>, Cause> {
        let Some(from) = facts.begins_on else {
            return Ok(None);
        };
        let then = facts.as_of(from);
        let grid = then.grid(customer);
        let over = then.last_day(&grid).is_some_and(|last| last < from);
        let first = grid.first(from);
        let waits = then.status == Status::Pending && !first;
        if over || waits {
            return Ok(None);
        }
        let planned = planned(&house.policy, kind(house, &then)?, from, first);
        let mut coming = Self {
            facts: then,
            grid,
            from,
            first,
            planned,
            doing: if first { Doing::AtOnce } else { Doing::Run },
            passed: false,
        };
        let held = !house.policy.bill_suspended && coming.held();
        Ok((!held).then_some(coming))
    }

    /// Whether it is held back by a suspension for non-payment in which its issue day lies; after
    /// the restoration it is made at once, unless its period has passed by then.
    fn held(&mut self) -> bool {
        let Some(suspension) = self.facts.suspension else {
            return false;
        };
        if self.planned.issue_on < suspension.from {
            return false;
        }
        let Some(restored) = suspension.to else {
            return true;
        };
        if self.planned.issue_on < restored {
            let whole = self.grid.containing(self.from);
            self.passed = whole.is_some_and(|whole| whole.to <= restored);
            self.planned.issue_on = restored;
            self.doing = Doing::Restored;
        }
        false
    }

    /// Bills it: the first invoice of a subscription may pay two periods.
    fn make(
        &self,
        house: &House,
        customer: &Customer,
        facts: &mut Subscription,
        step: &mut Step,
    ) -> Result<(), Cause> {
        let more = self.first.then(|| self.grid.first_periods());
        let mut lines = Vec::new();
        for _ in 0..more.unwrap_or(1) {
            let Some((period, whole_days)) = self.slice(facts.begins_on) else {
                break;
            };
            let slice = Slice {
                period,
                whole_days,
                issue_on: self.planned.issue_on,
                revision: std::mem::take(&mut facts.revision),
            };
            let mut then = self.facts.clone();
            then.coupon.clone_from(&facts.coupon);
            if !self.passed {
                let made = charges(house, customer, &then, slice)?;
                cover(&made, facts, step);
                lines.extend(made);
                step.moved.billed.push(period);
            }
            facts.begins_on = Some(period.to);
        }
        let last = self.facts.ends_on;
        let over = |next: &Date| last.is_some_and(|last| last < *next);
        facts.begins_on = facts.begins_on.filter(|next| !over(next));
        step.bills.push(Bill {
            planned: self.planned,
            doing: self.doing,
            subscription: Some(self.facts.id.clone()),
            payers: self.facts.payers.clone(),
            credit_first: self.facts.credit_first.unwrap_or(customer.credit_first),
            charges: lines,
        });
        Ok(())
    }

    /// The days from one on up to the end of its period, or of the subscription.
    fn slice(&self, from: Option<Date>) -> Option<(Period, i32)> {
        let from = from?;
        let whole = self.grid.containing(from)?;
        let end = self.facts.ends_on.map(|last| last.plus_days(1));
        let to = end.into_iter().chain([whole.to]).min()?;
        let period = Period { from, to };
        (period.days() > 0).then(|| (period, self.grid.whole_days(whole)))
    }
}

/// Counts a period that the coupon has covered.
fn cover(made: &[Charge], facts: &mut Subscription, step: &mut Step) {
    let covered = made.iter().any(|line| line.kind == LineKind::Coupon);
    if let Some(coupon) = facts.coupon.as_mut().filter(|_| covered) {
        coupon.cycles_used = coupon.cycles_used.saturating_add(1);
        coupon.uses = None;
        step.moved.cycles = step.moved.cycles.saturating_add(1);
    }
}

/// The kind of its plan: of another one after a change.
fn kind(house: &House, facts: &Subscription) -> Result<PlanKind, Cause> {
    Ok(house.catalogue.plan(&facts.plan)?.terms.kind)
}
