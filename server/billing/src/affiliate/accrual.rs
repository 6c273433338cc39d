use model::currency::Currency;
use model::invoice::LineKind;
use model::money::{Money, MoneyError};
use model::ratio::Ratio;
use model::time::Date;

use super::terms::{Offer, ProgramTerms};

/// A line of an invoice, as far as commission is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sold<'a> {
    /// The plan (`ref`) of its subscription.
    pub plan: Option<&'a str>,
    /// What it is for.
    pub kind: LineKind,
    /// Its net amount in minor units.
    pub net: i64,
    /// The place of its period among those of the subscription, from 1.
    pub cycle: u32,
}

/// How an invoice was settled, in minor units of its currency, tax included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its currency.
    pub currency: Currency,
    /// The whole.
    pub total: i64,
    /// By captures, transfers, and lots that were paid in or refunded; what was settled by a
    /// promotion, by commission, by a credit note or a write-off is no money that came in.
    pub money: i64,
    /// What is still open.
    pub open: i64,
}

/// What an invoice brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accrual {
    /// The net of the lines that count, times the share that was paid: rounded once, for display.
    pub base: Money,
    /// The commission: the sum of what each line brings, rounded once a line.
    pub amount: Money,
}

/// Whether lines of that kind count: what is bought, not what is used, changed or charged on top.
/// What a coupon takes off such a line was not paid, and counts with its sign.
const fn counts(kind: LineKind) -> bool {
    match kind {
        LineKind::Plan | LineKind::Addon | LineKind::Setup | LineKind::Coupon => true,
        LineKind::Usage
        | LineKind::ProrationCredit
        | LineKind::ProrationCharge
        | LineKind::Fee
        | LineKind::Manual => false,
    }
}

/// What an invoice that is settled in full brings; nothing before, nothing if no line counts, and
/// nothing if no money came in. An amount (instead of a percentage) is given for each line of a
/// plan, in the program's currency only: currencies are never converted.
///
/// # Errors
/// When a figure is too large.
pub fn accrue(
    terms: &ProgramTerms,
    source: &Source,
    lines: &[Sold<'_>],
) -> Result<Option<Accrual>, MoneyError> {
    if source.open != 0 || source.total <= 0 || source.money <= 0 {
        return Ok(None);
    }
    let money = source.money.min(source.total);
    let share = Ratio::new(money.into(), source.total.into())?;
    let (mut base, mut amount, mut any) = (Ratio::whole(0), 0_i64, false);
    for line in lines {
        let offer = line.plan.and_then(|plan| terms.offer(plan));
        let Some(offer) = offer.filter(|_| counts(line.kind) && terms.cycles.includes(line.cycle))
        else {
            continue;
        };
        let paid = Ratio::whole(line.net).times(share)?;
        let brings = brings(offer, line.kind, paid, (share, source.currency))?;
        let Some(brings) = brings else { continue };
        base = base.plus(paid)?;
        amount = amount
            .checked_add(brings.rounded()?)
            .ok_or(MoneyError::Overflow)?;
        any = true;
    }
    if !any || amount <= 0 {
        return Ok(None);
    }
    Ok(Some(Accrual {
        base: Money::new(base.rounded()?, source.currency),
        amount: Money::new(amount, source.currency),
    }))
}

/// What a line brings, exactly.
fn brings(
    offer: Offer,
    kind: LineKind,
    paid: Ratio,
    (share, currency): (Ratio, Currency),
) -> Result<Option<Ratio>, MoneyError> {
    match offer {
        Offer::Percent(percent) => {
            let part = Ratio::from_decimal(percent)?.over(Ratio::whole(100))?;
            Ok(Some(paid.times(part)?))
        }
        Offer::Amount(amount) if amount.currency == currency => match kind {
            LineKind::Plan => Ok(Some(Ratio::whole(amount.minor).times(share)?)),
            LineKind::Addon
            | LineKind::Setup
            | LineKind::Coupon
            | LineKind::Usage
            | LineKind::ProrationCredit
            | LineKind::ProrationCharge
            | LineKind::Fee
            | LineKind::Manual => Ok(Some(Ratio::whole(0))),
        },
        Offer::Amount(_) => Ok(None),
    }
}

/// From which day on a commission is payable: so many days after the invoice was settled, and never
/// before the customer's right to have the money back has ended.
#[must_use]
pub fn matures_on(terms: &ProgramTerms, settled_on: Date, refundable_until: Option<Date>) -> Date {
    let days = i32::try_from(terms.maturity_days).unwrap_or(i32::MAX);
    let matures = settled_on.plus_days(days);
    refundable_until.map_or(matures, |last| matures.max(last.plus_days(1)))
}
