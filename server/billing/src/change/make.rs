use model::id::InvoiceId;
use model::invoice::LineKind;
use model::subscription::Status;
use model::time::{Date, Period};

use super::lines::{Made, anew, credit, fee};
use super::wish::{Meant, meant};
use super::{Changed, Facts, Invoiced, Refused, Reissue, Standing, When, Wish};
use crate::charge::{Cause, Charge, Slice, Subscription};
use crate::draft::{Bill, Draft};
use crate::period::{Doing, Planned};

/// What a wish makes of a subscription that is billed up to today: its own document, what becomes
/// of coming periods that are invoiced already, and the facts afterwards.
///
/// # Errors
/// Why it cannot be made.
pub fn change(facts: Facts<'_>, wish: &Wish) -> Result<Changed, Refused> {
    let subscription = facts.subscription;
    let grid = subscription.grid(facts.customer);
    let running = !subscription.status.ended();
    let current = grid.containing(facts.today.0).filter(|_| running);
    let current = current.ok_or(Refused::NotRunning)?;
    may(facts, wish)?;
    let meant = meant(facts, wish, current)?;
    let coming = |line: &&Invoiced| {
        !line.gone() && line.period.to > meant.from && line.period.from > facts.today.0
    };
    let mut flying = facts.invoiced.iter().filter(coming);
    if let Some(line) = flying.find(|line| line.standing == Standing::InFlight) {
        return Err(Refused::InFlight(line.line.0.clone()));
    }
    let mut work = Work::new(facts, &meant);
    let made = work.all();
    made.map_err(|cause| Refused::Cause(subscription.id.clone(), cause))
}

/// Changes wait until what is overdue is paid; an end can always be set, once, and undone.
fn may(facts: Facts<'_>, wish: &Wish) -> Result<(), Refused> {
    let ends = facts.subscription.ends_on.is_some();
    let cancelled = facts.subscription.status == Status::Cancelling;
    match wish {
        Wish::Plan(_) | Wish::Add(_) | Wish::Remove(_) | Wish::Cycle(..) => {
            let overdue = facts.overdue.cloned();
            overdue.map_or(Ok(()), |invoice| Err(Refused::Overdue(invoice)))
        }
        Wish::Cancel(When::PeriodEnd) if ends => Err(Refused::Nothing),
        Wish::AutoRenew(_) if cancelled => Err(Refused::Ends),
        Wish::AutoRenew(false) if ends => Err(Refused::Nothing),
        Wish::Cancel(_) | Wish::AutoRenew(_) | Wish::Undo => Ok(()),
    }
}

struct Work<'a> {
    facts: Facts<'a>,
    meant: &'a Meant,
    charges: Vec<Charge>,
    reissues: Vec<Reissue>,
    /// Up to where the new state is charged.
    covered: Date,
    /// How many cycles of the coupon are used.
    used: u32,
}

impl<'a> Work<'a> {
    fn new(facts: Facts<'a>, meant: &'a Meant) -> Self {
        let coupon = facts.subscription.coupon.as_ref();
        Self {
            facts,
            meant,
            charges: Vec::new(),
            reissues: Vec::new(),
            covered: meant.from,
            used: coupon.map_or(0, |held| held.cycles_used),
        }
    }

    fn all(&mut self) -> Result<Changed, Cause> {
        let old = self.old_periods();
        for period in &old {
            self.period(*period)?;
        }
        if self.meant.restarts {
            self.restart()?;
        }
        let mut after = self.meant.after.clone();
        self.settle(&mut after, &old);
        let fee = fee(self.facts, self.meant)?;
        self.charges.extend(fee);
        let charges = std::mem::take(&mut self.charges);
        Ok(Changed {
            document: self.draft(charges, self.today())?,
            reissues: std::mem::take(&mut self.reissues),
            after,
        })
    }

    /// The periods that are billed and that the change touches.
    fn old_periods(&self) -> Vec<Period> {
        let grid = self.facts.subscription.grid(self.facts.customer);
        let Some(until) = self.facts.subscription.begins_on else {
            return self.last_period();
        };
        let mut periods = Vec::new();
        let mut at = self.meant.from;
        while let Some(period) = grid.containing(at).filter(|_| at < until) {
            periods.push(period);
            at = period.to;
        }
        periods
    }

    /// Where no further period comes, the one with the lines that there are.
    fn last_period(&self) -> Vec<Period> {
        let grid = self.facts.subscription.grid(self.facts.customer);
        let last = self.facts.subscription.ends_on;
        let running = last.is_some_and(|last| self.meant.from <= last);
        let period = grid.containing(self.meant.from).filter(|_| running);
        period.into_iter().collect()
    }

    fn lines_of(&self, period: Period) -> impl Iterator<Item = &'a Invoiced> + use<'a> {
        let from = self.meant.from;
        let lines = self.facts.invoiced.iter();
        lines.filter(move |line| {
            !line.gone() && line.period.to > from && period.contains(line.period.from.max(from))
        })
    }

    /// The revision of lines that are made for a period that begins on a day: above those that were
    /// there before.
    fn revision(&self, from: Date) -> u32 {
        let lines = self.facts.invoiced.iter();
        let same = lines.filter(|it| it.period.from == from);
        let same = same.filter(|it| it.kind != LineKind::ProrationCharge);
        same.map(|it| it.revision.saturating_add(1))
            .max()
            .unwrap_or(0)
    }

