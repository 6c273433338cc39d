//! The rows of facts by account, and what a chunk of accounts comes to before it is booked.

use std::collections::{BTreeMap, HashMap};

use model::currency::Currency;
use model::id::AccountId;
use model::invoice::Party;
use model::time::Date;

use super::around::Around;
use super::books::Line;
use super::case::Case;
use super::document;
use super::draft;
use super::job::{Fresh, Job};
use super::note::{self, Invoiced};
use super::row;

/// The new rows of an account.
#[derive(Default)]
pub(super) struct Rows<'f, 'b> {
    pub credits: Vec<&'f Fresh<'b, row::Credit>>,
    pub invoices: Vec<&'f Fresh<'b, row::Invoice>>,
    pub notes: Vec<&'f Fresh<'b, row::CreditNote>>,
}

/// The new rows of accounts.
pub(super) type ByAccount<'f, 'b> = BTreeMap<AccountId, Rows<'f, 'b>>;

/// The new rows of all types.
pub(super) struct Facts<'b> {
    pub credits: Vec<Fresh<'b, row::Credit>>,
    pub invoices: Vec<Fresh<'b, row::Invoice>>,
    pub notes: Vec<Fresh<'b, row::CreditNote>>,
}

impl<'b> Facts<'b> {
    pub(super) fn is_empty(&self) -> bool {
        self.credits.is_empty() && self.invoices.is_empty() && self.notes.is_empty()
    }

    /// By account; a row whose account or invoice is not there is refused.
    pub(super) fn by_account<'f>(
        &'f self,
        job: &mut Job<'_>,
        around: &Around<'_>,
    ) -> ByAccount<'f, 'b> {
        let mut grouped = ByAccount::new();
        for fresh in &self.credits {
            let line = fresh.line;
            match owner(job, line.line, &line.row.account, around) {
                Some(account) => grouped.entry(account).or_default().credits.push(fresh),
                None => job.step(),
            }
        }
        for fresh in &self.invoices {
            let line = fresh.line;
            match owner(job, line.line, &line.row.account, around) {
                Some(account) => grouped.entry(account).or_default().invoices.push(fresh),
                None => job.step(),
            }
        }
        for fresh in &self.notes {
            let mut flaws = job.flaws(fresh.line.line);
            let name = &fresh.line.row.invoice;
            match flaws.find("invoice", &around.targets, name) {
                Some(target) => {
                    let account = target.account.clone();
                    grouped.entry(account).or_default().notes.push(fresh);
                }
                None => job.step(),
            }
        }
        grouped
    }
}

/// The account that a row names.
fn owner(job: &mut Job<'_>, line: u64, name: &str, around: &Around<'_>) -> Option<AccountId> {
    let mut flaws = job.flaws(line);
    let facts = flaws.find("account", &around.accounts, name)?;
    flaws.take("account", facts.id.parse())
}

/// Checks the rows of an account each for itself.
pub(super) fn case(
    job: &mut Job<'_>,
    (account, rows): (&AccountId, &Rows<'_, '_>),
    around: &mut Around<'_>,
) -> Case {
    let mut case = Case::default();
    for fresh in &rows.credits {
        let line = fresh.line;
        let facts = around.accounts.get(&line.row.account);
        let zone = facts.map_or("", |facts| facts.time_zone.as_str());
        let frame = job.frame;
        let mut flaws = job.flaws(line.line);
        let grant = draft::grant(&mut flaws, line, (account, zone), frame);
        case.grants.extend(grant);
    }
    for fresh in &rows.invoices {
        let line = fresh.line;
        let Some(facts) = around.accounts.get(&line.row.account).cloned() else {
            continue;
        };
        let mut flaws = job.flaws(line.line);
        match draft::issue(&mut flaws, line, (account, &facts), around) {
            Some(issue) => case.issues.push(issue),
            None => {
                let target = around.targets.get(&line.reference);
                case.refused.extend(target.map(|it| it.id.clone()));
            }
        }
    }
    credit_notes(job, (account, rows), around, &mut case);
    case
}

fn credit_notes(
    job: &mut Job<'_>,
    (account, rows): (&AccountId, &Rows<'_, '_>),
    around: &mut Around<'_>,
    case: &mut Case,
) {
    if rows.notes.is_empty() {
        return;
    }
    let invoices = rows.invoices.iter();
    let by_ref: HashMap<&str, &Line<row::Invoice>> = invoices
        .map(|fresh| (fresh.line.reference.as_str(), fresh.line))
        .collect();
    for fresh in &rows.notes {
        let line = fresh.line;
        let made = match by_ref.get(line.row.invoice.as_str()) {
            Some(invoice) => of_file(invoice, around),
            None => of_database(&line.row.invoice, around),
        };
        let frame = job.frame;
        let mut flaws = job.flaws(line.line);
        let Some((seller, invoiced)) = made else {
            flaws.add("invoice", "cannot be read");
            continue;
        };
        let around = (&mut *around, invoiced);
        let note = note::note(&mut flaws, line, (account, &seller), around, frame);
        case.notes.extend(note);
    }
}

fn of_file(line: &Line<row::Invoice>, around: &Around<'_>) -> Option<(String, Invoiced)> {
    let facts = around.accounts.get(&line.row.account)?;
    let issuer = around.sellers.get(&facts.seller_id)?;
    let seller = line.row.seller.clone();
    let buyer = line.row.buyer.clone();
    let invoiced = Invoiced {
        issued_on: line.row.issued_on,
        currency: line.row.currency,
        seller: seller.unwrap_or_else(|| document::seller(issuer)),
        buyer: buyer.unwrap_or_else(|| document::buyer(facts)),
    };
    Some((facts.seller_id.clone(), invoiced))
}

fn of_database(name: &str, around: &Around<'_>) -> Option<(String, Invoiced)> {
    let facts = around.invoices.get(name)?;
    let issued_on: Date = facts.issued_on.parse().ok()?;
    let currency: Currency = facts.currency.parse().ok()?;
    let seller: Party = serde_json::from_str(&facts.seller).ok()?;
    let buyer: Party = serde_json::from_str(&facts.buyer).ok()?;
    let invoiced = Invoiced {
        issued_on,
        currency,
        seller,
        buyer,
    };
    Some((facts.seller_id.clone(), invoiced))
}
