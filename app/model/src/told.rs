//! How an amount came to be, as it is told to the customer: worked out, so that whoever shows it
//! needs no arithmetic. All figures are plain decimals such as `-1234.50`.

use serde::{Deserialize, Serialize};

use crate::time::Date;

/// A derivation that is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// What the rule does, where its figures do not say it.
    pub about: Option<About>,
    /// The figures of the formula, in order.
    pub terms: Vec<ToldTerm>,
    /// What comes out, in major units.
    pub result: String,
    /// What came out before it was rounded, if it was.
    pub exact: Option<String>,
    /// The unit of what was used; none: pieces.
    pub unit: Option<String>,
    /// What was used, by day.
    pub days: Vec<ToldDay>,
}

/// What a rule does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum About {
    /// Charges a part of a price by days.
    Part,
    /// Gives a part of a price back by days.
    Back,
    /// Charges the average over the limit.
    Average,
    /// Charges the sum over the limit.
    Sum,
}

/// A figure of a formula.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldTerm {
    /// What stands before it.
    pub sign: String,
    /// What it is a figure of.
    pub kind: Kind,
    /// The figure.
    pub figure: String,
    /// What it is called.
    pub name: Name,
    /// Of what, where the name says it.
    pub of: String,
}

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// Major units of the currency.
    Money,
    /// Pieces or days.
    Number,
    /// Percent.
    Percent,
    /// What was used, in its unit.
    Used,
}

/// What a figure is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Name {
    /// By the line that it comes from.
    Line,
    /// The price of one.
    PriceOne,
    /// How many.
    Quantity,
    /// Days that count.
    DaysCounted,
    /// Days of the whole.
    DaysWhole,
    /// Over the limit, on all days.
    OverSum,
    /// Days of the month.
    DaysMonth,
    /// The price of a unit.
    PriceOf,
    /// Used on all days.
    UsedSum,
    /// The limit.
    Limit,
    /// What was charged before.
    Charged,
    /// Off a line.
    OffLine,
    /// What was open.
    Rest,
    /// Percent a year.
    Rate,
    /// Days late.
    DaysLate,
    /// Days of a year.
    DaysYear,
    /// What was paid for what brings commission.
    Base,
    /// Percent of commission.
    Commission,
}

/// A day of use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldDay {
    /// The day.
    pub day: Date,
    /// What was used.
    pub used: String,
    /// The limit in force; none if unlimited.
    pub limit: Option<String>,
    /// What went over it.
    pub over: String,
    /// Whether the value was carried forward from an earlier day.
    pub estimate: bool,
}
