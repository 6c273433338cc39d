//! The facts of accounts: credit, invoices, credit notes. Checked one by one, then booked account
//! by account in the order of days, and written in chunks of accounts.

use std::collections::BTreeMap;

use model::currency::Currency;
use model::id::{AccountId, InvoiceId};
use model::invoice::Party;
use model::time::Date;
use store::booking as rows;
use store::import::{self, AccountFacts, Known};
use store::{StoreError, Tx};

use super::around::Around;
use super::case::Case;
use super::catalogue::Catalogue;
use super::compare::Figures;
use super::document;
use super::draft;
use super::job::{Fresh, Job};
use super::note::{self, Invoiced};
use super::row;
use super::source::{Books, Line};
use crate::booking::{AccountBook, Clerk, flush, load};

/// Nothing of these types is master data.
const fn fact(_: &str) -> bool {
    true
}

/// How many accounts are booked and written at once.
const CHUNK: usize = 200;

type Cases = BTreeMap<AccountId, Case>;

pub(super) async fn write(
    job: &mut Job<'_>,
    books: &Books,
    catalogue: &Catalogue,
) -> Result<Figures, StoreError> {
    let credits = job.judge("credit", &books.credits, fact).await?;
    let invoices = job.judge("invoice", &books.invoices, fact).await?;
    let notes = job.judge("credit_note", &books.credit_notes, fact).await?;
    let mut figures = Figures::of(books);
    if credits.is_empty() && invoices.is_empty() && notes.is_empty() {
        return Ok(figures);
    }
    let mut around = Around::find(job, books, catalogue, &invoices).await?;
    let mut cases = Cases::new();
    grants(job, &credits, &around, &mut cases);
    issues(job, &invoices, &mut around, &mut cases);
    credit_notes(job, (&notes, &invoices), &mut around, &mut cases);
    let mut written = Written::default();
    while !cases.is_empty() {
        let rest = match cases.keys().nth(CHUNK).cloned() {
            Some(key) => cases.split_off(&key),
            None => Cases::new(),
        };
        let chunk = std::mem::replace(&mut cases, rest);
        one_chunk(job, chunk, &mut around, (&mut figures, &mut written)).await?;
    }
    around.numbers.keep(job.tx).await?;
    let Around { accounts, .. } = around;
    job.accounts = accounts;
    remember(job, &credits, "credit", &written.credits).await?;
    remember(job, &invoices, "invoice", &written.invoices).await?;
    remember(job, &notes, "credit_note", &written.notes).await?;
    Ok(figures)
}

/// What was written, by `ref`: the account's and the object's ids.
type Ids = BTreeMap<String, (String, String)>;

#[derive(Default)]
struct Written {
    credits: Ids,
    invoices: Ids,
    notes: Ids,
}

async fn remember<T>(
    job: &mut Job<'_>,
    rows: &[Fresh<'_, T>],
    kind: &'static str,
    written: &Ids,
) -> Result<(), StoreError> {
    let mut known: Vec<Known> = Vec::with_capacity(written.len());
    for fresh in rows {
        match written.get(&fresh.line.reference) {
            Some((account, id)) => known.push(job.wrote(kind, fresh, account, id)),
            None => job.step(),
        }
    }
    import::remember(job.tx, kind, &known).await
}

/// The account that a row names.
fn owner<'a>(
    job: &mut Job<'_>,
    line: u64,
    name: &str,
    around: &'a Around<'_>,
) -> Option<(AccountId, &'a AccountFacts)> {
    let mut flaws = job.flaws(line);
    let facts = flaws.find("account", &around.accounts, name)?;
    let id = flaws.take("account", facts.id.parse())?;
    Some((id, facts))
}

