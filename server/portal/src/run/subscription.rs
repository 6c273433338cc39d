use std::collections::HashMap;
use std::str::FromStr;

use billing::charge::{
    Catalogue, CouponUse, HeldAddon, Scheduled, Subscription, Suspension, Target, Uses,
};
use billing::period::Begin;
use model::currency::Currency;
use model::id::{BillingAccountId, PlanId, SubscriptionId};
use model::money::Money;
use model::subscription::Cycle;
use model::time::Date;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use store::column::{As, word};
use store::run::{Addon, HeldCoupon, Subscription as Row};
use store::{StoreError, Tx};

/// A subscription with its row. What cannot be read holds up no other.
pub(super) struct Held {
    pub row: Row,
    pub facts: Result<Subscription, String>,
}

impl Held {
    /// Lets it be made though a brake holds it back, if it is the one.
    pub fn release(&mut self, subject: &str) {
        if let Ok(facts) = &mut self.facts
            && facts.id.as_str() == subject
        {
            facts.released = true;
        }
    }
}

/// What hangs on subscriptions, by subscription.
#[derive(Default)]
struct Hanging {
    addons: HashMap<String, Vec<Addon>>,
    coupons: HashMap<String, HeldCoupon>,
    payers: HashMap<String, Vec<BillingAccountId>>,
}

/// Reads subscriptions, by account.
pub(super) async fn held(
    tx: &mut Tx,
    rows: Vec<Row>,
    catalogue: &Catalogue,
) -> Result<HashMap<String, Vec<Held>>, StoreError> {
    let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    let mut hanging = Hanging::default();
    for addon in store::run::addons(tx, &ids).await? {
        let of = hanging.addons.entry(addon.subscription_id.clone());
        of.or_default().push(addon);
    }
    for coupon in store::run::held_coupons(tx, &ids).await? {
        let of = coupon.subscription_id.clone();
        hanging.coupons.insert(of, coupon);
    }
    for (subscription, As(payer)) in store::run::payers(tx, &ids).await? {
        hanging.payers.entry(subscription).or_default().push(payer);
    }
    let mut found: HashMap<String, Vec<Held>> = HashMap::new();
    for row in rows {
        let facts = facts(&row, &hanging, catalogue);
        let of = found.entry(row.account_id.clone()).or_default();
        of.push(Held { row, facts });
    }
    Ok(found)
}

fn facts(row: &Row, hanging: &Hanging, catalogue: &Catalogue) -> Result<Subscription, String> {
    let currency: Currency = parse(&row.currency, "currency")?;
    let cycle: (Cycle, u32) = (named(&row.period, "period")?, counted(row.every, "every")?);
    let started_on: Date = parse(&row.started_on, "started_on")?;
    let priced_on = optional(row.priced_on.as_deref(), "priced_on")?.unwrap_or(started_on);
    let own = |minor: i64| Money::new(minor, currency);
    let addons = hanging.addons.get(&row.id).into_iter().flatten();
    let addons = addons.map(|addon| held_addon(addon, currency));
    let coupon = hanging.coupons.get(&row.id);
    let anchor_day = row.anchor_day.map(|day| counted(day, "anchor_day"));
    let suspended_on = optional(row.suspended_on.as_deref(), "suspended_on")?;
    let restored_on = optional(row.restored_on.as_deref(), "restored_on")?;
    Ok(Subscription {
        id: parse::<SubscriptionId>(&row.id, "id")?,
        plan: parse::<PlanId>(&row.plan_id, "plan_id")?,
        kind: named(&row.plan_kind, "plan_kind")?,
        currency,
        begin: Begin {
            started_on,
            next_renewal_on: optional(row.first_on.as_deref(), "first_on")?,
            anchor_day: anchor_day.transpose()?,
            cycle,
        },
        priced_on,
        own: row.price_minor.map(own),
        addons: addons.collect::<Result<_, _>>()?,
        further_names: 0,
        coupon: coupon.map(coupon_use).transpose()?,
        payers: hanging.payers.get(&row.id).cloned().unwrap_or_default(),
        credit_first: row.credit_first,
        status: named(&row.status, "status")?,
        suspension: suspended_on.map(|from| Suspension {
            from,
            to: restored_on,
        }),
        ends_on: optional(row.ends_on.as_deref(), "ends_on")?,
        auto_renew: row.auto_renew,
        scheduled: scheduled(row, catalogue)?,
        announced: Vec::new(),
        begins_on: optional(row.begins_on.as_deref(), "begins_on")?,
        revision: counted(row.revision, "revision")?,
        released: false,
    })
}

/// A coupon is redeemed with the first period that it covers.
fn coupon_use(row: &HeldCoupon) -> Result<CouponUse, String> {
    let cycles_used = counted(row.cycles_used, "cycles_used")?;
    Ok(CouponUse {
        code: row.code.clone(),
        cycles_used,
        uses: (cycles_used == 0).then(Uses::default),
    })
}

fn held_addon(row: &Addon, currency: Currency) -> Result<HeldAddon, String> {
    let from: Date = parse(&row.from_day, "from_day")?;
    Ok(HeldAddon {
        id: parse(&row.addon_id, "addon_id")?,
        from,
        to: optional(row.to_day.as_deref(), "to_day")?,
        own: row.price_minor.map(|minor| Money::new(minor, currency)),
        priced_on: optional(row.priced_on.as_deref(), "priced_on")?.unwrap_or(from),
    })
}

/// A change as it is kept: of the plan (`ref`) or of the cycle.
#[derive(Deserialize)]
struct Change {
    plan: Option<String>,
    period: Option<Cycle>,
    on: Date,
    /// The day on which it was confirmed; of an imported one, that of the change.
    confirmed_on: Option<Date>,
}

fn scheduled(row: &Row, catalogue: &Catalogue) -> Result<Option<Scheduled>, String> {
    let Some(json) = &row.change else {
        return Ok(None);
    };
    let change: Change = serde_json::from_str(json).map_err(|error| told("change", error))?;
    let mut plans = catalogue.plans.iter();
    let plan = change.plan.as_ref().map(|reference| {
        let found = plans.find(|(_, plan)| plan.reference == *reference);
        let found = found.map(|(id, _)| Target::Plan(id.clone()));
        found.ok_or_else(|| format!("change: the plan {reference} is unknown"))
    });
    let to = match (plan.transpose()?, change.period) {
        (Some(plan), _) => plan,
        (None, Some(cycle)) => Target::Cycle(cycle, 1),
        (None, None) => return Ok(None),
    };
    Ok(Some(Scheduled {
        on: change.on,
        to,
        priced_on: change.confirmed_on.unwrap_or(change.on),
    }))
}

fn told(column: &str, error: impl ToString) -> String {
    format!("{column}: {}", error.to_string())
}

fn parse<T: FromStr<Err: ToString>>(text: &str, column: &str) -> Result<T, String> {
    text.parse().map_err(|error: T::Err| told(column, error))
}

fn optional(text: Option<&str>, column: &str) -> Result<Option<Date>, String> {
    text.map(|text| parse(text, column)).transpose()
}

fn named<T: DeserializeOwned>(text: &str, column: &str) -> Result<T, String> {
    word(text).map_err(|error| told(column, error))
}

fn counted(number: i64, column: &str) -> Result<u32, String> {
    u32::try_from(number).map_err(|error| told(column, error))
}
