use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use model::id::{AccountId, InvoiceId};
use model::time::{Date, Instant};
use store::Tx;
use store::booking::Invoice;
use store::column::As;
use store::run::{Done, Parked};

use super::book::Booked;
use super::case::{Case, cases};
use super::collect::Collected;
use super::issuer::issuers;
use super::mend::mend;
use super::moved::Moves;
use super::note::{self, Noted};
use super::number::{Given, Numbers, Wanted};
use super::off::Off;
use super::report::{Report, Trouble, Turn};
use super::top_up::{ToppedUp, top_up};
use crate::booking::{AccountBook, BookingError, Clerk, flush, load};
use crate::checkout::Gateways;
use crate::ids::Ids;
use crate::zone::begin_of;

/// What is done in one unit of work.
#[derive(Clone)]
pub(super) struct Work {
    pub ids: Arc<Ids>,
    /// Who is charged through whom; nobody is charged without.
    pub gateways: Gateways,
    pub turn: Turn,
    pub accounts: Vec<AccountId>,
    /// Numbers that a rehearsal has given before.
    pub given: Given,
}

/// What a unit of work has done.
pub(super) struct Chunk {
    pub report: Report,
    /// The numbers that it has given.
    pub given: Given,
}

/// Brings the claimed accounts up to date.
pub(super) async fn chunk(tx: &mut Tx, work: &Work) -> Result<Chunk, BookingError> {
    let ids: Vec<&str> = work.accounts.iter().map(AccountId::as_str).collect();
    let locked = store::account::lock_all(tx, &ids).await?;
    let issuers = issuers(tx).await?;
    let Turn { order, now, .. } = work.turn;
    let mut cases = cases(tx, &ids, (&issuers, &work.gateways), work.turn).await?;
    let mut numbers = numbers(tx, work, &cases).await?;
    let mut noted = note::issue(tx, (work, &cases), given_back(&cases)).await?;
    let mut books = books(tx, work, (&locked, &cases)).await?;
    let (mut report, mut moves) = (Report::default(), Moves::default());
    let (mut papers, mut ends, mut reminded) = (Vec::new(), Vec::new(), Vec::new());
    let mut collected = Collected::default();
    for case in &mut cases {
        let own = case.papers(&mut numbers, || work.ids.next(now, InvoiceId::make))?;
        let book = books.get_mut(&case.id).ok_or(BookingError::Missing)?;
        let booked = case.book(book, own, (&work.ids, work.turn))?;
        moves.add(case, &booked.papers, now);
        report.note(case, &booked);
        ends.push(End {
            waits_until: booked.waits_until,
            expiry: book.next_expiry(),
            top_up: None,
        });
        papers.extend(booked.papers);
        reminded.push(booked.reminded);
        collected.add(booked.collected);
    }
    write(tx, &papers, &moves).await?;
    flush(tx, books.into_values().collect()).await?;
    uncredited(tx, &noted.parked).await?;
    topped_up(tx, work, (&cases, &mut ends), &mut collected).await?;
    report.charged(&collected);
    let mended = mend(tx, work, &mut cases, reminded).await?;
    noted.add(mended.noted);
    hurry((&cases, &mut ends), (&mended.back, &noted), now);
    report.noted(&noted);
    let done = done(tx, &cases, &ends).await?;
    store::run::done(tx, &done).await?;
    if order.print {
        report.printed = crate::export::printed(tx, (&papers, &noted.notes), now).await?;
    }
    noted.given.extend(numbers.given);
    let given = noted.given;
    Ok(Chunk { report, given })
}

/// Usage of which a correction was refused is charged as it was.
async fn uncredited(tx: &mut Tx, refused: &[Parked]) -> Result<(), BookingError> {
    let accounts: Vec<&str> = refused.iter().map(|it| it.account.as_str()).collect();
    Ok(store::usage::adopt(tx, &accounts).await?)
}

