//! Tax: per rate and category on the sum of the lines, rounded once
//! (*Representation and rounding* and *Tax* in the specification of money).

mod follows;

use std::str::FromStr;

use model::money::{MoneyError, allocate};
use model::ratio::Ratio;
use rust_decimal::Decimal;
use thiserror::Error;

pub use follows::follows;

/// A category of tax (UNTDID 5305, as EN 16931 uses it).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// Standard rate, reduced rates included.
    #[default]
    S,
    /// Zero rated.
    Z,
    /// Exempt.
    E,
    /// Reverse charge.
    Ae,
    /// Outside the scope of tax.
    O,
    /// Export.
    G,
}

/// A text that is no category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a category of tax (S, Z, E, AE, O, G)")]
pub struct UnknownCategory;

impl Category {
    const ALL: [Self; 6] = [Self::S, Self::Z, Self::E, Self::Ae, Self::O, Self::G];

    /// As e-invoices name it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::S => "S",
            Self::Z => "Z",
            Self::E => "E",
            Self::Ae => "AE",
            Self::O => "O",
            Self::G => "G",
        }
    }
}

impl FromStr for Category {
    type Err = UnknownCategory;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|category| category.as_str() == text)
            .ok_or(UnknownCategory)
    }
}

/// A line, as far as tax goes. Amounts are minor units of the document's one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// The amount: net, or with tax where prices are inclusive.
    pub amount: i64,
    /// Percent.
    pub rate: Decimal,
    /// The category.
    pub category: Category,
}

/// Tax of one rate and category.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Group {
    /// Percent.
    pub rate: Decimal,
    /// The category.
    pub category: Category,
    /// Σ of its net lines.
    pub net: i64,
    /// Tax on it.
    pub tax: i64,
}

/// Lines with the net amount of each, and their groups in the order in which they first appear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// The net amounts, line by line.
    pub nets: Vec<i64>,
    /// The groups.
    pub groups: Vec<Group>,
}

/// The groups of net lines, in the order in which they first appear.
///
/// # Errors
/// When a sum is too large.
pub fn groups(lines: &[Line]) -> Result<Vec<Group>, MoneyError> {
    let mut groups = gathered(lines)?;
    for group in &mut groups {
        group.tax = tax_on(group.net, group.rate)?;
    }
    Ok(groups)
}

/// Splits lines whose amounts contain the tax: tax = round(gross × r / (100 + r)) per group, and
/// the net rest spread over its lines. Σ net + Σ tax is Σ gross always.
///
/// # Errors
/// When a sum is too large.
pub fn split_inclusive(lines: &[Line]) -> Result<Split, MoneyError> {
    let mut nets = vec![0; lines.len()];
    let mut groups = gathered(lines)?;
    for group in &mut groups {
        let gross = group.net;
        group.tax = tax_within(gross, group.rate)?;
        group.net = gross.checked_sub(group.tax).ok_or(MoneyError::Overflow)?;
        let members = || {
            lines
                .iter()
                .enumerate()
                .filter(|(_, line)| group.holds(line))
        };
        let weights: Vec<i64> = members().map(|(_, line)| line.amount).collect();
        let shares = spread(group, &weights)?;
        for ((place, _), share) in members().zip(shares) {
            if let Some(net) = nets.get_mut(place) {
                *net = share;
            }
        }
    }
    Ok(Split { nets, groups })
}

/// The net amounts of a group's lines. Lines that cancel each other have no share of nothing, so
/// each is freed of its tax by itself, and what rounding leaves stands on the first.
fn spread(group: &Group, weights: &[i64]) -> Result<Vec<i64>, MoneyError> {
    if weights
        .iter()
        .map(|weight| i128::from(*weight))
        .sum::<i128>()
        != 0
    {
        return allocate(group.net, weights);
    }
    let freed = weights.iter().map(|gross| without_tax(*gross, group.rate));
    let mut nets = freed.collect::<Result<Vec<i64>, MoneyError>>()?;
    let sum: i64 = nets.iter().sum();
    if let Some(first) = nets.first_mut() {
        *first -= sum;
    }
    Ok(nets)
}

