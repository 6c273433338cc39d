//! The next charge of each billing account, of the invoices that are open now, and how it is made.

use std::collections::BTreeMap;

use model::billing_account::{ChargePart, ChargeSum, NextCharge};
use model::currency::Currency;
use model::id::BillingAccountId;
use model::money::Money;
use model::time::Date;

use crate::payers::{Ahead, Forecast};

/// The next charge of each billing account: the first day on which something is left for it; if
/// credit covers all of it, the first day on which it does.
pub(super) fn next(forecast: &Forecast) -> BTreeMap<BillingAccountId, NextCharge> {
    let mut days: BTreeMap<BillingAccountId, (bool, Date)> = BTreeMap::new();
    for ahead in forecast.invoices.iter().filter(|ahead| !ahead.by_hand) {
        if let Some(payer) = &ahead.payer {
            let at = (ahead.rest().is_zero(), ahead.on);
            let first = days.entry(payer.clone()).or_insert(at);
            *first = at.min(*first);
        }
    }
    let charge = |(payer, (_, on)): (BillingAccountId, (bool, Date))| {
        let sums = sums(forecast, &payer, on);
        (payer, NextCharge { on, sums })
    };
    days.into_iter().map(charge).collect()
}

/// One sum a currency.
fn sums(forecast: &Forecast, payer: &BillingAccountId, on: Date) -> Vec<ChargeSum> {
    let mut sums: Vec<ChargeSum> = Vec::new();
    let mine = |ahead: &&Ahead| ahead.payer.as_ref() == Some(payer) && ahead.on == on;
    for ahead in forecast.invoices.iter().filter(mine) {
        let currency = ahead.open.currency;
        if !sums.iter().any(|sum| sum.amount.currency == currency) {
            let of = |ahead: &&Ahead| mine(ahead) && ahead.open.currency == currency;
            sums.push(sum(forecast, forecast.invoices.iter().filter(of).collect()));
        }
    }
    sums
}

/// What is open of each invoice, less the credit that is there for them.
fn sum(forecast: &Forecast, mine: Vec<&Ahead>) -> ChargeSum {
    let currency = mine
        .first()
        .map_or(Currency::EUR, |ahead| ahead.open.currency);
    let total = |minor: fn(&Ahead) -> i64| mine.iter().map(|ahead| minor(ahead)).sum::<i64>();
    let money = |minor| Money::new(minor, currency);
    let taken = total(|ahead| ahead.credit.minor);
    let mut parts: Vec<(Money, ChargePart)> = mine
        .iter()
        .map(|ahead| (ahead.open, ChargePart::Invoice(ahead.number.clone())))
        .collect();
    if taken > 0 {
        parts.push((money(-taken), ChargePart::Credit));
    }
    ChargeSum {
        amount: money(total(|ahead| ahead.rest().minor)),
        parts,
        credit: credit(forecast, &mine, money(taken)),
    }
}

/// How the credit that goes before comes to be, where other invoices take some of it earlier.
fn credit(forecast: &Forecast, mine: &[&Ahead], taken: Money) -> Vec<(Money, ChargePart)> {
    let first = mine.first().map(|ahead| &ahead.id);
    let before = forecast.invoices.iter();
    let before = before.take_while(|ahead| Some(&ahead.id) != first);
    let mut parts: Vec<(Money, ChargePart)> = before
        .filter(|ahead| ahead.credit.currency == taken.currency && !ahead.credit.is_zero())
        .map(|ahead| {
            let less = Money::new(-ahead.credit.minor, taken.currency);
            (less, ChargePart::Invoice(ahead.number.clone()))
        })
        .collect();
    if parts.is_empty() {
        return parts;
    }
    let there = forecast.credit(taken.currency);
    parts.insert(0, (there, ChargePart::Credit));
    let left: i64 = parts.iter().map(|(amount, _)| amount.minor).sum();
    if left != taken.minor {
        let other = Money::new(taken.minor - left, taken.currency);
        parts.push((other, ChargePart::Left));
    }
    parts
}
