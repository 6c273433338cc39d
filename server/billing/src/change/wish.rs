use model::id::{AddonId, PlanId};
use model::subscription::{Cycle, Status};
use model::time::{Date, Period};

use super::{Facts, Refused};
use crate::catalogue::{ChangeMode, PlanTerms};
use crate::charge::{Cause, HeldAddon, Scheduled, Subscription, Target, Worth};
use crate::policy::CancelNow;

/// When something happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Today.
    Now,
    /// With the next period.
    PeriodEnd,
}

/// What a customer wishes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Another plan, in the way the provider has set for going there.
    Plan(PlanId),
    /// A further add-on, from today on.
    Add(AddonId),
    /// An add-on less, from the next period on.
    Remove(AddonId),
    /// Another cycle.
    Cycle((Cycle, u32), When),
    /// An end by cancellation.
    Cancel(When),
    /// Renewal by itself or not.
    AutoRenew(bool),
    /// What is scheduled is not to happen: the end, if one is set, else the change.
    Undo,
}

/// Which lines a change touches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Touched {
    /// All.
    All,
    /// The plan's.
    Plan,
    /// One add-on's.
    Addon(AddonId),
}

impl Touched {
    /// Whether it touches the lines of an add-on, or of the plan.
    pub(super) fn touches(&self, addon: Option<&AddonId>) -> bool {
        match self {
            Self::All => true,
            Self::Plan => addon.is_none(),
            Self::Addon(id) => addon == Some(id),
        }
    }
}

/// What a wish means.
#[derive(Clone, Debug)]
pub(super) struct Meant {
    /// The subscription afterwards; its first day not billed is set later.
    pub(super) after: Subscription,
    /// From which day on lines change.
    pub(super) from: Date,
    /// Which.
    pub(super) touched: Touched,
    /// Whether the rest of the running period comes back or is charged.
    pub(super) prorate: bool,
    /// Whether a new period begins today.
    pub(super) restarts: bool,
    /// What the change itself costs.
    pub(super) fee: Option<Worth>,
}

/// Reads a wish against the facts; `current` is the period in which today lies.
pub(super) fn meant(facts: Facts<'_>, wish: &Wish, current: Period) -> Result<Meant, Refused> {
    let meant = Meant {
        after: facts.subscription.clone(),
        from: current.to,
        touched: Touched::All,
        prorate: true,
        restarts: false,
        fee: None,
    };
    let ends = facts.subscription.ends_on.is_some() || !facts.subscription.auto_renew;
    match wish {
        Wish::Plan(plan) => to_plan(facts, plan, ends, meant),
        Wish::Add(addon) => add(facts, addon, meant),
        Wish::Remove(addon) if !ends => remove(addon, meant),
        Wish::Cycle(cycle, When::Now) => to_cycle(facts, *cycle, When::Now, meant),
        Wish::Cycle(cycle, When::PeriodEnd) if !ends => {
            to_cycle(facts, *cycle, When::PeriodEnd, meant)
        }
        Wish::Remove(_) | Wish::Cycle(_, When::PeriodEnd) => Err(Refused::Ends),
        Wish::Cancel(when) => Ok(cancel(facts, *when, meant)),
        Wish::AutoRenew(on) if *on == facts.subscription.auto_renew => Err(Refused::Nothing),
        Wish::AutoRenew(on) => Ok(auto_renew(*on, meant)),
        Wish::Undo => undo(meant),
    }
}

fn to_plan(
    facts: Facts<'_>,
    plan: &PlanId,
    ends: bool,
    mut meant: Meant,
) -> Result<Meant, Refused> {
    let held = |cause| Refused::Cause(facts.subscription.id.clone(), cause);
    let catalogue = &facts.house.catalogue;
    let old = catalogue.plan(&facts.subscription.plan).map_err(held)?;
    let new = catalogue.plan(plan).map_err(held)?;
    let up = old.terms.upgrades.contains(&new.reference);
    if !up && !old.terms.downgrades.contains(&new.reference) {
        return Err(Refused::NotOffered);
    }
    if !keeps_addons(facts, &new.reference).map_err(held)? {
        return Err(Refused::NotOffered);
    }
    let mode = mode(&old.terms, up);
    let now = mode != ChangeMode::PeriodEnd;
    if !now && ends {
        return Err(Refused::Ends);
    }
    let change = Scheduled {
        on: if now { facts.today.0 } else { meant.from },
        to: Target::Plan(plan.clone()),
        priced_on: facts.today.0,
    };
    // Own prices of add-ons end with it, and a coupon may cover one plan only.
    let own = facts.subscription.addons.iter().any(|it| it.own.is_some());
    if !own && facts.subscription.coupon.is_none() {
        meant.touched = Touched::Plan;
    }
    if now {
        meant.after.switch(&change);
        meant.after.kind = new.terms.kind;
        meant.after.scheduled = None;
    } else {
        meant.after.scheduled = Some(change);
    }
    if mode == ChangeMode::Now {
        meant.from = facts.today.0;
    }
    meant.fee = fee(facts, &old.terms, up).map_err(held)?;
    Ok(meant)
}

