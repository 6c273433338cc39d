//! Commissions: facts, booked as owed where they are.

use std::collections::{BTreeMap, HashMap};

use billing::ledger::Book;
use model::affiliate::CommissionState as State;
use model::id::{AccountId, CommissionId};
use model::money::Money;
use model::time::Instant;
use store::StoreError;
use store::import::{self, AffiliateFacts, InvoiceFacts};

use super::books::Line;
use super::check;
use super::compare::Figures;
use super::facts::fact;
use super::job::{Flaws, Fresh, Job};
use super::row;
use crate::booking::{AccountBook, BookingError, Clerk, Stamp, flush};
use crate::zone::date_in;

const KIND: &str = "commission";

/// What commissions refer to.
struct Around {
    affiliates: HashMap<String, AffiliateFacts>,
    invoices: HashMap<String, InvoiceFacts>,
}

pub(super) async fn write(
    job: &mut Job<'_>,
    lines: &[Line<row::Commission>],
    figures: &mut Figures,
) -> Result<(), StoreError> {
    let fresh = job.judge(KIND, lines, fact).await?;
    if fresh.is_empty() {
        return Ok(());
    }
    let around = around(job, lines).await?;
    let owners = around.affiliates.values();
    let owners = once(owners.map(|it| it.account_id.as_str()).collect());
    import::account_locks(job.tx, &owners).await?;
    let (mut rows, mut known) = (Vec::new(), Vec::new());
    let mut books = BTreeMap::new();
    for fresh in &fresh {
        let row = commission(job, fresh, &around);
        let booked = row.map(|row| book(job, &mut books, &row).map(|()| row));
        let Some(Ok(row)) = booked else {
            if booked.is_some() {
                let mut flaws = job.flaws(fresh.line.line);
                flaws.add("amount", "cannot be booked");
            }
            job.step();
            continue;
        };
        known.push(job.wrote(KIND, fresh, &row.account_id, &row.id));
        rows.push(row);
    }
    let books: Vec<AccountBook<'_>> = books.into_values().collect();
    for book in &books {
        figures.note_commissions(book);
    }
    import::add_commissions(job.tx, &rows).await?;
    flush(job.tx, books).await?;
    let touched = once(rows.iter().map(|row| row.affiliate_id.as_str()).collect());
    store::affiliate::recount(job.tx, &touched).await?;
    import::remember(job.tx, KIND, &known).await
}

fn once(mut names: Vec<&str>) -> Vec<&str> {
    names.sort_unstable();
    names.dedup();
    names
}

async fn around(job: &mut Job<'_>, lines: &[Line<row::Commission>]) -> Result<Around, StoreError> {
    let rows = || lines.iter().map(|line| &line.row);
    let affiliates = once(rows().map(|row| row.affiliate.as_str()).collect());
    let invoices = once(rows().filter_map(|row| row.invoice.as_deref()).collect());
    Ok(Around {
        affiliates: import::affiliates(job.tx, &affiliates).await?,
        invoices: import::invoices(job.tx, &invoices).await?,
    })
}

fn commission(
    job: &mut Job<'_>,
    fresh: &Fresh<'_, row::Commission>,
    around: &Around,
) -> Option<import::Commission> {
    let row = &fresh.line.row;
    let customer = job.account(&row.account);
    let id = job.frame.ids.next(job.frame.now, CommissionId::make);
    let mut flaws = job.flaws(fresh.line.line);
    let affiliate = flaws.find("affiliate", &around.affiliates, &row.affiliate);
    match &customer {
        None => flaws.add("account", format!("{:?} is not there", row.account)),
        Some(customer) if affiliate.is_some_and(|it| it.account_id == *customer) => {
            flaws.add("account", "is the affiliate's own");
        }
        Some(_) => {}
    }
    let invoice = invoice(&mut flaws, row, (customer.as_deref(), around));
    let at = check::instant(&mut flaws, "at", &row.at);
    let base = check::money(&mut flaws, "base", row.base, row.currency);
    let amount = check::money(&mut flaws, "amount", row.amount, row.currency);
    if let (Some(base), Some(amount)) = (base, amount) {
        check_state(&mut flaws, row, (base, amount));
    }
    let (true, Some(affiliate), Some(at)) = (flaws.none(), affiliate, at) else {
        return None;
    };
    Some(import::Commission {
        id: id.into(),
        reference: fresh.line.reference.clone(),
        affiliate_id: affiliate.id.clone(),
        account_id: affiliate.account_id.clone(),
        customer_id: customer?,
        invoice_id: invoice,
        at: at.0,
        on_day: date_in(&affiliate.time_zone, at).to_string(),
        currency: row.currency.to_string(),
        base_minor: base?.minor,
        amount_minor: amount?.minor,
        state: row.state.as_str().to_owned(),
        until: row.until.map(|day| day.to_string()),
        reason: row.reason.clone(),
        paid_on: row.paid_on.map(|day| day.to_string()),
    })
}

/// The id of the invoice: one of the customer's, in the same currency.
fn invoice(
    flaws: &mut Flaws<'_>,
    row: &row::Commission,
    (customer, around): (Option<&str>, &Around),
) -> Option<String> {
    let name = row.invoice.as_ref()?;
    let found = flaws.find("invoice", &around.invoices, name)?;
    if customer != Some(found.account_id.as_str()) {
        flaws.add("invoice", "belongs to another account");
    }
    if found.currency != row.currency.code() {
        flaws.add("currency", "is not that of the invoice");
    }
    Some(found.id.clone())
}

/// What belongs to a state is there, and nothing else.
fn check_state(flaws: &mut Flaws<'_>, row: &row::Commission, (base, amount): (Money, Money)) {
    if base.minor.signum() * amount.minor.signum() < 0 {
        flaws.add("amount", "has another sign than base");
    }
    let takes = amount.minor < 0 || row.state == State::Reversed;
    let reason = row.reason.as_ref().filter(|text| !text.trim().is_empty());
    if takes && reason.is_none() {
        flaws.add("reason", "is missing");
    }
    if row.state == State::Pending && row.until.is_none() {
        flaws.add("until", "is missing");
    }
    match (row.state == State::Paid, row.paid_on) {
        (true, None) => flaws.add("paid_on", "is missing"),
        (false, Some(_)) => flaws.add("paid_on", "belongs to what is paid"),
        (true, Some(_)) | (false, None) => {}
    }
}

/// Books what is owed; the other side is what the older system knew.
fn book<'j>(
    job: &Job<'j>,
    books: &mut BTreeMap<AccountId, AccountBook<'j>>,
    row: &import::Commission,
) -> Result<(), BookingError> {
    let account: AccountId = row.account_id.parse().map_err(|_| BookingError::Missing)?;
    let state = State::ALL.into_iter().find(|it| it.as_str() == row.state);
    let currency = row.currency.parse().map_err(|_| BookingError::Missing)?;
    if !state.is_some_and(State::owed) {
        return Ok(());
    }
    let clerk = Clerk {
        ids: &job.frame.ids,
        now: job.frame.now,
    };
    let opened = || AccountBook::new(clerk, account.clone());
    let book = books.entry(account.clone()).or_insert_with(opened);
    let stamp = Stamp {
        at: Instant(row.at),
        on: row.on_day.parse().map_err(|_| BookingError::Missing)?,
        reference: format!("{KIND}:{}", row.reference),
    };
    let amount = Money::new(row.amount_minor, currency);
    book.owe_commission(&Book::Opening, amount, &stamp)
}
