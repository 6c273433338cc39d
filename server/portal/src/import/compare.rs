//! What an export had computed, beside what this import comes to.

use std::collections::{BTreeMap, HashMap};

use model::credit::MovementReason;
use model::id::{InvoiceId, LotId};
use model::money::Money;
use model::time::Date;
use serde_json::{Map, Value};
use store::import::AccountFacts;
use store::usage::Charge;

use super::books::{Books, Line};
use super::case::Case;
use super::report::Difference;
use super::row;
use crate::booking::AccountBook;
use crate::timeline::Course;

/// Figures that an export computes, of the rows that were booked.
pub(super) struct Figures {
    wanted: bool,
    /// By type, `ref` and field, as JSON.
    values: HashMap<(&'static str, String), BTreeMap<&'static str, Value>>,
    /// How many movements and entries of each form there are.
    booked: HashMap<String, i64>,
    /// By account id and field: amounts by currency, those of nothing left out.
    accounts: HashMap<String, BTreeMap<&'static str, BTreeMap<String, String>>>,
}

impl Figures {
    /// Nothing yet; a file without computed fields asks for none.
    pub(super) fn of(books: &Books) -> Self {
        fn any<T>(lines: &[Line<T>]) -> bool {
            lines.iter().any(|line| !line.computed.is_empty())
        }
        let wanted = !books.exported.is_empty()
            || any(&books.accounts)
            || any(&books.credits)
            || any(&books.invoices)
            || any(&books.credit_notes);
        Self {
            wanted,
            values: HashMap::new(),
            booked: HashMap::new(),
            accounts: HashMap::new(),
        }
    }

    /// Takes the figures of an account's books.
    pub(super) fn note(&mut self, book: &AccountBook<'_>, case: &Case) {
        if !self.wanted {
            return;
        }
        self.balances(book);
        let mut names = Names::default();
        for it in &case.issues {
            names
                .invoices
                .insert(&it.document.id, &it.document.reference);
            let Ok(standing) = book.standing(&it.document.id) else {
                continue;
            };
            let money = |minor| Value::from(Money::new(minor, standing.currency).plain());
            let values = BTreeMap::from([
                ("status", Value::from(standing.state.as_str())),
                ("open", money(standing.open_minor)),
                ("settled", money(standing.total_minor - standing.open_minor)),
                ("hash", Value::from(it.document.hash.as_str())),
            ]);
            let key = ("invoice", it.document.reference.clone());
            self.values.insert(key, values);
        }
        for it in &case.notes {
            let returned = serde_json::from_str(&it.document.returned).unwrap_or_default();
            let hash = Value::from(it.document.hash.as_str());
            let values = BTreeMap::from([("hash", hash), ("returned", returned)]);
            let key = ("credit_note", it.document.reference.clone());
            self.values.insert(key, values);
        }
        for lot in book.lots() {
            names.lots.insert(&lot.id, &lot.reference);
            let money = |minor| Value::from(Money::new(minor, lot.amount.currency).plain());
            let values = BTreeMap::from([
                ("remaining", money(lot.remaining)),
                ("held", money(lot.held)),
            ]);
            self.values
                .insert(("credit", lot.reference.clone()), values);
        }
        self.count(book, &names);
    }

    /// Takes what was booked for commissions.
    pub(super) fn note_commissions(&mut self, book: &AccountBook<'_>) {
        if self.wanted {
            self.count(book, &Names::default());
        }
    }

    fn balances(&mut self, book: &AccountBook<'_>) {
        let fields = self.accounts.entry(book.account.to_string()).or_default();
        for (currency, position) in book.positions() {
            let figures = [
                ("credit", position.credit_minor),
                ("held", position.held_minor),
                ("due", position.due_minor),
                ("processing", position.processing_minor),
                ("unapplied", position.unapplied_minor),
            ];
            for (field, minor) in figures.into_iter().filter(|(_, minor)| *minor != 0) {
                let amount = Money::new(minor, *currency).plain();
                let amounts = fields.entry(field).or_default();
                amounts.insert(currency.to_string(), amount);
            }
        }
    }

    /// Takes what the usage of accounts costs this month.
    pub(super) fn usage(&mut self, charges: Vec<Charge>) {
        for charge in charges.into_iter().filter(|it| it.charge_minor != 0) {
            if let Some(fields) = self.accounts.get_mut(charge.account_id.as_str()) {
                let amount = Money::new(charge.charge_minor, charge.currency).plain();
                let amounts = fields.entry("usage_charge").or_default();
                amounts.insert(charge.currency.to_string(), amount);
            }
        }
    }

    fn count(&mut self, book: &AccountBook<'_>, names: &Names<'_>) {
        for it in book.movements() {
            let reason: MovementReason = it.reason;
            let form = format!(
                "credit_movement {} {} {} {} {}",
                names.lot(Some(&it.lot)),
                reason.as_str(),
                it.amount.plain(),
                names.invoice(it.invoice.as_ref()),
                it.at,
            );
            *self.booked.entry(form).or_default() += 1;
        }
        for transaction in book.transactions() {
            for it in &transaction.entries {
                let form = format!(
                    "ledger_entry {} {} {} {} {}",
                    transaction.reference,
                    it.book,
                    it.amount.plain(),
                    names.invoice(it.invoice.as_ref()),
                    names.lot(it.lot.as_ref()),
                );
                *self.booked.entry(form).or_default() += 1;
            }
        }
    }
}

/// The provider's own ids of what bookings concern.
#[derive(Default)]
struct Names<'a> {
    invoices: HashMap<&'a InvoiceId, &'a str>,
    lots: HashMap<&'a LotId, &'a str>,
}