    fn period(&mut self, period: Period) -> Result<(), Cause> {
        let lines: Vec<&Invoiced> = self.lines_of(period).collect();
        let coming = period.from > self.facts.today.0;
        let open = |line: &&Invoiced| line.standing == Standing::Unpaid;
        let unpaid = !lines.is_empty() && lines.iter().all(open);
        let covered = lines.iter().any(|line| line.coupon.is_some());
        let before = self.used.saturating_sub(covered.into());
        if coming && unpaid {
            return self.reissue(period, &lines, before);
        }
        if coming || self.meant.prorate {
            let touched = |line: &&&Invoiced| self.meant.touched.touches(line.addon.as_ref());
            for line in lines.iter().filter(touched) {
                let back = credit(self.facts, line, self.meant.from)?;
                self.charges.extend(back);
            }
        }
        let slice = self.replaced(period, 0);
        let Some((state, slice)) = slice else {
            if coming {
                self.used = before;
            }
            return Ok(());
        };
        let made = anew(
            self.facts,
            self.meant,
            &state,
            (slice, Made::Prorated),
            before,
        )?;
        self.count(&made, before, coming);
        self.charges.extend(made);
        Ok(())
    }

    /// Takes an unpaid period off its invoice and makes its lines anew, due on the same day.
    fn reissue(&mut self, period: Period, lines: &[&Invoiced], before: u32) -> Result<(), Cause> {
        let revision = self.revision(period.from);
        let mut charges = Vec::new();
        self.used = before;
        let slice = self.replaced(period, revision);
        if let Some((state, slice)) = slice {
            let how = Made::Whole;
            charges = anew(self.facts, self.meant, &state, (slice, how), before)?;
            self.count(&charges, before, true);
        }
        let mut invoices: Vec<&InvoiceId> = lines.iter().map(|line| &line.line.0).collect();
        invoices.dedup();
        for invoice in invoices {
            let own = lines.iter().filter(|line| line.line.0 == *invoice);
            let planned = own.clone().map(|line| line.planned).min();
            let anew = self.draft(
                std::mem::take(&mut charges),
                planned.unwrap_or(self.today()),
            )?;
            self.reissues.push(Reissue {
                invoice: invoice.clone(),
                lines: own.flat_map(|line| taken(line)).collect(),
                anew,
            });
        }
        Ok(())
    }

    /// The slice of the new state that replaces a period; none where a new period begins today.
    fn replaced(&mut self, old: Period, revision: u32) -> Option<(Subscription, Slice)> {
        if self.meant.restarts {
            return None;
        }
        self.slice(old, revision)
    }

    /// The part of the new state's period that belongs to an old one; none where it ends before, or
    /// where a longer period is charged already.
    fn slice(&mut self, old: Period, revision: u32) -> Option<(Subscription, Slice)> {
        let from = old.from.max(self.meant.from);
        let over = self.meant.after.ends_on.is_some_and(|last| last < from);
        if over || from < self.covered {
            return None;
        }
        let state = self.meant.after.as_of(from);
        let grid = state.grid(self.facts.customer);
        let whole = grid.containing(from)?;
        let end = self.meant.after.ends_on.map(|last| last.plus_days(1));
        let to = end.into_iter().chain([whole.to]).min()?;
        self.covered = to;
        let slice = Slice {
            period: Period { from, to },
            whole_days: grid.whole_days(whole),
            issue_on: self.facts.today.0,
            revision,
        };
        Some((state, slice))
    }

    /// A new period that begins today: one whole period of the new cycle.
    fn restart(&mut self) -> Result<(), Cause> {
        let today = self.facts.today.0;
        let whole = Period {
            from: today,
            to: today,
        };
        let revision = self.revision(today);
        if let Some((state, slice)) = self.slice(whole, revision) {
            let before = self.used;
            let made = anew(self.facts, self.meant, &state, (slice, Made::Whole), before)?;
            self.count(&made, before, true);
            self.charges.extend(made);
        }
        Ok(())
    }

    /// Counts the cycle of a period that is charged anew; one that is credited wholly gives its
    /// cycle back.
    fn count(&mut self, made: &[Charge], before: u32, whole: bool) {
        let covers = made.iter().any(|line| line.kind == LineKind::Coupon);
        if covers {
            self.used = before.saturating_add(1);
        } else if whole {
            self.used = before;
        }
    }

    /// The facts of periods and coupon afterwards.
    fn settle(&self, after: &mut Subscription, old: &[Period]) {
        let over = after.ends_on.is_some_and(|last| last < self.meant.from);
        if after.status.ended() {
            after.begins_on = None;
        } else if over {
            // Undone, the run goes on where the end would have been.
            after.begins_on = Some(self.meant.from);
        } else if !old.is_empty() || self.meant.restarts {
            after.begins_on = Some(self.covered);
        } else if let Some(last) = self.facts.subscription.ends_on {
            after.begins_on = after.begins_on.or(Some(last.plus_days(1)));
        }
        after.revision = after.begins_on.map_or(0, |from| self.revision(from));
        if let Some(held) = &mut after.coupon {
            if held.cycles_used < self.used {
                held.uses = None;
            }
            held.cycles_used = self.used;
        }
    }

    fn today(&self) -> Planned {
        let day = self.facts.today.0;
        Planned {
            issue_on: day,
            due_on: day,
        }
    }

    fn draft(&self, charges: Vec<Charge>, planned: Planned) -> Result<Option<Draft>, Cause> {
        let subscription = &self.facts.subscription;
        let choice = subscription.credit_first;
        let bill = Bill {
            planned,
            doing: Doing::AtOnce,
            subscription: Some(subscription.id.clone()),
            payers: subscription.payers.clone(),
            credit_first: choice.unwrap_or(self.facts.customer.credit_first),
            charges,
        };
        Draft::of(vec![bill], &self.facts.house.policy, self.facts.today)
    }
}

/// What is taken off an unpaid invoice: a line with that of its coupon.
fn taken(line: &Invoiced) -> impl Iterator<Item = (u32, i64)> + use<> {
    [(line.line.1, line.net)].into_iter().chain(line.coupon)
}
