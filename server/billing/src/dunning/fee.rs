use model::explain::{Plain, Rule};
use model::money::Money;
use model::ratio::Ratio;
use model::time::Date;

use crate::change::Invoiced;
use crate::charge::{Cause, LineRef, Worth};
use crate::policy::{OnTermination, Policy};

/// The fee on what was paid late: rest × yearly rate × days / 365, at least the minimum of its
/// currency; without tax. None unless the provider takes one.
///
/// # Errors
/// When it is too large.
pub fn late_fee(policy: &Policy, rest: Money, days: u32) -> Result<Option<Worth>, Cause> {
    let Some(fee) = policy.late_fee.as_ref().filter(|_| rest.minor > 0) else {
        return Ok(None);
    };
    let yearly = Ratio::whole(rest.minor).times(Ratio::from_decimal(fee.yearly_rate.0)?)?;
    let part = Ratio::new(days.into(), 36_500)?;
    let mut exact = yearly.times(part)?;
    let mut minimum = fee.minimum.iter();
    if let Some(least) = minimum.find(|it| it.currency == rest.currency) {
        let least = Worth::money(least.amount, rest.currency)?;
        if exact.rounded()? < least.minor {
            exact = Ratio::whole(least.minor);
        }
    }
    let amount = Money::new(exact.rounded()?, rest.currency);
    let rule = Rule::Fee {
        rest: Plain(rest.major()),
        rate: fee.yearly_rate,
        days,
    };
    let worth = Worth {
        amount,
        rule,
        exact,
    };
    Ok((amount.minor > 0).then_some(worth))
}

/// What termination takes off the open invoice of the running period: of each line its days from
/// the suspension on, net in minor units, or nothing by policy. `lines` are those of that invoice.
///
/// # Errors
/// When it cannot be computed.
pub fn termination_credit(
    policy: &Policy,
    currency: model::currency::Currency,
    lines: &[Invoiced],
    suspended_on: Date,
) -> Result<Vec<(LineRef, Worth)>, Cause> {
    let mut credits = Vec::new();
    match policy.on_termination {
        OnTermination::Keep => return Ok(credits),
        OnTermination::CreditFromSuspension => {}
    }
    for line in lines {
        let from = suspended_on.max(line.period.from);
        let left = line.period.to.since(from) - line.days_credited;
        let rest = line.charged().saturating_sub(line.credited);
        if left <= 0 || rest <= 0 {
            continue;
        }
        let whole = Money::new(line.charged(), currency);
        let mut worth = Worth::part(&line.text, whole, (left, line.period.days()))?;
        worth.amount.minor = worth.amount.minor.min(rest);
        credits.push((line.line.clone(), worth));
    }
    Ok(credits)
}
