//! Subscriptions, their add-ons and payers.

use std::collections::{HashMap, HashSet};

use billing::catalogue::Price;
use model::id::SubscriptionId;
use model::money::Money;
use model::subscription::Status;
use store::StoreError;
use store::import::{self, BillingAccountFacts, GroupFacts};

use super::books::Line;
use super::catalogue::Catalogue;
use super::check::{self, json_if};
use super::coupon::Coupons;
use super::job::{Flaws, Fresh, Job, Verdict};
use super::row;

const KIND: &str = "subscription";

/// What of a subscription is master data; the rest are facts.
const MASTER: [&str; 7] = [
    "label",
    "group",
    "payers",
    "price",
    "auto_renew",
    "panel",
    "credit_first",
];

fn fact(field: &str) -> bool {
    !MASTER.contains(&field)
}

/// What a good row comes to.
struct Made {
    row: import::Subscription,
    coupon: Option<import::SubscriptionCoupon>,
    addons: Vec<import::SubscriptionAddon>,
    payers: Vec<String>,
}

/// What is to be added.
#[derive(Default)]
struct Added {
    rows: Vec<import::Subscription>,
    addons: Vec<import::SubscriptionAddon>,
    coupons: Vec<import::SubscriptionCoupon>,
    payers: Vec<(String, Vec<String>)>,
}

impl Added {
    fn add(&mut self, id: String, made: Made) {
        self.rows.push(made.row);
        self.addons.extend(made.addons);
        self.coupons.extend(made.coupon);
        self.payers.push((id, made.payers));
    }

    async fn write(self, job: &mut Job<'_>) -> Result<(), StoreError> {
        import::add_subscriptions(job.tx, &self.rows).await?;
        import::add_subscription_addons(job.tx, &self.addons).await?;
        import::add_subscription_coupons(job.tx, &self.coupons).await?;
        import::add_payers(job.tx, &self.payers).await
    }
}

pub(super) async fn write(
    job: &mut Job<'_>,
    lines: &[Line<row::Subscription>],
    (catalogue, coupons): (&Catalogue, &Coupons),
) -> Result<(), StoreError> {
    let fresh = job.judge(KIND, lines, fact).await?;
    let around = Around {
        catalogue,
        coupons,
        payers: import::billing_accounts(job.tx, &payers(lines)).await?,
        groups: import::groups(job.tx, &groups(lines)).await?,
        panels: &job.frame.adapters.panels,
    };
    let mut added = Added::default();
    let mut known = Vec::with_capacity(fresh.len());
    for fresh in fresh {
        let account = job.account(&fresh.line.row.account);
        let id = fresh.id(|| {
            job.frame
                .ids
                .next(job.frame.now, SubscriptionId::make)
                .into()
        });
        let mut flaws = job.flaws(fresh.line.line);
        let Some(made) = make(&mut flaws, &fresh, (&id, account), &around) else {
            job.step();
            continue;
        };
        known.push(job.wrote(KIND, &fresh, &made.row.account_id, &id));
        match &fresh.verdict {
            Verdict::New => added.add(id, made),
            Verdict::Changed(_, fields) => {
                import::change_subscription(job.tx, &made.row, &columns(fields)).await?;
                if fresh.touches("payers") {
                    import::clear_payers(job.tx, &id).await?;
                    added.payers.push((id, made.payers));
                }
            }
        }
    }
    added.write(job).await?;
    import::remember(job.tx, KIND, &known).await
}

