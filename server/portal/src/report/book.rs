use std::collections::BTreeMap;
use std::io::{self, Write};

use model::currency::Currency;
use model::money::{Money, MoneyError};
use model::time::Date;
use store::report::{Ask, Documents, journal, lots, owed, taxes};
use store::{Db, StoreError, Tx};
use thiserror::Error;

use super::sheet::{Sheet, Style};
use crate::told::plain;

/// Which report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Report {
    /// Every entry of the ledger.
    Journal,
    /// Net and tax of what was issued, by country, rate and category.
    Tax,
    /// What is open after the last day, by age on it.
    Receivables,
    /// Lots of credit with something left after the last day.
    Credit,
}

/// Why a report was not written to its end.
#[derive(Debug, Error)]
pub enum ReportError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Where it is written to.
    #[error("it cannot be written: {0}")]
    Write(#[from] io::Error),
    /// A sum that cannot be held.
    #[error(transparent)]
    Sum(#[from] MoneyError),
}

const JOURNAL: [&str; 10] = [
    "posted_on",
    "transaction",
    "n",
    "reason",
    "account",
    "book",
    "currency",
    "amount",
    "invoice",
    "payment",
];
const TAX: [&str; 6] = ["country", "rate", "category", "currency", "net", "tax"];
const RECEIVABLES: [&str; 7] = [
    "account",
    "invoice",
    "issued_on",
    "due_on",
    "age",
    "currency",
    "open",
];
const CREDIT: [&str; 8] = [
    "account",
    "lot",
    "origin",
    "granted_on",
    "expires_on",
    "currency",
    "granted",
    "left",
];

/// Writes a report, from one snapshot; the number of its rows.
///
/// # Errors
/// When the database fails, or what it is written to.
pub async fn run(
    db: &Db,
    report: Report,
    ask: &Ask,
    (out, style): (impl Write, Style),
) -> Result<u64, ReportError> {
    let mut tx = db.read().await?;
    match report {
        Report::Journal => entries(&mut tx, ask, Sheet::begin(out, style, &JOURNAL)?).await,
        Report::Tax => tax(&mut tx, ask, Sheet::begin(out, style, &TAX)?).await,
        Report::Receivables => open(&mut tx, ask, Sheet::begin(out, style, &RECEIVABLES)?).await,
        Report::Credit => left(&mut tx, ask, Sheet::begin(out, style, &CREDIT)?).await,
    }
}

fn major(minor: i64, currency: Currency) -> String {
    Money::new(minor, currency).plain()
}

async fn entries<W: Write>(
    tx: &mut Tx,
    ask: &Ask,
    mut sheet: Sheet<W>,
) -> Result<u64, ReportError> {
    let mut after = (String::new(), String::new(), 0);
    loop {
        let rows = journal(tx, ask, (&after.0, &after.1, after.2)).await?;
        let Some(last) = rows.last() else { break };
        after = (last.posted_on.clone(), last.transaction_id.clone(), last.n);
        for row in &rows {
            sheet.row(&[
                &row.posted_on,
                &row.transaction_id,
                &row.n.to_string(),
                &row.reason,
                row.account.as_deref().unwrap_or_default(),
                &row.book,
                row.currency.code(),
                &major(row.amount_minor, row.currency),
                row.invoice.as_deref().unwrap_or_default(),
                row.payment.as_deref().unwrap_or_default(),
            ])?;
        }
    }
    Ok(sheet.end()?)
}

/// Country, rate, category, currency.
type Group = (String, String, String, Currency);

async fn tax<W: Write>(tx: &mut Tx, ask: &Ask, mut sheet: Sheet<W>) -> Result<u64, ReportError> {
    let mut groups: BTreeMap<Group, (i64, i64)> = BTreeMap::new();
    for documents in [Documents::Invoices, Documents::CreditNotes] {
        let mut after = (String::new(), 0);
        loop {
            let rows = taxes(tx, ask, documents, (&after.0, after.1)).await?;
            let Some(last) = rows.last() else { break };
            after = (last.id.clone(), last.n);
            for row in rows {
                let (country, rate) = (row.buyer.0.address.country, plain(row.rate.0));
                let group = (country, rate, row.category, row.currency);
                let sums = groups.entry(group).or_default();
                let (net, tax) = match documents {
                    Documents::Invoices => (Some(row.net_minor), Some(row.tax_minor)),
                    Documents::CreditNotes => {
                        (row.net_minor.checked_neg(), row.tax_minor.checked_neg())
                    }
                };
                *sums = (added(sums.0, net)?, added(sums.1, tax)?);
            }
        }
    }
    for ((country, rate, category, currency), (net, tax)) in &groups {
        let (net, tax) = (major(*net, *currency), major(*tax, *currency));
        sheet.row(&[country, rate, category, currency.code(), &net, &tax])?;
    }
    Ok(sheet.end()?)
}

fn added(sum: i64, more: Option<i64>) -> Result<i64, MoneyError> {
    let sum = more.and_then(|more| sum.checked_add(more));
    sum.ok_or(MoneyError::Overflow)
}

async fn open<W: Write>(tx: &mut Tx, ask: &Ask, mut sheet: Sheet<W>) -> Result<u64, ReportError> {
    let mut after = String::new();
    loop {
        let rows = owed(tx, ask, &after).await?;
        let Some(last) = rows.last() else { break };
        after.clone_from(&last.id);
        for row in &rows {
            sheet.row(&[
                &row.account,
                &row.number,
                &row.issued_on,
                &row.due_on.to_string(),
                age(row.due_on, ask.to),
                row.currency.code(),
                &major(row.open_minor, row.currency),
            ])?;
        }
    }
    Ok(sheet.end()?)
}

/// How many days it was overdue.
fn age(due: Date, on: Date) -> &'static str {
    match on.since(due) {
        ..=0 => "not due",
        1..=30 => "1-30",
        31..=60 => "31-60",
        61..=90 => "61-90",
        91.. => "over 90",
    }
}

async fn left<W: Write>(tx: &mut Tx, ask: &Ask, mut sheet: Sheet<W>) -> Result<u64, ReportError> {
    let mut after = String::new();
    loop {
        let rows = lots(tx, ask, &after).await?;
        let Some(last) = rows.last() else { break };
        after.clone_from(&last.reference);
        for row in &rows {
            sheet.row(&[
                &row.account,
                &row.reference,
                &row.origin,
                &row.granted_on,
                row.expires_on.as_deref().unwrap_or_default(),
                row.currency.code(),
                &major(row.amount_minor, row.currency),
                &major(row.left_minor, row.currency),
            ])?;
        }
    }
    Ok(sheet.end()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_open_has_an_age() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let due = day("2026-06-10");
        for (on, told) in [
            ("2026-06-10", "not due"),
            ("2026-06-11", "1-30"),
            ("2026-07-11", "31-60"),
            ("2026-09-09", "over 90"),
        ] {
            assert_eq!(age(due, day(on)), told, "{on}");
        }
    }
}
