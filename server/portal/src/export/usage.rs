use std::io::Write;

use billing::usage::in_force;
use model::money::Money;
use model::time::{Date, Instant};
use store::export;
use store::usage::{self, Readings};

use super::json::{Object, quoted};
use super::run::{Export, ExportFailure, after};

/// How many subscriptions' readings are read at once.
const CHUNK: usize = 20;

const ALL: (Date, Date) = (Date::FIRST, Date::LAST);

/// The readings in force, by subscription, resource and day.
pub(super) async fn readings<W: Write>(to: &mut Export<W>) -> Result<(), ExportFailure> {
    let only = to.account().map(str::to_owned);
    let mut last = String::new();
    loop {
        let rows = export::subscriptions(&mut to.tx, after(&last, only.as_deref())).await?;
        let Some(end) = rows.last() else { break };
        last.clone_from(&end.reference);
        for rows in rows.chunks(CHUNK) {
            let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
            let kept = usage::readings(&mut to.tx, &ids, ALL).await?;
            for row in rows {
                let own = kept.iter();
                for it in own.filter(|it| it.subscription_id.as_str() == row.id) {
                    resource(to, &row.reference, it)?;
                }
            }
        }
    }
    Ok(())
}

fn resource<W: Write>(
    to: &mut Export<W>,
    reference: &str,
    kept: &Readings,
) -> Result<(), ExportFailure> {
    let samples: Vec<_> = kept.unpacked()?.iter().map(crate::usage::sample).collect();
    for (day, sample) in in_force(&samples) {
        let limit = sample.limit.map(|limit| limit.to_string());
        let line = Object::empty()
            .text("type", "usage")
            .text("subscription", reference)
            .text("resource", &kept.resource)
            .text("day", &day.to_string())
            .number("used", sample.used)
            .raw_if("limit", limit.as_deref())
            .raw("taken_at", &at(sample.taken_at));
        to.line(line)?;
    }
    Ok(())
}

fn at(instant: Instant) -> String {
    quoted(&instant.to_string())
}

/// What each month of them comes to.
pub(super) async fn months<W: Write>(to: &mut Export<W>) -> Result<(), ExportFailure> {
    let only = to.account().map(str::to_owned);
    let mut last = String::new();
    loop {
        let rows = export::subscriptions(&mut to.tx, after(&last, only.as_deref())).await?;
        let Some(end) = rows.last() else { break };
        last.clone_from(&end.reference);
        let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
        let months = usage::months(&mut to.tx, &ids, ALL).await?;
        for row in &rows {
            let own = months
                .iter()
                .filter(|it| it.subscription_id.as_str() == row.id);
            for month in own.filter(|month| month.last_day.is_some()) {
                to.line(line(&row.reference, month))?;
            }
        }
    }
    Ok(())
}

fn line(reference: &str, row: &usage::Month) -> Object {
    let money = |minor| quoted(&Money::new(minor, row.currency).plain());
    let month = row.month.to_string();
    Object::empty()
        .text("type", "usage_month")
        .text("subscription", reference)
        .text("resource", &row.resource)
        .text("month", month.get(..7).unwrap_or_default())
        .number("total", row.total)
        .number("over", row.over_limit)
        .raw("charge", &money(row.charge_minor))
        .raw("invoiced", &money(row.invoiced_minor))
}
