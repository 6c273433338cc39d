//! Facts of an account, checked each for itself and ready to be booked.

use billing::invoice::{FirstLine, title_and_detail};
use billing::number::DocumentKind;
use model::id::{AccountId, InvoiceId, LotId};
use model::money::Money;
use model::time::{Date, Instant};
use store::booking::{self, Standing};
use store::import::AccountFacts;

use super::around::Around;
use super::books::Line;
use super::check;
use super::document::{self, Body, Head, Sealed};
use super::job::{Flaws, Frame};
use super::number::Wanted;
use super::payment::{self, Pay};
use super::row;

/// A grant of credit.
pub(super) struct Grant {
    pub line: u64,
    pub lot: booking::Lot,
}

/// An invoice, and what was paid on it in the order of days.
pub(super) struct Issue {
    pub line: u64,
    pub document: booking::Invoice,
    pub standing: Standing,
    /// `<seller>/<number>`.
    pub reference: String,
    pub tax: Money,
    pub payments: Vec<Pay>,
    pub written_off_on: Option<Date>,
}

/// Midnight UTC of a day: when imported facts are booked.
pub(super) fn midnight(day: Date) -> Instant {
    Instant(i64::from(day.days()) * 86_400_000_000)
}

pub(super) fn grant(
    flaws: &mut Flaws<'_>,
    line: &Line<row::Credit>,
    (account, zone): (&AccountId, &str),
    frame: &Frame,
) -> Option<Grant> {
    let row = &line.row;
    let today = crate::zone::date_in(zone, frame.now);
    let granted_on = row.on.unwrap_or(today);
    let amount = check::money(flaws, "amount", row.amount, row.currency);
    if amount.is_some_and(|amount| amount.minor <= 0) {
        flaws.add("amount", "is not above zero");
    }
    if row.expires_on.is_some() && row.origin != model::credit::Origin::Promotion {
        flaws.add("expires_on", "is for promotion only");
    }
    if row.expires_on.is_some_and(|last| last < granted_on) {
        flaws.add("expires_on", "is before the grant");
    }
    Some(Grant {
        line: line.line,
        lot: booking::Lot {
            id: frame.ids.next(frame.now, LotId::make),
            reference: line.reference.clone(),
            account: account.clone(),
            origin: row.origin,
            amount: amount.filter(|_| flaws.none())?,
            remaining: 0,
            held: 0,
            granted_on,
            expires_on: row.expires_on,
            note: row.note.clone(),
            payment: row.payment.clone(),
        },
    })
}

pub(super) fn issue(
    flaws: &mut Flaws<'_>,
    line: &Line<row::Invoice>,
    (account, facts): (&AccountId, &AccountFacts),
    around: &mut Around<'_>,
) -> Option<Issue> {
    let row = &line.row;
    let wanted = wanted(row, facts);
    let series = around.numbers.place(flaws, &wanted);
    if row.due_on < row.issued_on {
        flaws.add("due_on", "is before issued_on");
    }
    let body = document::body(flaws, &row.into(), (account, row.currency), around);
    let total = body.as_ref().map(|body| body.total);
    let payments = payment::payments(flaws, row, account, (around, total));
    let payers = payment::payers(flaws, row, account, around);
    let id = around.targets.get(&line.reference)?.id.clone();
    let body = body.filter(|_| flaws.none())?;
    if !around.numbers.take(&wanted) {
        flaws.add("number", "is taken by another document");
        return None;
    }
    let standing = untouched((&id, account), row, body.total);
    let tax = body.tax;
    let reference = format!("{}/{}", around.prefix(&facts.seller_id), row.number);
    let document = invoice(line, body, (account, facts), around)?;
    Some(Issue {
        line: line.line,
        document: booking::Invoice {
            id,
            series,
            payers,
            ..document
        },
        standing,
        reference,
        tax,
        payments,
        written_off_on: row.written_off_on,
    })
}

