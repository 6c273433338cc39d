use std::collections::{BTreeMap, BTreeSet};

use billing::credit_note::{Extent, Note, NoteRefusal, note};
use billing::number::DocumentKind;
use model::id::{AccountId, CreditNoteId, InvoiceId};
use model::money::Money;
use model::time::{Date, Instant};
use serde_json::{Value, json};
use store::Tx;
use store::audit::Act;
use store::booking::{self, CreditNote, Standing};
use store::run::Parked;

use super::case::Case;
use super::chunk::Work;
use super::note_paper::{Draft, paper};
use super::number::{Given, Numbers, Wanted};
use super::off::Off;
use super::trail::ACTOR;
use crate::booking::{
    AccountBook, BookingError, Clerk, Issued, Returns, Stamp, flush, granted, issued, load,
};

/// Credit notes that were issued in a unit of work.
#[derive(Default)]
pub(super) struct Noted {
    /// The numbers that they were given.
    pub given: Given,
    pub notes: Vec<CreditNote>,
    /// What the provider is to credit, because it cannot be done here.
    pub parked: Vec<Parked>,
    /// The accounts of which an invoice is settled by it.
    pub settled: BTreeSet<AccountId>,
}

impl Noted {
    /// Adds what was issued later in the same unit of work.
    pub fn add(&mut self, other: Self) {
        for (series, count) in other.given {
            *self.given.entry(series).or_default() += count;
        }
        self.notes.extend(other.notes);
        self.parked.extend(other.parked);
        self.settled.extend(other.settled);
    }
}

