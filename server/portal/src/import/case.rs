//! The facts of one account, booked in the order of their days.

use std::collections::{HashMap, HashSet};

use model::id::{InvoiceId, LotId};
use model::money::Money;
use model::time::Date;
use serde_json::{Value, json};

use super::draft::{Grant, Issue, midnight};
use super::event::Event;
use super::note::Note;
use super::payment::Pay;
use super::row::PaymentBy;
use crate::booking::{AccountBook, BookingError, Paid, Refund, Stamp};

/// What the file brings for an account.
#[derive(Default)]
pub(super) struct Case {
    pub grants: Vec<Grant>,
    pub issues: Vec<Issue>,
    pub notes: Vec<Note>,
    /// Invoices of the file that were refused.
    pub refused: HashSet<InvoiceId>,
}

/// Why a row cannot be booked.
pub(super) struct Refusal {
    pub line: u64,
    pub field: String,
    pub reason: String,
}

/// What of payments is still to go back, and which lots were spent on them.
#[derive(Default)]
struct Back {
    rest: HashMap<(usize, usize), i64>,
    used: HashMap<(usize, usize), Vec<(LotId, Money)>>,
    times: HashMap<(usize, usize), u32>,
}

impl Case {
    /// Books everything; says which rows cannot be booked. They are to be taken out, and the rest
    /// is to be booked on fresh books: what a refused row spent may be missing elsewhere.
    pub(super) fn book(&mut self, book: &mut AccountBook<'_>) -> Vec<Refusal> {
        let mut refusals = self.corrected();
        if !refusals.is_empty() {
            return refusals;
        }
        let mut back = Back::default();
        for (n, issue) in self.issues.iter().enumerate() {
            for (m, pay) in issue.payments.iter().enumerate() {
                back.rest.insert((n, m), pay.refunded.minor);
            }
        }
        let mut refused = HashSet::new();
        for event in self.events() {
            let issue = self.issue_of(event);
            if issue.is_some_and(|n| refused.contains(&n)) {
                continue;
            }
            if let Err(refusal) = self.one(event, book, &mut back) {
                refusals.push(refusal);
                // Only what touched nothing but its own invoice leaves the others as they are.
                match issue.filter(|n| !back.used.keys().any(|(used, _)| used == n)) {
                    Some(n) => refused.insert(n),
                    None => break,
                };
            }
        }
        refusals
    }

    fn one(
        &mut self,
        event: Event,
        book: &mut AccountBook<'_>,
        back: &mut Back,
    ) -> Result<(), Refusal> {
        match event {
            Event::Grant(n) => self.grant(book, n),
            Event::Issue(n) => self.issue(book, n),
            Event::Pay(n, m) => self.pay(book, back, (n, m)),
            Event::Note(n) => self.note(book, back, n),
            Event::Refund(n, m) => self.refund(book, back, (n, m)),
            Event::WriteOff(n) => self.write_off(book, n),
        }
    }

    /// Takes a refused row out.
    pub(super) fn drop_line(&mut self, line: u64) {
        self.grants.retain(|it| it.line != line);
        let gone = self.issues.iter().filter(|it| it.line == line);
        self.refused.extend(gone.map(|it| it.document.id.clone()));
        self.issues.retain(|it| it.line != line);
        self.notes.retain(|it| it.line != line);
    }

    /// Rows that name an invoice of the file that was refused.
    fn corrected(&self) -> Vec<Refusal> {
        let refuse = |line, field| Refusal {
            line,
            field,
            reason: "names an invoice that was refused".to_owned(),
        };
        let mut refusals = Vec::new();
        if self.refused.is_empty() {
            return refusals;
        }
        for note in &self.notes {
            if self.refused.contains(&note.document.invoice) {
                refusals.push(refuse(note.line, "invoice".to_owned()));
            }
        }
        let invoices = self.issues.iter().map(|it| (it.line, &it.document.lines));
        let notes = self.notes.iter().map(|it| (it.line, &it.document.lines));
        for (line, lines) in invoices.chain(notes) {
            for (n, row) in lines.iter().enumerate() {
                let corrects = row.corrects.as_ref();
                if corrects.is_some_and(|(invoice, _)| self.refused.contains(invoice)) {
                    refusals.push(refuse(line, format!("lines[{n}].corrects.invoice")));
                }
            }
        }
        refusals
    }

