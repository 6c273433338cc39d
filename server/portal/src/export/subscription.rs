use std::io::Write;

use billing::catalogue::PlanTerms;
use model::currency::Currency;
use model::subscription::{Cycle, Status};
use model::time::Date;
use store::StoreError;
use store::column::word;
use store::export::{self, Held, Subscription};

use super::amount::{currency, major};
use super::json::{Object, quoted};
use super::run::{Export, ExportFailure, after, by_owner};
use crate::timeline::Course;

/// Subscriptions.
pub(super) async fn write<W: Write>(to: &mut Export<W>) -> Result<(), ExportFailure> {
    let only = to.account().map(str::to_owned);
    let mut last = String::new();
    loop {
        let rows = export::subscriptions(&mut to.tx, after(&last, only.as_deref())).await?;
        let Some(end) = rows.last() else { break };
        last.clone_from(&end.reference);
        let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
        let held = export::held(&mut to.tx, &ids).await?;
        let held = by_owner(&held, |row| &row.subscription_id);
        let payers = export::payers(&mut to.tx, &ids).await?;
        let payers = by_owner(&payers, |row| &row.0);
        for row in &rows {
            let id = row.id.as_str();
            let held = held.get(id).map_or(&[][..], Vec::as_slice);
            let payers = payers.get(id).map_or(&[][..], Vec::as_slice);
            to.line(subscription(row, held, payers)?)?;
        }
    }
    Ok(())
}

fn subscription(
    row: &Subscription,
    held: &[&Held],
    payers: &[&(String, String)],
) -> Result<Object, StoreError> {
    let money = currency(&row.currency)?;
    let cycle = Cut::of(row)?;
    let line = Object::of("subscription", &row.reference)
        .text("account", &row.account)
        .text("plan", &row.plan)
        .text_if("label", row.label.as_deref())
        .text_if("group", row.group.as_deref())
        .text_if("domain", row.domain.as_deref())
        .text("currency", &row.currency)
        .text("period", &row.period)
        .number("every", row.every)
        .text("started_on", &row.started_on)
        .text_if("next_renewal_on", row.next_renewal_on.as_deref());
    let price = price(row, &cycle, money)?;
    let line = line
        .number("anchor_day", cycle.anchor()?.into())
        .raw_if("price", price.as_deref())
        .list("addons", held.iter().map(|held| addon(held, money)))
        .raw_if("coupon", coupon(row).as_deref())
        .list("payers", payers.iter().map(|row| quoted(&row.1)));
    let line = credit_first(line, row)
        .text("status", &row.status)
        .text_if("reason", row.reason.as_deref())
        .text_if("since", row.since.as_deref())
        .text_if("ends_on", row.ends_on.as_deref())
        .raw_if("change", row.change.as_deref())
        .raw_if("panel", row.panel.as_deref())
        .flag("auto_renew", row.auto_renew);
    let line = match cycle.current()? {
        Some((from, to)) => line.raw(
            "current_period",
            &Object::empty().text("from", &from).text("to", &to).end(),
        ),
        None => line,
    };
    Ok(line.list("timeline", timeline(row, price.as_deref())?))
}

/// What is known of its course; `price` as JSON.
fn timeline(row: &Subscription, price: Option<&str>) -> Result<Vec<String>, StoreError> {
    let change = row.change.as_deref().map(serde_json::from_str).transpose();
    let change = change.map_err(|error| StoreError::unreadable("subscription.change", error))?;
    let course = Course {
        started_on: &row.started_on,
        price: price.map(|price| price.trim_matches('"')),
        status: &row.status,
        since: row.since.as_deref(),
        change: change.as_ref(),
        ends_on: row.ends_on.as_deref(),
    };
    let events = course.events().into_iter();
    Ok(events
        .map(|event| {
            Object::empty()
                .text("on", &event.on)
                .text("what", &event.what)
                .text_if("amount", event.amount.as_deref())
                .end()
        })
        .collect())
}

