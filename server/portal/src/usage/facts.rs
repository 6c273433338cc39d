use std::collections::HashMap;

use billing::charge::{Catalogue, HeldAddon, Listed, Scheduled, Target};
use billing::policy::Policy;
use billing::run::Moved;
use billing::usage::Meter;
use model::id::{AccountId, SellerId, SubscriptionId};
use model::time::Date;
use serde::de::DeserializeOwned;
use store::column::As;
use store::run::{Addon, Seller, Terms};
use store::usage::{Former, Metered, Register};
use store::{StoreError, Tx, usage};

/// Nobody carries a value further than that, in days.
const YEAR: u32 = 366;

/// A subscription with what decides its limits and prices.
pub(crate) struct Held {
    pub row: Metered,
    pub plans: Vec<(Date, model::id::PlanId)>,
    pub addons: Vec<HeldAddon>,
}

impl Held {
    /// Goes on with a change and an end that are not written yet.
    pub fn go_on(&mut self, moved: &Moved) {
        if let Some(Scheduled {
            on,
            to: Target::Plan(plan),
            ..
        }) = &moved.switched
            && self.plans.last().is_none_or(|(_, last)| last != plan)
        {
            self.plans.push((*on, plan.clone()));
        }
        if let Some((_, last)) = moved.ended {
            self.row.ends_on = Some(As(last));
        }
    }
}

/// What decides how the usage of some subscriptions is rated.
pub(crate) struct Facts {
    pub catalogue: Catalogue,
    gaps: HashMap<SellerId, u32>,
    pub registers: HashMap<AccountId, Register>,
    pub held: HashMap<SubscriptionId, Held>,
}

impl Facts {
    /// Of these subscriptions.
    pub async fn load(tx: &mut Tx, ids: &[&str]) -> Result<Self, StoreError> {
        let rows = usage::metered(tx, ids).await?;
        let accounts: Vec<&str> = rows.iter().map(|row| row.account_id.as_str()).collect();
        let registers = usage::registers(tx, &once(accounts)).await?;
        let addons = store::run::addons(tx, ids).await?;
        let former = usage::former(tx, ids).await?;
        let mut gaps = HashMap::new();
        for seller in store::run::sellers(tx).await? {
            let gap = policy(&seller)?.usage_gap_days;
            gaps.insert(seller.id, gap);
        }
        Ok(Self {
            catalogue: catalogue(tx).await?,
            gaps,
            registers: registers
                .into_iter()
                .map(|it| (it.id.clone(), it))
                .collect(),
            held: held(rows, addons, former)?,
        })
    }

    /// For how many days a value is carried forward at most: no earlier reading matters.
    pub fn reach(&self) -> i32 {
        let most = self.gaps.values().max().copied().unwrap_or_default();
        i32::try_from(most.min(YEAR)).unwrap_or_default()
    }

    /// How a resource of a subscription is rated.
    pub fn meter<'a>(&'a self, held: &'a Held, resource: &'a str) -> Meter<'a> {
        let register = self.registers.get(&held.row.account_id);
        let gap = register.and_then(|it| self.gaps.get(&it.seller_id));
        Meter {
            catalogue: &self.catalogue,
            plans: &held.plans,
            addons: &held.addons,
            ends_on: held.row.ends_on.as_ref().map(|As(day)| *day),
            currency: held.row.currency,
            resource,
            gap: gap.copied().unwrap_or(Policy::default().usage_gap_days),
        }
    }
}

/// Each name once, in order.
pub(crate) fn once(mut names: Vec<&str>) -> Vec<&str> {
    names.sort_unstable();
    names.dedup();
    names
}

fn held(
    rows: Vec<Metered>,
    addons: Vec<Addon>,
    former: Vec<Former>,
) -> Result<HashMap<SubscriptionId, Held>, StoreError> {
    let mut held: HashMap<SubscriptionId, Held> = HashMap::with_capacity(rows.len());
    for row in rows {
        let one = Held {
            row,
            plans: Vec::new(),
            addons: Vec::new(),
        };
        held.insert(one.row.id.clone(), one);
    }
    for addon in addons {
        let of: SubscriptionId = parsed(addon.subscription_id)?;
        if let Some(one) = held.get_mut(&of) {
            let from = parsed(addon.from_day)?;
            one.addons.push(HeldAddon {
                id: parsed(addon.addon_id)?,
                from,
                to: addon.to_day.map(parsed).transpose()?,
                own: None,
                priced_on: from,
            });
        }
    }
    let mut begins: HashMap<SubscriptionId, Date> = HashMap::new();
    for plan in former {
        if let Some(one) = held.get_mut(&plan.subscription_id) {
            let begin = begins.insert(plan.subscription_id, plan.until_day);
            one.plans
                .push((begin.unwrap_or(plan.until_day), plan.plan_id));
        }
    }
    for (id, one) in &mut held {
        let begin = begins.get(id).copied().unwrap_or(Date::FIRST);
        one.plans.push((begin, one.row.plan_id.clone()));
    }
    Ok(held)
}

fn parsed<T: TryFrom<String, Error: ToString>>(text: String) -> Result<T, StoreError> {
    T::try_from(text).map_err(|error| StoreError::unreadable("subscription_addon", error))
}

/// All plans and add-ons.
async fn catalogue(tx: &mut Tx) -> Result<Catalogue, StoreError> {
    let mut catalogue = Catalogue::default();
    for row in store::run::plan_terms(tx).await? {
        let (id, listed) = read(row, "plan.terms")?;
        catalogue.plans.insert(id, listed);
    }
    for row in store::run::addon_terms(tx).await? {
        let (id, listed) = read(row, "addon.terms")?;
        catalogue.addons.insert(id, listed);
    }
    Ok(catalogue)
}

fn read<I, T>(row: Terms, column: &'static str) -> Result<(I, Listed<T>), StoreError>
where
    I: TryFrom<String, Error: ToString>,
    T: DeserializeOwned,
{
    let id = I::try_from(row.id).map_err(|error| StoreError::unreadable(column, error))?;
    let terms =
        serde_json::from_str(&row.terms).map_err(|error| StoreError::unreadable(column, error))?;
    let reference = row.reference;
    Ok((id, Listed { reference, terms }))
}

pub(super) fn policy(seller: &Seller) -> Result<Policy, StoreError> {
    serde_json::from_str(&seller.policy)
        .map_err(|error| StoreError::unreadable("seller.policy", error))
}
