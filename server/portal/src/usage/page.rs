use async_trait::async_trait;
use billing::catalogue::Per;
use billing::usage::{Rating, TRAFFIC, month_of};
use model::Answer;
use model::caller::{Caller, Permission};
use model::explain::{Derivation, Plain};
use model::fault::Fault;
use model::money::Money;
use model::portal::Usages;
use model::time::{Date, Period};
use model::told::ToldDay;
use model::usage::{ChargedOn, UsageMeter, UsageQuery, UsageSection, UsageTotal, UsageView};
use rust_decimal::Decimal;
use store::Tx;
use store::account::read::Frame;
use store::column::As;
use store::usage::{Section, Total, charged_on, sections, totals};

use super::chart::chart;
use super::csv;
use super::planned::{Planned, planned};
use super::rates::Rates;
use crate::desk::{Desk, require, require_for_one, scope};
use crate::failure::{Failure, answer};
use crate::told::told;

/// Resources whose days are shown on one page.
const SHOWN: usize = 6;
/// Resources on one page.
const ROWS: usize = 60;

#[async_trait]
impl Usages for Desk {
    async fn show_usage(&self, caller: &Caller, query: UsageQuery) -> Answer<UsageView> {
        answer("show_usage", self.usage(caller, query).await)
    }

    async fn read_usage_table(
        &self,
        caller: &Caller,
        query: UsageQuery,
    ) -> Answer<(String, String)> {
        answer("read_usage_table", self.usage_table(caller, query).await)
    }
}

/// A month that can be asked for.
fn asked(query: &UsageQuery, today: Date) -> Result<Period, Fault> {
    let Some(text) = &query.month else {
        return Ok(month_of(today));
    };
    let day: Result<Date, _> = format!("{text}-01").parse();
    let day = day.map_err(|_| Fault::NotFound)?;
    if day > today {
        return Err(Fault::NotFound);
    }
    Ok(month_of(day))
}

impl Desk {
    async fn usage(&self, caller: &Caller, query: UsageQuery) -> Result<UsageView, Failure> {
        match query.of {
            Some(_) => require_for_one(caller, Permission::ViewUsage)?,
            None => require(caller, Permission::ViewUsage)?,
        }
        let (mut tx, frame, today) = self.open(caller).await?;
        let month = asked(&query, today)?;
        let scope = scope(caller);
        let of = (&caller.account, &scope);
        let (now, before) = totals(&mut tx, of, month.from).await?;
        let mut rows = sections(&mut tx, of, month.from, ROWS as i64 + 1).await?;
        let more = rows.len() > ROWS;
        rows.truncate(ROWS);
        let until = rows
            .iter()
            .filter_map(|row| row.last_day.as_ref())
            .map(|As(day)| *day)
            .max();
        let (shown, others) = split(rows, &query);
        if query.of.is_some() && shown.is_empty() {
            return Err(Fault::NotFound.into());
        }
        let rates = Rates::of(&mut tx, &shown, month).await?;
        let shown = shown.iter().map(|row| section(&rates, row, month));
        let before = before
            .iter()
            .map(|it| Money::new(it.charge_minor, it.currency));
        let planned = planned(&mut tx, &caller.account, (month, today)).await?;
        Ok(UsageView {
            today,
            month: month.from,
            until,
            totals: taxed(with_own(&now, &frame), planned.as_ref())?,
            before: before.collect(),
            planned: planned.map(|it| (it.issue_on, it.due_on)),
            charged: charged(&mut tx, caller, (month, today)).await?,
            sections: shown.collect::<Result<_, _>>()?,
            others: others.iter().map(meter).collect(),
            more,
        })
    }

    async fn usage_table(
        &self,
        caller: &Caller,
        query: UsageQuery,
    ) -> Result<(String, String), Failure> {
        require(caller, Permission::ViewUsage)?;
        let (mut tx, _, today) = self.open(caller).await?;
        let month = asked(&query, today)?;
        let scope = scope(caller);
        let rows = sections(&mut tx, (&caller.account, &scope), month.from, i64::MAX).await?;
        let text = csv::table(&mut tx, &rows, month).await?;
        let name = month.from.to_string();
        let name = name.get(..7).unwrap_or_default();
        Ok((format!("usage-{name}.csv"), text))
    }
}

/// The invoices of a month that is over.
async fn charged(
    tx: &mut Tx,
    caller: &Caller,
    (month, today): (Period, Date),
) -> Result<Vec<ChargedOn>, Failure> {
    if today < month.to || !caller.may(Permission::ViewInvoices) {
        return Ok(Vec::new());
    }
    let scope = scope(caller);
    let rows = charged_on(tx, (&caller.account, &scope), month.from).await?;
    let row = |it: store::usage::ChargedOn| ChargedOn {
        invoice: it.id,
        number: it.number,
        on: it.issued_on,
    };
    Ok(rows.into_iter().map(row).collect())
}

