use std::collections::BTreeSet;

use billing::dunning::{self, Debt, Step};
use billing::policy::Policy;
use gateway::payment::Decline;
use model::currency::Currency;
use model::id::{AccountId, BillingAccountId, InvoiceId, SubscriptionId};
use model::payment::OrderState;
use model::subscription::{PlanKind, Status};
use model::time::{Date, Instant};
use store::StoreError;
use store::booking::Invoice;
use store::column::{As, Word};
use store::payment::End;
use store::run::{Debt as Row, Dunned, Served};

use super::cashier::Cashier;
use super::stage::Stage;
use super::subscription::Held;
use crate::booking::{AccountBook, BookingError};
use crate::mail::Refused;
use crate::zone::date_in;

/// Dunning of what was issued elsewhere begins so many days after it came, where nobody said when
/// (*Brakes* in the specification of subscriptions).
const SETTLING_IN: i32 = 7;

/// Since when a charge waits for the provider, and whether he has released it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Waits {
    pub on: Date,
    pub released: bool,
}

/// An open invoice about which there may be something to do.
pub(super) struct Open {
    pub invoice: InvoiceId,
    pub number: String,
    pub due_on: Date,
    pub credit_first: bool,
    pub stage: Stage,
    /// Who can be charged for it by itself, in order; nobody: by hand.
    pub payers: Vec<BillingAccountId>,
    /// Who is to be asked, in order, whether they can be or not.
    list: Vec<BillingAccountId>,
    pub held: Option<Waits>,
    /// How the last charge was refused, if the customer has not been told yet.
    pub refused: Option<Refused>,
    /// Its place in its series.
    place: i64,
    counts_from: Option<Date>,
    serves: Vec<Served>,
    /// Since when a payment of it is under way that only its gateway can end.
    flies_since: Option<Date>,
    /// Since when money of an order for it stands apart: it is not charged again meanwhile.
    apart_since: Option<Date>,
    next: Option<Date>,
}

impl Open {
    /// One that is known, as it is looked at on a real day of a zone.
    pub fn known(
        row: Row,
        (mut stage, serves): (Stage, Vec<Served>),
        (zone, today): (&str, Date),
    ) -> Result<Self, StoreError> {
        let list = row.payers()?;
        let given = row.dunning_from.map(|day| day.0);
        if row.imported && given.is_none() {
            let settled_in = today.plus_days(SETTLING_IN).max(row.due_on);
            stage.counts_from.get_or_insert(settled_in);
        }
        Ok(Self {
            invoice: row.invoice_id,
            number: row.number,
            due_on: row.due_on,
            credit_first: row.credit_first,
            payers: Vec::new(),
            list,
            held: None,
            refused: None,
            place: row.series_n.unwrap_or_default(),
            // What is open again counts from the day on which it was, and nothing from before it is
            // due: that day may have been moved.
            counts_from: given.max(stage.counts_from).map(|day| day.max(row.due_on)),
            stage,
            serves,
            flies_since: row.flies_since.map(|at| date_in(zone, Instant(at))),
            apart_since: row.apart_since.map(|at| date_in(zone, Instant(at))),
            next: Some(row.due_on),
        })
    }

    /// One that is issued.
    pub fn issued(paper: &Invoice, held: &[Held]) -> Self {
        Self {
            invoice: paper.id.clone(),
            number: paper.number.clone(),
            due_on: paper.due_on,
            credit_first: paper.credit_first,
            stage: Stage::default(),
            payers: Vec::new(),
            list: paper.payers.clone(),
            held: None,
            refused: None,
            place: paper.series.map_or(0, |(_, n)| n),
            counts_from: None,
            serves: serving(paper, held),
            flies_since: None,
            apart_since: None,
            next: Some(paper.due_on),
        }
    }

    /// The order in which debts are collected and told of.
    pub fn order(&self) -> (Date, i64, &str) {
        (self.due_on, self.place, &self.number)
    }

    /// Finds who can be charged for it, if anybody is: not for what has ended, nor for what was
    /// paid and taken back.
    pub fn ask(&mut self, cashier: Option<&Cashier<'_>>, (currency, today): (Currency, Date)) {
        let charge = (currency, self.due_on.max(today));
        let live = cashier.filter(|_| !self.over() && !self.stage.reopened);
        self.payers = live.map_or_else(Vec::new, |it| it.able(&self.list, charge));
    }

