//! Facts of an account, checked each for itself and ready to be booked.

use billing::ledger::Book;
use billing::number::DocumentKind;
use model::id::{AccountId, BillingAccountId, CreditNoteId, LotId};
use model::money::Money;
use model::time::{Date, Instant};
use store::booking::{self, Standing};
use store::import::AccountFacts;

use super::around::Around;
use super::check::{self, json};
use super::document::{self, Body, Head, Written};
use super::job::{Flaws, Frame};
use super::number::Wanted;
use super::row::{self, PaymentBy};
use super::source::Line;

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

/// A payment on it.
#[derive(Clone)]
pub(super) struct Pay {
    /// Its field in the row.
    pub field: String,
    pub on: Date,
    pub amount: Money,
    pub refunded: Money,
    /// Where the money lies; none if it was credit.
    pub from: Option<Book>,
    pub by: PaymentBy,
    pub billing_account: Option<BillingAccountId>,
    pub reference: Option<String>,
}

/// A credit note.
pub(super) struct Note {
    pub line: u64,
    pub document: booking::CreditNote,
    pub tax: Money,
    /// `<seller>/<number>`.
    pub reference: String,
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
    let wanted = Wanted {
        seller: &facts.seller_id,
        kind: DocumentKind::Invoice,
        number: &row.number,
        issued_on: row.issued_on,
    };
    let series = around.numbers.place(flaws, &wanted);
    if row.due_on < row.issued_on {
        flaws.add("due_on", "is before issued_on");
    }
    let written = Written {
        lines: &row.lines,
        net: row.net,
        tax: row.tax,
        total: row.total,
    };
    let body = document::body(flaws, &written, (account, row.currency), around);
    let total = body.as_ref().map(|body| body.total);
    let payments = payments(flaws, row, account, (around, total));
    let payers = payers(flaws, row, account, around);
    let id = around.targets.get(&line.reference)?.id.clone();
    let body = body.filter(|_| flaws.none())?;
    if !around.numbers.take(&wanted) {
        flaws.add("number", "is taken by another document");
        return None;
    }
    let standing = Standing {
        invoice_id: id.clone(),
        account_id: account.clone(),
        issued_on: row.issued_on,
        due_on: row.due_on,
        currency: row.currency,
        total_minor: body.total.minor,
        settled_minor: 0,
        returned_minor: 0,
        credited_minor: 0,
        written_off_minor: 0,
        open_minor: 0,
        in_flight: false,
        state: String::new(),
    };
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

fn invoice(
    line: &Line<row::Invoice>,
    body: Body,
    (account, facts): (&AccountId, &AccountFacts),
    around: &Around<'_>,
) -> Option<booking::Invoice> {
    let row = &line.row;
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
    let hash = document::hash(&head, &row.lines, &body);
    let first = row.lines.first()?;
    let held = first.subscription.as_ref();
    let held = held.and_then(|name| around.subscriptions.get(name));
    let title = billing::invoice::title_and_detail(billing::invoice::FirstLine {
        subscription: held.map(|it| it.name.as_str()),
        text: &first.text,
    });
    let own = facts.own_reference.clone();
    let printed = if row.seller.is_some() { None } else { own };
    let choice = held.and_then(|it| it.credit_first);
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
        seller: json(&seller),
        buyer: json(&buyer),
        own_reference: row.own_reference.clone().or(printed),
        credit_first: row.credit_first.or(choice).unwrap_or(facts.credit_first),
        dunning_from: row.dunning_from,
        imported: true,
        hash,
        lines: body.lines,
        taxes: body.taxes,
        payers: Vec::new(),
    })
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

/// The payer list: as it was issued, else that of the first line's subscription.
fn payers(
    flaws: &mut Flaws<'_>,
    row: &row::Invoice,
    account: &AccountId,
    around: &Around<'_>,
) -> Vec<BillingAccountId> {
    let mut ids = Vec::new();
    if let Some(names) = &row.payers {
        for (n, name) in names.iter().enumerate() {
            ids.extend(method_named(
                flaws,
                &format!("payers[{n}]"),
                (name, account),
                around,
            ));
        }
        return ids.into_iter().map(|(id, _)| id).collect();
    }
    let held = row
        .lines
        .first()
        .and_then(|line| line.subscription.as_ref());
    let held = held.and_then(|name| around.subscriptions.get(name));
    let list = held.and_then(|it| around.payers.get(&it.id));
    let list = list.into_iter().flatten();
    list.filter_map(|id| id.parse().ok()).collect()
}

/// A billing account of the account, and the name of its gateway.
fn method_named(
    flaws: &mut Flaws<'_>,
    field: &str,
    (name, account): (&str, &AccountId),
    around: &Around<'_>,
) -> Option<(BillingAccountId, String)> {
    let found = flaws.find(field, &around.billing_accounts, name)?;
    if found.account_id != account.as_str() {
        flaws.add(field, "belongs to another account");
        return None;
    }
    let id = flaws.take(field, found.id.parse())?;
    Some((id, found.gateway.clone()))
}