/// The groups that rows name.
fn groups(lines: &[Line<row::Subscription>]) -> Vec<&str> {
    let names = lines.iter().filter_map(|line| line.row.group.as_deref());
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The billing accounts that rows name.
fn payers(lines: &[Line<row::Subscription>]) -> Vec<&str> {
    let names = lines.iter().flat_map(|line| &line.row.payers);
    let mut names: Vec<&str> = names.map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn columns(fields: &[String]) -> Vec<&str> {
    let mut columns = Vec::new();
    for field in fields {
        match field.as_str() {
            "label" => columns.extend(["label", "name", "sort_name", "search"]),
            "price" => columns.push("price_minor"),
            "group" => columns.push("group_id"),
            other => columns.push(other),
        }
    }
    columns
}

/// What a row may name.
struct Around<'a> {
    catalogue: &'a Catalogue,
    coupons: &'a Coupons,
    payers: HashMap<String, BillingAccountFacts>,
    groups: HashMap<String, GroupFacts>,
    panels: &'a [String],
}

fn make(
    flaws: &mut Flaws<'_>,
    fresh: &Fresh<'_, row::Subscription>,
    (id, account): (&str, Option<String>),
    around: &Around<'_>,
) -> Option<Made> {
    let (row, catalogue) = (&fresh.line.row, around.catalogue);
    if account.is_none() {
        let reason = format!("names {:?}, which is not there", row.account);
        flaws.add("account", reason);
    }
    let plan = flaws.find("plan", &catalogue.plans, &row.plan);
    if plan.is_some_and(|(_, plan)| !priced(&plan.prices, row)) {
        let reason = format!("has no price in {} for this cycle", row.currency);
        flaws.add("plan", reason);
    }
    let price = row
        .price
        .and_then(|it| check::from_zero(flaws, "price", it, row.currency));
    // An export says the price in force: where that is the catalogue's, it is no own price.
    let cycle = (row.period, row.every);
    let listed = plan.and_then(|(_, plan)| plan.price(row.currency, cycle, row.started_on));
    let price = price.filter(|price| Some(*price) != listed);
    check_row(flaws, row, catalogue);
    if let Some(panel) = &row.panel {
        flaws.set("panel.server", around.panels, &panel.server);
    }
    let addons = addons(flaws, id, row, catalogue);
    let ids = own_payers(flaws, row, account.as_deref(), &around.payers);
    let group = group(flaws, row, account.as_deref(), &around.groups);
    let coupon = coupon(flaws, id, row, around.coupons);
    let (true, Some(account), Some(plan)) = (flaws.none(), account, plan) else {
        return None;
    };
    let mut made = subscription(fresh, (id, account), &plan.1.name, price);
    made.plan_id = plan.0.to_string();
    made.plan_kind = plan.1.kind.as_str().to_owned();
    made.group_id = group;
    Some(Made {
        row: made,
        coupon,
        addons,
        payers: ids,
    })
}

/// The id of its group, which is one of its account.
fn group(
    flaws: &mut Flaws<'_>,
    row: &row::Subscription,
    account: Option<&str>,
    groups: &HashMap<String, GroupFacts>,
) -> Option<String> {
    let group = flaws.find("group", groups, row.group.as_ref()?)?;
    if Some(group.account_id.as_str()) != account {
        flaws.add("group", "belongs to another account");
    }
    Some(group.id.clone())
}

fn coupon(
    flaws: &mut Flaws<'_>,
    id: &str,
    row: &row::Subscription,
    coupons: &Coupons,
) -> Option<import::SubscriptionCoupon> {
    let held = row.coupon.as_ref()?;
    let (_, coupon) = flaws.find("coupon.code", coupons, &held.code)?;
    Some(import::SubscriptionCoupon {
        subscription_id: id.to_owned(),
        coupon_id: coupon.clone(),
        cycles: held.cycles_used.into(),
    })
}

/// The ids of its payers: all of them of its account, each once.
fn own_payers(
    flaws: &mut Flaws<'_>,
    row: &row::Subscription,
    account: Option<&str>,
    payers: &HashMap<String, BillingAccountFacts>,
) -> Vec<String> {
    let mut ids = Vec::new();
    for (n, name) in row.payers.iter().enumerate() {
        let field = format!("payers[{n}]");
        match flaws.find(field.clone(), payers, name) {
            Some(payer) if Some(payer.account_id.as_str()) != account => {
                flaws.add(field, "belongs to another account");
            }
            Some(payer) if ids.contains(&payer.id) => flaws.add(field, "is there twice"),
            Some(payer) => ids.push(payer.id.clone()),
            None => {}
        }
    }
    ids
}

/// Whether there is a price in the subscription's currency and cycle.
fn priced(prices: &[Price], row: &row::Subscription) -> bool {
    prices.iter().any(|price| {
        (price.currency, price.period, price.every) == (row.currency, row.period, row.every)
    })
}

fn check_row(flaws: &mut Flaws<'_>, row: &row::Subscription, catalogue: &Catalogue) {
    if row.every == 0 {
        flaws.add("every", "is zero");
    }
    if row.anchor_day.is_some_and(|day| !(1..=31).contains(&day)) {
        flaws.add("anchor_day", "is not a day of a month");
    }
    if row.next_renewal_on.is_some_and(|day| day <= row.started_on) {
        flaws.add("next_renewal_on", "is not after started_on");
    }
    if row.ends_on.is_some_and(|day| day < row.started_on) {
        flaws.add("ends_on", "is before started_on");
    }
    if row.status == Status::Cancelling && row.ends_on.is_none() {
        flaws.add("ends_on", "is missing while it is being cancelled");
    }
    if let Some(change) = &row.change {
        if change.plan.is_some() == change.period.is_some() {
            flaws.add("change", "names a plan or a period, one of the two");
        }
        if let Some(plan) = &change.plan
            && let Some((_, plan)) = flaws.find("change.plan", &catalogue.plans, plan)
            && !priced(&plan.prices, row)
        {
            let reason = format!("has no price in {} for this cycle", row.currency);
            flaws.add("change.plan", reason);
        }
    }
}

fn addons(
    flaws: &mut Flaws<'_>,
    id: &str,
    row: &row::Subscription,
    catalogue: &Catalogue,
) -> Vec<import::SubscriptionAddon> {
    let (mut rows, mut seen) = (Vec::new(), HashSet::new());
    for (n, own) in row.addons.iter().enumerate() {
        let field = |name: &str| format!("addons[{n}].{name}");
        let price = own
            .price
            .and_then(|price| check::from_zero(flaws, field("price"), price, row.currency));
        if !seen.insert(&own.addon) {
            flaws.add(field("addon"), "is there twice");
        }
        if own.to.is_some_and(|to| to < own.from) {
            flaws.add(field("to"), "is before from");
        }
        let found = flaws.find(field("addon"), &catalogue.addons, &own.addon);
        let Some((addon, terms)) = found else {
            continue;
        };
        if !terms.plans.contains(&row.plan) {
            flaws.add(field("addon"), "does not go with this plan");
        }
        if !priced(&terms.prices, row) {
            let reason = format!("has no price in {} for this cycle", row.currency);
            flaws.add(field("addon"), reason);
        }
        rows.push(import::SubscriptionAddon {
            subscription_id: id.to_owned(),
            addon_id: addon.to_string(),
            from_day: own.from.to_string(),
            to_day: own.to.map(|day| day.to_string()),
            price_minor: price.map(|price| price.minor),
        });
    }
    rows
}

/// What stands first on the account page: what is out of service or to be done, then what runs,
/// then what has ended.
const fn attention(status: Status) -> i64 {
    match status {
        Status::Suspended => 0,
        Status::Pending | Status::Cancelling => 1,
        Status::Active => 2,
        Status::Cancelled | Status::Expired | Status::Terminated => 3,
    }
}

fn subscription(
    fresh: &Fresh<'_, row::Subscription>,
    (id, account): (&str, String),
    plan: &str,
    price: Option<Money>,
) -> import::Subscription {
    let row = &fresh.line.row;
    let name = row
        .domain
        .as_deref()
        .or(row.label.as_deref())
        .unwrap_or(plan);
    let words = [Some(name), row.label.as_deref(), Some(plan)];
    let search: Vec<&str> = words.into_iter().flatten().collect();
    import::Subscription {
        id: id.to_owned(),
        reference: fresh.line.reference.clone(),
        account_id: account,
        plan_id: String::new(),
        plan_kind: String::new(),
        group_id: None,
        name: name.to_owned(),
        sort_name: name.to_lowercase(),
        search: search.join("\n").to_lowercase(),
        attention: attention(row.status),
        label: row.label.clone(),
        domain: row.domain.clone(),
        currency: row.currency.to_string(),
        period: row.period.as_str().to_owned(),
        every: row.every.into(),
        started_on: row.started_on.to_string(),
        next_renewal_on: row.next_renewal_on.map(|day| day.to_string()),
        anchor_day: row.anchor_day.map(i64::from),
        price_minor: price.map(|price| price.minor),
        credit_first: row.credit_first,
        status: row.status.as_str().to_owned(),
        reason: row.reason.clone(),
        since: row.since.map(|day| day.to_string()),
        ends_on: row.ends_on.map(|day| day.to_string()),
        change: json_if(row.change.as_ref()),
        panel: json_if(row.panel.as_ref()),
        auto_renew: row.auto_renew,
    }
}
