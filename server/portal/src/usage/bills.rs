use std::collections::BTreeMap;

use billing::charge::{Charge, Customer, House, Subscription};
use billing::draft::Bill;
use billing::run::periods;
use model::id::{AccountId, SubscriptionId};
use model::time::Date;
use store::column::As;
use store::usage::Month;
use store::{StoreError, Tx, usage};

use super::charged::Charged;
use super::facts::{Facts, once};
use super::ingest::Shelf;
use super::round::{Found, Looked, Round};

/// An account whose usage is to be charged: what of the calendar months that have ended by the day
/// `until` (each planned for the first of the next month) is not charged yet.
pub(crate) struct Wanted<'a> {
    pub account: &'a AccountId,
    pub house: &'a House,
    pub customer: &'a Customer,
    /// Those of its subscriptions that may change or end by then, as they are before that.
    pub subscriptions: Vec<&'a Subscription>,
    pub until: Date,
}

/// The usage of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Usage {
    /// One bill a subscription and planned day.
    pub bills: Vec<Bill>,
    /// What goes back of lines that were issued before, by planned days.
    pub backs: Vec<(Date, Charge)>,
    /// What the subscriptions of the bills are called.
    pub names: BTreeMap<SubscriptionId, String>,
    /// The first day after `until` on which there may be more; none if nothing is measured.
    pub next: Option<Date>,
    /// What could not be charged, why, and the day for which it was planned.
    pub parked: Vec<(String, String, Date)>,
}

/// How many subscriptions are rated at once: their readings are held in memory.
const CHUNK: usize = 200;

/// What stands in `parked` for the usage of a subscription.
pub(crate) fn usage_of(subscription: &SubscriptionId) -> String {
    format!("usage of {subscription}")
}

/// The subscription of which something stands in `parked`, its usage or all of it.
pub(crate) fn of_usage(subject: &str) -> &str {
    subject.strip_prefix("usage of ").unwrap_or(subject)
}

/// The usage that is to be charged, by account; the accounts are locked. It counts as charged from
/// now on: what comes back becomes invoices in the same unit of work. Accounts without any are left
/// out.
pub(crate) async fn charge(
    tx: &mut Tx,
    wanted: &[Wanted<'_>],
) -> Result<BTreeMap<AccountId, Usage>, StoreError> {
    let Found { mut usage, kept } = found(tx, wanted, &|_| true).await?;
    kept.write(tx).await?;
    name(tx, &mut usage).await?;
    let untils: BTreeMap<&AccountId, Date> =
        wanted.iter().map(|it| (it.account, it.until)).collect();
    for (As(account), As(day)) in usage::next_due(tx, &accounts(wanted)).await? {
        // What could not be charged is tried again on the next day.
        let least = untils.get(&account).map(|until| until.plus_days(1));
        let next = least.map_or(day, |least| day.max(least));
        usage.entry(account).or_default().next = Some(next);
    }
    Ok(usage)
}

/// What would be charged of the subscriptions that `seen` lets pass, as the run would charge it,
/// and what they are called. Nothing is written.
pub(crate) async fn foresee(
    tx: &mut Tx,
    wanted: Wanted<'_>,
    seen: &(dyn Fn(&SubscriptionId) -> bool + Sync),
) -> Result<(Vec<Bill>, BTreeMap<SubscriptionId, String>), StoreError> {
    let mut found = found(tx, std::slice::from_ref(&wanted), seen).await?;
    name(tx, &mut found.usage).await?;
    let usage = found.usage.remove(wanted.account).unwrap_or_default();
    Ok((usage.bills, usage.names))
}

/// Notes what the subscriptions of the bills are called.
async fn name(tx: &mut Tx, usage: &mut BTreeMap<AccountId, Usage>) -> Result<(), StoreError> {
    let bills = usage.values().flat_map(|it| &it.bills);
    let ids = bills.filter_map(|bill| Some(bill.subscription.as_ref()?.as_str()));
    for row in usage::metered(tx, &once(ids.collect())).await? {
        if let Some(of) = usage.get_mut(&row.account_id) {
            of.names.insert(row.id, row.name);
        }
    }
    Ok(())
}

fn accounts<'a>(wanted: &'a [Wanted<'_>]) -> Vec<&'a str> {
    wanted.iter().map(|it| it.account.as_str()).collect()
}

/// What is to be charged, before anything of it is written.
async fn found(
    tx: &mut Tx,
    wanted: &[Wanted<'_>],
    seen: &(dyn Fn(&SubscriptionId) -> bool + Sync),
) -> Result<Found, StoreError> {
    let Some(last) = wanted.iter().map(|it| it.until).max() else {
        return Ok(Found::default());
    };
    let whose: BTreeMap<&AccountId, &Wanted<'_>> =
        wanted.iter().map(|it| (it.account, it)).collect();
    let mut rows = usage::due(tx, &accounts(wanted), last).await?;
    rows.retain(|row| {
        let until = whose.get(&row.account_id).map(|it| it.until);
        let due = row.due_on.as_ref().map(|As(day)| *day);
        due <= until && seen(&row.subscription_id)
    });
    let mut each: BTreeMap<SubscriptionId, Vec<Month>> = BTreeMap::new();
    for row in rows {
        let of = row.subscription_id.clone();
        each.entry(of).or_default().push(row);
    }
    let (mut each, mut found) = (each.into_values(), Found::default());
    loop {
        let rows: Vec<Month> = each.by_ref().take(CHUNK).flatten().collect();
        let Some(first) = rows.iter().map(|row| row.month).min() else {
            break;
        };
        found.add(some(tx, (&whose, wanted), rows, (first, last)).await?);
    }
    Ok(found)
}

/// The same of some subscriptions, whose months begin on a day.
async fn some(
    tx: &mut Tx,
    (whose, wanted): (&BTreeMap<&AccountId, &Wanted<'_>>, &[Wanted<'_>]),
    rows: Vec<Month>,
    (first, last): (Date, Date),
) -> Result<Found, StoreError> {
    let ids = rows.iter().map(|row| row.subscription_id.as_str());
    let ids = once(ids.collect());
    let mut facts = Facts::load(tx, &ids).await?;
    facts.go_on(wanted);
    let shelf = Shelf::load(tx, &ids, (first, last), facts.reach()).await?;
    let mut round = Round::new(Looked {
        whose: whose.clone(),
        facts,
        shelf,
    });
    let made = usage::made(tx, &ids, first).await?;
    if !made.is_empty() {
        let lines = usage::charged_lines(tx, &ids, first).await?;
        let invoices = lines.iter().map(|it| it.invoice_id.0.as_str()).collect();
        let issued = crate::booking::issued(tx, &once(invoices)).await?;
        round.charged_on(Charged::new(lines, issued));
    }
    round.made(made);
    for (id, As(payer)) in store::run::payers(tx, &ids).await? {
        round.payer(id, payer);
    }
    Ok(round.charged(rows))
}

impl Facts {
    /// Takes subscriptions through the changes and ends that a run is about to write.
    fn go_on(&mut self, wanted: &[Wanted<'_>]) {
        for whose in wanted {
            for facts in &whose.subscriptions {
                let Some(held) = self.held.get_mut(&facts.id) else {
                    continue;
                };
                // What cannot be taken on is set aside, and stays as it is.
                if let Ok(step) = periods(whose.house, whose.customer, facts, whose.until) {
                    held.go_on(&step.moved);
                }
            }
        }
    }
}