/// Whether a plan (`ref`) takes all add-ons that are held.
fn keeps_addons(facts: Facts<'_>, plan: &str) -> Result<bool, Cause> {
    for held in &facts.subscription.addons {
        let plans = &facts.house.catalogue.addon(&held.id)?.terms.plans;
        let over = held.to.is_some_and(|to| to < facts.today.0);
        if !over && !plans.is_empty() && !plans.iter().any(|it| it == plan) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn mode(old: &PlanTerms, up: bool) -> ChangeMode {
    if up {
        old.upgrade_mode.unwrap_or(ChangeMode::Now)
    } else {
        old.downgrade_mode.unwrap_or(ChangeMode::PeriodEnd)
    }
}

fn fee(facts: Facts<'_>, old: &PlanTerms, up: bool) -> Result<Option<Worth>, Cause> {
    let currency = facts.subscription.currency;
    let mut fees = old.change_fees.iter();
    let fee = fees.find(|fee| fee.currency == currency);
    let plain = fee.and_then(|fee| if up { fee.upgrade } else { fee.downgrade });
    let money = plain
        .map(|plain| Worth::money(plain, currency))
        .transpose()?;
    let money = money.filter(|money| !money.is_zero());
    money.map(|money| Worth::price(money, 1)).transpose()
}

fn add(facts: Facts<'_>, addon: &AddonId, mut meant: Meant) -> Result<Meant, Refused> {
    let held = |cause| Refused::Cause(facts.subscription.id.clone(), cause);
    let (catalogue, today) = (&facts.house.catalogue, facts.today.0);
    let plan = catalogue.plan(&facts.subscription.plan).map_err(held)?;
    let terms = &catalogue.addon(addon).map_err(held)?.terms;
    if !terms.plans.is_empty() && !terms.plans.contains(&plan.reference) {
        return Err(Refused::NotOffered);
    }
    let again = |it: &HeldAddon| it.id == *addon && it.to.is_none_or(|to| to >= today);
    if meant.after.addons.iter().any(again) {
        return Err(Refused::Nothing);
    }
    // Each add-on is there at most once.
    meant.after.addons.retain(|it| it.id != *addon);
    meant.after.addons.push(HeldAddon {
        id: addon.clone(),
        from: today,
        to: None,
        own: None,
        priced_on: today,
    });
    meant.touched = Touched::Addon(addon.clone());
    meant.from = today;
    Ok(meant)
}

fn remove(addon: &AddonId, mut meant: Meant) -> Result<Meant, Refused> {
    let last = meant.from.plus_days(-1);
    let mut held = meant.after.addons.iter_mut();
    let held = held.find(|it| it.id == *addon && it.to.is_none());
    held.ok_or(Refused::Nothing)?.to = Some(last);
    meant.touched = Touched::Addon(addon.clone());
    Ok(meant)
}

fn to_cycle(
    facts: Facts<'_>,
    cycle: (Cycle, u32),
    when: When,
    mut meant: Meant,
) -> Result<Meant, Refused> {
    if cycle == facts.subscription.begin.cycle {
        return Err(Refused::Nothing);
    }
    if when == When::Now {
        meant.from = facts.today.0;
    }
    let change = Scheduled {
        on: meant.from,
        to: Target::Cycle(cycle.0, cycle.1),
        priced_on: facts.today.0,
    };
    if when == When::Now {
        meant.after.switch(&change);
        meant.after.scheduled = None;
        meant.restarts = true;
    } else {
        meant.after.scheduled = Some(change);
    }
    Ok(meant)
}

fn cancel(facts: Facts<'_>, when: When, mut meant: Meant) -> Meant {
    match when {
        When::Now => {
            meant.from = facts.today.0;
            meant.after.status = Status::Cancelled;
            meant.prorate = match facts.house.policy.cancel_now {
                CancelNow::Nothing => false,
                CancelNow::Credit | CancelNow::Source => true,
            };
        }
        When::PeriodEnd => meant.after.status = Status::Cancelling,
    }
    meant.after.ends_on = Some(meant.from.plus_days(-1));
    meant
}

/// Without renewal it ends with the period in which today lies; with it, it goes on after that.
fn auto_renew(on: bool, mut meant: Meant) -> Meant {
    meant.after.auto_renew = on;
    let last = meant.from.plus_days(-1);
    meant.after.ends_on = (!on).then_some(last);
    meant
}

fn undo(mut meant: Meant) -> Result<Meant, Refused> {
    if meant.after.ends_on.take().is_some() || !meant.after.auto_renew {
        meant.after.auto_renew = true;
        if meant.after.status == Status::Cancelling {
            meant.after.status = Status::Active;
        }
        Ok(meant)
    } else if meant.after.scheduled.take().is_some() {
        Ok(meant)
    } else {
        Err(Refused::Nothing)
    }
}
