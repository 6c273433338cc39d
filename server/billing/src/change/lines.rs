use model::invoice::LineKind;
use model::money::Money;
use model::time::{Date, Period};

use super::wish::Meant;
use super::{Facts, Invoiced};
use crate::charge::{Cause, Charge, Discount, Slice, Subscription, Worth, charges};
use crate::zone::{PriceHolds, Treatment};

/// How the lines of a new state are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Made {
    /// A part of a running period, or a paid one that is charged anew.
    Prorated,
    /// A period as an invoice of the run has it.
    Whole,
}

/// What a line gives back from a day on: its net after its coupon's line, by days, never more than
/// is left of it. None if all of that is credited already.
///
/// # Errors
/// When it cannot be computed.
pub(super) fn credit(
    facts: Facts<'_>,
    line: &Invoiced,
    from: Date,
) -> Result<Option<Charge>, Cause> {
    let from = from.max(line.period.from);
    let left = line.period.to.since(from) - line.days_credited;
    let rest = line.charged().saturating_sub(line.credited);
    if left <= 0 || rest <= 0 {
        return Ok(None);
    }
    let whole = Money::new(line.charged(), facts.subscription.currency);
    let mut worth = Worth::part(&line.text, whole, (left, line.period.days()))?.back()?;
    worth.amount.minor = worth.amount.minor.max(-rest);
    let (invoice, n) = &line.line;
    Ok(Some(Charge {
        kind: LineKind::ProrationCredit,
        item: format!("{}/{invoice}:{n}", facts.change),
        revision: 0,
        text: line.text.clone(),
        subscription: Some(facts.subscription.id.clone()),
        addon: line.addon.clone(),
        resource: None,
        period: Some(Period {
            from,
            to: line.period.to,
        }),
        quantity: None,
        unit_price: None,
        corrects: Some(line.line.clone()),
        worth,
        tax: Treatment {
            rate: line.rate,
            category: line.category,
            price: PriceHolds::Net,
        },
    }))
}

/// The lines of the new state for a slice of a period, those of its coupon included if it has
/// cycles left when `used` are used.
///
/// # Errors
/// When they cannot be computed.
pub(super) fn anew(
    facts: Facts<'_>,
    meant: &Meant,
    state: &Subscription,
    (slice, made): (Slice, Made),
    used: u32,
) -> Result<Vec<Charge>, Cause> {
    let bare = Subscription {
        coupon: None,
        ..state.clone()
    };
    let mut lines = charges(facts.house, facts.customer, &bare, slice)?;
    lines.retain(|line| match line.kind {
        LineKind::Plan | LineKind::Addon => {
            made != Made::Prorated || meant.touched.touches(line.addon.as_ref())
        }
        LineKind::Setup
        | LineKind::Usage
        | LineKind::ProrationCredit
        | LineKind::ProrationCharge
        | LineKind::Fee
        | LineKind::Coupon
        | LineKind::Manual => false,
    });
    let mut share = (1, 1);
    if made == Made::Prorated {
        share = (slice.period.days(), slice.whole_days);
        for line in &mut lines {
            let thing = match &line.addon {
                Some(addon) => addon.to_string(),
                None => format!("{}{}", state.plan, line.item),
            };
            line.kind = LineKind::ProrationCharge;
            line.item = format!("{}/{thing}", facts.change);
        }
    }
    let off = off(facts, state, &lines, (share, used))?;
    lines.extend(off);
    Ok(lines)
}

/// The lines of the coupon.
fn off(
    facts: Facts<'_>,
    state: &Subscription,
    lines: &[Charge],
    (share, used): ((i32, i32), u32),
) -> Result<Vec<Charge>, Cause> {
    let Some(held) = &state.coupon else {
        return Ok(Vec::new());
    };
    let terms = facts.house.catalogue.coupon(&held.code)?;
    let refused = held
        .uses
        .is_some_and(|uses| terms.redeem(facts.today.0, uses).is_err());
    if refused || !terms.has_cycles_left(used) {
        return Ok(Vec::new());
    }
    let plan = &facts.house.catalogue.plan(&state.plan)?.reference;
    Discount { terms, plan, share }.lines(lines)
}

/// What the change itself costs.
pub(super) fn fee(facts: Facts<'_>, meant: &Meant) -> Result<Option<Charge>, Cause> {
    let Some(worth) = meant.fee.clone() else {
        return Ok(None);
    };
    let target = meant.after.as_of(meant.from).plan;
    let text = &facts.house.catalogue.plan(&target)?.terms.name;
    Ok(Some(Charge {
        kind: LineKind::Fee,
        item: facts.change.to_owned(),
        revision: 0,
        text: text.clone(),
        subscription: Some(facts.subscription.id.clone()),
        addon: None,
        resource: None,
        period: None,
        quantity: None,
        unit_price: None,
        corrects: None,
        worth,
        tax: facts.house.treatment(facts.customer, facts.today.0),
    }))
}