    fn grant(&self, book: &mut AccountBook<'_>, n: usize) -> Result<(), Refusal> {
        let Some(it) = self.grants.get(n) else {
            return Ok(());
        };
        let stamp = stamp(it.lot.granted_on, format!("grant:{}", it.lot.reference));
        let note = self.notes.iter().find(|note| note.made(&it.lot));
        let done = match note {
            Some(note) => book.grant_of(it.lot.clone(), &note.document.invoice, &stamp),
            None => book.grant(it.lot.clone(), None, &stamp),
        };
        done.map_err(|error| refusal(it.line, "amount", &error))
    }

    fn issue(&self, book: &mut AccountBook<'_>, n: usize) -> Result<(), Refusal> {
        let Some(it) = self.issues.get(n) else {
            return Ok(());
        };
        let stamp = stamp(it.document.issued_on, format!("issue:{}", it.reference));
        let done = book.issue(it.standing.clone(), (it.document.net, it.tax), &stamp);
        done.map_err(|error| refusal(it.line, "total", &error))
    }

    fn pay(
        &self,
        book: &mut AccountBook<'_>,
        back: &mut Back,
        (n, m): (usize, usize),
    ) -> Result<(), Refusal> {
        let Some((it, pay)) = self.payment((n, m)) else {
            return Ok(());
        };
        let stamp = stamp(pay.on, format!("settle:{}:{}", it.reference, m + 1));
        let invoice = &it.document.id;
        let done = match &pay.from {
            None => book.use_credit(invoice, pay.amount, &stamp).map(|used| {
                back.used.insert((n, m), used);
            }),
            Some(from) => {
                let paid = Paid {
                    from: from.clone(),
                    by: pay.by.as_str(),
                    amount: pay.amount,
                    billing_account: pay.billing_account.clone(),
                    reference: pay.reference.clone(),
                    said: None,
                };
                book.pay(invoice, paid, &stamp)
            }
        };
        done.map_err(|error| {
            let field = if pay.field == "paid_on" {
                pay.field.clone()
            } else {
                format!("{}.amount", pay.field)
            };
            refusal(it.line, field, &error)
        })
    }

    fn payment(&self, (n, m): (usize, usize)) -> Option<(&Issue, &Pay)> {
        let issue = self.issues.get(n)?;
        Some((issue, issue.payments.get(m)?))
    }

    /// A credit note: what had been settled goes back, the newest payment first, as far as the rows
    /// of the payments say so; the rest stays on `refund payable`.
    fn note(
        &mut self,
        book: &mut AccountBook<'_>,
        back: &mut Back,
        n: usize,
    ) -> Result<(), Refusal> {
        let Some(it) = self.notes.get(n) else {
            return Ok(());
        };
        let (line, invoice) = (it.line, it.document.invoice.clone());
        let day = it.document.issued_on;
        let amounts = (it.document.net, it.tax);
        let stamp = stamp(day, format!("credit_note:{}", it.reference));
        let done = book.credit(&invoice, &it.document.id, amounts, &stamp);
        let (mut surplus, transaction) = done.map_err(|error| refusal(line, "total", &error))?;
        let place = self.issues.iter().position(|it| it.document.id == invoice);
        let mut returned = Vec::new();
        let made = self.grants.iter().filter(|grant| it.made(&grant.lot));
        for lot in made.map(|grant| &grant.lot) {
            let part = Money::new(lot.amount.minor.min(surplus.minor), surplus.currency);
            book.keep_payable(&invoice, (part, None), &stamp, transaction.clone());
            surplus.minor -= part.minor;
            returned.push(went("lot", &lot.reference, part));
        }
        if let Some(place) = place {
            let gone = self.returns(book, back, (place, day), &mut surplus);
            returned.extend(gone.map_err(|error| refusal(line, "total", &error))?);
        }
        if surplus.minor > 0 {
            book.keep_payable(&invoice, (surplus, None), &stamp, transaction);
            let of = place.and_then(|place| self.issues.get(place));
            let of = of.map(|it| it.reference.clone());
            let amount = surplus.plain();
            returned.push(json!({"to": "refund_payable", "ref": of, "amount": amount}));
        }
        if let Some(it) = self.notes.get_mut(n) {
            it.document.returned = Value::from(returned).to_string();
        }
        Ok(())
    }