/// Issues and books credit notes, one for each invoice and planned day: each first lowers what is
/// open, and only what had been settled goes back. All is written in this unit of work.
pub(super) async fn issue(
    tx: &mut Tx,
    (work, cases): (&Work, &[Case<'_>]),
    offs: Vec<(usize, Off)>,
) -> Result<Noted, BookingError> {
    let mut noted = Noted::default();
    if offs.is_empty() {
        return Ok(noted);
    }
    let invoices: Vec<&str> = offs.iter().map(|(_, off)| off.line.0.as_str()).collect();
    let mut known = issued(tx, &invoices).await?;
    let standings = booking::standings(tx, &invoices).await?;
    let mut left = standings.iter().map(left).collect();
    let mut found = (&mut known, &mut left);
    let drafts = drafts((work, cases), offs, (&mut found, &mut noted.parked));
    let mut numbers = numbered(tx, work, &drafts).await?;
    for (case, invoice, draft) in drafts {
        let Some(it) = known.get(&invoice) else {
            continue;
        };
        let number = numbers.next(case.issuer, DocumentKind::CreditNote, draft.issued_on);
        let number = number.ok_or(BookingError::Missing)?;
        let id = work.ids.next(work.turn.now, CreditNoteId::make);
        noted.notes.push(paper(id, (it, &draft), number));
    }
    noted.given = numbers.given;
    noted.settled = book(tx, (work, cases), &mut noted.notes).await?;
    store::run::park(tx, &noted.parked).await?;
    Ok(noted)
}

/// A credit note that has no number yet, of an account and on an invoice.
type Unnumbered<'a, 'c> = (&'a Case<'c>, InvoiceId, Draft);

/// What of an invoice can be credited: what is open, and what is settled and has not gone back.
/// What was given up cannot.
fn left((invoice, it): (&InvoiceId, &Standing)) -> (InvoiceId, i64) {
    let settled = it.settled_minor.saturating_sub(it.returned_minor);
    (invoice.clone(), it.open_minor.saturating_add(settled))
}

/// Issued invoices, and what of each can be credited.
type Known<'k> = (
    &'k mut BTreeMap<InvoiceId, Issued>,
    &'k mut BTreeMap<InvoiceId, i64>,
);

/// Computes credit notes; what is refused is set aside.
fn drafts<'a, 'c>(
    (work, cases): (&Work, &'a [Case<'c>]),
    offs: Vec<(usize, Off)>,
    ((known, left), parked): (&mut Known<'_>, &mut Vec<Parked>),
) -> Vec<Unnumbered<'a, 'c>> {
    let mut drafts = Vec::new();
    for ((at, planned, invoice), parts) in grouped(offs) {
        let Some((case, it)) = cases.get(at).zip(known.get_mut(&invoice)) else {
            continue;
        };
        let left = left.entry(invoice.clone()).or_default();
        match drafted((it, left), (case, &parts)) {
            Ok(made) => {
                let issued_on = case.issues_on(planned).max(it.head.issued_on);
                let draft = Draft {
                    issued_on,
                    made,
                    parts,
                };
                drafts.push((case, invoice, draft));
            }
            Err(cause) => parked.push(Parked {
                account: case.id.clone(),
                subject: invoice.to_string(),
                cause: format!("the provider credits {}: {cause}", it.head.number),
                planned_on: planned,
                at: work.turn.now,
            }),
        }
    }
    drafts
}

/// What shares a credit note.
fn grouped(offs: Vec<(usize, Off)>) -> BTreeMap<(usize, Date, InvoiceId), Vec<Off>> {
    let mut found: BTreeMap<_, Vec<Off>> = BTreeMap::new();
    for (at, off) in offs {
        let of = (at, off.planned, off.line.0.clone());
        found.entry(of).or_default().push(off);
    }
    found
}

/// What a credit note holds; the invoice is credited by it from then on.
fn drafted(
    (it, left): (&mut Issued, &mut i64),
    (case, parts): (&Case<'_>, &[Off]),
) -> Result<Note, String> {
    // Its number would be of the series of the account's seller, who corrects nobody else's.
    if it.head.seller_id != case.issuer.house.seller {
        return Err("the account has another seller now".to_owned());
    }
    let mut nets: BTreeMap<u32, i64> = BTreeMap::new();
    for part in parts {
        let net = nets.entry(part.line.1).or_default();
        *net = net.saturating_add(part.worth.amount.minor);
    }
    let made = note(&it.facts, &Extent::Lines(nets.into_iter().collect()));
    let made = made.map_err(|refusal: NoteRefusal| refusal.to_string())?;
    if made.total > *left {
        return Err("what was given up of it cannot be credited".to_owned());
    }
    *left -= made.total;
    it.facts = it.facts.clone().after(&made);
    Ok(made)
}

async fn numbered(
    tx: &mut Tx,
    work: &Work,
    drafts: &[Unnumbered<'_, '_>],
) -> Result<Numbers, BookingError> {
    let mut wanted = Wanted::default();
    for (case, _, draft) in drafts {
        let day = draft.issued_on;
        wanted.document(case.issuer, DocumentKind::CreditNote, day);
    }
    Ok(wanted.take(tx, &work.given).await?)
}

/// Writes and books credit notes; the accounts of which an invoice is settled by them.
async fn book(
    tx: &mut Tx,
    (work, cases): (&Work, &[Case<'_>]),
    notes: &mut [CreditNote],
) -> Result<BTreeSet<AccountId>, BookingError> {
    let accounts: Vec<AccountId> = notes.iter().map(|it| it.account.clone()).collect();
    let invoices: Vec<String> = notes.iter().map(|it| it.invoice.to_string()).collect();
    let invoices: Vec<&str> = invoices.iter().map(String::as_str).collect();
    let now = work.turn.now;
    let clerk = Clerk {
        ids: &work.ids,
        now,
    };
    let mut books = load(tx, clerk, &accounts, &invoices).await?;
    let mut returns = Returns::load(tx, &invoices, &mut books).await?;
    let mut settled = BTreeSet::new();
    for note in &mut *notes {
        let case = cases.iter().find(|case| case.id == note.account);
        let seller = case.map(|case| case.issuer.reference.as_str());
        let book = books.get_mut(&note.account).ok_or(BookingError::Missing)?;
        credited(book, &mut returns, note, (seller.unwrap_or_default(), now))?;
        if book.standing(&note.invoice)?.open_minor <= 0 {
            settled.insert(note.account.clone());
        }
    }
    booking::add_credit_notes(tx, notes).await?;
    booking::add_credit_note_lines(tx, notes).await?;
    flush(tx, books.into_values().collect()).await?;
    let mut acts = acts(notes, now);
    let lots = returns.granted.iter();
    acts.extend(lots.map(|(account, lot)| granted(account, lot, (ACTOR, now))));
    store::audit::append(tx, &acts, crate::chain::link).await?;
    Ok(settled)
}

/// Books a credit note; what of it had been settled goes back.
fn credited(
    book: &mut AccountBook<'_>,
    returns: &mut Returns,
    note: &mut CreditNote,
    (seller, now): (&str, Instant),
) -> Result<(), BookingError> {
    let stamp = Stamp {
        at: now,
        on: note.issued_on,
        reference: format!("credit_note:{seller}/{}", note.number),
    };
    let tax = Money::new(note.tax, note.net.currency);
    let (surplus, transaction) = book.credit(&note.invoice, &note.id, (note.net, tax), &stamp)?;
    let gone = returns.send(book, note, (surplus, transaction), &stamp)?;
    note.returned = Value::from(gone).to_string();
    Ok(())
}

fn acts(notes: &[CreditNote], now: Instant) -> Vec<Act> {
    let acts = notes.iter().map(|note| {
        let detail = json!({ "number": note.number, "invoice": note.invoice.as_str() });
        let what = ("credit_note.issued", format!("credit_note {}", note.id));
        act((&note.account, now), what, &detail)
    });
    acts.collect()
}

fn act((account, at): (&AccountId, Instant), what: (&str, String), detail: &Value) -> Act {
    Act {
        scope: account.to_string(),
        at,
        actor: ACTOR.to_owned(),
        address: String::new(),
        action: what.0.to_owned(),
        subject: what.1,
        detail: detail.to_string(),
    }
}