/// The price of a line out of which the tax is taken, for a buyer who owes none where prices
/// contain it: amount / (1 + rate), rounded per line.
///
/// # Errors
/// When it is too large.
pub fn without_tax(amount: i64, rate: Decimal) -> Result<i64, MoneyError> {
    let hundred = Ratio::whole(100);
    let whole = hundred.plus(Ratio::from_decimal(rate)?)?;
    let share = Ratio::whole(amount).times(hundred)?.over(whole)?;
    Ok(share.rounded()?)
}

/// Tax of a group on a credit note, so that notes over the whole add up to the invoice:
/// round(tax on all that was ever credited of the group, this note included) − tax credited before.
/// Tax on the whole group is what the invoice says, also where that was rounded from the gross
/// amount or imported. `before` is net and tax of the earlier notes.
///
/// # Errors
/// When a sum is too large.
pub fn credit_note_tax(group: &Group, before: (i64, i64), net: i64) -> Result<i64, MoneyError> {
    let (net_before, tax_before) = before;
    let credited = net_before.checked_add(net).ok_or(MoneyError::Overflow)?;
    let tax = if credited == group.net {
        group.tax
    } else {
        tax_on(credited, group.rate)?
    };
    tax.checked_sub(tax_before).ok_or(MoneyError::Overflow)
}

/// The groups of an imported document, whose tax is taken as given: where the formula gives another
/// sum, that is spread over the groups in proportion to it, or stands on the first if there is no
/// proportion.
///
/// # Errors
/// When a sum is too large.
pub fn groups_as_given(lines: &[Line], tax: i64) -> Result<Vec<Group>, MoneyError> {
    let mut groups = groups(lines)?;
    let taxes: Vec<i64> = groups.iter().map(|group| group.tax).collect();
    let formula: i128 = taxes.iter().map(|tax| i128::from(*tax)).sum();
    if formula == i128::from(tax) {
        return Ok(groups);
    }
    let shares = if formula == 0 {
        vec![tax]
    } else {
        allocate(tax, &taxes)?
    };
    for (place, group) in groups.iter_mut().enumerate() {
        group.tax = shares.get(place).copied().unwrap_or_default();
    }
    Ok(groups)
}

impl Group {
    fn holds(&self, line: &Line) -> bool {
        self.rate == line.rate && self.category == line.category
    }
}

/// The groups with the sum of their lines' amounts as `net`, and no tax yet.
fn gathered(lines: &[Line]) -> Result<Vec<Group>, MoneyError> {
    let mut groups: Vec<Group> = Vec::new();
    for line in lines {
        if let Some(group) = groups.iter_mut().find(|group| group.holds(line)) {
            let sum = group.net.checked_add(line.amount);
            group.net = sum.ok_or(MoneyError::Overflow)?;
        } else {
            groups.push(Group {
                rate: line.rate,
                category: line.category,
                net: line.amount,
                tax: 0,
            });
        }
    }
    Ok(groups)
}

fn tax_on(net: i64, rate: Decimal) -> Result<i64, MoneyError> {
    let rate = Ratio::from_decimal(rate)?;
    let tax = Ratio::whole(net).times(rate)?.over(Ratio::whole(100))?;
    Ok(tax.rounded()?)
}