    /// Sends back what was settled of an invoice, as far as its payments say so.
    fn returns(
        &self,
        book: &mut AccountBook<'_>,
        back: &mut Back,
        (place, day): (usize, Date),
        surplus: &mut Money,
    ) -> Result<Vec<Value>, BookingError> {
        let mut gone: Vec<(&str, String, Money)> = Vec::new();
        let count = self.issues.get(place).map_or(0, |it| it.payments.len());
        for at in (0..count).rev().map(|m| (place, m)) {
            let Some((_, pay)) = self.payment(at).filter(|(_, pay)| pay.on <= day) else {
                continue;
            };
            let rest = back.rest.get(&at).copied().unwrap_or_default();
            let part = Money::new(rest.min(surplus.minor), surplus.currency);
            if part.minor <= 0 {
                continue;
            }
            let kind = if pay.by == PaymentBy::Credit {
                "lot"
            } else {
                "payment"
            };
            for (to, part) in self.send_back(book, back, at, (part, day, true))? {
                match gone.iter_mut().find(|it| (it.0, &it.1) == (kind, &to)) {
                    Some(before) => before.2 = before.2.plus(part)?,
                    None => gone.push((kind, to, part)),
                }
            }
            surplus.minor -= part.minor;
        }
        let gone = gone.iter();
        Ok(gone.map(|(kind, to, part)| went(kind, to, *part)).collect())
    }

    /// Sends a part of a payment back; says where it went: into which lots, or under which
    /// reference the payment stands.
    fn send_back(
        &self,
        book: &mut AccountBook<'_>,
        back: &mut Back,
        at: (usize, usize),
        (amount, day, payable): (Money, Date, bool),
    ) -> Result<Vec<(String, Money)>, BookingError> {
        let (it, pay) = self.payment(at).ok_or(BookingError::Missing)?;
        let times = back.times.entry(at).or_default();
        *times += 1;
        let reference = format!("{}:{}", it.reference, at.1 + 1);
        let again = if *times > 1 {
            format!(".{times}")
        } else {
            String::new()
        };
        let stamp = stamp(day, format!("refund:{reference}{again}"));
        let used = back.used.get(&at).map_or(&[][..], Vec::as_slice);
        let refund = Refund {
            amount,
            from: pay.from.as_ref(),
            billing_account: pay.billing_account.as_ref(),
            used,
        };
        let mut lots = Vec::new();
        if payable {
            lots = book.pay_back(&it.document.id, &refund, &stamp)?;
        } else {
            book.refund(&it.document.id, &refund, &stamp)?;
        }
        if let Some(rest) = back.rest.get_mut(&at) {
            *rest -= amount.minor;
        }
        if lots.is_empty() {
            return Ok(vec![(reference, amount)]);
        }
        let named = |(id, part): (LotId, Money)| {
            let lot = book.lots().iter().find(|lot| lot.id == id)?;
            Some((lot.reference.clone(), part))
        };
        Ok(lots.into_iter().filter_map(named).collect())
    }

    fn refund(
        &self,
        book: &mut AccountBook<'_>,
        back: &mut Back,
        at: (usize, usize),
    ) -> Result<(), Refusal> {
        let Some((it, pay)) = self.payment(at) else {
            return Ok(());
        };
        let rest = back.rest.get(&at).copied().unwrap_or_default();
        if rest <= 0 {
            return Ok(());
        }
        let notes = self.notes.iter();
        let notes = notes.filter(|note| note.document.invoice == it.document.id);
        let last = notes.map(|note| note.document.issued_on).max();
        let day = last.map_or(pay.on, |last| last.max(pay.on));
        let amount = Money::new(rest, pay.amount.currency);
        let done = self.send_back(book, back, at, (amount, day, false));
        let field = format!("{}.refunded", pay.field);
        done.map(drop)
            .map_err(|error| refusal(it.line, field, &error))
    }

    fn write_off(&self, book: &mut AccountBook<'_>, n: usize) -> Result<(), Refusal> {
        let Some((it, day)) = self
            .issues
            .get(n)
            .and_then(|it| Some((it, it.written_off_on?)))
        else {
            return Ok(());
        };
        let stamp = stamp(day, format!("write_off:{}", it.reference));
        let done = book.write_off(&it.document.id, &stamp);
        done.map_err(|error| refusal(it.line, "written_off_on", &error))
    }
}

fn went(to: &str, reference: &str, amount: Money) -> Value {
    json!({"to": to, "ref": reference, "amount": amount.plain()})
}

fn stamp(on: Date, reference: String) -> Stamp {
    Stamp {
        at: midnight(on),
        on,
        reference,
    }
}

fn refusal(line: u64, field: impl Into<String>, error: &BookingError) -> Refusal {
    Refusal {
        line,
        field: field.into(),
        reason: error.to_string(),
    }
}
