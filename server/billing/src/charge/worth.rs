use model::explain::{Plain, Rule};
use model::money::{Money, minor_units};
use model::ratio::Ratio;
use rust_decimal::Decimal;

use super::Cause;

/// An amount with the rule that made it: exact, and rounded once, half away from zero
/// (*Representation and rounding* in the specification of money).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worth {
    /// Rounded; below zero where it is given back.
    pub amount: Money,
    /// The rule and its figures.
    pub rule: Rule,
    /// In minor units, before rounding.
    pub exact: Ratio,
}

impl Worth {
    /// A price, so many times.
    ///
    /// # Errors
    /// When it is too large.
    pub fn price(unit: Money, quantity: u32) -> Result<Self, Cause> {
        let exact = Ratio::whole(unit.minor).times(Ratio::whole(quantity.into()))?;
        let rule = Rule::Price {
            amount: Plain(unit.major()),
            quantity: Plain(Decimal::from(quantity)),
        };
        Self::of(unit, rule, exact)
    }

    /// `whole × left / days` of the thing with that name (*Proration* in the specification of
    /// subscriptions).
    ///
    /// # Errors
    /// When there are more days left than there are, or none at all, or it is too large.
    pub fn part(name: &str, whole: Money, (left, days): (i32, i32)) -> Result<Self, Cause> {
        let counted = |days: i32| u32::try_from(days).map_err(|_| Cause::Days);
        if days <= 0 || left > days {
            return Err(Cause::Days);
        }
        let share = Ratio::new(left.into(), days.into())?;
        let rule = Rule::Proration {
            line: name.to_owned(),
            net: Plain(whole.major()),
            days_left: counted(left)?,
            days: counted(days)?,
        };
        Self::of(whole, rule, Ratio::whole(whole.minor).times(share)?)
    }

    /// A price for so many days of a period: the whole price where they are all of it.
    ///
    /// # Errors
    /// Those of [`Worth::part`].
    pub fn for_days(name: &str, price: Money, days: (i32, i32)) -> Result<Self, Cause> {
        if days.0 == days.1 {
            return Self::price(price, 1);
        }
        Self::part(name, price, days)
    }

    /// Percent off a line.
    ///
    /// # Errors
    /// When it is too large.
    pub fn percent_off(name: &str, of: &Self, percent: Decimal) -> Result<Self, Cause> {
        let share = Ratio::from_decimal(percent)?.over(Ratio::whole(-100))?;
        let rule = Rule::Coupon {
            line: name.to_owned(),
            percent: Some(Plain(percent)),
            amount: None,
        };
        let off = Ratio::whole(of.amount.minor).times(share)?;
        let mut worth = Self::of(of.amount, rule, off)?;
        // Half a minor unit more than the line is more than the line.
        worth.amount.minor = worth.amount.minor.max(-of.amount.minor.max(0));
        Ok(worth)
    }

    /// An amount off a line, at most the line. `of` is a part of what the coupon gives.
    ///
    /// # Errors
    /// When it is too large.
    pub fn amount_off(name: &str, of: &Self, off: Money, coupon: Decimal) -> Result<Self, Cause> {
        let taken = off.minor.min(of.amount.minor).max(0);
        let rule = Rule::Coupon {
            line: name.to_owned(),
            percent: None,
            amount: Some(Plain(coupon)),
        };
        Self::of(of.amount, rule, Ratio::whole(-taken))
    }

    /// The same, given back.
    ///
    /// # Errors
    /// When it is too large.
    pub fn back(self) -> Result<Self, Cause> {
        Ok(Self {
            amount: self.amount.negated()?,
            exact: self.exact.times(Ratio::whole(-1))?,
            rule: self.rule,
        })
    }

    /// A price in major units as an amount of its currency.
    ///
    /// # Errors
    /// When the currency has fewer decimals, or it is too large.
    pub fn money(plain: Plain, currency: model::currency::Currency) -> Result<Money, Cause> {
        let exact = minor_units(plain.0, currency)?;
        Ok(Money::new(exact.rounded()?, currency))
    }

    fn of(like: Money, rule: Rule, exact: Ratio) -> Result<Self, Cause> {
        Ok(Self {
            amount: Money::new(exact.rounded()?, like.currency),
            rule,
            exact,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::currency::Currency;
    use proptest::prelude::*;

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::EUR)
    }

    #[test]
    fn days_must_fit() {
        assert_eq!(Worth::part("a", eur(100), (2, 1)), Err(Cause::Days));
        assert_eq!(Worth::part("a", eur(100), (0, 0)), Err(Cause::Days));
        assert_eq!(Worth::part("a", eur(100), (-1, 5)), Err(Cause::Days));
        assert_eq!(Worth::part("a", eur(100), (0, 5)).unwrap().amount, eur(0));
    }

    proptest! {
        /// Invariant I11.
        #[test]
        fn parts_of_any_split_add_up_to_the_whole(
            whole in -10_000_000..10_000_000_i64,
            pieces in proptest::collection::vec(1..400_i32, 1..20),
        ) {
            let days: i32 = pieces.iter().sum();
            let mut sum = Ratio::ZERO;
            for piece in &pieces {
                let part = Worth::part("a", eur(whole), (*piece, days)).unwrap();
                sum = sum.plus(part.exact).unwrap();
                let (n, d) = (part.exact.numerator(), part.exact.denominator());
                prop_assert!((2 * (i128::from(part.amount.minor) * d - n)).abs() <= d);
                let back = part.clone().back().unwrap();
                prop_assert_eq!(back.amount.minor, -part.amount.minor);
            }
            prop_assert_eq!(sum, Ratio::whole(whole));
        }

        #[test]
        fn a_coupon_never_takes_more_than_the_line(
            line in 0..1_000_000_i64, percent in 0..=10_000_i64, off in 0..2_000_000_i64,
        ) {
            let line = Worth::price(eur(line), 1).unwrap();
            let percent = Decimal::new(percent, 2);
            let share = Worth::percent_off("a", &line, percent).unwrap();
            let flat = Worth::amount_off("a", &line, eur(off), Decimal::ONE).unwrap();
            for worth in [share, flat] {
                prop_assert!(worth.amount.minor <= 0);
                prop_assert!(worth.amount.minor + line.amount.minor >= 0);
            }
        }
    }
}