fn tax_within(gross: i64, rate: Decimal) -> Result<i64, MoneyError> {
    let rate = Ratio::from_decimal(rate)?;
    let whole = Ratio::whole(100).plus(rate)?;
    Ok(Ratio::whole(gross).times(rate)?.over(whole)?.rounded()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn line(amount: i64, rate: i64) -> Line {
        Line {
            amount,
            rate: Decimal::new(rate, 0),
            category: Category::S,
        }
    }

    #[test]
    fn categories_read_as_they_are_written() {
        for category in Category::ALL {
            assert_eq!(category.as_str().parse(), Ok(category));
        }
        assert_eq!("ae".parse::<Category>(), Err(UnknownCategory));
    }

    #[test]
    fn a_rate_is_the_same_however_it_is_written() {
        let mut lines = [line(100, 20), line(100, 20)];
        lines[1].rate = Decimal::new(2000, 2);
        assert_eq!(groups(&lines).unwrap().len(), 1);
        lines[1].category = Category::Ae;
        assert_eq!(groups(&lines).unwrap().len(), 2);
    }

    #[test]
    fn lines_that_cancel_each_other_keep_their_nets() {
        let split = split_inclusive(&[line(1400, 22), line(-700, 22), line(-700, 22)]).unwrap();
        assert_eq!(split.nets, [1148, -574, -574]);
        assert_eq!((split.groups[0].net, split.groups[0].tax), (0, 0));
        // What rounding leaves stands on the first: 0.67, 0.67 and -1.33 of nothing.
        let split = split_inclusive(&[line(1, 50), line(1, 50), line(-2, 50)]).unwrap();
        assert_eq!(split.nets, [0, 1, -1]);
    }

    #[test]
    fn a_note_over_an_inclusive_invoice_gives_back_its_tax() {
        let group = split_inclusive(&[line(1400, 22)]).unwrap().groups[0];
        assert_eq!(credit_note_tax(&group, (0, 0), 1148), Ok(252));
    }

    #[test]
    fn imported_tax_stays_as_it_was() {
        let lines = [line(249, 19), line(100, 7)];
        let tax = |given| -> Vec<i64> {
            let groups = groups_as_given(&lines, given).unwrap();
            groups.iter().map(|group| group.tax).collect()
        };
        assert_eq!(tax(54), [47, 7]);
        assert_eq!(tax(53), [46, 7]);
        let free = groups_as_given(&[line(100, 0), line(9, 0)], 3).unwrap();
        assert_eq!(free[0].tax, 3);
    }

    proptest! {
        #[test]
        fn a_split_of_gross_loses_nothing(
            amounts in proptest::collection::vec((1..1_000_000_i64, 0..30_i64), 1..20),
        ) {
            let lines: Vec<Line> = amounts.iter().map(|(a, r)| line(*a, *r)).collect();
            let split = split_inclusive(&lines).unwrap();
            let gross: i64 = amounts.iter().map(|(amount, _)| amount).sum();
            let net: i64 = split.groups.iter().map(|group| group.net).sum();
            let tax: i64 = split.groups.iter().map(|group| group.tax).sum();
            prop_assert_eq!(net + tax, gross);
            prop_assert_eq!(split.nets.iter().sum::<i64>(), net);
        }

        #[test]
        fn credit_notes_over_the_whole_give_back_all_tax(
            nets in proptest::collection::vec(0..100_000_i64, 1..12), rate in 0..30_i64,
        ) {
            let lines: Vec<Line> = nets.iter().map(|net| line(*net, rate)).collect();
            let group = groups(&lines).unwrap()[0];
            let mut before = (0, 0);
            for net in nets {
                let tax = credit_note_tax(&group, before, net).unwrap();
                prop_assert!(tax >= 0);
                before = (before.0 + net, before.1 + tax);
            }
            prop_assert_eq!(before, (group.net, group.tax));
        }

        #[test]
        fn given_tax_is_kept_whole(
            amounts in proptest::collection::vec((0..100_000_i64, 0..30_i64), 1..9),
            tax in 0..100_000_i64,
        ) {
            let lines: Vec<Line> = amounts.iter().map(|(a, r)| line(*a, *r)).collect();
            let groups = groups_as_given(&lines, tax).unwrap();
            prop_assert_eq!(groups.iter().map(|group| group.tax).sum::<i64>(), tax);
        }
    }
}
