use std::collections::BTreeSet;

use model::currency::Currency;
use model::explain::Plain;
use model::invoice::LineKind;
use model::money::Money;
use model::time::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Cause, Charge, Worth};
use crate::catalogue::{Amount, Flaw, amount};

/// The terms of a coupon, as the import writes them (*Import format* in the specification of the
/// provider's side): percent or amounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CouponTerms {
    /// What the customer types.
    pub code: String,
    /// Its name; the code if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Percent off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<Plain>,
    /// Amounts off, at most one a currency.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amounts: Vec<Amount>,
    /// Plans (`ref`) that it covers; all if none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub plans: Vec<String>,
    /// Whether it covers add-ons too.
    #[serde(default = "yes")]
    pub addons: bool,
    /// How many invoiced periods it covers; all if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cycles: Option<u32>,
    /// From when it can be redeemed.
    pub valid_from: Date,
    /// The last day on which it can be redeemed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Date>,
    /// How often it can be redeemed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_uses: Option<u32>,
    /// How often by one account.
    #[serde(default = "once")]
    pub per_account: u32,
}

const fn yes() -> bool {
    true
}

const fn once() -> u32 {
    1
}

/// The longest code: it is typed by people.
const LONGEST_CODE: usize = 40;

fn is_percent(percent: Decimal) -> bool {
    percent > Decimal::ZERO && percent <= Decimal::ONE_HUNDRED
}

/// How often a coupon was redeemed already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// By all.
    pub all: u32,
    /// By this account.
    pub account: u32,
}

/// Why a coupon cannot be redeemed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// It is not valid yet, or no longer.
    #[error("the coupon is not valid on this day")]
    Day,
    /// Others have used it up.
    #[error("the coupon is used up")]
    UsedUp,
    /// This account has used it as often as it may.
    #[error("the account has used the coupon already")]
    Account,
}

/// A coupon on the lines of a period, or of a part of one: `share` is its days and those of the
/// whole, by which an amount is reduced too.
#[derive(Clone, Copy, Debug)]
pub struct Discount<'a> {
    /// The terms.
    pub terms: &'a CouponTerms,
    /// The plan (`ref`) of the lines.
    pub plan: &'a str,
    /// Days charged, and days of the whole.
    pub share: (i32, i32),
}

impl CouponTerms {
    /// What invoices call it.
    #[must_use]
    pub fn title(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.code)
    }

    /// What is wrong within the terms; names of plans are not looked up.
    #[must_use]
    pub fn check(&self) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        let signs = self.code.bytes().all(|sign| sign.is_ascii_graphic());
        if !signs || !(1..=LONGEST_CODE).contains(&self.code.len()) {
            let reason = "is not a code of 1 to 40 letters, digits and signs";
            flaws.push(("code".into(), reason));
        }
        match (self.percent, self.amounts.is_empty()) {
            (None, true) => flaws.push(("percent".into(), "is missing")),
            (Some(_), false) => flaws.push(("amounts".into(), "stands beside a percentage")),
            (Some(percent), true) if !is_percent(percent.0) => {
                flaws.push(("percent".into(), "is not a percentage above 0, up to 100"));
            }
            (Some(_), true) | (None, false) => {}
        }
        let mut known = BTreeSet::new();
        for (n, off) in self.amounts.iter().enumerate() {
            let field = format!("amounts[{n}].amount");
            amount(&field, Some(off.amount), off.currency, &mut flaws);
            if !known.insert(off.currency) {
                flaws.push((format!("amounts[{n}].currency"), "is there twice"));
            }
        }
        let counts = [
            ("cycles", self.cycles),
            ("max_uses", self.max_uses),
            ("per_account", Some(self.per_account)),
        ];
        let zero = counts.into_iter().filter(|(_, count)| *count == Some(0));
        flaws.extend(zero.map(|(field, _)| (field.to_owned(), "is zero")));
        if self.valid_to.is_some_and(|last| last < self.valid_from) {
            flaws.push(("valid_to".into(), "is before valid_from"));
        }
        flaws
    }

    /// Whether it can be redeemed on a day, within its limits; asked at issue, under the account's
    /// lock.
    ///
    /// # Errors
    /// Why not.
    pub fn redeem(&self, on: Date, uses: Uses) -> Result<(), Refusal> {
        if on < self.valid_from || self.valid_to.is_some_and(|last| last < on) {
            Err(Refusal::Day)
        } else if self.max_uses.is_some_and(|most| uses.all >= most) {
            Err(Refusal::UsedUp)
        } else if uses.account >= self.per_account {
            Err(Refusal::Account)
        } else {
            Ok(())
        }
    }

    /// Whether it covers a plan (`ref`).
    #[must_use]
    pub fn covers(&self, plan: &str) -> bool {
        self.plans.is_empty() || self.plans.iter().any(|it| it == plan)
    }

    /// Whether it covers another period.
    #[must_use]
    pub fn has_cycles_left(&self, used: u32) -> bool {
        self.cycles.is_none_or(|cycles| used < cycles)
    }

    fn amount(&self, currency: Currency) -> Option<Amount> {
        let mut amounts = self.amounts.iter();
        amounts.find(|it| it.currency == currency).copied()
    }
}

impl Discount<'_> {
    /// Its lines: one for each line of a plan or add-on that it covers, percent rounded once each;
    /// an amount off those lines in order, in its own currency only, never below zero.
    ///
    /// # Errors
    /// When an amount is too large.
    pub fn lines(&self, charges: &[Charge]) -> Result<Vec<Charge>, Cause> {
        if !self.terms.covers(self.plan) {
            return Ok(Vec::new());
        }
        let mut left = None;
        let mut lines = Vec::new();
        for charge in charges.iter().filter(|it| self.takes(it)) {
            let worth = match self.terms.percent {
                Some(percent) => Worth::percent_off(&charge.text, &charge.worth, percent.0)?,
                None => match self.flat(charge, &mut left)? {
                    Some(worth) => worth,
                    None => continue,
                },
            };
            if worth.amount.minor != 0 {
                lines.push(self.line(charge, worth));
            }
        }
        Ok(lines)
    }

    fn takes(&self, charge: &Charge) -> bool {
        let addon = charge.addon.is_some() || charge.item == super::period::NAMES;
        match charge.kind {
            LineKind::Plan | LineKind::Addon | LineKind::ProrationCharge => {
                charge.worth.amount.minor > 0 && (!addon || self.terms.addons)
            }
            LineKind::Setup
            | LineKind::Usage
            | LineKind::ProrationCredit
            | LineKind::Fee
            | LineKind::Coupon
            | LineKind::Manual => false,
        }
    }

    fn flat(&self, charge: &Charge, left: &mut Option<i64>) -> Result<Option<Worth>, Cause> {
        let currency = charge.worth.amount.currency;
        let Some(amount) = self.terms.amount(currency) else {
            return Ok(None);
        };
        let rest = match *left {
            Some(rest) => rest,
            None => {
                let whole = Worth::money(amount.amount, currency)?;
                Worth::part("", whole, self.share)?.amount.minor
            }
        };
        let off = Money::new(rest, currency);
        let worth = Worth::amount_off(&charge.text, &charge.worth, off, amount.amount.0)?;
        *left = Some(rest + worth.amount.minor);
        Ok(Some(worth))
    }

    fn line(&self, charge: &Charge, worth: Worth) -> Charge {
        Charge {
            kind: LineKind::Coupon,
            text: self.terms.title().to_owned(),
            quantity: None,
            unit_price: None,
            worth,
            ..charge.clone()
        }
    }
}
