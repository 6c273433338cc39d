use std::collections::{BTreeMap, HashMap};

use billing::{charge, tax};
use model::currency::Currency;
use model::explain::{Derivation, Plain};
use model::money::MoneyError;
use rust_decimal::Decimal;
use store::verify::{
    self, BILLED, CREDIT_NOTES, INVOICES, Kind, Line, Noted, RECEIPTS, SUMS_OF_CREDIT_NOTES,
    SUMS_OF_INVOICES,
};
use store::{StoreError, Tx};

use super::report::words;

type Found = Result<Option<String>, StoreError>;

/// I7: the numbers that Saldo itself gave have no gap and rise with the day of issue, and the
/// counter of a series stands at its highest number or beyond.
pub(super) async fn numbered(tx: &mut Tx) -> Found {
    let kept = store::booking::series(tx).await?;
    let kept: HashMap<(String, String, i64), i64> = kept
        .into_iter()
        .map(|row| ((row.kind, row.seller_id.to_string(), row.year), row.last_n))
        .collect();
    for kind in [INVOICES, CREDIT_NOTES, RECEIPTS] {
        for ((seller, year), numbers) in given(tx, kind).await? {
            let key = (kind.0.to_owned(), seller, year);
            let last = kept.get(&key).copied().unwrap_or_default();
            if let Some(why) = numbers.wrong(last) {
                let (kind, seller) = (kind.0, &numbers.seller);
                let series = format!("series {kind} of seller {seller}, year {year}");
                return Ok(Some(format!("{series}: {why}")));
            }
        }
    }
    Ok(None)
}

/// The numbers of one series.
#[derive(Default)]
struct Numbers {
    /// The seller, by the provider's own id.
    seller: String,
    /// The highest number, imported ones included.
    most: i64,
    /// How many Saldo itself gave.
    own: i64,
    /// By day of issue: the lowest and the highest that Saldo itself gave.
    days: BTreeMap<String, (i64, i64)>,
}

async fn given(tx: &mut Tx, kind: Kind) -> Result<BTreeMap<(String, i64), Numbers>, StoreError> {
    let mut all: BTreeMap<(String, i64), Numbers> = BTreeMap::new();
    let mut after = String::new();
    while let Some(end) = verify::next(tx, kind.1, &after).await? {
        for day in verify::days(tx, kind, &after, &end).await? {
            let numbers = all.entry((day.seller_id, day.year)).or_default();
            numbers.seller = day.seller;
            numbers.most = numbers.most.max(day.most);
            if !day.imported {
                numbers.own += day.count;
                let range = numbers.days.entry(day.issued_on);
                let range = range.or_insert((day.least, day.most));
                *range = (range.0.min(day.least), range.1.max(day.most));
            }
        }
        after = end;
    }
    Ok(all)
}

impl Numbers {
    fn wrong(&self, last: i64) -> Option<String> {
        if last < self.most {
            return Some(format!("its counter is {last} and should be {}", self.most));
        }
        let mut before: Option<i64> = None;
        for (day, (least, most)) in &self.days {
            if before.is_some_and(|before| before > *least) {
                return Some(format!(
                    "number {least} of {day} is lower than one of before"
                ));
            }
            before = Some(*most);
        }
        let first = self.days.values().map(|range| range.0).min()?;
        let highest = before.unwrap_or(first);
        let whole = highest - first + 1;
        if self.own != whole {
            return Some(format!("{} documents from {first} to {highest}", self.own));
        }
        (last != highest).then(|| format!("its counter is {last} and should be {highest}"))
    }
}

