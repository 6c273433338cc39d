use std::collections::BTreeSet;

use model::currency::Currency;
use model::explain::Plain;
use model::money::{Money, MoneyError};
use model::subscription::PlanKind;

use super::{AddonTerms, Limits, PlanTerms, Price, UsagePrice};

/// A field (`prices[0].amount`) and what is wrong with it, for the provider.
pub type Flaw = (String, &'static str);

const NEGATIVE: &str = "is below zero";
const EMPTY: &str = "is empty";
const TWICE: &str = "is there twice";

impl PlanTerms {
    /// What is wrong within the terms; names of other objects are not looked up.
    #[must_use]
    pub fn check(&self) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        name(&self.name, &mut flaws);
        prices(&self.prices, &mut flaws);
        limits("limits", &self.limits, &mut flaws);
        usage_prices(&self.usage_prices, &mut flaws);
        for (n, fee) in self.change_fees.iter().enumerate() {
            for (field, plain) in [("upgrade", fee.upgrade), ("downgrade", fee.downgrade)] {
                let field = format!("change_fees[{n}].{field}");
                amount(&field, plain, fee.currency, &mut flaws);
            }
        }
        self.check_domain(&mut flaws);
        self.check_certificate(&mut flaws);
        flaws
    }

    fn check_domain(&self, flaws: &mut Vec<Flaw>) {
        let Some(domain) = &self.domain else { return };
        if self.kind != PlanKind::Domain {
            flaws.push(("domain".into(), "belongs to plans of kind domain"));
        }
        if domain.tlds.is_empty() {
            flaws.push(("domain.tlds".into(), EMPTY));
        }
        if domain.years.is_empty() {
            flaws.push(("domain.years".into(), EMPTY));
        }
        // RFC 5731, 4 (`pLimitType`): a registration period is 1 to 99 units.
        if domain.years.iter().any(|years| !(1..=99).contains(years)) {
            flaws.push(("domain.years".into(), "is not from 1 to 99"));
        }
        for (list, amounts) in [("transfer", &domain.transfer), ("restore", &domain.restore)] {
            for (n, fee) in amounts.iter().enumerate() {
                let field = format!("domain.{list}[{n}].amount");
                amount(&field, Some(fee.amount), fee.currency, flaws);
            }
        }
    }

    fn check_certificate(&self, flaws: &mut Vec<Flaw>) {
        let Some(certificate) = &self.certificate else {
            return;
        };
        if self.kind != PlanKind::Certificate {
            let reason = "belongs to plans of kind certificate";
            flaws.push(("certificate".into(), reason));
        }
        if certificate.names_included == 0 {
            flaws.push(("certificate.names_included".into(), "is zero"));
        }
        if certificate.names_max < certificate.names_included {
            let reason = "is less than names_included";
            flaws.push(("certificate.names_max".into(), reason));
        }
        for (n, price) in certificate.name_prices.iter().enumerate() {
            let field = format!("certificate.name_prices[{n}].amount");
            amount(&field, Some(price.amount), price.currency, flaws);
        }
    }
}

impl AddonTerms {
    /// What is wrong within the terms; names of other objects are not looked up.
    #[must_use]
    pub fn check(&self) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        name(&self.name, &mut flaws);
        prices(&self.prices, &mut flaws);
        limits("raises", &self.raises, &mut flaws);
        flaws
    }
}

fn name(name: &str, flaws: &mut Vec<Flaw>) {
    if name.trim().is_empty() {
        flaws.push(("name".into(), EMPTY));
    }
}

fn prices(prices: &[Price], flaws: &mut Vec<Flaw>) {
    let mut known = BTreeSet::new();
    for (n, price) in prices.iter().enumerate() {
        let field = |name: &str| format!("prices[{n}].{name}");
        if price.every == 0 {
            flaws.push((field("every"), "is zero"));
        }
        amount(&field("amount"), Some(price.amount), price.currency, flaws);
        amount(&field("setup"), price.setup, price.currency, flaws);
        let term = (price.currency, price.period.as_str(), price.every);
        if !known.insert((term, price.valid_from)) {
            flaws.push((format!("prices[{n}]"), TWICE));
        }
    }
}

fn usage_prices(prices: &[UsagePrice], flaws: &mut Vec<Flaw>) {
    let mut known = BTreeSet::new();
    for (n, price) in prices.iter().enumerate() {
        let field = format!("usage_prices[{n}].amount");
        if price.amount.0.is_sign_negative() {
            flaws.push((field, NEGATIVE));
        } else if price.amount.0.scale() > 6 {
            flaws.push((field, "has more than six decimals"));
        }
        if price.resource.is_empty() {
            flaws.push((format!("usage_prices[{n}].resource"), EMPTY));
        }
        if !known.insert((&price.resource, price.currency, price.valid_from)) {
            flaws.push((format!("usage_prices[{n}]"), TWICE));
        }
    }
}

fn limits(list: &str, limits: &Limits, flaws: &mut Vec<Flaw>) {
    for (resource, value) in limits {
        if resource.is_empty() {
            flaws.push((list.to_owned(), "names an empty resource"));
        }
        if *value < -1 {
            flaws.push((format!("{list}.{resource}"), "is below -1"));
        }
    }
}

pub(crate) fn amount(field: &str, plain: Option<Plain>, currency: Currency, flaws: &mut Vec<Flaw>) {
    let Some(plain) = plain else { return };
    let reason = match Money::from_major(plain.0, currency) {
        Ok(money) if money.minor < 0 => NEGATIVE,
        Ok(_) => return,
        Err(MoneyError::TooPrecise) => "has more decimals than the currency",
        Err(MoneyError::Malformed | MoneyError::Overflow | MoneyError::Mixed) => "is too large",
    };
    flaws.push((field.to_owned(), reason));
}
