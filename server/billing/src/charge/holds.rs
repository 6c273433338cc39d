use model::currency::Currency;
use model::explain::{Derivation, Rule};
use model::money::{MoneyError, minor_units};
use model::ratio::Ratio;
use rust_decimal::Decimal;

/// Whether the price of a line contained the tax of its rate, as its derivation says: what the rule
/// gives is then freed of it. None where the rule alone does not say.
///
/// # Errors
/// When a figure is too precise for the currency or too large.
pub fn holds_tax(
    of: &Derivation,
    (currency, rate): (Currency, Decimal),
) -> Result<Option<bool>, MoneyError> {
    let (price, times, parts) = match &of.rule {
        Rule::Price { amount, quantity } => (amount, Ratio::from_decimal(quantity.0)?, 1),
        Rule::Proration {
            net,
            days_left,
            days,
            ..
        } => (net, Ratio::whole((*days_left).into()), (*days).max(1)),
        Rule::UsageAverage { .. }
        | Rule::UsageTotal { .. }
        | Rule::Coupon { .. }
        | Rule::Fee { .. }
        | Rule::Imported {} => return Ok(None),
    };
    let whole = minor_units(price.0, currency)?.times(times)?;
    let whole = whole.over(Ratio::whole(parts.into()))?;
    let hundred = Ratio::whole(100);
    let gross = hundred.plus(Ratio::from_decimal(rate)?)?;
    let freed = whole.times(hundred)?.over(gross)?;
    // What is given back has the other sign.
    let back = of.exact.times(Ratio::whole(-1))?;
    let is = |it: Ratio| it == of.exact || it == back;
    Ok(if is(whole) {
        Some(false)
    } else {
        is(freed).then_some(true)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charge::Worth;
    use model::explain::Plain;
    use model::money::Money;

    #[test]
    fn a_derivation_says_whether_its_price_held_the_tax() {
        let rate = Decimal::from(22);
        let eur = Currency::EUR;
        let price = Money::new(1_400, eur);
        let worths = [
            Worth::price(price, 2),
            Worth::part("a", price, (7, 30)),
            Worth::part("a", price, (7, 30)).and_then(Worth::back),
        ];
        for worth in worths.map(Result::unwrap) {
            let of = |over: i64| Derivation {
                rule: worth.rule.clone(),
                exact: worth
                    .exact
                    .times(Ratio::new(100, over.into()).unwrap())
                    .unwrap(),
                rounded: Plain(Decimal::ZERO),
            };
            let holds = |over| holds_tax(&of(over), (eur, rate)).unwrap();
            assert_eq!(
                [holds(100), holds(122), holds(119)],
                [Some(false), Some(true), None]
            );
        }
        let line = Worth::price(price, 1).unwrap();
        let coupon = Worth::percent_off("a", &line, Decimal::TEN).unwrap();
        let coupon = Derivation {
            rule: coupon.rule,
            exact: coupon.exact,
            rounded: Plain(Decimal::ZERO),
        };
        assert_eq!(holds_tax(&coupon, (eur, rate)), Ok(None));
    }
}
