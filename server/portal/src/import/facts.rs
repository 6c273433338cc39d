//! The facts of accounts: credit, invoices, credit notes. Checked one by one, then booked account
//! by account in the order of days, and written in chunks of accounts.

use std::collections::HashMap;

use model::id::{AccountId, InvoiceId};
use store::booking as rows;
use store::import;
use store::{StoreError, Tx};

use super::around::Around;
use super::books::Books;
use super::case::Case;
use super::catalogue::Catalogue;
use super::compare::Figures;
use super::group::{ByAccount, Facts, Rows, case};
use super::job::{Fresh, Job};
use crate::booking::{AccountBook, Clerk, flush, load};

/// Nothing of these types is master data.
pub(super) const fn fact(_: &str) -> bool {
    true
}

/// How many accounts are booked and written at once.
const CHUNK: usize = 100;

pub(super) async fn write(
    job: &mut Job<'_>,
    books: &Books,
    catalogue: &Catalogue,
) -> Result<Figures, StoreError> {
    let facts = Facts {
        credits: job.judge("credit", &books.credits, fact).await?,
        invoices: job.judge("invoice", &books.invoices, fact).await?,
        notes: job.judge("credit_note", &books.credit_notes, fact).await?,
    };
    let mut figures = Figures::of(books);
    if facts.is_empty() {
        return Ok(figures);
    }
    let mut around = Around::find(job, books, catalogue, &facts.invoices).await?;
    let mut accounts = facts.by_account(job, &around);
    while !accounts.is_empty() {
        let rest = match accounts.keys().nth(CHUNK).cloned() {
            Some(key) => accounts.split_off(&key),
            None => ByAccount::new(),
        };
        let chunk = std::mem::replace(&mut accounts, rest);
        one_chunk(job, chunk, &mut around, &mut figures).await?;
    }
    around.numbers.keep(job.tx).await?;
    let Around { accounts, .. } = around;
    job.accounts = accounts;
    Ok(figures)
}

async fn one_chunk(
    job: &mut Job<'_>,
    chunk: ByAccount<'_, '_>,
    around: &mut Around<'_>,
    figures: &mut Figures,
) -> Result<(), StoreError> {
    let clerk = Clerk {
        ids: &job.frame.ids,
        now: job.frame.now,
    };
    let accounts: Vec<AccountId> = chunk.keys().cloned().collect();
    let ids: Vec<&str> = accounts.iter().map(AccountId::as_str).collect();
    import::account_locks(job.tx, &ids).await?;
    let mut cases = Vec::with_capacity(chunk.len());
    for (account, rows) in &chunk {
        cases.push(case(job, (account, rows), around));
    }
    let notes = cases.iter().flat_map(|case| &case.notes);
    let invoices: Vec<InvoiceId> = notes.map(|note| note.document.invoice.clone()).collect();
    let invoices: Vec<&str> = invoices.iter().map(InvoiceId::as_str).collect();
    let mut opened = load(job.tx, clerk, &accounts, &invoices).await?;
    let mut booked = Vec::with_capacity(cases.len());
    for (account, case) in accounts.iter().zip(&mut cases) {
        if let Some(book) = opened.remove(account) {
            let book = one_account(job, case, &book);
            figures.note(&book, case);
            booked.push(book);
        }
    }
    let (invoices, notes, written) = documents(cases);
    around.numbered(&invoices, &notes);
    store_documents(job.tx, &invoices, &notes).await?;
    flush(job.tx, booked).await?;
    remember(job, &chunk, &written).await
}

/// What was written: the ids of the objects by `ref`.
#[derive(Default)]
struct Written {
    credits: HashMap<String, String>,
    invoices: HashMap<String, String>,
    notes: HashMap<String, String>,
}

async fn remember(
    job: &mut Job<'_>,
    chunk: &ByAccount<'_, '_>,
    written: &Written,
) -> Result<(), StoreError> {
    let of = |rows: &Rows<'_, '_>| (rows.credits.len(), rows.invoices.len(), rows.notes.len());
    let counts = chunk.values().map(of);
    let sums = counts.fold((0, 0, 0), |a, b| (a.0 + b.0, a.1 + b.1, a.2 + b.2));
    let mut credits = Vec::with_capacity(sums.0);
    let mut invoices = Vec::with_capacity(sums.1);
    let mut notes = Vec::with_capacity(sums.2);
    for (account, rows) in chunk {
        let account = account.as_str();
        for fresh in &rows.credits {
            credits.extend(known(job, "credit", fresh, (account, &written.credits)));
        }
        for fresh in &rows.invoices {
            invoices.extend(known(job, "invoice", fresh, (account, &written.invoices)));
        }
        for fresh in &rows.notes {
            notes.extend(known(job, "credit_note", fresh, (account, &written.notes)));
        }
    }
    import::remember(job.tx, "credit", &credits).await?;
    import::remember(job.tx, "invoice", &invoices).await?;
    import::remember(job.tx, "credit_note", &notes).await
}

fn known<T: serde::Serialize>(
    job: &mut Job<'_>,
    kind: &'static str,
    fresh: &Fresh<'_, T>,
    (account, written): (&str, &HashMap<String, String>),
) -> Option<import::Known> {
    let id = written.get(&fresh.line.reference);
    if id.is_none() {
        job.step();
    }
    id.map(|id| job.wrote(kind, fresh, account, id))
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
        let refusals = case.book(&mut book);
        if refusals.is_empty() {
            return book;
        }
        for refusal in refusals {
            let mut flaws = job.flaws(refusal.line);
            flaws.add(refusal.field, refusal.reason);
            case.drop_line(refusal.line);
        }
    }
}

fn documents(cases: Vec<Case>) -> (Vec<rows::Invoice>, Vec<rows::CreditNote>, Written) {
    let (mut invoices, mut notes) = (Vec::new(), Vec::new());
    let mut written = Written::default();
    for case in cases {
        for it in case.grants {
            let id = it.lot.id.into();
            written.credits.insert(it.lot.reference, id);
        }
        for it in case.issues {
            let id = it.document.id.to_string();
            written.invoices.insert(it.document.reference.clone(), id);
            invoices.push(it.document);
        }
        for it in case.notes {
            let id = it.document.id.to_string();
            written.notes.insert(it.document.reference.clone(), id);
            notes.push(it.document);
        }
    }
    (invoices, notes, written)
}
