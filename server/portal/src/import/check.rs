//! What several types have in common.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use model::currency::Currency;
use model::explain::Plain;
use model::invoice::Address;
use model::money::{Money, MoneyError};
use model::time::Instant;
use serde::Serialize;

use super::job::Flaws;

/// What is read and written as a whole, as JSON.
pub(super) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// The same, of what may be absent.
pub(super) fn json_if(value: Option<&impl Serialize>) -> Option<String> {
    value.map(json)
}

pub(super) fn filled(flaws: &mut Flaws<'_>, field: &str, text: &str) {
    if text.trim().is_empty() {
        flaws.add(field, "is empty");
    }
}

pub(super) fn zone(flaws: &mut Flaws<'_>, field: &str, zone: &str) {
    if TimeZone::get(zone).is_err() {
        flaws.add(field, "is not a time zone such as Europe/Berlin");
    }
}

/// ISO 3166-1: two capital letters. Whether the country exists is not asked.
pub(super) fn country(flaws: &mut Flaws<'_>, field: &str, country: &str) {
    let formed = country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase());
    if !formed {
        flaws.add(field, "is not a country of two capital letters");
    }
}

/// BCP 47: letters, digits and dashes, beginning with two to eight letters.
pub(super) fn language(flaws: &mut Flaws<'_>, field: &str, tag: &str) {
    let plain = tag
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let primary = tag.split('-').next().unwrap_or_default();
    let letters = primary.bytes().all(|byte| byte.is_ascii_alphabetic());
    if !plain || !letters || !(2..=8).contains(&primary.len()) {
        flaws.add(field, "is not a language such as de or pt-BR");
    }
}

pub(super) fn address(flaws: &mut Flaws<'_>, address: &Address) {
    country(flaws, "address.country", &address.country);
}

/// The largest amount in minor units: thousands of them still add up within 63 bits.
const MOST: u64 = 1_000_000_000_000_000;

/// An amount that is exact in its currency.
pub(super) fn money(
    flaws: &mut Flaws<'_>,
    field: impl Into<String>,
    amount: Plain,
    currency: Currency,
) -> Option<Money> {
    let field = field.into();
    match Money::from_major(amount.0, currency) {
        Ok(money) if money.minor.unsigned_abs() > MOST => {
            flaws.add(field, "is too large");
            None
        }
        Ok(money) => Some(money),
        Err(MoneyError::TooPrecise) => {
            let decimals = currency.exponent();
            let reason = format!("has more decimals than {currency} has ({decimals})");
            flaws.add(field, reason);
            None
        }
        Err(error @ (MoneyError::Malformed | MoneyError::Overflow | MoneyError::Mixed)) => {
            flaws.add(field, format!("is {error}"));
            None
        }
    }
}

/// An amount that is exact in its currency and not below zero.
pub(super) fn from_zero(
    flaws: &mut Flaws<'_>,
    field: impl Into<String>,
    amount: Plain,
    currency: Currency,
) -> Option<Money> {
    let field = field.into();
    let money = money(flaws, field.clone(), amount, currency)?;
    if money.minor < 0 {
        flaws.add(field, "is below zero");
        return None;
    }
    Some(money)
}

/// A moment.
pub(super) fn instant(flaws: &mut Flaws<'_>, field: &str, text: &str) -> Option<Instant> {
    let at = text.parse::<jiff::Timestamp>();
    if at.is_err() {
        flaws.add(field, "is not an instant such as 2026-03-01T09:00:00Z");
    }
    at.ok().map(|at| Instant(at.as_microsecond()))
}

/// Amounts by currency, none below zero.
pub(super) fn by_currency(
    flaws: &mut Flaws<'_>,
    field: &str,
    amounts: Option<&BTreeMap<Currency, Plain>>,
) {
    for (currency, amount) in amounts.into_iter().flatten() {
        from_zero(flaws, format!("{field}.{currency}"), *amount, *currency);
    }
}
