//! What a credit note takes off an invoice, with its tax
//! (*Tax*, *Credit notes* and *Invoices* in the specification of money). A void is one over the
//! whole. Amounts are minor units of the invoice's currency, positive as the customer reads them.

use model::id::InvoiceId;
use model::money::{MoneyError, allocate};
use rust_decimal::Decimal;
use thiserror::Error;

use crate::tax::{Category, Group, credit_note_tax, without_tax};

/// A line of an issued invoice, as far as it is credited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IssuedLine {
    /// Its place, from 1.
    pub n: u32,
    /// Its net amount; below zero for what was taken off.
    pub net: i64,
    /// What credit notes have taken of it, with its sign.
    pub credited: i64,
    /// Percent of tax.
    pub rate: Decimal,
    /// The category of tax.
    pub category: Category,
}

/// An issued invoice, as far as it is credited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// Which.
    pub invoice: InvoiceId,
    /// Its lines.
    pub lines: Vec<IssuedLine>,
    /// Its tax as issued.
    pub groups: Vec<Group>,
    /// Net and tax of all credit notes on it, by rate and category.
    pub noted: Vec<Group>,
}

/// How much is credited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All that is left.
    Whole,
    /// Net amounts of lines by their places, each with the sign of its line.
    Lines(Vec<(u32, i64)>),
    /// An amount with tax, spread over all lines in proportion to what is left of them. Where
    /// rounding forbids exactly that amount, it is the nearest below.
    Amount(i64),
}

/// What a credit note holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note {
    /// Net amounts of lines by their places.
    pub lines: Vec<(u32, i64)>,
    /// Net and tax by rate and category, in the invoice's order.
    pub groups: Vec<Group>,
    /// Σ of the lines.
    pub net: i64,
    /// Σ of the tax.
    pub tax: i64,
    /// The whole, with tax.
    pub total: i64,
}

/// Why there is no such credit note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NoteRefusal {
    /// The invoice has no such line, or it is named twice.
    #[error("the invoice has no line {0}, or it is named twice")]
    Line(u32),
    /// More than is left of a line.
    #[error("more than is left of line {0}")]
    Beyond(u32),
    /// More than is left of the invoice, because lines that took something off it stay.
    #[error("more than is left of the invoice")]
    Whole,
    /// Nothing is left, or nothing was asked for.
    #[error("there is nothing to credit")]
    Nothing,
    /// An amount cannot be computed.
    #[error("an amount is {0}")]
    Amount(#[from] MoneyError),
}

impl IssuedLine {
    /// What is left of it, with its sign.
    #[must_use]
    pub const fn left(&self) -> i64 {
        self.net.saturating_sub(self.credited)
    }

    fn belongs(&self, group: &Group) -> bool {
        self.rate == group.rate && self.category == group.category
    }
}

/// Computes a credit note. What is credited of a line never exceeds it, and neither does what is
/// credited of a rate's group; notes over the whole give back exactly its tax.
///
/// # Errors
/// Why there is no such note.
pub fn note(issued: &Issued, extent: &Extent) -> Result<Note, NoteRefusal> {
    let lines = match extent {
        Extent::Whole => whole(issued),
        Extent::Lines(lines) => {
            named(issued, lines)?;
            lines.clone()
        }
        Extent::Amount(amount) => spread(issued, *amount)?,
    };
    let lines: Vec<(u32, i64)> = lines.into_iter().filter(|(_, net)| *net != 0).collect();
    let mut made = Note::default();
    for group in &issued.groups {
        let own = |n: u32| issued.lines.iter().any(|it| it.n == n && it.belongs(group));
        let nets = lines.iter().filter(|(n, _)| own(*n)).map(|(_, net)| *net);
        let net = sum(nets)?;
        let touched = lines.iter().any(|(n, _)| own(*n));
        if touched {
            let tax = tax_of(issued, group, net)?;
            made.net = add(made.net, net)?;
            made.tax = add(made.tax, tax)?;
            made.groups.push(Group { net, tax, ..*group });
        }
    }
    made.total = add(made.net, made.tax)?;
    made.lines = lines;
    if made.lines.is_empty() {
        return Err(NoteRefusal::Nothing);
    }
    if made.total < 0 {
        return Err(NoteRefusal::Whole);
    }
    Ok(made)
}

fn whole(issued: &Issued) -> Vec<(u32, i64)> {
    let lines = issued.lines.iter();
    lines.map(|line| (line.n, line.left())).collect()
}