fn credit_first(line: Object, row: &Subscription) -> Object {
    match row.credit_first {
        Some(first) => line.flag("credit_first", first),
        None => line,
    }
}

fn coupon(row: &Subscription) -> Option<String> {
    let (code, used) = row.coupon.as_deref().zip(row.cycles_used)?;
    let coupon = Object::empty().text("code", code);
    Some(coupon.number("cycles_used", used).end())
}

fn addon(held: &Held, money: Currency) -> String {
    let own = held.price_minor.map(|minor| major(minor, money));
    Object::empty()
        .text("addon", &held.addon)
        .text("from", &held.from_day)
        .text_if("to", held.to_day.as_deref())
        .raw_if("price", own.as_deref())
        .end()
}

/// The plan's price in force: the customer's own, else the one with which it was ordered.
fn price(
    row: &Subscription,
    cycle: &Cut<'_>,
    money: Currency,
) -> Result<Option<String>, StoreError> {
    if let Some(minor) = row.price_minor {
        return Ok(Some(major(minor, money)));
    }
    let terms: PlanTerms = serde_json::from_str(&row.terms)
        .map_err(|error| StoreError::unreadable("plan.terms", error))?;
    let price = terms.price(money, (cycle.period, cycle.every), day(&row.started_on)?);
    Ok(price.map(|price| major(price.minor, money)))
}

/// How the time of a subscription is cut into periods.
struct Cut<'a> {
    row: &'a Subscription,
    period: Cycle,
    every: u32,
}

impl<'a> Cut<'a> {
    fn of(row: &'a Subscription) -> Result<Self, StoreError> {
        let unreadable = |error| StoreError::unreadable("subscription.every", error);
        Ok(Self {
            row,
            period: word(&row.period)
                .map_err(|error| StoreError::unreadable("subscription.period", error))?,
            every: u32::try_from(row.every).map_err(unreadable)?,
        })
    }

    fn months(&self) -> i32 {
        let months = match self.period {
            Cycle::Month => self.every,
            Cycle::Year => self.every.saturating_mul(12),
        };
        i32::try_from(months).unwrap_or(i32::MAX)
    }

    /// The day of the month on which periods begin: as given, else that of the start if the next
    /// renewal is a step of it, else that of the next renewal.
    fn anchor(&self) -> Result<u32, StoreError> {
        if let Some(day) = self.row.anchor_day {
            return u32::try_from(day)
                .map_err(|error| StoreError::unreadable("subscription.anchor_day", error));
        }
        let started = day(&self.row.started_on)?;
        let Some(next) = &self.row.next_renewal_on else {
            return Ok(started.parts().2);
        };
        let next = day(next)?;
        let ((year, month, _), (from_year, from_month, anchor)) = (next.parts(), started.parts());
        let apart = (year - from_year) * 12 + month.cast_signed() - from_month.cast_signed();
        let step = apart % self.months().max(1) == 0 && started.plus_months(apart, anchor) == next;
        Ok(if step { anchor } else { next.parts().2 })
    }

    /// The period that ends where the next begins; not known of what has ended or was never billed.
    fn current(&self) -> Result<Option<(String, String)>, StoreError> {
        let status: Status = word(&self.row.status)
            .map_err(|error| StoreError::unreadable("subscription.status", error))?;
        let Some(next) = &self.row.next_renewal_on else {
            return Ok(None);
        };
        let (next, started) = (day(next)?, day(&self.row.started_on)?);
        if status.ended() || next <= started {
            return Ok(None);
        }
        let from = next.plus_months(-self.months(), self.anchor()?);
        Ok(Some((from.max(started).to_string(), next.to_string())))
    }
}

fn day(text: &str) -> Result<Date, StoreError> {
    text.parse()
        .map_err(|error| StoreError::unreadable("subscription", error))
}
