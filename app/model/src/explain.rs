//! How an amount came to be: shown to the customer, stored with the line.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::ratio::Ratio;
use crate::time::Date;

/// A decimal that is written as it was read: `"9.90"` stays `"9.90"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Plain(pub Decimal);

impl TryFrom<String> for Plain {
    type Error = crate::money::MoneyError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        crate::money::parse_decimal(&text).map(Self)
    }
}

impl From<Plain> for String {
    fn from(plain: Plain) -> Self {
        plain.0.to_string()
    }
}

/// The rule by which an amount was made, its figures, and its value before and after rounding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Derivation {
    /// The rule and its figures.
    #[serde(flatten)]
    pub rule: Rule,
    /// The exact value in minor units.
    pub exact: Ratio,
    /// The rounded value in major units: the net amount of the line.
    pub rounded: Plain,
}

/// A rule and the figures that went into it. Amounts are major units of the line's currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "rule", content = "inputs")]
pub enum Rule {
    /// A price, so many times.
    #[serde(rename = "price")]
    Price {
        /// Of one.
        amount: Plain,
        /// How many.
        quantity: Plain,
    },
    /// A part of a line, by days.
    #[serde(rename = "proration")]
    Proration {
        /// The text of the line, or its place on its invoice.
        line: String,
        /// The whole net amount.
        net: Plain,
        /// Days charged or credited.
        days_left: u32,
        /// Days of the whole.
        days: u32,
    },
    /// The average over the limit in a month, at a monthly price.
    #[serde(rename = "usage.average")]
    UsageAverage {
        /// The days of the month.
        days: Vec<UsedDay>,
        /// The number of days of the month.
        divisor: u32,
        /// The unit of the price.
        per: String,
        /// The monthly price of a unit.
        price: Plain,
        /// Of a correction: what was charged for it before, which is taken off.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        charged: Option<Plain>,
        /// Of a credit note: whether the cost is taken off what was charged, instead.
        #[serde(skip_serializing_if = "std::ops::Not::not", default)]
        back: bool,
    },
    /// The total over the limit in a month, at a price a unit.
    #[serde(rename = "usage.total")]
    UsageTotal {
        /// The days of the month.
        days: Vec<UsedDay>,
        /// The limit of the month.
        limit: Plain,
        /// The unit of the price.
        per: String,
        /// The price of a unit.
        price: Plain,
        /// Of a correction: what was charged for it before, which is taken off.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        charged: Option<Plain>,
        /// Of a credit note: whether the cost is taken off what was charged, instead.
        #[serde(skip_serializing_if = "std::ops::Not::not", default)]
        back: bool,
    },
    /// A coupon on a line.
    #[serde(rename = "coupon")]
    Coupon {
        /// The text of the line, or its place on its invoice.
        line: String,
        /// Percent off.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        percent: Option<Plain>,
        /// Amount off.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        amount: Option<Plain>,
    },
    /// A fee on what is late.
    #[serde(rename = "fee")]
    Fee {
        /// What was open.
        rest: Plain,
        /// Percent a year.
        rate: Plain,
        /// Days late.
        days: u32,
    },
    /// Came with an imported document; nothing more is known.
    #[serde(rename = "imported")]
    Imported {},
}

/// One day of usage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UsedDay {
    /// The day.
    pub day: Date,
    /// What was used, in the base unit of the resource (bytes, pieces).
    pub used: Plain,
    /// The limit in force; none if unlimited.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub limit: Option<Plain>,
    /// What went over it.
    pub over: Plain,
    /// Whether the value was carried forward from an earlier day.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub estimate: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_derivation_reads_as_it_is_written() {
        let text = concat!(
            r#"{"rule":"price","inputs":{"amount":"9.90","quantity":"2"},"#,
            r#""exact":"1980/1","rounded":"19.80"}"#,
        );
        let derivation: Derivation = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&derivation).unwrap(), text);
        let text = r#"{"rule":"imported","inputs":{},"exact":"0/1","rounded":"0.00"}"#;
        let derivation: Derivation = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&derivation).unwrap(), text);
    }
}