fn grants(
    job: &mut Job<'_>,
    rows: &[Fresh<'_, row::Credit>],
    around: &Around<'_>,
    cases: &mut Cases,
) {
    for Fresh { line, .. } in rows {
        let Some((account, facts)) = owner(job, line.line, &line.row.account, around) else {
            continue;
        };
        let frame = job.frame;
        let mut flaws = job.flaws(line.line);
        let whose = (&account, facts.time_zone.as_str());
        if let Some(grant) = draft::grant(&mut flaws, line, whose, frame) {
            cases.entry(account).or_default().grants.push(grant);
        }
    }
}

fn issues(
    job: &mut Job<'_>,
    rows: &[Fresh<'_, row::Invoice>],
    around: &mut Around<'_>,
    cases: &mut Cases,
) {
    for Fresh { line, .. } in rows {
        let found = owner(job, line.line, &line.row.account, around);
        let Some((account, facts)) = found.map(|(id, facts)| (id, facts.clone())) else {
            continue;
        };
        let mut flaws = job.flaws(line.line);
        let issue = draft::issue(&mut flaws, line, (&account, &facts), around);
        let case = cases.entry(account).or_default();
        match issue {
            Some(issue) => case.issues.push(issue),
            None => {
                let target = around.targets.get(&line.reference);
                case.refused.extend(target.map(|it| it.id.clone()));
            }
        }
    }
}

fn credit_notes(
    job: &mut Job<'_>,
    (notes, invoices): (&[Fresh<'_, row::CreditNote>], &[Fresh<'_, row::Invoice>]),
    around: &mut Around<'_>,
    cases: &mut Cases,
) {
    let by_ref: BTreeMap<&str, &Line<row::Invoice>> = invoices
        .iter()
        .map(|fresh| (fresh.line.reference.as_str(), fresh.line))
        .collect();
    let names: BTreeMap<String, AccountFacts> = around
        .accounts
        .values()
        .map(|facts| (facts.id.clone(), facts.clone()))
        .collect();
    for Fresh { line, .. } in notes {
        let mut flaws = job.flaws(line.line);
        let Some(target) = flaws.find("invoice", &around.targets, &line.row.invoice) else {
            continue;
        };
        let account = target.account.clone();
        let row = by_ref.get(line.row.invoice.as_str());
        let made = match row {
            Some(invoice) => of_file(invoice, around),
            None => of_database(&line.row.invoice, around),
        };
        let Some((seller_id, invoiced)) = made else {
            flaws.add("invoice", "cannot be read");
            continue;
        };
        let facts = names.get(account.as_str()).cloned();
        let facts = facts.unwrap_or_else(|| nobody(&account));
        let facts = AccountFacts { seller_id, ..facts };
        let frame = job.frame;
        let mut flaws = job.flaws(line.line);
        let made = (&mut *around, invoiced);
        if let Some(note) = note::note(&mut flaws, line, (&account, &facts), made, frame) {
            cases.entry(account).or_default().notes.push(note);
        }
    }
}

/// An account of which only its invoice is named in the file.
fn nobody(account: &AccountId) -> AccountFacts {
    AccountFacts {
        id: account.to_string(),
        reference: String::new(),
        seller_id: String::new(),
        name: String::new(),
        company: None,
        address: String::new(),
        currency: String::new(),
        time_zone: String::new(),
        vat_id: None,
        own_reference: None,
        credit_first: true,
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

async fn one_chunk(
    job: &mut Job<'_>,
    mut cases: Cases,
    around: &mut Around<'_>,
    (figures, written): (&mut Figures, &mut Written),
) -> Result<(), StoreError> {
    let clerk = Clerk {
        ids: &job.frame.ids,
        now: job.frame.now,
    };
    let accounts: Vec<AccountId> = cases.keys().cloned().collect();
    let ids: Vec<&str> = accounts.iter().map(AccountId::as_str).collect();
    import::account_locks(job.tx, &ids).await?;
    let notes = cases.values().flat_map(|case| &case.notes);
    let invoices: Vec<InvoiceId> = notes.map(|note| note.document.invoice.clone()).collect();
    let invoices: Vec<&str> = invoices.iter().map(InvoiceId::as_str).collect();
    let mut opened = load(job.tx, clerk, &accounts, &invoices).await?;
    let mut booked = Vec::with_capacity(cases.len());
    for (account, case) in &mut cases {
        if let Some(book) = opened.remove(account) {
            booked.push(one_account(job, case, &book));
        }
    }
    for (book, case) in booked.iter().zip(cases.values()) {
        figures.note(book, case);
    }
    let (invoices, notes) = documents(cases, written);
    around.numbered(&invoices, &notes);
    store_documents(job.tx, &invoices, &notes).await?;
    flush(job.tx, booked).await
}

async fn store_documents(
    tx: &mut Tx,
    invoices: &[rows::Invoice],
    notes: &[rows::CreditNote],
) -> Result<(), StoreError> {
    rows::add_invoices(tx, invoices).await?;
    rows::add_invoice_lines(tx, invoices).await?;
    rows::add_credit_notes(tx, notes).await?;
    rows::add_credit_note_lines(tx, notes).await
}

/// Books a case; rows that cannot be booked are refused, and the others are booked without them.
fn one_account<'c>(
    job: &mut Job<'_>,
    case: &mut Case,
    opened: &AccountBook<'c>,
) -> AccountBook<'c> {
    loop {
        let mut book = opened.clone();
        match case.book(&mut book) {
            Ok(()) => return book,
            Err(refusal) => {
                let mut flaws = job.flaws(refusal.line);
                flaws.add(refusal.field, refusal.reason);
                case.drop_line(refusal.line);
            }
        }
    }
}

fn documents(cases: Cases, written: &mut Written) -> (Vec<rows::Invoice>, Vec<rows::CreditNote>) {
    let (mut invoices, mut notes) = (Vec::new(), Vec::new());
    for (account, case) in cases {
        let account = account.to_string();
        for it in &case.grants {
            let ids = (account.clone(), it.lot.id.to_string());
            written.credits.insert(it.lot.reference.clone(), ids);
        }
        for it in case.issues {
            let ids = (account.clone(), it.document.id.to_string());
            written.invoices.insert(it.document.reference.clone(), ids);
            invoices.push(it.document);
        }
        for it in case.notes {
            let ids = (account.clone(), it.document.id.to_string());
            written.notes.insert(it.document.reference.clone(), ids);
            notes.push(it.document);
        }
    }
    (invoices, notes)
}