/// I8: totals are the sums of their parts; the tax of what Saldo itself made follows the formula.
pub(super) async fn summed(tx: &mut Tx) -> Found {
    let mut breach = verify::first(tx, &SUMS_OF_INVOICES).await?;
    if breach.is_none() {
        breach = verify::first(tx, &SUMS_OF_CREDIT_NOTES).await?;
    }
    if breach.is_some() {
        return Ok(breach.map(words));
    }
    let mut after = String::new();
    while let Some(end) = verify::next(tx, SUMS_OF_INVOICES.bound, &after).await? {
        let lines = verify::own_lines(tx, &after, &end).await?;
        let groups = verify::own_groups(tx, &after, &end).await?;
        let lines = by_number(&lines);
        for (number, groups) in by_number(&groups) {
            let lines = lines.get(number).map_or(&[][..], Vec::as_slice);
            if !taxed(lines, &groups)? {
                return Ok(Some(format!(
                    "tax of invoice {number} does not follow its lines"
                )));
            }
        }
        if let Some(number) = misnoted(&verify::noted(tx, &after, &end).await?)? {
            return Ok(Some(format!(
                "tax of credit note {number} does not follow what was credited before it"
            )));
        }
        after = end;
    }
    Ok(None)
}

/// The first credit note that Saldo made whose tax is not that of all that is credited of its rate,
/// less what was credited of it before.
fn misnoted(rows: &[Noted]) -> Result<Option<String>, StoreError> {
    let mut before: BTreeMap<(&str, &str, &str), (i64, i64)> = BTreeMap::new();
    for row in rows {
        let of = (
            row.invoice_id.as_str(),
            row.rate.as_str(),
            row.category.as_str(),
        );
        let noted = before.entry(of).or_default();
        if let (false, Some((net, tax))) = (row.imported, row.whole_net.zip(row.whole_tax)) {
            let line = taxable((&row.rate, &row.category), net)?;
            let group = tax::Group {
                rate: line.rate,
                category: line.category,
                net,
                tax,
            };
            let should = tax::credit_note_tax(&group, *noted, row.net_minor);
            let should =
                should.map_err(|error| StoreError::unreadable("credit_note_tax", error))?;
            if should != row.tax_minor {
                return Ok(Some(row.number.clone()));
            }
        }
        noted.0 = noted.0.saturating_add(row.net_minor);
        noted.1 = noted.1.saturating_add(row.tax_minor);
    }
    Ok(None)
}

/// I9: nothing is billed twice, and what is billed of a plan leaves no gap.
pub(super) async fn billed(tx: &mut Tx) -> Found {
    Ok(verify::first(tx, &BILLED).await?.map(words))
}

fn by_number(rows: &[Line]) -> BTreeMap<&str, Vec<&Line>> {
    let mut found: BTreeMap<&str, Vec<&Line>> = BTreeMap::new();
    for row in rows {
        found.entry(&row.number).or_default().push(row);
    }
    found
}

