use std::collections::BTreeSet;

use model::currency::Currency;
use model::explain::Plain;
use model::money::{Money, MoneyError};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::catalogue::Flaw;

/// The terms of a program, as the import writes them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProgramTerms {
    /// Its name.
    pub name: String,
    /// The plans (`ref`) for which there is commission.
    pub plans: Vec<String>,
    /// Percent of what is paid for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<Plain>,
    /// Or an amount for each invoice of such a plan, in major units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Plain>,
    /// What some of the plans bring instead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overrides: Vec<Override>,
    /// For how many periods of a subscription.
    pub cycles: Cycles,
    /// How many days a click counts.
    pub cookie_days: u32,
    /// How many days lie between payment and payable.
    pub maturity_days: u32,
    /// The least that is paid out, in major units.
    pub minimum_payout: Plain,
    /// The currency of its amounts.
    pub currency: Currency,
    /// Where links lead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub landing: Option<String>,
    /// The version of the text that an affiliate accepts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms_version: Option<String>,
}

/// What one plan brings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// The plan (`ref`).
    pub plan: String,
    /// Percent of what is paid for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<Plain>,
    /// Or an amount for each invoice of it, in major units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Plain>,
}

/// For how many periods there is commission: a number from 1, or `"life"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub enum Cycles {
    /// The first so many.
    First(u32),
    /// As long as the subscription lives.
    Life,
}

impl Cycles {
    /// Whether the period at that place, counted from 1, brings commission.
    #[must_use]
    pub fn includes(self, cycle: u32) -> bool {
        match self {
            Self::First(most) => (1..=most).contains(&cycle),
            Self::Life => cycle >= 1,
        }
    }
}

/// As it is written.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Number(u32),
    Word(String),
}

impl TryFrom<Written> for Cycles {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        match written {
            Written::Number(0) => Err("is zero"),
            Written::Number(most) => Ok(Self::First(most)),
            Written::Word(word) if word == "life" => Ok(Self::Life),
            Written::Word(_) => Err("is neither a number nor \"life\""),
        }
    }
}

impl From<Cycles> for Written {
    fn from(cycles: Cycles) -> Self {
        match cycles {
            Cycles::First(most) => Self::Number(most),
            Cycles::Life => Self::Word("life".to_owned()),
        }
    }
}

/// What a sale brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// Percent of what was paid for it.
    Percent(Decimal),
    /// An amount.
    Amount(Money),
}

impl ProgramTerms {
    /// What a plan (`ref`) brings; nothing if the program does not name it.
    #[must_use]
    pub fn offer(&self, plan: &str) -> Option<Offer> {
        if !self.plans.iter().any(|named| named == plan) {
            return None;
        }
        let own = self.overrides.iter().find(|own| own.plan == plan);
        match own {
            Some(own) => self.brings(own.percent, own.amount),
            None => self.brings(self.percent, self.amount),
        }
    }

    /// What plans without a rule of their own bring.
    #[must_use]
    pub fn usual(&self) -> Option<Offer> {
        self.brings(self.percent, self.amount)
    }

    fn brings(&self, percent: Option<Plain>, amount: Option<Plain>) -> Option<Offer> {
        match (percent, amount) {
            (Some(percent), _) => Some(Offer::Percent(percent.0)),
            (None, Some(amount)) => self.money(amount).map(Offer::Amount),
            (None, None) => None,
        }
    }

    /// The least that is paid out.
    #[must_use]
    pub fn least(&self) -> Option<Money> {
        self.money(self.minimum_payout)
    }

    fn money(&self, amount: Plain) -> Option<Money> {
        Money::from_major(amount.0, self.currency).ok()
    }

    /// What is wrong within the terms; names of other objects are not looked up.
    #[must_use]
    pub fn check(&self) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        if self.name.trim().is_empty() {
            flaws.push(("name".into(), "is empty"));
        }
        if self.plans.is_empty() {
            flaws.push(("plans".into(), "is empty"));
        }
        self.check_offer("", (self.percent, self.amount), &mut flaws);
        let mut known = BTreeSet::new();
        for (n, own) in self.overrides.iter().enumerate() {
            let place = format!("overrides[{n}].");
            self.check_offer(&place, (own.percent, own.amount), &mut flaws);
            if !self.plans.contains(&own.plan) {
                flaws.push((format!("{place}plan"), "is not among the plans"));
            }
            if !known.insert(&own.plan) {
                flaws.push((format!("{place}plan"), "is there twice"));
            }
        }
        self.check_amount("minimum_payout", self.minimum_payout, &mut flaws);
        let secure = |address: &String| address.starts_with("https://");
        if self.landing.as_ref().is_some_and(|it| !secure(it)) {
            flaws.push(("landing".into(), "does not begin with https://"));
        }
        flaws
    }

    fn check_offer(
        &self,
        place: &str,
        (percent, amount): (Option<Plain>, Option<Plain>),
        flaws: &mut Vec<Flaw>,
    ) {
        match (percent, amount) {
            (Some(percent), None) => {
                if percent.0.is_sign_negative() || percent.0 > Decimal::ONE_HUNDRED {
                    let reason = "is not a percentage from 0 to 100";
                    flaws.push((format!("{place}percent"), reason));
                }
            }
            (None, Some(amount)) => self.check_amount(&format!("{place}amount"), amount, flaws),
            (Some(_), Some(_)) => {
                flaws.push((format!("{place}amount"), "stands beside a percentage"));
            }
            (None, None) => flaws.push((format!("{place}percent"), "is missing")),
        }
    }

    fn check_amount(&self, field: &str, amount: Plain, flaws: &mut Vec<Flaw>) {
        let reason = match Money::from_major(amount.0, self.currency) {
            Ok(money) if money.minor < 0 => "is below zero",
            Ok(_) => return,
            Err(MoneyError::TooPrecise) => "has more decimals than the currency",
            Err(MoneyError::Malformed | MoneyError::Overflow | MoneyError::Mixed) => "is too large",
        };
        flaws.push((field.to_owned(), reason));
    }
}
