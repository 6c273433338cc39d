use std::collections::BTreeSet;

use billing::dunning::STOP_AT;
use billing::number::DocumentKind;
use model::id::InvoiceId;
use model::money::Money;
use model::time::{Date, Instant};
use store::booking::Invoice;

use super::case::Case;
use super::collect::{Collected, Counter};
use super::days::Span;
use super::number::{Numbers, Wanted};
use super::open::Open;
use super::paper::{self, Buyer};
use super::remind::{Day, Reminded, remind, settled, stops};
use super::report::Turn;
use crate::booking::{AccountBook, BookingError, Stamp};
use crate::ids::Ids;
use crate::zone::time_on;

/// What was booked for an account.
pub(super) struct Booked {
    pub papers: Vec<Invoice>,
    pub expired: u64,
    /// When collection goes on, if it waits for its hour.
    pub waits_until: Option<Instant>,
    /// What was done about debts.
    pub reminded: Reminded,
    /// The charges that were begun.
    pub collected: Collected,
}

impl Case<'_> {
    /// The numbers that its documents need.
    pub fn wants(&self, wanted: &mut Wanted) {
        for (_, draft) in &self.brought.drafts {
            wanted.document(self.issuer, DocumentKind::Invoice, draft.real.issued_on);
        }
    }

    /// Its documents, numbered, each with the planned day on which it is made.
    pub fn papers(
        &self,
        numbers: &mut Numbers,
        mut next_id: impl FnMut() -> InvoiceId,
    ) -> Result<Vec<(Date, Invoice)>, BookingError> {
        let names = self.held.iter().map(|it| &it.row);
        let names = names.map(|row| (row.id.as_str(), row.name.as_str()));
        let measured = self.usage.names.iter();
        let measured = measured.map(|(id, name)| (id.as_str(), name.as_str()));
        let buyer = Buyer {
            account: &self.id,
            party: &self.party,
            own_reference: self.row.own_reference.as_deref(),
            names: names.chain(measured).collect(),
        };
        let mut papers = Vec::with_capacity(self.brought.drafts.len());
        for (day, draft) in &self.brought.drafts {
            let issued_on = draft.real.issued_on;
            let numbered = numbers.next(self.issuer, DocumentKind::Invoice, issued_on);
            let numbered = numbered.ok_or(BookingError::Missing)?;
            let paper = paper::invoice(next_id(), draft, (self.issuer, &buyer), numbered);
            papers.push((*day, paper));
        }
        Ok(papers)
    }

    /// Books its days in order: what has expired is taken out, what has come is issued, what is due
    /// is collected.
    pub fn book(
        &mut self,
        book: &mut AccountBook<'_>,
        papers: Vec<(Date, Invoice)>,
        (ids, turn): (&Ids, Turn),
    ) -> Result<Booked, BookingError> {
        let mut booked = Booked {
            papers: Vec::with_capacity(papers.len()),
            expired: 0,
            waits_until: None,
            reminded: Reminded::default(),
            collected: Collected::default(),
        };
        let Some(span) = self.span else {
            return Ok(booked);
        };
        let now = turn.now;
        let mut days: BTreeSet<Date> = papers.iter().map(|(day, _)| *day).collect();
        days.insert(span.until);
        let mut papers = papers.into_iter().peekable();
        let hour = self.hour(turn, span, self.issuer.house.policy.charge_at.minutes());
        while let Some(day) = days.pop_first() {
            let today = span.on(day).account;
            booked.expired += book.expire(day, (today, now))?;
            while let Some((_, paper)) = papers.next_if(|(planned, _)| *planned <= day) {
                self.issue(book, &paper, (today, now))?;
                let due_on = paper.due_on;
                days.extend((due_on > day && due_on <= span.until).then_some(due_on));
                self.open.push(Open::issued(&paper, &self.held));
                booked.papers.push(paper);
            }
            self.ask(book, today)?;
            if hour.is_none() {
                let collected = &mut booked.collected;
                self.collect(book, (ids, now), (day, today, collected))?;
            }
        }
        self.dun(book, (turn, span), &mut booked)?;
        Ok(booked)
    }

    /// Collects what is due up to a planned day, on the real day beside it.
    fn collect(
        &mut self,
        book: &mut AccountBook<'_>,
        (ids, now): (&Ids, Instant),
        (day, today, collected): (Date, Date, &mut Collected),
    ) -> Result<(), BookingError> {
        let counter = Counter {
            ids,
            policy: &self.issuer.house.policy,
            account: &self.id,
            cashier: self.cashier.as_ref(),
            today,
            now,
            real: day == today,
        };
        counter.collect(book, &mut self.open, (day, collected))
    }

    /// Finds who can be charged for what is open.
    fn ask(&mut self, book: &AccountBook<'_>, today: Date) -> Result<(), BookingError> {
        for it in &mut self.open {
            let currency = book.standing(&it.invoice)?.currency;
            it.ask(self.cashier.as_ref(), (currency, today));
        }
        Ok(())
    }

    /// Does what is to be done about debts. That is never made up for on behalf of past days: only
    /// the run that has reached the real day does it.
    fn dun(
        &mut self,
        book: &AccountBook<'_>,
        (turn, span): (Turn, Span),
        booked: &mut Booked,
    ) -> Result<(), BookingError> {
        let policy = &self.issuer.house.policy;
        let charges = self.hour(turn, span, policy.charge_at.minutes());
        let stopping = self.hour(turn, span, STOP_AT);
        let day = Day {
            policy,
            today: span.until,
            told_on: self.told_on,
            stops: stopping.is_none(),
            cashier: self.cashier.as_ref(),
        };
        if charges.is_none() && day.today == span.account {
            booked.reminded = remind(book, &mut self.open, day)?;
        }
        if day.today == span.account {
            // Whoever has paid waits for no hour.
            booked.reminded.settled = settled(book, &self.open)?;
        }
        for it in &mut self.open {
            let left = it.look_again(book, policy, day.today)?;
            if !left.is_empty() {
                let stopping = stopping.filter(|_| left.iter().any(stops));
                let hour = charges.or(stopping);
                booked.waits_until = booked.waits_until.into_iter().chain(hour).min();
            }
        }
        Ok(())
    }

    fn issue(
        &self,
        book: &mut AccountBook<'_>,
        paper: &Invoice,
        (_, now): (Date, Instant),
    ) -> Result<(), BookingError> {
        let stamp = Stamp {
            at: now,
            on: paper.issued_on,
            reference: format!("issue:{}/{}", self.issuer.reference, paper.number),
        };
        let tax = Money::new(paper.tax, paper.net.currency);
        book.issue(paper::untouched(paper), (paper.net, tax), &stamp)
    }

    /// The hour for which something has still to wait; `minutes` after midnight.
    fn hour(&self, turn: Turn, span: Span, minutes: u16) -> Option<Instant> {
        let hour = time_on(&self.row.time_zone, span.account, minutes);
        (turn.order.until.is_none() && turn.now < hour).then_some(hour)
    }
}