fn named(issued: &Issued, lines: &[(u32, i64)]) -> Result<(), NoteRefusal> {
    for (at, (n, net)) in lines.iter().enumerate() {
        let twice = lines.iter().take(at).any(|(other, _)| other == n);
        let line = issued.lines.iter().find(|line| line.n == *n && !twice);
        let left = line.ok_or(NoteRefusal::Line(*n))?.left();
        let within = if left < 0 {
            (left..=0).contains(net)
        } else {
            (0..=left).contains(net)
        };
        if !within {
            return Err(NoteRefusal::Beyond(*n));
        }
    }
    Ok(())
}

/// What was noted of a group before: net and tax.
fn before(issued: &Issued, group: &Group) -> (i64, i64) {
    let mut noted = issued.noted.iter();
    let same = noted.find(|it| it.rate == group.rate && it.category == group.category);
    same.map_or((0, 0), |it| (it.net, it.tax))
}

/// The tax on that much net of a group; it may not pass what is left of the group.
fn tax_of(issued: &Issued, group: &Group, net: i64) -> Result<i64, NoteRefusal> {
    let noted = before(issued, group);
    let after = add(noted.0, net)?;
    if group.net >= 0 && after > group.net {
        return Err(NoteRefusal::Whole);
    }
    Ok(credit_note_tax(group, noted, net)?)
}

/// An amount with tax over the groups and their lines, each in proportion to what is left.
fn spread(issued: &Issued, amount: i64) -> Result<Vec<(u32, i64)>, NoteRefusal> {
    let mut left = Vec::new();
    for group in &issued.groups {
        let (net, tax) = before(issued, group);
        let whole = add(group.net, group.tax)?;
        left.push(whole.saturating_sub(net).saturating_sub(tax).max(0));
    }
    let all = sum(left.iter().copied())?;
    if amount <= 0 || all == 0 {
        return Err(NoteRefusal::Nothing);
    }
    if amount >= all {
        let fits = amount == all;
        return if fits {
            Ok(whole(issued))
        } else {
            Err(NoteRefusal::Whole)
        };
    }
    let mut lines = Vec::new();
    let mut carried = 0;
    for (group, share) in issued.groups.iter().zip(allocate(amount, &left)?) {
        let share = add(share, carried)?;
        let net = net_within(issued, group, share)?;
        carried = share - add(net, tax_of(issued, group, net)?)?;
        let own: Vec<&IssuedLine> = issued.lines.iter().filter(|it| it.belongs(group)).collect();
        let weights: Vec<i64> = own.iter().map(|line| line.left()).collect();
        let nets = if net == 0 {
            vec![0; own.len()]
        } else {
            allocate(net, &weights)?
        };
        lines.extend(own.iter().map(|line| line.n).zip(nets));
    }
    Ok(lines)
}

/// The most net of a group that with its tax is not more than `share`.
fn net_within(issued: &Issued, group: &Group, share: i64) -> Result<i64, NoteRefusal> {
    let most = group.net.saturating_sub(before(issued, group).0).max(0);
    // Tax is rounded over all notes together, so the net differs by a unit or two.
    let near = without_tax(share, group.rate)?;
    for net in (near.saturating_sub(3).max(0)..=near.saturating_add(2)).rev() {
        if net <= most && add(net, tax_of(issued, group, net)?)? <= share {
            return Ok(net);
        }
    }
    Ok(0)
}

fn add(one: i64, other: i64) -> Result<i64, MoneyError> {
    one.checked_add(other).ok_or(MoneyError::Overflow)
}

fn sum(mut values: impl Iterator<Item = i64>) -> Result<i64, MoneyError> {
    values.try_fold(0, add)
}

impl Issued {
    /// How much of a line a credit note may take: no more than is left of it, and of the tax group
    /// to which it belongs.
    #[must_use]
    pub fn room(&self, n: u32) -> i64 {
        let Some(line) = self.lines.iter().find(|line| line.n == n) else {
            return 0;
        };
        let group = self.groups.iter().find(|group| line.belongs(group));
        let within = group.map_or(0, |group| group.net.saturating_sub(before(self, group).0));
        line.left().min(within).max(0)
    }

    /// As it is once a note is issued.
    #[must_use]
    pub fn after(mut self, note: &Note) -> Self {
        for (n, net) in &note.lines {
            for line in self.lines.iter_mut().filter(|line| line.n == *n) {
                line.credited = line.credited.saturating_add(*net);
            }
        }
        for group in &note.groups {
            let of = (group.rate, group.category);
            let mut noted = self.noted.iter_mut();
            match noted.find(|it| (it.rate, it.category) == of) {
                Some(noted) => {
                    noted.net = noted.net.saturating_add(group.net);
                    noted.tax = noted.tax.saturating_add(group.tax);
                }
                None => self.noted.push(*group),
            }
        }
        self
    }
}