/// Whether groups are what the lines give: tax on the net sum, or, where prices contain it, the tax
/// within the gross sum; where both meet, each for its lines.
fn taxed(lines: &[&Line], groups: &[&Line]) -> Result<bool, StoreError> {
    let unreadable = |error: MoneyError| StoreError::unreadable("invoice_tax", error);
    let read = |row: &&Line| taxable((&row.rate, &row.category), row.net_minor);
    let given: Vec<tax::Line> = groups.iter().map(read).collect::<Result<_, _>>()?;
    let of: Vec<tax::Line> = lines.iter().map(read).collect::<Result<_, _>>()?;
    let computed = tax::groups(&of).map_err(unreadable)?;
    if computed.len() != groups.len() {
        return Ok(false);
    }
    for (row, given) in groups.iter().zip(&given) {
        let same = |rate, category| (rate, category) == (given.rate, given.category);
        let group = computed.iter().find(|it| same(it.rate, it.category));
        if group.is_none_or(|group| group.net != row.net_minor) {
            return Ok(false);
        }
        let members = lines.iter().zip(&of);
        let members = members.filter(|(_, line)| same(line.rate, line.category));
        let members = members.map(|(row, line)| Ok((line.amount, holds_tax(row, line.rate)?)));
        let members = members.collect::<Result<Vec<_>, StoreError>>()?;
        let tax = row.tax_minor.unwrap_or_default();
        if !tax::follows(&members, given.rate, tax).map_err(unreadable)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether the price of a line contained its tax, where its derivation says so.
fn holds_tax(row: &Line, rate: Decimal) -> Result<Option<bool>, StoreError> {
    let column = "invoice_line.derivation";
    let Some(text) = &row.derivation else {
        return Ok(None);
    };
    let derivation: Derivation =
        serde_json::from_str(text).map_err(|error| StoreError::unreadable(column, error))?;
    let currency: Currency = row
        .currency
        .parse()
        .map_err(|error| StoreError::unreadable("invoice.currency", error))?;
    charge::holds_tax(&derivation, (currency, rate))
        .map_err(|error| StoreError::unreadable(column, error))
}

fn taxable((rate, category): (&str, &str), amount: i64) -> Result<tax::Line, StoreError> {
    let rate = Plain::try_from(rate.to_owned())
        .map_err(|error| StoreError::unreadable("invoice_tax.rate", error))?;
    let category = category
        .parse()
        .map_err(|error| StoreError::unreadable("invoice_tax.category", error))?;
    Ok(tax::Line {
        amount,
        rate: rate.0,
        category,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(own: i64, days: &[(&str, i64, i64)]) -> Numbers {
        let day = |(day, least, most): &(&str, i64, i64)| ((*day).to_owned(), (*least, *most));
        Numbers {
            seller: "s".into(),
            most: days.iter().map(|day| day.2).max().unwrap_or_default(),
            own,
            days: days.iter().map(day).collect(),
        }
    }

    #[test]
    fn own_numbers_have_no_gap_and_rise_with_the_day() {
        let days = [("2026-01-01", 8, 9), ("2026-01-03", 10, 12)];
        assert_eq!(numbers(5, &days).wrong(12), None);
        assert!(
            numbers(4, &days)
                .wrong(12)
                .is_some_and(|why| why.contains("4 documents"))
        );
        assert!(
            numbers(5, &days)
                .wrong(13)
                .is_some_and(|why| why.contains("counter"))
        );
        assert!(
            numbers(5, &days)
                .wrong(11)
                .is_some_and(|why| why.contains("counter"))
        );
        let falling = [("2026-01-01", 10, 12), ("2026-01-03", 8, 9)];
        assert!(
            numbers(5, &falling)
                .wrong(12)
                .is_some_and(|why| why.contains("lower"))
        );
        assert_eq!(numbers(0, &[]).wrong(7), None);
    }

    #[test]
    fn tax_is_on_the_net_sum_or_within_the_gross_one() {
        let row = |net, tax| Line {
            number: "1".into(),
            rate: "22".into(),
            category: "S".into(),
            net_minor: net,
            tax_minor: tax,
            currency: "EUR".into(),
            derivation: None,
        };
        for (net, tax, fits) in [(1148, 252, true), (1148, 253, true), (1148, 254, false)] {
            let (line, group) = (row(net, None), row(net, Some(tax)));
            assert_eq!(taxed(&[&line], &[&group]).unwrap(), fits, "{tax}");
        }
        // An own price of 10.00 net beside a fee of 14.00 with its tax.
        let lines = [row(1000, None), row(1148, None)];
        let lines: Vec<&Line> = lines.iter().collect();
        for (tax, fits) in [(472, true), (473, true), (475, false)] {
            let group = row(2148, Some(tax));
            assert_eq!(taxed(&lines, &[&group]).unwrap(), fits, "{tax}");
        }
        // A price that is net bears the tax on it, and no other.
        let net = Line {
            derivation: Some(
                concat!(
                    r#"{"rule":"price","inputs":{"amount":"11.48","quantity":"1"},"#,
                    r#""exact":"1148/1","rounded":"11.48"}"#
                )
                .into(),
            ),
            ..row(1148, None)
        };
        for (tax, fits) in [(252, false), (253, true), (254, false)] {
            let group = row(1148, Some(tax));
            assert_eq!(taxed(&[&net], &[&group]).unwrap(), fits, "{tax}");
        }
    }
}
