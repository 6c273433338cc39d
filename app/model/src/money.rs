//! Amounts: whole minor units of a currency, never a float.

use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::currency::Currency;
use crate::ratio::{Ratio, Unrepresentable};

/// An amount in minor units (cents) of its currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Minor units; below zero where money goes the other way.
    pub minor: i64,
    /// What it is counted in.
    pub currency: Currency,
}

/// Why an amount could not be read or computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoneyError {
    /// Not a plain decimal number such as `9.90`.
    Malformed,
    /// More decimals than the currency has.
    TooPrecise,
    /// Beyond what can be held.
    Overflow,
    /// Two currencies in one sum.
    Mixed,
}

impl fmt::Display for MoneyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "not a decimal number such as 9.90",
            Self::TooPrecise => "more decimals than the currency has",
            Self::Overflow => "too large",
            Self::Mixed => "two currencies in one sum",
        })
    }
}

impl std::error::Error for MoneyError {}

impl From<Unrepresentable> for MoneyError {
    fn from(_: Unrepresentable) -> Self {
        Self::Overflow
    }
}

impl Money {
    /// An amount in minor units.
    #[must_use]
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Nothing, in that currency.
    #[must_use]
    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// Reads major units (`"9.90"`), exact in the currency.
    ///
    /// # Errors
    /// When the text is not a plain decimal, too precise for the currency, or too large.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        Self::from_major(parse_decimal(text)?, currency)
    }

    /// Reads major units as people type them: with a point or a comma before the decimals, of which
    /// there are no more than the currency has.
    ///
    /// # Errors
    /// When the text is anything else, or too large.
    pub fn typed(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let plain = text.trim().replace(',', ".");
        let decimals = plain
            .split_once('.')
            .map_or(0, |(_, decimals)| decimals.len());
        // Whoever writes 1.000 may mean a thousand.
        let most = usize::try_from(currency.exponent()).unwrap_or_default();
        if decimals > most {
            return Err(MoneyError::TooPrecise);
        }
        Self::parse(&plain, currency)
    }

    /// Major units as minor ones.
    ///
    /// # Errors
    /// When the amount is too precise for the currency or too large.
    pub fn from_major(major: Decimal, currency: Currency) -> Result<Self, MoneyError> {
        let exact = minor_units(major, currency)?;
        if exact.denominator() != 1 {
            return Err(MoneyError::TooPrecise);
        }
        Ok(Self::new(exact.rounded()?, currency))
    }

    /// Major units as a decimal with the currency's own number of decimals.
    #[must_use]
    pub fn major(self) -> Decimal {
        Decimal::new(self.minor, self.currency.exponent())
    }

    /// The sum.
    ///
    /// # Errors
    /// When the currencies differ or the sum is too large.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::Mixed);
        }
        let minor = self
            .minor
            .checked_add(other.minor)
            .ok_or(MoneyError::Overflow)?;
        Ok(Self::new(minor, self.currency))
    }

    /// The difference.
    ///
    /// # Errors
    /// When the currencies differ or the difference is too large.
    pub fn minus(self, other: Self) -> Result<Self, MoneyError> {
        self.plus(other.negated()?)
    }

    /// The same amount the other way.
    ///
    /// # Errors
    /// When it is too large.
    pub fn negated(self) -> Result<Self, MoneyError> {
        let minor = self.minor.checked_neg().ok_or(MoneyError::Overflow)?;
        Ok(Self::new(minor, self.currency))
    }

    /// Whether it is nothing.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.minor == 0
    }

    /// The plain decimal of imports and exports: `-9.90`, without the currency.
    #[must_use]
    pub fn plain(self) -> String {
        self.major().to_string()
    }
}

/// Reads a plain decimal: an optional minus, digits, optionally a point and digits.
///
/// # Errors
/// When the text has any other form, or more than 28 digits.
pub fn parse_decimal(text: &str) -> Result<Decimal, MoneyError> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = digits
        .split('.')
        .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    if !plain || digits.split('.').count() > 2 {
        return Err(MoneyError::Malformed);
    }
    Decimal::from_str_exact(text).map_err(|_| MoneyError::Overflow)
}

