//! What is used of the limits of a subscription, now and in the months before.

use std::collections::BTreeMap;

use billing::catalogue::Per;
use billing::usage::{TRAFFIC, month_of};
use model::caller::{Caller, Permission};
use model::id::SubscriptionId;
use model::subscription::{Resource, ResourceMonth};
use model::time::Date;
use rust_decimal::Decimal;
use store::Tx;
use store::column::As;
use store::usage::{Month, months};

use crate::failure::Failure;
use crate::usage::{Used, bar, usual, year};

/// The months before this one that are shown.
const BEFORE: i32 = 11;

/// Reads what was measured, with one statement.
pub(super) async fn resources(
    tx: &mut Tx,
    subscription: &SubscriptionId,
    caller: &Caller,
    today: Date,
) -> Result<Vec<Resource>, Failure> {
    if !caller.may(Permission::ViewUsage) {
        return Ok(Vec::new());
    }
    let this = month_of(today);
    let span = (this.from.plus_months(-BEFORE, 1), this.to);
    let rows = months(tx, &[subscription.as_str()], span).await?;
    let mut of: BTreeMap<(u8, String), Vec<Month>> = BTreeMap::new();
    for row in rows {
        let key = (rank(&row.resource), row.resource.clone());
        of.entry(key).or_default().push(row);
    }
    let found = of.into_iter();
    let found = found.filter_map(|((_, name), rows)| resource(name, &rows, this.from));
    Ok(found.collect())
}

fn rank(resource: &str) -> u8 {
    match resource {
        "disk" => 0,
        TRAFFIC => 1,
        _ => 2,
    }
}

/// A resource of which the rows tell, by month; none of it without any.
fn resource(name: String, rows: &[Month], this: Date) -> Option<Resource> {
    let (sum, per) = (name == TRAFFIC, usual(&name));
    let last = rows.last()?;
    let used = |row: &Month| if sum { row.total } else { row.day_used };
    let values = rows.iter().map(|row| Used {
        month: row.month,
        value: used(row),
        limit: row.day_limit,
    });
    let values: Vec<Used> = values.collect();
    // Of a sum nothing is known before the first reading of a month.
    let now = if sum && last.month < this {
        0
    } else {
        used(last)
    };
    Some(Resource {
        sum,
        used: figure(now, per),
        limit: last.day_limit.map(|limit| figure(limit, per)),
        unit: (per != Per::Unit).then(|| per.as_str().to_owned()),
        bar: bar(now, last.day_limit),
        as_of: last.last_day.as_ref().map(|As(day)| *day),
        chart: year(&values, this, per.base_units()),
        months: values.iter().map(|it| row(it, per)).collect(),
        resource: name,
    })
}

fn row(it: &Used, per: Per) -> ResourceMonth {
    ResourceMonth {
        month: it.month,
        used: figure(it.value, per),
        limit: it.limit.map(|limit| figure(limit, per)),
        over: it.limit.is_some_and(|limit| it.value > limit),
    }
}

/// In a unit, with one decimal at most.
fn figure(value: i64, per: Per) -> String {
    let value = Decimal::from(value) / Decimal::from(per.base_units());
    value.round_dp(1).normalize().to_string()
}