fn payments(
    flaws: &mut Flaws<'_>,
    row: &row::Invoice,
    account: &AccountId,
    (around, total): (&Around<'_>, Option<Money>),
) -> Vec<Pay> {
    if row.paid_on.is_some() && !row.payments.is_empty() {
        flaws.add("paid_on", "stands beside payments");
    }
    let mut found: Vec<Pay> = Vec::new();
    if let (Some(on), Some(total)) = (row.paid_on, total.filter(|total| !total.is_zero())) {
        found.push(Pay {
            field: "paid_on".to_owned(),
            on,
            amount: total,
            refunded: Money::zero(total.currency),
            from: Some(Book::Opening),
            by: PaymentBy::Other,
            billing_account: None,
            reference: None,
        });
    }
    for (n, payment) in row.payments.iter().enumerate() {
        let place = format!("payments[{n}]");
        found.extend(pay(flaws, (place, payment), (row, account), around));
    }
    // The order of days is the order in which they are booked and exported.
    found.sort_by_key(|pay| pay.on);
    found
}

fn pay(
    flaws: &mut Flaws<'_>,
    (place, payment): (String, &row::Payment),
    (row, account): (&row::Invoice, &AccountId),
    around: &Around<'_>,
) -> Option<Pay> {
    let field = |name: &str| format!("{place}.{name}");
    let amount = check::money(flaws, field("amount"), payment.amount, row.currency);
    if amount.is_some_and(|amount| amount.minor <= 0) {
        flaws.add(field("amount"), "is not above zero");
    }
    let refunded = match payment.refunded {
        Some(back) => check::from_zero(flaws, field("refunded"), back, row.currency),
        None => Some(Money::zero(row.currency)),
    };
    if let (Some(amount), Some(refunded)) = (amount, refunded)
        && refunded.minor > amount.minor
    {
        flaws.add(field("refunded"), "is more than was paid");
    }
    let named = payment.billing_account.as_deref();
    let method = named.map(|name| (name, account));
    let method = method.and_then(|it| method_named(flaws, &field("billing_account"), it, around));
    let from = match payment.by {
        PaymentBy::Credit => None,
        PaymentBy::BillingAccount => method.as_ref().map(|(_, gateway)| Book::cash(gateway)),
        PaymentBy::Transfer => Some(Book::cash("manual")),
        PaymentBy::Other => Some(Book::Opening),
    };
    match (payment.by == PaymentBy::BillingAccount, named) {
        (true, None) => flaws.add(field("billing_account"), "is missing"),
        (false, Some(_)) => flaws.add(field("billing_account"), "stands beside another way"),
        (true, Some(_)) | (false, None) => {}
    }
    Some(Pay {
        on: payment.on,
        amount: amount?,
        refunded: refunded?,
        from,
        by: payment.by,
        billing_account: method.map(|(id, _)| id),
        reference: payment.reference.clone(),
        field: place,
    })
}

pub(super) fn note(
    flaws: &mut Flaws<'_>,
    line: &Line<row::CreditNote>,
    (account, facts): (&AccountId, &AccountFacts),
    (around, invoice): (&mut Around<'_>, Invoiced),
    frame: &Frame,
) -> Option<Note> {
    let row = &line.row;
    let wanted = Wanted {
        seller: &facts.seller_id,
        kind: DocumentKind::CreditNote,
        number: &row.number,
        issued_on: row.issued_on,
    };
    let series = around.numbers.place(flaws, &wanted);
    if row.issued_on < invoice.issued_on {
        flaws.add("issued_on", "is before the invoice");
    }
    let written = Written {
        lines: &row.lines,
        net: row.net,
        tax: row.tax,
        total: row.total,
    };
    let body = document::body(flaws, &written, (account, invoice.currency), around);
    let target = flaws.find("invoice", &around.targets, &row.invoice);
    let target = target.map(|it| it.id.clone());
    let (body, target) = (body.filter(|_| flaws.none())?, target?);
    if !around.numbers.take(&wanted) {
        flaws.add("number", "is taken by another document");
        return None;
    }
    let seller = row.seller.clone().unwrap_or(invoice.seller);
    let buyer = row.buyer.clone().unwrap_or(invoice.buyer);
    let head = Head {
        kind: "credit_note",
        number: &row.number,
        issued_on: row.issued_on,
        due_on: None,
        parties: (&seller, &buyer),
    };
    let hash = document::hash(&head, &row.lines, &body);
    Some(Note {
        line: line.line,
        tax: body.tax,
        reference: format!("{}/{}", around.prefix(&facts.seller_id), row.number),
        document: booking::CreditNote {
            id: frame.ids.next(frame.now, CreditNoteId::make),
            reference: line.reference.clone(),
            account: account.clone(),
            invoice: target,
            seller_id: facts.seller_id.parse().ok()?,
            number: row.number.clone(),
            series,
            issued_on: row.issued_on,
            net: body.net,
            tax: body.tax.minor,
            seller: json(&seller),
            buyer: json(&buyer),
            returned: "[]".to_owned(),
            imported: true,
            hash,
            lines: body.lines,
            taxes: body.taxes,
        },
    })
}

/// What a credit note takes over from its invoice.
pub(super) struct Invoiced {
    pub issued_on: Date,
    pub currency: model::currency::Currency,
    pub seller: model::invoice::Party,
    pub buyer: model::invoice::Party,
}
