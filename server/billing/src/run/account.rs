use model::id::SubscriptionId;
use model::time::Date;

use super::periods::{Moved, Step, periods};
use super::redeem::redeeming;
use crate::charge::{Cause, Customer, House, Moves, Poison, Refusal, Subscription, moves, taxed};
use crate::draft::{Bill, Draft, grouped};
use crate::policy::Policy;

/// An account with what is to be billed of it.
#[derive(Clone, Copy, Debug)]
pub struct Account<'a> {
    /// Who sells, what and how.
    pub house: &'a House,
    /// To whom.
    pub customer: &'a Customer,
    /// Those that have not ended, in the order in which an invoice names them.
    pub subscriptions: &'a [Subscription],
    /// Usage that is rated and not yet invoiced, one bill a subscription and month.
    pub usage: &'a [Bill],
}

/// The planned day up to which things are done, and the real days on which that happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Today {
    /// The business day, in the account's zone.
    pub planned: Date,
    /// Today in the account's zone: never before the planned day but in a preview.
    pub account: Date,
    /// Today in the seller's zone.
    pub seller: Date,
}

impl Today {
    /// A day that is done on itself, seller and account in one zone.
    #[must_use]
    pub const fn on(day: Date) -> Self {
        Self {
            planned: day,
            account: day,
            seller: day,
        }
    }
}

/// What somebody is to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// A new price will hold from a renewal on; when it is sent is kept with the subscription.
    Price(SubscriptionId, Moves),
    /// The coupon of an invoice that is made now could not be redeemed.
    Coupon(SubscriptionId, Refusal),
}

/// What a day brings for an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The documents to be issued, in the order of their planned days.
    pub drafts: Vec<Draft>,
    /// The subscriptions of which something has moved.
    pub moved: Vec<(SubscriptionId, Moved)>,
    /// The subscriptions that were looked at, each with the first later day on which there may be
    /// something to do with it; none if nothing is to come.
    pub ahead: Vec<(SubscriptionId, Option<Date>)>,
    /// The subscriptions that cannot be billed, and why. Nothing of them is in the drafts.
    pub parked: Vec<Poison>,
    /// What is to be told.
    pub notices: Vec<Notice>,
    /// The first later day on which there may be something to do; none if nothing is to come.
    pub next: Option<Date>,
}

/// What an account's day brings, with all that was planned for it or an earlier one and is not done
/// yet. Done once more on the facts as they are afterwards ([`Moved::apply`]), it brings nothing.
#[must_use]
pub fn due(account: Account<'_>, today: Today) -> Outcome {
    let mut outcome = Outcome::default();
    let mut bills = Vec::new();
    for subscription in &*redeeming(account, today.planned) {
        match stepped(account, subscription, today, &mut outcome.notices) {
            Ok(step) => {
                bills.extend(step.bills);
                if !step.moved.is_nothing(subscription) {
                    outcome.moved.push((subscription.id.clone(), step.moved));
                }
                outcome.ahead.push((subscription.id.clone(), step.next));
                outcome.next = earlier(outcome.next, step.next);
            }
            Err(cause) => outcome.parked.push(Poison {
                subscription: subscription.id.clone(),
                cause,
            }),
        }
    }
    for bill in account.usage {
        if bill.planned.issue_on <= today.planned {
            bills.push(bill.clone());
        } else {
            outcome.next = earlier(outcome.next, Some(bill.planned.issue_on));
        }
    }
    outcome.drafts = drafts(&account.house.policy, bills, today);
    outcome
}

/// The next documents of an account, as the run would make them on the day for which they are
/// planned; none if nothing is to come. For one subscription, give only that one.
#[must_use]
pub fn next_invoice(account: Account<'_>, after: Date) -> Vec<Draft> {
    let mut facts = account.subscriptions.to_vec();
    let mut day = after;
    // Changes and ends may come before an invoice does: a subscription has at most one of each.
    for _ in 0..=facts.len().saturating_mul(2) {
        let now = Account {
            subscriptions: &facts,
            ..account
        };
        let outcome = due(now, Today::on(day));
        if !outcome.drafts.is_empty() {
            return outcome.drafts;
        }
        let Some(next) = outcome.next else { break };
        for (id, moved) in outcome.moved {
            if let Some(one) = facts.iter_mut().find(|one| one.id == id) {
                moved.apply(one);
            }
        }
        day = next;
    }
    Vec::new()
}

fn stepped(
    account: Account<'_>,
    subscription: &Subscription,
    today: Today,
    notices: &mut Vec<Notice>,
) -> Result<Step, Cause> {
    let house = account.house;
    let mut step = periods(house, account.customer, subscription, today.planned)?;
    // A sum that is too large spoils its own subscription, not the invoice that it would share.
    for bill in &step.bills {
        taxed(bill.charges.clone())?.total()?;
    }
    if subscription.status.ended() || step.moved.ended.is_some() {
        return Ok(step);
    }
    let (told, coming) = moves(&house.catalogue, subscription, today.planned)?;
    step.next = earlier(step.next, coming);
    let id = &subscription.id;
    notices.extend(told.into_iter().map(|it| Notice::Price(id.clone(), it)));
    notices.extend(refused(house, subscription, &step)?);
    Ok(step)
}

/// Whether the coupon of a period that is billed now could not be redeemed.
fn refused(
    house: &House,
    subscription: &Subscription,
    step: &Step,
) -> Result<Option<Notice>, Cause> {
    let Some(held) = &subscription.coupon else {
        return Ok(None);
    };
    let terms = house.catalogue.coupon(&held.code)?;
    let first = step.bills.iter().find(|bill| !bill.charges.is_empty());
    let refusal = first.zip(held.uses).and_then(|(bill, uses)| {
        let answer = terms.redeem(bill.planned.issue_on, uses);
        answer.err()
    });
    Ok(refusal.map(|it| Notice::Coupon(subscription.id.clone(), it)))
}

fn drafts(policy: &Policy, bills: Vec<Bill>, today: Today) -> Vec<Draft> {
    let days = (today.account, today.seller);
    let mut drafts = Vec::new();
    for group in grouped(policy, bills) {
        match Draft::of(group.clone(), policy, days) {
            Ok(draft) => drafts.extend(draft),
            // Each was computed by itself before: only together they are too large.
            Err(_) => drafts.extend(group.into_iter().filter_map(|bill| {
                let alone = Draft::of(vec![bill], policy, days);
                alone.ok().flatten()
            })),
        }
    }
    drafts
}

fn earlier(one: Option<Date>, other: Option<Date>) -> Option<Date> {
    one.into_iter().chain(other).min()
}