    /// Whether all that it is for has ended.
    fn over(&self) -> bool {
        let over = |it: &Served| match it.status.0 {
            Status::Cancelled | Status::Expired | Status::Terminated => true,
            Status::Pending | Status::Active | Status::Suspended | Status::Cancelling => false,
        };
        !self.serves.is_empty() && self.serves.iter().all(over)
    }

    /// Hears how its last charge ended.
    pub fn hear(&mut self, end: &End, cashier: Option<&Cashier<'_>>) {
        match end.state.0 {
            OrderState::Declined | OrderState::Cancelled => {
                // What is given up waited for the customer, who was not there.
                let code = end.decline.as_deref().unwrap_or("authentication_required");
                let told = Decline::of(Decline::of(code).told());
                let payer = end.billing_account_id.as_ref();
                self.refused = Some(Refused {
                    from: payer.zip(cashier).and_then(|(it, all)| all.name(&it.0)),
                    kind: told.kind,
                    code: told.code,
                    again_on: None,
                });
            }
            OrderState::Succeeded => self.stage.charge = None,
            OrderState::Created
            | OrderState::Submitted
            | OrderState::RequiresAction
            | OrderState::Processing
            | OrderState::Unknown => {}
        }
    }

    /// Whether its charge waits for the provider.
    pub fn waits_for_provider(&self) -> bool {
        self.apart_since.is_some() || self.held.is_some_and(|it| !it.released)
    }

    /// Whether it is too small to be charged alone.
    pub fn waits_for_others(&self, book: &AccountBook<'_>) -> Result<bool, BookingError> {
        let standing = book.standing(&self.invoice)?;
        let free = standing.open_minor > 0 && !standing.in_flight;
        Ok(self.small() && free && !self.waits_for_provider())
    }

    fn small(&self) -> bool {
        self.stage.small && !self.payers.is_empty()
    }

    /// A payment of it is under way from now on.
    pub fn flies(&mut self, today: Date) {
        self.flies_since.get_or_insert(today);
    }

    /// How it is kept.
    pub fn kept(&self, account: &AccountId) -> Dunned {
        Dunned {
            invoice: self.invoice.clone(),
            account: account.clone(),
            next_on: self.next,
            small: self.next.is_none() && self.small(),
            // Dates and numbers only: cannot fail.
            stage: serde_json::to_string(&self.stage).unwrap_or_default(),
        }
    }

    /// As the rules see it.
    pub fn debt(&self, book: &AccountBook<'_>) -> Result<Debt, BookingError> {
        let standing = book.standing(&self.invoice)?;
        let flies = self.flies_since.filter(|_| standing.in_flight);
        Ok(Debt {
            open: standing.open_minor > 0 && !self.small(),
            // What the provider is to look at rests like what is in flight.
            in_flight: flies.or(self.rests()),
            asked: standing.in_flight,
            ..self.dunned()
        })
    }

    /// Since when the provider is to look at it.
    pub fn rests(&self) -> Option<Date> {
        let held = self.held.filter(|it| !it.released).map(|it| it.on);
        held.or(self.apart_since)
    }

    /// As the rules see it while something is open and no payment in flight.
    pub fn dunned(&self) -> Debt {
        Debt {
            counts_from: self.counts_from,
            payer: !self.payers.is_empty(),
            announced: self.stage.announced,
            suspendable: self.suspendable(),
            ended: self.terminated(),
            tried_on: self.stage.tried_on,
            sent: self.stage.sent.clone(),
            skipped: self.stage.skipped.clone(),
            warned: self.stage.warnings(),
            suspended_on: self.stage.suspended_on,
            terminated: self.stage.terminated,
            ..Debt::new(self.due_on)
        }
    }

    /// Whether something is to be suspended, or is suspended for it and to be terminated.
    fn suspendable(&self) -> bool {
        match self.stage.suspended_on {
            Some(_) => self.unpaid().next().is_some(),
            None => self.in_service().next().is_some(),
        }
    }

