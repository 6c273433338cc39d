//! What each billing account pays: of every subscription the charge for its next period, by the
//! rule by which the subscription's own page names its payer.

use std::collections::HashMap;

use billing::payer::{Charge, renewal};
use model::id::{BillingAccountId, SubscriptionId};
use model::money::Money;
use model::time::Date;
use store::Tx;
use store::billing_account::assigned::{Assigned, subscriptions};
use store::subscription::list::Ask;

use super::NAMED;
use crate::failure::Failure;
use crate::payers::Payers;
use crate::subscription::price;

/// What a billing account pays.
#[derive(Debug, Default)]
pub(super) struct Pays {
    named: Vec<Named>,
    /// How many subscriptions.
    pub total: u32,
    /// The first renewal that it pays.
    pub renews_on: Option<Date>,
    /// The first renewal that it would pay, were it not to end before.
    pub ends_before: Option<Date>,
    /// How many subscriptions it misses so.
    pub misses: u32,
}

/// A subscription: what it is sorted by, its name and its plan's.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Named {
    sort_name: String,
    id: SubscriptionId,
    name: String,
    plan: String,
    /// Whether another one has that name, whoever pays it.
    twin: bool,
}

/// A subscription, and what it answers for.
struct Alike {
    list: Vec<BillingAccountId>,
    renews_on: Option<Date>,
    price: Money,
    total: u32,
    named: Named,
}

impl Pays {
    /// The first by name; of two of one name the plan is told as well.
    pub(super) fn named(&self) -> Vec<(SubscriptionId, String)> {
        let named = self.named.iter().take(NAMED);
        named
            .map(|at| match at.twin {
                true => (at.id.clone(), format!("{} ({})", at.name, at.plan)),
                false => (at.id.clone(), at.name.clone()),
            })
            .collect()
    }

    /// How many more than those there are.
    pub(super) fn more(&self) -> u32 {
        let named = self.named.len().min(NAMED);
        let named = u32::try_from(named).unwrap_or_default();
        self.total.saturating_sub(named)
    }

    fn take(&mut self, group: Alike) {
        self.named.push(group.named);
        self.total = self.total.saturating_add(group.total);
        self.renews_on = self.renews_on.into_iter().chain(group.renews_on).min();
    }
}

/// Who pays what, and how many subscriptions nobody pays.
pub(super) async fn read(
    tx: &mut Tx,
    ask: Ask<'_>,
    payers: &Payers,
) -> Result<(HashMap<BillingAccountId, Pays>, u32), Failure> {
    let mut pays: HashMap<BillingAccountId, Pays> = HashMap::new();
    let mut by_hand = 0_u32;
    let mut groups = alike(tx, ask, payers.capped()).await?;
    find_twins(&mut groups);
    for group in groups {
        let charge: Charge = renewal(group.renews_on, group.price, ask.today);
        if let Some(missed) = payers.misses(&group.list, charge) {
            let of = pays.entry(missed.id().clone()).or_default();
            of.ends_before = of.ends_before.into_iter().chain(Some(charge.on)).min();
            of.misses = of.misses.saturating_add(group.total);
        }
        match payers.who(&group.list, charge) {
            Some(known) => pays.entry(known.id().clone()).or_default().take(group),
            None => by_hand = by_hand.saturating_add(group.total),
        }
    }
    for pays in pays.values_mut() {
        pays.named.sort();
    }
    Ok((pays, by_hand))
}

fn find_twins(groups: &mut [Alike]) {
    let mut times: HashMap<String, u32> = HashMap::new();
    for group in &*groups {
        *times.entry(group.named.name.clone()).or_default() += 1;
    }
    for group in groups {
        group.named.twin = times.get(&group.named.name).is_some_and(|times| *times > 1);
    }
}

/// As the engine has grouped them; the price matters only where something has a cap.
async fn alike(tx: &mut Tx, ask: Ask<'_>, capped: bool) -> Result<Vec<Alike>, Failure> {
    let rows = subscriptions(tx, ask, capped, NAMED as i64).await?;
    let one = |Assigned {
                   row,
                   total,
                   renews_on,
               }: Assigned| {
        let price = price(&row)?.filter(|_| capped);
        Ok(Alike {
            list: row.payers()?,
            renews_on: renews_on.map(|day| day.0),
            price: price.map_or(Money::zero(row.currency), |price| price.net),
            total: u32::try_from(total).unwrap_or_default(),
            named: Named {
                sort_name: row.sort_name,
                id: row.id,
                name: row.name,
                plan: row.plan,
                twin: false,
            },
        })
    };
    rows.into_iter().map(one).collect()
}
