//! Amounts as Stripe counts them ("Supported currencies" in its documentation): mostly ISO 4217's
//! minor units, with exceptions either way.

use model::currency::Currency;
use model::money::Money;

use crate::payment::{GatewayError, Refusal};

/// Without decimals at ISO, with two at Stripe, which must be zero.
const TWO_OF_NONE: [&str; 2] = ["ISK", "UGX"];
/// With two decimals at ISO, without any at Stripe.
const NONE_OF_TWO: [&str; 1] = ["MGA"];

/// The smallest charges that Stripe lists, in ISO's minor units.
const SMALLEST: [(&str, i64); 24] = [
    ("AED", 200),
    ("AUD", 50),
    ("BGN", 100),
    ("BRL", 50),
    ("CAD", 50),
    ("CHF", 50),
    ("CZK", 1500),
    ("DKK", 250),
    ("EUR", 50),
    ("GBP", 30),
    ("HKD", 400),
    ("HUF", 17_500),
    ("INR", 50),
    ("JPY", 50),
    ("MXN", 1000),
    ("MYR", 200),
    ("NOK", 300),
    ("NZD", 50),
    ("PLN", 200),
    ("RON", 200),
    ("SEK", 300),
    ("SGD", 50),
    ("THB", 1000),
    ("USD", 50),
];

/// An amount as Stripe counts it.
pub fn to_stripe(amount: Money) -> Result<i64, GatewayError> {
    let unfit = |text: &str| GatewayError::refused(Refusal::Unfit, text);
    let code = amount.currency.code();
    if TWO_OF_NONE.contains(&code) {
        let hundred = amount.minor.checked_mul(100);
        return hundred.ok_or_else(|| unfit("too large an amount"));
    }
    let (step, divisor) = match amount.currency.exponent() {
        _ if NONE_OF_TWO.contains(&code) => (100, 100),
        // Three decimals, of which the last must be zero.
        3 => (10, 1),
        _ => (1, 1),
    };
    if amount.minor % step == 0 {
        Ok(amount.minor / divisor)
    } else {
        Err(unfit("finer than Stripe takes that currency"))
    }
}

/// An amount that Stripe tells; none if its currency is unknown or the amount is no whole one.
pub fn from_stripe(units: i64, currency: &str) -> Option<Money> {
    let currency: Currency = currency.to_ascii_uppercase().parse().ok()?;
    let code = currency.code();
    let minor = if TWO_OF_NONE.contains(&code) {
        (units % 100 == 0).then_some(units / 100)?
    } else if NONE_OF_TWO.contains(&code) {
        units.checked_mul(100)?
    } else {
        units
    };
    Some(Money::new(minor, currency))
}

/// The smallest charge; of currencies that Stripe does not list half a unit, or 50 of those
/// without decimals.
pub fn smallest(currency: Currency) -> Money {
    let listed = SMALLEST.iter().find(|(code, _)| *code == currency.code());
    let minor = listed.map(|(_, minor)| *minor);
    let half = || if currency.exponent() == 3 { 500 } else { 50 };
    Money::new(minor.unwrap_or_else(half), currency)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_come_back_as_they_went() {
        for (code, minor, units) in [
            ("EUR", 2490, 2490),
            ("JPY", 2490, 2490),
            ("KWD", 24_900, 24_900),
            ("ISK", 2490, 249_000),
            ("UGX", 2490, 249_000),
            ("MGA", 249_000, 2490),
        ] {
            let amount = Money::new(minor, code.parse().unwrap());
            assert_eq!(to_stripe(amount).unwrap(), units, "{code}");
            let back = from_stripe(units, &code.to_ascii_lowercase());
            assert_eq!(back, Some(amount), "{code}");
        }
    }

    #[test]
    fn what_stripe_cannot_count_is_refused() {
        for (code, minor) in [("KWD", 24_901), ("MGA", 249_001), ("ISK", i64::MAX)] {
            let amount = Money::new(minor, code.parse().unwrap());
            assert!(to_stripe(amount).is_err(), "{code}");
        }
        assert_eq!(from_stripe(1, "isk"), None);
        assert_eq!(from_stripe(1, "nope"), None);
    }
}
