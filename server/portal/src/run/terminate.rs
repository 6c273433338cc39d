use std::collections::{BTreeMap, HashMap};

use billing::change::{Invoiced, Standing};
use billing::charge::Cause;
use billing::dunning::termination_credit;
use billing::period::Planned;
use billing::policy::Policy;
use billing::tax::Category;
use model::id::{InvoiceId, SubscriptionId};
use model::invoice::LineKind;
use model::time::{Date, Period};
use rust_decimal::Decimal;
use store::Tx;
use store::run::{Charged, Parked};

use super::case::Case;
use super::chunk::Work;
use super::note::{self, Noted};
use super::off::Off;
use super::remind::{Over, Reminded};
use crate::booking::BookingError;

/// Terminates what was not paid, and credits the days of it from the suspension on.
pub(super) async fn terminate(
    tx: &mut Tx,
    work: &Work,
    cases: &[Case<'_>],
    reminded: &[Reminded],
) -> Result<Noted, BookingError> {
    let mut ends: BTreeMap<SubscriptionId, Date> = BTreeMap::new();
    for (at, over) in overs(reminded) {
        let Some(case) = cases.get(at) else { continue };
        let last = case.span.map_or(case.done_on, |span| span.until);
        let gone = over.subscriptions.iter().filter(|id| !case.ends(id));
        ends.extend(gone.map(|id| (id.clone(), last)));
    }
    if ends.is_empty() {
        return Ok(Noted::default());
    }
    let rows: Vec<(SubscriptionId, Date)> = ends.into_iter().collect();
    store::run::terminate(tx, &rows).await?;
    let ids: Vec<&str> = rows.iter().map(|(id, _)| id.as_str()).collect();
    crate::usage::refresh(tx, &ids).await?;
    let (offs, parked) = credits(tx, work, (cases, reminded)).await?;
    store::run::park(tx, &parked).await?;
    let mut noted = note::issue(tx, (work, cases), offs).await?;
    noted.parked.extend(parked);
    Ok(noted)
}

/// What is credited, and what of it cannot be computed.
async fn credits(
    tx: &mut Tx,
    work: &Work,
    (cases, reminded): (&[Case<'_>], &[Reminded]),
) -> Result<(Vec<(usize, Off)>, Vec<Parked>), BookingError> {
    let invoices = overs(reminded).map(|(_, over)| over.invoice.as_str());
    let invoices: Vec<&str> = invoices.collect();
    let mut lines: HashMap<InvoiceId, Vec<Charged>> = HashMap::new();
    for line in store::run::charged(tx, &invoices).await? {
        let of = lines.entry(line.invoice_id.0.clone());
        of.or_default().push(line);
    }
    let (mut offs, mut parked) = (Vec::new(), Vec::new());
    for (at, over) in overs(reminded) {
        let Some(case) = cases.get(at) else { continue };
        let lines = lines.remove(&over.invoice).unwrap_or_default();
        let planned = case.span.map_or(case.done_on, |span| span.until);
        match credit(&case.issuer.house.policy, (over, planned), &lines) {
            Ok(made) => offs.extend(made.into_iter().map(|off| (at, off))),
            Err(cause) => parked.push(Parked {
                account: case.id.clone(),
                subject: over.invoice.to_string(),
                cause: format!("terminated: the provider credits {}: {cause}", over.number),
                planned_on: planned,
                at: work.turn.now,
            }),
        }
    }
    Ok((offs, parked))
}

/// The debts that led to a termination, each with the place of its case.
fn overs(reminded: &[Reminded]) -> impl Iterator<Item = (usize, &Over)> {
    let all = reminded.iter().enumerate();
    all.flat_map(|(at, done)| done.over.iter().map(move |over| (at, over)))
}

/// What is credited of the invoice.
fn credit(
    policy: &Policy,
    (over, planned): (&Over, Date),
    lines: &[Charged],
) -> Result<Vec<Off>, Cause> {
    let Some(currency) = lines.first().map(|line| line.currency.0) else {
        return Ok(Vec::new());
    };
    let own = lines.iter();
    let own = own.filter(|line| over.subscriptions.contains(&line.subscription_id.0));
    let own: Vec<Invoiced> = own.map(invoiced).collect();
    let mut offs = Vec::new();
    for (line, worth) in termination_credit(policy, currency, &own, over.suspended_on)? {
        let of = own.iter().find(|it| it.line == line);
        offs.extend(of.filter(|_| worth.amount.minor > 0).map(|of| Off {
            planned,
            kind: LineKind::ProrationCredit,
            item: format!("termination/{}:{}", over.number, line.1),
            revision: 0,
            text: of.text.clone(),
            period: Some(Period {
                from: over.suspended_on.max(of.period.from),
                to: of.period.to,
            }),
            line,
            worth,
        }));
    }
    Ok(offs)
}

/// The line by which a coupon reduces another, and by how much.
fn coupon(line: &Charged) -> Option<(u32, i64)> {
    let n = u32::try_from(line.coupon_n?).ok()?;
    Some((n, line.coupon_minor?))
}

/// A line as the rule sees it: by its period and what is left of it. Neither tax nor planned days
/// matter to it.
fn invoiced(line: &Charged) -> Invoiced {
    let period = Period {
        from: line.period_from.0,
        to: line.period_to.0,
    };
    Invoiced {
        line: (
            line.invoice_id.0.clone(),
            u32::try_from(line.n).unwrap_or_default(),
        ),
        kind: line.kind.0,
        addon: None,
        text: line.text.clone(),
        period,
        revision: 0,
        net: line.net_minor,
        coupon: coupon(line),
        rate: Decimal::ZERO,
        category: Category::S,
        days_credited: 0,
        credited: line.credited_minor,
        standing: Standing::Unpaid,
        planned: Planned {
            issue_on: period.from,
            due_on: period.from,
        },
    }
}