/// Major units as an exact number of minor ones.
///
/// # Errors
/// When the value is too large.
pub fn minor_units(major: Decimal, currency: Currency) -> Result<Ratio, MoneyError> {
    let scale = 10_i64
        .checked_pow(currency.exponent())
        .ok_or(MoneyError::Overflow)?;
    Ok(Ratio::from_decimal(major)?.times(Ratio::whole(scale))?)
}

/// Splits a total in proportion to weights and loses nothing: each share truncated toward zero,
/// the missing units to the largest remainders, ties to the earlier one.
///
/// # Errors
/// When the weights sum to zero while the total is not, or a product is too large.
pub fn allocate(total: i64, weights: &[i64]) -> Result<Vec<i64>, MoneyError> {
    let sum: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    if sum == 0 {
        let nothing = total == 0;
        return if nothing {
            Ok(vec![0; weights.len()])
        } else {
            Err(MoneyError::Overflow)
        };
    }
    let mut shares = Vec::with_capacity(weights.len());
    let mut remainders = Vec::with_capacity(weights.len());
    for (position, weight) in weights.iter().enumerate() {
        let product = i128::from(total) * i128::from(*weight);
        shares.push(i64::try_from(product / sum).map_err(|_| MoneyError::Overflow)?);
        remainders.push(((product % sum).unsigned_abs(), position));
    }
    let given: i128 = shares.iter().map(|share| i128::from(*share)).sum();
    let missing = i128::from(total) - given;
    remainders.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let count = usize::try_from(missing.unsigned_abs()).map_err(|_| MoneyError::Overflow)?;
    for (_, position) in remainders.into_iter().take(count) {
        if let Some(share) = shares.get_mut(position) {
            *share += i64::try_from(missing.signum()).unwrap_or_default();
        }
    }
    Ok(shares)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_read_as_they_are_typed() {
        let eur = |text| Money::typed(text, Currency::EUR).map(|money| money.minor);
        assert_eq!(eur(" 9,90 "), Ok(990));
        assert_eq!(eur("9.9"), Ok(990));
        assert_eq!(eur("25"), Ok(2_500));
        assert_eq!(eur("1.000"), Err(MoneyError::TooPrecise));
        for text in ["", "1.000,00", "1e3", "€5", "5 €", ",", "5,"] {
            assert!(eur(text).is_err(), "{text}");
        }
        let yen: Currency = "JPY".parse().unwrap();
        assert_eq!(Money::typed("500", yen).map(|money| money.minor), Ok(500));
        assert!(Money::typed("5.0", yen).is_err());
    }

    #[test]
    fn amounts_are_exact_in_their_currency() {
        let kwd = "KWD".parse().unwrap();
        assert_eq!(Money::parse("9.90", Currency::EUR).unwrap().minor, 990);
        assert_eq!(Money::parse("-1.234", kwd).unwrap().minor, -1234);
        assert_eq!(
            Money::parse("9.905", Currency::EUR),
            Err(MoneyError::TooPrecise)
        );
        assert_eq!(Money::new(5, Currency::EUR).plain(), "0.05");
        for text in ["", "+1", "1.", ".5", "1,0", "1e3", "--1", "1.2.3", " 1"] {
            assert_eq!(
                Money::parse(text, Currency::EUR),
                Err(MoneyError::Malformed),
                "{text}"
            );
        }
    }

    #[test]
    fn three_equal_lines_share_their_tax_by_position() {
        assert_eq!(allocate(478, &[999, 999, 999]).unwrap(), [160, 159, 159]);
        assert_eq!(allocate(-5, &[-1, -1]).unwrap(), [-3, -2]);
    }

    proptest! {
        #[test]
        fn a_split_loses_nothing(
            total in any::<i32>(),
            weights in proptest::collection::vec(0..1_000_000_i64, 1..20),
        ) {
            prop_assume!(weights.iter().any(|weight| *weight > 0));
            let shares = allocate(total.into(), &weights).unwrap();
            prop_assert_eq!(shares.iter().sum::<i64>(), i64::from(total));
        }
    }
}
