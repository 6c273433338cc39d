//! Exact fractions: what an amount is before it is rounded.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// An exact fraction in lowest terms, its denominator above zero. Written `n/d`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Ratio {
    numerator: i128,
    denominator: i128,
}

/// A fraction that cannot be held: its denominator is zero, or a part exceeds 127 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unrepresentable;

impl fmt::Display for Unrepresentable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a fraction that can be represented")
    }
}

impl std::error::Error for Unrepresentable {}

impl Ratio {
    /// Zero.
    pub const ZERO: Self = Self {
        numerator: 0,
        denominator: 1,
    };

    /// `numerator / denominator`, reduced.
    ///
    /// # Errors
    /// When the denominator is zero or a sign cannot be turned.
    pub fn new(numerator: i128, denominator: i128) -> Result<Self, Unrepresentable> {
        if denominator == 0 {
            return Err(Unrepresentable);
        }
        let divisor = gcd(numerator.unsigned_abs(), denominator.unsigned_abs());
        let divisor = i128::try_from(divisor).map_err(|_| Unrepresentable)?;
        let divisor = if denominator < 0 { -divisor } else { divisor };
        Ok(Self {
            numerator: numerator.checked_div(divisor).ok_or(Unrepresentable)?,
            denominator: denominator.checked_div(divisor).ok_or(Unrepresentable)?,
        })
    }

    /// A whole number.
    #[must_use]
    pub const fn whole(value: i64) -> Self {
        Self {
            numerator: value as i128,
            denominator: 1,
        }
    }

    /// The exact value of a decimal.
    ///
    /// # Errors
    /// When the decimal's scale exceeds what 127 bits hold.
    pub fn from_decimal(value: Decimal) -> Result<Self, Unrepresentable> {
        let scale = 10_i128.checked_pow(value.scale()).ok_or(Unrepresentable)?;
        Self::new(value.mantissa(), scale)
    }

    /// The part above the line.
    #[must_use]
    pub const fn numerator(self) -> i128 {
        self.numerator
    }

    /// The part below the line, above zero.
    #[must_use]
    pub const fn denominator(self) -> i128 {
        self.denominator
    }

    /// The sum.
    ///
    /// # Errors
    /// When it cannot be held.
    pub fn plus(self, other: Self) -> Result<Self, Unrepresentable> {
        let left = self
            .numerator
            .checked_mul(other.denominator)
            .ok_or(Unrepresentable)?;
        let right = other
            .numerator
            .checked_mul(self.denominator)
            .ok_or(Unrepresentable)?;
        let below = self
            .denominator
            .checked_mul(other.denominator)
            .ok_or(Unrepresentable)?;
        Self::new(left.checked_add(right).ok_or(Unrepresentable)?, below)
    }

    /// The product.
    ///
    /// # Errors
    /// When it cannot be held.
    pub fn times(self, other: Self) -> Result<Self, Unrepresentable> {
        let cross = Self::new(self.numerator, other.denominator)?;
        let other = Self::new(other.numerator, self.denominator)?;
        Self::new(
            cross
                .numerator
                .checked_mul(other.numerator)
                .ok_or(Unrepresentable)?,
            cross
                .denominator
                .checked_mul(other.denominator)
                .ok_or(Unrepresentable)?,
        )
    }

    /// The quotient.
    ///
    /// # Errors
    /// When `other` is zero or the result cannot be held.
    pub fn over(self, other: Self) -> Result<Self, Unrepresentable> {
        self.times(Self::new(other.denominator, other.numerator)?)
    }

    /// The nearest whole number, halves away from zero: the one rounding of every amount.
    ///
    /// # Errors
    /// When it exceeds 63 bits.
    pub fn rounded(self) -> Result<i64, Unrepresentable> {
        let half = self.denominator.unsigned_abs();
        let twice = self
            .numerator
            .unsigned_abs()
            .checked_mul(2)
            .ok_or(Unrepresentable)?;
        let above = twice.checked_add(half).ok_or(Unrepresentable)?;
        let size = above / half.checked_mul(2).ok_or(Unrepresentable)?;
        let size = i64::try_from(size).map_err(|_| Unrepresentable)?;
        Ok(if self.numerator < 0 { -size } else { size })
    }
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.numerator, self.denominator)
    }
}

impl FromStr for Ratio {
    type Err = Unrepresentable;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (above, below) = text.split_once('/').ok_or(Unrepresentable)?;
        let above = above.parse().map_err(|_| Unrepresentable)?;
        Self::new(above, below.parse().map_err(|_| Unrepresentable)?)
    }
}

impl TryFrom<String> for Ratio {
    type Error = Unrepresentable;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Ratio> for String {
    fn from(ratio: Ratio) -> Self {
        ratio.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn halves_are_rounded_away_from_zero() {
        for (n, d, expected) in [(1, 2, 1), (-1, 2, -1), (3, 2, 2), (1, 3, 0), (-2, 3, -1)] {
            assert_eq!(Ratio::new(n, d).unwrap().rounded(), Ok(expected), "{n}/{d}");
        }
    }

    #[test]
    fn zero_below_the_line_is_refused() {
        assert_eq!(Ratio::new(1, 0), Err(Unrepresentable));
        assert_eq!("1".parse::<Ratio>(), Err(Unrepresentable));
    }

    proptest! {
        #[test]
        fn text_and_value_are_the_same(n in any::<i64>(), d in 1..i64::MAX) {
            let ratio = Ratio::new(n.into(), d.into()).unwrap();
            prop_assert_eq!(ratio.to_string().parse(), Ok(ratio));
        }

        #[test]
        fn rounding_stays_within_half(n in any::<i32>(), d in 1..i32::MAX) {
            let ratio = Ratio::new(n.into(), d.into()).unwrap();
            let whole = i128::from(ratio.rounded().unwrap());
            prop_assert!((2 * (whole * i128::from(d) - i128::from(n))).abs() <= i128::from(d));
        }
    }
}
