use std::collections::BTreeSet;

use billing::catalogue::PlanTerms;
use billing::charge::{Catalogue, Subscription};
use model::id::SubscriptionId;
use model::invoice::LineKind;
use model::time::{Date, Instant};
use store::audit::Act;
use store::booking::Invoice;
use store::run::{Advanced, Billed, Covered, Ended, Parked, Repriced, Switched};
use store::usage::Former;

use super::case::Case;
use super::days::After;
use super::subscription::Held;
use super::trail;
use crate::usage::usage_of;

/// What is to be written of subscriptions, of a whole chunk.
#[derive(Default)]
pub(super) struct Moves {
    pub advanced: Vec<Advanced>,
    pub ended: Vec<Ended>,
    pub switched: Vec<Switched>,
    pub repriced: Vec<Repriced>,
    pub covered: Vec<Covered>,
    pub former: Vec<Former>,
    pub billed: Vec<Billed>,
    pub parked: Vec<Parked>,
    /// What goes well again.
    pub unparked: Vec<String>,
    pub acts: Vec<Act>,
}

impl Moves {
    /// Adds what an account's days came to.
    pub fn add(&mut self, case: &Case<'_>, papers: &[Invoice], now: Instant) {
        let Some(span) = case.span else { return };
        let lines = self.lines(papers);
        for after in &case.brought.after {
            let id = &after.facts.id;
            let held = case.held.iter().find(|held| held.row.id == id.as_str());
            let Some((held, Ok(before))) = held.map(|held| (held, &held.facts)) else {
                continue;
            };
            self.free(after, &lines, before.revision);
            self.advance(case, after, span.until);
            self.cover(before, &after.facts);
            self.states(case, (before, after), held);
            if case.parked.iter().any(|subject| subject == id.as_str()) {
                self.unparked.push(id.to_string());
            }
        }
        self.unparked.extend(measured_again(case));
        if case
            .parked
            .iter()
            .any(|subject| subject == case.id.as_str())
        {
            self.unparked.push(case.id.to_string());
        }
        for (subject, cause, planned_on) in &case.brought.parked {
            self.parked.push(Parked {
                account: case.id.clone(),
                subject: subject.clone(),
                cause: cause.clone(),
                planned_on: *planned_on,
                at: now,
            });
        }
        self.acts.extend(trail::acts(case, papers, now));
    }

    /// The lines of documents stand as billed; those of which the period is one of a subscription.
    fn lines(&mut self, papers: &[Invoice]) -> BTreeSet<(SubscriptionId, Date)> {
        let mut lines = BTreeSet::new();
        for paper in papers {
            for (n, line) in (1_i64..).zip(&paper.lines) {
                let (Some(subscription), Some(period)) = (&line.subscription, line.period) else {
                    continue;
                };
                if line.kind != LineKind::Usage.as_str() {
                    lines.insert((subscription.clone(), period.from));
                }
                self.billed.push(Billed {
                    subscription: subscription.clone(),
                    kind: line.kind.clone(),
                    item: line.item.clone(),
                    from: period.from,
                    to: period.to,
                    revision: line.revision,
                    line: Some((paper.id.clone(), n)),
                });
            }
        }
        lines
    }

    /// The subscriptions whose running month of usage is another one now: of another plan, or up
    /// to the end.
    pub fn remeasured(&self) -> Vec<&str> {
        let former = self.former.iter().map(|it| it.subscription_id.as_str());
        let ended = self.ended.iter().map(|it| it.id.as_str());
        former.chain(ended).collect()
    }

    /// Periods without a line stand as billed too.
    fn free(&mut self, after: &After, lines: &BTreeSet<(SubscriptionId, Date)>, revision: u32) {
        let id = &after.facts.id;
        for (place, period) in after.billed.iter().enumerate() {
            if !lines.contains(&(id.clone(), period.from)) {
                self.billed.push(Billed {
                    subscription: id.clone(),
                    kind: LineKind::Plan.as_str().to_owned(),
                    item: String::new(),
                    from: period.from,
                    to: period.to,
                    revision: if place == 0 { revision.into() } else { 0 },
                    line: None,
                });
            }
        }
    }

    fn advance(&mut self, case: &Case<'_>, after: &After, until: Date) {
        let facts = &after.facts;
        let (renewal, _) = after.renewal(&case.customer, until);
        self.advanced.push(Advanced {
            id: facts.id.clone(),
            begins_on: facts.begins_on,
            revision: facts.revision.into(),
            next_renewal_on: renewal,
            anchor_day: facts.begin.anchor().into(),
            next_on: after.next,
        });
    }

    fn cover(&mut self, before: &Subscription, after: &Subscription) {
        let used = |of: &Subscription| of.coupon.as_ref().map(|it| it.cycles_used);
        let cycles = used(after).filter(|cycles| used(before) != Some(*cycles));
        self.covered.extend(cycles.map(|cycles| Covered {
            subscription: after.id.clone(),
            cycles: cycles.into(),
        }));
    }

    fn states(&mut self, case: &Case<'_>, (before, after): (&Subscription, &After), held: &Held) {
        let facts = &after.facts;
        self.ended.extend(after.ended.map(|last| Ended {
            id: facts.id.clone(),
            status: facts.status.as_str(),
            last,
        }));
        let Some(change) = &after.switched else {
            return;
        };
        if before.plan != facts.plan {
            self.former.push(Former {
                subscription_id: facts.id.clone(),
                until_day: change.on,
                plan_id: before.plan.clone(),
            });
        }
        let catalogue = &case.issuer.house.catalogue;
        self.switched
            .extend(switched(catalogue, (before, facts), held));
        for addon in &facts.addons {
            self.repriced.push(Repriced {
                subscription: facts.id.clone(),
                addon: addon.id.to_string(),
                priced_on: addon.priced_on,
                price_minor: addon.own.map(|own| own.minor),
            });
        }
    }
}

/// Usage that was set aside before, and is charged now.
fn measured_again(case: &Case<'_>) -> impl Iterator<Item = String> {
    let bills = case.usage.bills.iter();
    let charged = bills.filter_map(|bill| bill.subscription.as_ref());
    let backs = case.usage.backs.iter();
    let charged = charged.chain(backs.filter_map(|(_, back)| back.subscription.as_ref()));
    let subjects = charged.map(usage_of);
    subjects.filter(|subject| {
        let again = case.brought.parked.iter().any(|(it, ..)| it == subject);
        case.parked.contains(subject) && !again
    })
}

fn switched(
    catalogue: &Catalogue,
    (before, after): (&Subscription, &Subscription),
    held: &Held,
) -> Option<Switched> {
    let plan = &catalogue.plan(&after.plan).ok()?.terms;
    let old = catalogue.plan(&before.plan).ok();
    let old: Option<&PlanTerms> = old.map(|listed| &listed.terms);
    // What has neither domain nor label is called by its plan.
    let named_by_plan = old.is_some_and(|old| old.name == held.row.name);
    let name = if named_by_plan {
        &plan.name
    } else {
        &held.row.name
    };
    Some(Switched {
        id: after.id.clone(),
        plan_id: after.plan.to_string(),
        plan_kind: plan.kind.as_str(),
        name: name.clone(),
        period: after.begin.cycle.0.as_str(),
        every: after.begin.cycle.1.into(),
        first_on: after.begin.next_renewal_on,
        priced_on: after.priced_on,
    })
}
