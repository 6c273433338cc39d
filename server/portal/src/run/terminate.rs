use std::collections::{BTreeMap, HashMap};

use billing::change::{Invoiced, Standing};
use billing::dunning::termination_credit;
use billing::period::Planned;
use billing::policy::Policy;
use billing::tax::Category;
use model::id::{InvoiceId, SubscriptionId};
use model::money::Money;
use model::time::{Date, Period};
use rust_decimal::Decimal;
use store::Tx;
use store::run::{Charged, Parked};

use super::case::Case;
use super::chunk::Work;
use super::remind::{Over, Reminded};
use super::report::Trouble;
use crate::booking::BookingError;

/// Terminates what was not paid; what the provider is to credit of it is set aside.
pub(super) async fn terminate(
    tx: &mut Tx,
    work: &Work,
    cases: &[Case<'_>],
    reminded: &[Reminded],
) -> Result<Vec<Trouble>, BookingError> {
    let mut ends: BTreeMap<SubscriptionId, Date> = BTreeMap::new();
    for (case, over) in overs(cases, reminded) {
        let last = case.span.map_or(case.done_on, |span| span.until);
        let gone = over.subscriptions.iter().filter(|id| !case.ends(id));
        ends.extend(gone.map(|id| (id.clone(), last)));
    }
    if ends.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(SubscriptionId, Date)> = ends.into_iter().collect();
    store::run::terminate(tx, &rows).await?;
    let ids: Vec<&str> = rows.iter().map(|(id, _)| id.as_str()).collect();
    crate::usage::refresh(tx, &ids).await?;
    let parked = credits(tx, work, (cases, reminded)).await?;
    store::run::park(tx, &parked).await?;
    let troubles = parked.into_iter().map(|it| Trouble {
        account: it.account,
        subject: it.subject,
        cause: it.cause,
    });
    Ok(troubles.collect())
}

/// What the provider is to credit.
async fn credits(
    tx: &mut Tx,
    work: &Work,
    (cases, reminded): (&[Case<'_>], &[Reminded]),
) -> Result<Vec<Parked>, BookingError> {
    let invoices = overs(cases, reminded).map(|(_, over)| over.invoice.as_str());
    let invoices: Vec<&str> = invoices.collect();
    let mut lines: HashMap<InvoiceId, Vec<Charged>> = HashMap::new();
    for line in store::run::charged(tx, &invoices).await? {
        let of = lines.entry(line.invoice_id.0.clone());
        of.or_default().push(line);
    }
    let mut parked = Vec::new();
    for (case, over) in overs(cases, reminded) {
        let lines = lines.remove(&over.invoice).unwrap_or_default();
        let policy = &case.issuer.house.policy;
        parked.extend(credit(policy, over, &lines).map(|cause| Parked {
            account: case.id.clone(),
            subject: over.invoice.to_string(),
            cause,
            planned_on: case.span.map_or(case.done_on, |span| span.until),
            at: work.turn.now,
        }));
    }
    Ok(parked)
}

fn overs<'a, 'c>(
    cases: &'a [Case<'c>],
    reminded: &'a [Reminded],
) -> impl Iterator<Item = (&'a Case<'c>, &'a Over)> {
    let pairs = cases.iter().zip(reminded);
    pairs.flat_map(|(case, done)| done.over.iter().map(move |over| (case, over)))
}

/// What is to be credited of the invoice, in words for the provider: the run issues no credit notes
/// yet.
fn credit(policy: &Policy, over: &Over, lines: &[Charged]) -> Option<String> {
    let currency = lines.first()?.currency.0;
    let own = lines.iter();
    let own = own.filter(|line| over.subscriptions.contains(&line.subscription_id.0));
    let own: Vec<Invoiced> = own.map(invoiced).collect();
    let number = &over.number;
    match termination_credit(policy, currency, &own, over.suspended_on) {
        Ok(credits) => {
            let net: i64 = credits.iter().map(|(_, worth)| worth.amount.minor).sum();
            let net = Money::new(net, currency);
            let told = format!(
                "terminated: the provider credits {} {} net of {number}, the days from the \
                 suspension on",
                net.plain(),
                currency.code()
            );
            (net.minor > 0).then_some(told)
        }
        Err(cause) => Some(format!("terminated: the credit on {number}: {cause}")),
    }
}

/// A line as the rule sees it: by its period and what is left of it. Neither tax nor planned days
/// matter to it, and the run issues no coupons.
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
        coupon: None,
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