impl<'a> Names<'a> {
    fn invoice(&self, id: Option<&InvoiceId>) -> &'a str {
        id.and_then(|id| self.invoices.get(id).copied())
            .unwrap_or("-")
    }

    fn lot(&self, id: Option<&LotId>) -> &'a str {
        id.and_then(|id| self.lots.get(id).copied()).unwrap_or("-")
    }
}

/// Where the file says otherwise.
pub(super) fn differences(
    books: &Books,
    figures: &Figures,
    accounts: &HashMap<String, AccountFacts>,
) -> Vec<Difference> {
    let mut found = Vec::new();
    balances(books, figures, accounts, &mut found);
    for line in &books.subscriptions {
        found.extend(timeline(line));
    }
    computed("credit", &books.credits, figures, &mut found);
    computed("invoice", &books.invoices, figures, &mut found);
    computed("credit_note", &books.credit_notes, figures, &mut found);
    if !figures.values.is_empty() {
        exported(books, figures, &mut found);
    }
    found.sort();
    found
}

/// The course of a subscription, where the file says it.
fn timeline(line: &Line<row::Subscription>) -> Option<Difference> {
    let theirs = line.computed.get("timeline")?;
    let row = &line.row;
    let change = serde_json::to_value(&row.change).ok();
    let price = row.price.map(|price| price.0.to_string());
    let day = |day: Option<Date>| day.map(|day| day.to_string());
    let (since, ends_on) = (day(row.since), day(row.ends_on));
    let course = Course {
        started_on: &row.started_on.to_string(),
        price: price.as_deref(),
        status: row.status.as_str(),
        since: since.as_deref(),
        change: change.as_ref().filter(|change| !change.is_null()),
        ends_on: ends_on.as_deref(),
    };
    let ours = serde_json::to_value(course.events()).ok()?;
    (ours != *theirs).then(|| Difference {
        line: line.line,
        field: "timeline".to_owned(),
        ours: said(&ours),
        theirs: said(theirs),
    })
}

fn balances(
    books: &Books,
    figures: &Figures,
    accounts: &HashMap<String, AccountFacts>,
    found: &mut Vec<Difference>,
) {
    let nothing = BTreeMap::new();
    for line in &books.accounts {
        let facts = accounts.get(&line.reference);
        let Some(ours) = facts.and_then(|facts| figures.accounts.get(&facts.id)) else {
            continue;
        };
        for (field, theirs) in &line.computed {
            let theirs: BTreeMap<String, String> = theirs
                .as_object()
                .into_iter()
                .flatten()
                .map(|(currency, amount)| (currency.clone(), said(amount)))
                .filter(|(_, amount)| amount.contains(|sign| ('1'..='9').contains(&sign)))
                .collect();
            let ours = ours.get(field.as_str()).unwrap_or(&nothing);
            if *ours != theirs {
                found.push(Difference {
                    line: line.line,
                    field: field.clone(),
                    ours: format!("{ours:?}"),
                    theirs: format!("{theirs:?}"),
                });
            }
        }
    }
}

fn computed<T>(
    kind: &'static str,
    lines: &[Line<T>],
    figures: &Figures,
    found: &mut Vec<Difference>,
) {
    for line in lines.iter().filter(|line| !line.computed.is_empty()) {
        let Some(ours) = figures.values.get(&(kind, line.reference.clone())) else {
            continue;
        };
        for (field, theirs) in &line.computed {
            let Some(ours) = ours.get(field.as_str()).filter(|ours| *ours != theirs) else {
                continue;
            };
            found.push(Difference {
                line: line.line,
                field: field.clone(),
                ours: said(ours),
                theirs: said(theirs),
            });
        }
    }
}

fn said(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Movements and entries that the file has and this import has not made.
fn exported(books: &Books, figures: &Figures, found: &mut Vec<Difference>) {
    let mut left = figures.booked.clone();
    // What a month of usage comes to is made anew of its readings; the orders of payments belong to
    // the portal that made them, what they came to stands in invoices and entries.
    let booked = books
        .exported
        .iter()
        .filter(|(_, kind, _)| ["credit_movement", "ledger_entry"].contains(kind));
    for (line, kind, row) in booked {
        let form = match *kind {
            "credit_movement" => form(kind, row, ["lot", "reason", "amount", "invoice", "at"]),
            _ => form(
                kind,
                row,
                ["transaction", "ledger", "amount", "invoice", "lot"],
            ),
        };
        let count = left.entry(form.clone()).or_default();
        *count -= 1;
        if *count < 0 {
            found.push(Difference {
                line: *line,
                field: ".".to_owned(),
                ours: String::new(),
                theirs: form,
            });
        }
    }
}

fn form(kind: &str, row: &Map<String, Value>, fields: [&str; 5]) -> String {
    let words = fields.map(|field| row.get(field).and_then(Value::as_str).unwrap_or("-"));
    format!("{kind} {}", words.join(" "))
}
