use model::explain::{Derivation, Plain};
use model::id::{AddonId, InvoiceId, SubscriptionId};
use model::invoice::LineKind;
use model::money::{Money, MoneyError};
use model::ratio::Ratio;
use model::time::Period;
use rust_decimal::Decimal;

use super::{Cause, Worth};
use crate::tax::{self, Group};
use crate::zone::{PriceHolds, Treatment};

/// A line of an issued invoice: the invoice, and its place on it from 1.
pub type LineRef = (InvoiceId, u32);

/// A line before its document's tax is computed. (subscription, kind, item, first day of the
/// period, revision) is there at most once (invariant I9).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    /// What it is for.
    pub kind: LineKind,
    /// What of the subscription: empty for the plan; of a change, the change and what it touches.
    pub item: String,
    /// 0, and more where it is made again.
    pub revision: u32,
    /// The provider's name for it.
    pub text: String,
    /// The subscription.
    pub subscription: Option<SubscriptionId>,
    /// The add-on.
    pub addon: Option<AddonId>,
    /// The resource.
    pub resource: Option<String>,
    /// The service period.
    pub period: Option<Period>,
    /// How many.
    pub quantity: Option<Plain>,
    /// The price of one.
    pub unit_price: Option<Plain>,
    /// The line that it corrects.
    pub corrects: Option<LineRef>,
    /// How much, with or without tax as its treatment says.
    pub worth: Worth,
    /// How it is taxed.
    pub tax: Treatment,
}

/// A line as it is issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it is.
    pub charge: Charge,
    /// The net amount in minor units.
    pub net: i64,
    /// How the net amount came to be.
    pub derivation: Derivation,
}

/// The lines of a document with their tax. total = Σ lines + Σ tax (invariant I8).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// In order.
    pub lines: Vec<Line>,
    /// By rate and category, in the order in which they first appear.
    pub groups: Vec<Group>,
    /// Σ of the lines in minor units.
    pub net: i64,
    /// Σ of the groups' tax in minor units.
    pub tax: i64,
}

impl Sums {
    /// The whole, with tax, in minor units.
    ///
    /// # Errors
    /// When it is too large.
    pub fn total(&self) -> Result<i64, MoneyError> {
        self.net.checked_add(self.tax).ok_or(MoneyError::Overflow)
    }
}

/// Computes the tax of a document: per rate and category on the sum of the lines, rounded once.
/// Where prices with tax and net amounts (credit lines, own prices) meet in one group, the tax
/// within the former and the tax on the latter are rounded once each, so that the former never
/// cost more than their price.
///
/// # Errors
/// When a sum is too large.
pub fn taxed(charges: Vec<Charge>) -> Result<Sums, Cause> {
    let mut nets = Vec::with_capacity(charges.len());
    for charge in &charges {
        nets.push(net_of(charge)?);
    }
    let (mut gross_lines, mut net_lines) = (Vec::new(), Vec::new());
    for (charge, net) in charges.iter().zip(&nets) {
        match net {
            Some(net) => net_lines.push(tax_line(charge, *net)),
            None => gross_lines.push(tax_line(charge, charge.worth.amount.minor)),
        }
    }
    let split = tax::split_inclusive(&gross_lines)?;
    let mut found = split.groups;
    found.extend(tax::groups(&net_lines)?);
    let mut within = split.nets.into_iter();
    let mut sums = Sums::default();
    for (charge, net) in charges.into_iter().zip(nets) {
        let net = net.or_else(|| within.next()).unwrap_or_default();
        sums.net = sums.net.checked_add(net).ok_or(MoneyError::Overflow)?;
        enter(&mut sums.groups, &charge);
        sums.lines.push(issued(charge, net)?);
    }
    for group in found {
        merge(&mut sums.groups, group)?;
        sums.tax = sums
            .tax
            .checked_add(group.tax)
            .ok_or(MoneyError::Overflow)?;
    }
    Ok(sums)
}

/// The net amount; none where it is known only once the tax of the whole group is taken out.
fn net_of(charge: &Charge) -> Result<Option<i64>, MoneyError> {
    let amount = charge.worth.amount.minor;
    Ok(match charge.tax.price {
        PriceHolds::Net => Some(amount),
        PriceHolds::Relieved(rate) => Some(tax::without_tax(amount, rate)?),
        PriceHolds::Tax => None,
    })
}

fn tax_line(charge: &Charge, amount: i64) -> tax::Line {
    tax::Line {
        amount,
        rate: charge.tax.rate,
        category: charge.tax.category,
    }
}

fn issued(charge: Charge, net: i64) -> Result<Line, Cause> {
    let within = match charge.tax.price {
        PriceHolds::Net => Decimal::ZERO,
        PriceHolds::Relieved(rate) => rate,
        PriceHolds::Tax => charge.tax.rate,
    };
    let hundred = Ratio::whole(100);
    let whole = hundred.plus(Ratio::from_decimal(within)?)?;
    let currency = charge.worth.amount.currency;
    let derivation = Derivation {
        rule: charge.worth.rule.clone(),
        exact: charge.worth.exact.times(hundred)?.over(whole)?,
        rounded: Plain(Money::new(net, currency).major()),
    };
    Ok(Line {
        charge,
        net,
        derivation,
    })
}

/// Keeps groups in the order in which their lines appear.
fn enter(groups: &mut Vec<Group>, charge: &Charge) {
    let of = (charge.tax.rate, charge.tax.category);
    if !groups.iter().any(|it| (it.rate, it.category) == of) {
        groups.push(Group {
            rate: of.0,
            category: of.1,
            net: 0,
            tax: 0,
        });
    }
}

fn merge(groups: &mut [Group], found: Group) -> Result<(), MoneyError> {
    let of = (found.rate, found.category);
    if let Some(group) = groups.iter_mut().find(|it| (it.rate, it.category) == of) {
        let net = group.net.checked_add(found.net);
        group.net = net.ok_or(MoneyError::Overflow)?;
        let tax = group.tax.checked_add(found.tax);
        group.tax = tax.ok_or(MoneyError::Overflow)?;
    }
    Ok(())
}