fn wanted<'a>(row: &'a row::Invoice, facts: &'a AccountFacts) -> Wanted<'a> {
    Wanted {
        seller: &facts.seller_id,
        kind: DocumentKind::Invoice,
        number: &row.number,
        issued_on: row.issued_on,
    }
}

/// The standing of an invoice on which nothing was booked.
fn untouched(
    (invoice, account): (&InvoiceId, &AccountId),
    row: &row::Invoice,
    total: Money,
) -> Standing {
    Standing {
        invoice_id: invoice.clone(),
        account_id: account.clone(),
        issued_on: row.issued_on,
        due_on: row.due_on,
        currency: row.currency,
        total_minor: total.minor,
        settled_minor: 0,
        returned_minor: 0,
        credited_minor: 0,
        written_off_minor: 0,
        open_minor: 0,
        in_flight: false,
        state: String::new(),
    }
}

fn invoice(
    line: &Line<row::Invoice>,
    body: Body,
    (account, facts): (&AccountId, &AccountFacts),
    around: &Around<'_>,
) -> Option<booking::Invoice> {
    let row = &line.row;
    let sealed = sealed(row, &body, facts, around)?;
    let first = row.lines.first()?;
    let (title, choice) = about(first, around);
    // What an export does not name was not printed.
    let own = facts.own_reference.clone();
    let printed = own.filter(|_| row.seller.is_none());
    Some(booking::Invoice {
        id: around.targets.get(&line.reference)?.id.clone(),
        reference: line.reference.clone(),
        account: account.clone(),
        seller_id: facts.seller_id.parse().ok()?,
        number: row.number.clone(),
        series: None,
        issued_on: row.issued_on,
        due_on: row.due_on,
        planned_on: row.planned_on,
        net: body.net,
        tax: body.tax.minor,
        search: search(row, &title.0, around),
        title,
        period: first.period,
        seller: sealed.seller,
        buyer: sealed.buyer,
        own_reference: row.own_reference.clone().or(printed),
        credit_first: row.credit_first.or(choice).unwrap_or(facts.credit_first),
        dunning_from: row.dunning_from,
        imported: true,
        hash: sealed.hash,
        lines: body.lines,
        taxes: body.taxes,
        payers: Vec::new(),
    })
}

/// The parties as they are kept, and the hash.
fn sealed(
    row: &row::Invoice,
    body: &Body,
    facts: &AccountFacts,
    around: &Around<'_>,
) -> Option<Sealed> {
    let issuer = around.sellers.get(&facts.seller_id)?;
    let seller = row
        .seller
        .clone()
        .unwrap_or_else(|| document::seller(issuer));
    let buyer = row.buyer.clone().unwrap_or_else(|| document::buyer(facts));
    let head = Head {
        kind: "invoice",
        number: &row.number,
        issued_on: row.issued_on,
        due_on: Some(row.due_on),
        parties: (&seller, &buyer),
    };
    Some(document::seal(&head, &row.lines, body))
}

/// What an invoice is about, and the credit choice of its subscription.
fn about(first: &row::Line, around: &Around<'_>) -> ((String, String), Option<bool>) {
    let held = first.subscription.as_ref();
    let held = held.and_then(|name| around.subscriptions.get(name));
    let title = title_and_detail(FirstLine {
        subscription: held.map(|it| it.name.as_str()),
        text: &first.text,
    });
    (title, held.and_then(|it| it.credit_first))
}

/// What a search looks through: the number, what it is about, and every line.
fn search(row: &row::Invoice, title: &str, around: &Around<'_>) -> String {
    let mut words = vec![row.number.as_str(), title];
    for line in &row.lines {
        words.push(&line.text);
        let held = line.subscription.as_ref();
        let held = held.and_then(|name| around.subscriptions.get(name));
        words.extend(held.map(|it| it.name.as_str()));
    }
    let mut seen = std::collections::HashSet::new();
    words.retain(|word| seen.insert(*word));
    words.join("\n").to_lowercase()
}