    /// Whether all that it is for was terminated: what is left of it is dunned no further. Of what
    /// was cancelled or has expired, the customer is reminded like of everything else.
    fn terminated(&self) -> bool {
        let over = |it: &Served| it.status.0 == Status::Terminated;
        !self.serves.is_empty() && self.serves.iter().all(over)
    }

    /// What it is for that can be suspended.
    pub fn in_service(&self) -> impl Iterator<Item = SubscriptionId> {
        let stoppable = self.serves.iter().filter(|it| stoppable(it));
        let serving = stoppable.filter(|it| match it.status.0 {
            Status::Active | Status::Cancelling => true,
            Status::Pending
            | Status::Suspended
            | Status::Cancelled
            | Status::Expired
            | Status::Terminated => false,
        });
        serving.map(|it| it.subscription_id.0.clone())
    }

    /// Suspends what it is for; what that is.
    pub fn suspend(&mut self, today: Date) -> Vec<SubscriptionId> {
        let suspended: Vec<SubscriptionId> = self.in_service().collect();
        for it in &mut self.serves {
            if suspended.contains(&it.subscription_id.0) {
                it.status = Word(Status::Suspended);
                it.unpaid = true;
            }
        }
        self.stage.suspended_on = Some(today);
        suspended
    }

    /// Terminates what it is for; what that is.
    pub fn terminate(&mut self) -> Vec<SubscriptionId> {
        let terminated: Vec<SubscriptionId> = self.unpaid().collect();
        for it in &mut self.serves {
            if terminated.contains(&it.subscription_id.0) {
                it.status = Word(Status::Terminated);
                it.unpaid = false;
            }
        }
        self.stage.terminated = true;
        terminated
    }

    /// What it is for that is suspended for non-payment.
    pub fn unpaid(&self) -> impl Iterator<Item = SubscriptionId> {
        let unpaid = self.serves.iter().filter(|it| stoppable(it) && it.unpaid);
        unpaid.map(|it| it.subscription_id.0.clone())
    }

    /// When what another debt has suspended is suspended for this one too: its termination is not
    /// to come sooner than it would have by itself.
    pub fn joins_on(&self, policy: &Policy) -> Option<Date> {
        let apart = self.stage.suspended_on.is_some() || self.in_service().next().is_some();
        let joins = !apart && self.unpaid().next().is_some();
        let base = self.counts_from.unwrap_or(self.due_on);
        joins.then(|| dunning::suspended_on(policy, base))
    }

    /// Joins the suspension for another debt, if that day has come.
    pub fn join(&mut self, policy: &Policy, today: Date) {
        if self.joins_on(policy).is_some_and(|day| day <= today) {
            self.stage.suspended_on = Some(today);
        }
    }

    /// Sees to it that it is looked at again: on the same day if something is left to be done. What
    /// that is.
    pub fn look_again(
        &mut self,
        book: &AccountBook<'_>,
        policy: &Policy,
        day: Date,
    ) -> Result<Vec<Step>, BookingError> {
        let debt = self.debt(book)?;
        let left = dunning::steps(policy, &debt, day);
        let joins = self.joins_on(policy).filter(|on| debt.open && *on > day);
        self.next = if left.is_empty() {
            let next = dunning::next_day(policy, &debt, day);
            next.into_iter().chain(joins).min()
        } else {
            Some(day)
        };
        Ok(left)
    }
}

/// Domains are neither suspended nor terminated for a debt.
fn stoppable(it: &Served) -> bool {
    it.plan_kind.0 != PlanKind::Domain
}

/// What an invoice that is issued is for, as far as it is known of.
fn serving(paper: &Invoice, held: &[Held]) -> Vec<Served> {
    let lines = paper
        .lines
        .iter()
        .filter_map(|line| line.subscription.as_ref());
    let ids: BTreeSet<&SubscriptionId> = lines.collect();
    let known = held.iter().filter_map(|held| held.facts.as_ref().ok());
    let known = known.filter(|facts| ids.contains(&facts.id));
    let serves = known.map(|facts| Served {
        invoice_id: As(paper.id.clone()),
        subscription_id: As(facts.id.clone()),
        plan_kind: Word(facts.kind),
        status: Word(facts.status),
        // It is billed.
        unpaid: false,
    });
    serves.collect()
}