/// What has its days shown, what costs something or what was asked for, and the rest.
fn split(rows: Vec<Section>, query: &UsageQuery) -> (Vec<Section>, Vec<Section>) {
    let chosen = |row: &Section| {
        query.of.as_ref() == Some(&row.subscription_id)
            && query
                .resource
                .as_ref()
                .is_none_or(|resource| *resource == row.resource)
    };
    let (mut shown, mut others) = (Vec::new(), Vec::new());
    for row in rows {
        let wanted = match query.of {
            Some(_) => chosen(&row),
            None => row.charge_minor > 0 && shown.len() < SHOWN,
        };
        if wanted { &mut shown } else { &mut others }.push(row);
    }
    (shown, others)
}

/// With the tax that comes upon each, where its invoice is still to be made.
fn taxed(
    mut totals: Vec<UsageTotal>,
    planned: Option<&Planned>,
) -> Result<Vec<UsageTotal>, Failure> {
    if let Some(planned) = planned {
        for total in &mut totals {
            total.tax = Some(planned.tax(total.charge)?);
        }
    }
    Ok(totals)
}

/// By currency, what costs something first; the account's own currency is always there.
fn with_own(totals: &[Total], frame: &Frame) -> Vec<UsageTotal> {
    let mut totals: Vec<UsageTotal> = totals.iter().map(total).collect();
    if !totals.iter().any(|it| it.charge.currency == frame.currency) {
        let nothing = Money::zero(frame.currency);
        totals.push(UsageTotal {
            charge: nothing,
            forecast: nothing,
            tax: None,
            over: 0,
        });
    }
    totals.sort_by_key(|it| (it.charge.is_zero(), it.charge.currency != frame.currency));
    totals
}

/// What the running month costs an account, as its page shows it.
pub(crate) fn running(totals: &[Total]) -> Vec<UsageTotal> {
    totals.iter().map(total).collect()
}

fn total(it: &Total) -> UsageTotal {
    UsageTotal {
        charge: Money::new(it.charge_minor, it.currency),
        forecast: Money::new(it.forecast_minor, it.currency),
        tax: None,
        over: u32::try_from(it.over_count).unwrap_or_default(),
    }
}

/// The unit in which a resource is shown where no price names one.
pub(crate) fn usual(resource: &str) -> Per {
    match resource {
        "disk" | TRAFFIC => Per::Gb,
        _ => Per::Unit,
    }
}

/// In a unit, with four decimals at most.
pub(crate) fn figure(value: i64, per: Per) -> String {
    let value = Decimal::from(value) / Decimal::from(per.base_units());
    value.round_dp(4).normalize().to_string()
}

fn meter(row: &Section) -> UsageMeter {
    in_unit(row, usual(&row.resource))
}

fn in_unit(row: &Section, per: Per) -> UsageMeter {
    let sum = row.resource == TRAFFIC;
    let used = if sum { row.total } else { row.day_used };
    UsageMeter {
        subscription: row.subscription_id.clone(),
        name: row.name.clone(),
        resource: row.resource.clone(),
        sum,
        used: figure(used, per),
        limit: row.day_limit.map(|limit| figure(limit, per)),
        unit: (per != Per::Unit).then(|| per.as_str().to_owned()),
        bar: bar(used, row.day_limit),
        charge: Money::new(row.charge_minor, row.currency),
    }
}

/// The part of a bar within the limit, and over it.
pub(crate) fn bar(used: i64, limit: Option<i64>) -> (u32, u32) {
    let part = |value: i64, whole: i64| {
        let part = i128::from(value) * 100 / i128::from(whole.max(1));
        u32::try_from(part.clamp(0, 100)).unwrap_or_default()
    };
    match limit {
        None => (0, 0),
        Some(limit) if used <= limit => (part(used, limit), 0),
        Some(limit) => {
            let within = part(limit, used);
            (within, 100 - within)
        }
    }
}

fn section(rates: &Rates, row: &Section, month: Period) -> Result<UsageSection, Failure> {
    let rating = rates.rating(row, month)?;
    let per = rating
        .parts
        .first()
        .map_or_else(|| usual(&row.resource), |part| part.price.per);
    let said = rating.parts.iter().filter_map(|part| {
        let derivation = Derivation {
            rule: part.worth.rule.clone(),
            exact: part.worth.exact,
            rounded: Plain(part.worth.amount.major()),
        };
        let mut told = told(derivation, row.currency)?;
        told.days.clear();
        Some(told)
    });
    Ok(UsageSection {
        meter: in_unit(row, per),
        since: since(&rating),
        forecast: Money::new(row.forecast_minor, row.currency),
        told: said.collect(),
        days: days(&rating, per),
        over: figure(rating.over, per),
        chart: chart(&row.resource, &rating.days, month, per.base_units()),
    })
}

/// From when the limit of the last day has been in force, where another one was before.
fn since(rating: &Rating) -> Option<Date> {
    let last = rating.days.last()?;
    let other = rating.days.iter().rfind(|day| day.limit != last.limit)?;
    Some(other.day.plus_days(1))
}

fn days(rating: &Rating, per: Per) -> Vec<ToldDay> {
    let day = |day: &billing::usage::Day| ToldDay {
        day: day.day,
        used: figure(day.used, per),
        limit: day.limit.map(|limit| figure(limit, per)),
        over: figure(day.over, per),
        estimate: day.estimate,
    };
    rating.days.iter().map(day).collect()
}