/// Writes what was begun, and tops credit up where all that is due was collected.
async fn topped_up(
    tx: &mut Tx,
    work: &Work,
    (cases, ends): (&[Case<'_>], &mut [End]),
    begun: &mut Collected,
) -> Result<(), BookingError> {
    begin(tx, begun).await?;
    let today = |case: &&Case<'_>| case.span.is_some_and(|span| span.until == span.account);
    let rest = cases.iter().zip(&*ends);
    let rest = rest.filter(|(_, end)| end.waits_until.is_none());
    let rest: Vec<&Case<'_>> = rest.map(|(case, _)| case).filter(today).collect();
    let ToppedUp {
        collected,
        rules,
        next,
    } = top_up(tx, work, &rest).await?;
    for (case, end) in cases.iter().zip(ends) {
        end.top_up = next.get(&case.id).copied();
    }
    begin(tx, &collected).await?;
    for it in &rules {
        store::credit::top_up::keep(tx, it).await?;
    }
    begun.add(collected);
    Ok(())
}

/// What is in service again, or was settled by a credit note, is looked at once more at once.
fn hurry(
    (cases, ends): (&[Case<'_>], &mut [End]),
    (back, noted): (&BTreeSet<AccountId>, &Noted),
    now: Instant,
) {
    for (case, end) in cases.iter().zip(ends) {
        if back.contains(&case.id) || noted.settled.contains(&case.id) {
            end.waits_until = Some(now);
        }
    }
}

/// The numbers of invoices.
async fn numbers(tx: &mut Tx, work: &Work, cases: &[Case<'_>]) -> Result<Numbers, BookingError> {
    let mut wanted = Wanted::default();
    for case in cases {
        case.wants(&mut wanted);
    }
    Ok(wanted.take(tx, &work.given).await?)
}

/// What corrections of usage give back, each with the place of its case.
fn given_back(cases: &[Case<'_>]) -> Vec<(usize, Off)> {
    let backs = cases.iter().enumerate().flat_map(|(at, case)| {
        let backs = case.usage.backs.iter();
        backs.filter_map(move |(day, back)| Some((at, Off::usage(*day, back)?)))
    });
    backs.collect()
}

/// The books of locked accounts, with the invoices about which there may be something to do.
async fn books<'w>(
    tx: &mut Tx,
    work: &'w Work,
    (locked, cases): (&[AccountId], &[Case<'_>]),
) -> Result<BTreeMap<AccountId, AccountBook<'w>>, BookingError> {
    let open = cases.iter().flat_map(|case| &case.open);
    let open: Vec<&str> = open.map(|it| it.invoice.as_str()).collect();
    let clerk = Clerk {
        ids: &work.ids,
        now: work.turn.now,
    };
    Ok(load(tx, clerk, locked, &open).await?)
}

/// Writes documents, and what has moved with them.
async fn write(tx: &mut Tx, papers: &[Invoice], moves: &Moves) -> Result<(), BookingError> {
    store::booking::add_invoices(tx, papers).await?;
    store::booking::add_invoice_lines(tx, papers).await?;
    store::run::switch(tx, &moves.switched).await?;
    store::usage::add_former(tx, &moves.former).await?;
    store::run::reprice(tx, &moves.repriced).await?;
    store::run::advance(tx, &moves.advanced).await?;
    store::run::cover(tx, &moves.covered).await?;
    store::run::end(tx, &moves.ended).await?;
    crate::usage::refresh(tx, &moves.remeasured()).await?;
    store::run::add_billed(tx, &moves.billed).await?;
    store::run::park(tx, &moves.parked).await?;
    let subjects: Vec<&str> = moves.unparked.iter().map(String::as_str).collect();
    store::run::unpark(tx, &subjects).await?;
    store::audit::append(tx, &moves.acts, crate::chain::link).await?;
    Ok(())
}

/// Writes the charges that were begun: they are sent by whoever looks at payments.
async fn begin(tx: &mut Tx, collected: &Collected) -> Result<(), BookingError> {
    for (checkout, _) in &collected.charges {
        store::payment::add(tx, checkout).await?;
    }
    let orders = collected.charges.iter().map(|(_, order)| order.clone());
    let orders: Vec<_> = orders.collect();
    store::payment::add_orders(tx, &orders, &collected.parts).await?;
    let freed: Vec<&str> = collected.unparked.iter().map(String::as_str).collect();
    store::run::unpark(tx, &freed).await?;
    store::run::park(tx, &collected.parked).await?;
    store::audit::append(tx, &collected.acts, crate::chain::link).await?;
    Ok(())
}

/// How far each account is then, and when it is to be looked at again.
async fn done(tx: &mut Tx, cases: &[Case<'_>], ends: &[End]) -> Result<Vec<Done>, BookingError> {
    let ids: Vec<&str> = cases.iter().map(|case| case.id.as_str()).collect();
    let coming = store::run::coming(tx, &ids).await?;
    let mut soonest: HashMap<AccountId, Date> = HashMap::new();
    for (As(account), As(day)) in coming {
        let soon = soonest.entry(account).or_insert(day);
        *soon = day.min(*soon);
    }
    let done = cases.iter().zip(ends).map(|(case, end)| {
        let soonest = soonest.get(&case.id).copied();
        let (done_on, next) = end.next(case, soonest);
        Done {
            account: case.id.clone(),
            done_on,
            next,
        }
    });
    Ok(done.collect())
}

/// What is to come of an account beside its subscriptions and debts.
struct End {
    waits_until: Option<Instant>,
    expiry: Option<Date>,
    top_up: Option<Date>,
}

impl End {
    /// The last day done, and the next with its moment.
    fn next(&self, case: &Case<'_>, soonest: Option<Date>) -> (Date, Option<(Date, Instant)>) {
        let begins = |day: Date| (day, begin_of(&case.row.time_zone, day));
        let Some(span) = case.span else {
            // Nothing is undone; whoever comes up to its own day looks again.
            return (case.done_on, Some(begins(case.done_on)));
        };
        if let Some(hour) = self.waits_until {
            return (span.until, Some((span.until, hour)));
        }
        let days = [soonest, self.expiry, self.top_up, case.usage.next];
        let next = days.into_iter().flatten().min();
        let next = next.map(|day| begins(day.max(span.until.plus_days(1))));
        (span.until, next)
    }
}

impl Report {
    /// Notes what was done for an account.
    fn note(&mut self, case: &Case<'_>, booked: &Booked) {
        self.accounts += 1;
        self.expired += booked.expired;
        for paper in &booked.papers {
            self.invoices += 1;
            let total = i128::from(paper.net.minor) + i128::from(paper.tax);
            *self.totals.entry(paper.net.currency).or_default() += total;
        }
        for (subject, cause, _) in &case.brought.parked {
            tracing::error!(subject, cause, "set aside");
            self.parked.push(Trouble {
                account: case.id.clone(),
                subject: subject.clone(),
                cause: cause.clone(),
            });
        }
    }

    /// Notes the charges that were begun or set aside.
    fn charged(&mut self, collected: &Collected) {
        self.charges += collected.charges.len();
        self.parked
            .extend(collected.parked.iter().map(|it| Trouble {
                account: it.account.clone(),
                subject: it.subject.clone(),
                cause: it.cause.clone(),
            }));
    }

    /// Notes credit notes, and what the provider is to credit.
    fn noted(&mut self, noted: &Noted) {
        self.credit_notes += u64::try_from(noted.notes.len()).unwrap_or_default();
        self.parked.extend(noted.parked.iter().map(|it| Trouble {
            account: it.account.clone(),
            subject: it.subject.clone(),
            cause: it.cause.clone(),
        }));
    }
}
