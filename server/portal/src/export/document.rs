use std::collections::{HashMap, HashSet};
use std::io::Write;

use model::currency::Currency;
use model::time::{Date, Instant};
use store::export::{self, CreditNote, Document, Group, Invoice, Line, Settlement};
use store::{StoreError, Tx, booking};

use super::amount::{currency, major};
use super::json::{Object, quoted};
use super::run::{Export, ExportFailure, after, by_owner};
use super::settled::{payments, written_off_on};
use crate::zone::date_in;

/// Invoices and credit notes.
pub(super) async fn write<W: Write>(to: &mut Export<W>) -> Result<(), ExportFailure> {
    invoices(to).await?;
    credit_notes(to).await
}

/// The lines and tax groups of a chunk of documents.
struct Parts<'a> {
    lines: HashMap<&'a str, Vec<&'a Line>>,
    groups: HashMap<&'a str, Vec<&'a Group>>,
}

impl<'a> Parts<'a> {
    fn of(lines: &'a [Line], groups: &'a [Group]) -> Self {
        Self {
            lines: by_owner(lines, |row| &row.document),
            groups: by_owner(groups, |row| &row.document),
        }
    }

    fn lines(&self, document: &Document, money: Currency) -> String {
        let lines = self.lines.get(document.id.as_str());
        let lines = lines.into_iter().flatten().map(|row| line(row, money));
        joined(lines)
    }

    fn groups(&self, document: &Document, money: Currency) -> String {
        let groups = self.groups.get(document.id.as_str());
        let groups = groups.into_iter().flatten().map(|row| {
            Object::empty()
                .text("rate", &row.rate)
                .text("category", &row.category)
                .raw("net", &major(row.net_minor, money))
                .raw("tax", &major(row.tax_minor, money))
                .end()
        });
        joined(groups)
    }
}

fn joined(items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.collect();
    format!("[{}]", items.join(","))
}

async fn invoices<W: Write>(to: &mut Export<W>) -> Result<(), ExportFailure> {
    let only = to.account().map(str::to_owned);
    let mut last = String::new();
    loop {
        let rows = export::invoices(&mut to.tx, after(&last, only.as_deref())).await?;
        let Some(end) = rows.last() else { break };
        last.clone_from(&end.document.reference);
        for line in objects(&mut to.tx, &rows, to.now).await? {
            to.line(line)?;
        }
    }
    Ok(())
}

/// Invoices and credit notes that were issued in this transaction, each as a line of an export.
pub(crate) async fn printed(
    tx: &mut Tx,
    (invoices, notes): (&[booking::Invoice], &[booking::CreditNote]),
    now: Instant,
) -> Result<Vec<String>, StoreError> {
    let ids: Vec<&str> = invoices.iter().map(|it| it.id.as_str()).collect();
    let rows = export::invoices_of(tx, &ids).await?;
    let mut all = objects(tx, &rows, now).await?;
    let ids: Vec<&str> = notes.iter().map(|it| it.id.as_str()).collect();
    let rows = export::credit_notes_of(tx, &ids).await?;
    all.extend(noted(tx, &rows).await?);
    Ok(all.into_iter().map(Object::end).collect())
}

async fn objects(tx: &mut Tx, rows: &[Invoice], now: Instant) -> Result<Vec<Object>, StoreError> {
    let ids: Vec<&str> = rows.iter().map(|row| row.document.id.as_str()).collect();
    let lines = export::invoice_lines(tx, &ids).await?;
    let groups = export::invoice_groups(tx, &ids).await?;
    let payers = export::invoice_payers(tx, &ids).await?;
    let settlements = export::settlements(tx, &ids).await?;
    let surpluses = export::surpluses(tx, &ids).await?;
    let beside = Beside {
        payers: by_owner(&payers, |row| &row.0),
        settlements: by_owner(&settlements, |row| &row.invoice_id),
        surpluses: surpluses.iter().map(|row| row.0.as_str()).collect(),
    };
    let parts = Parts::of(&lines, &groups);
    let mut objects = Vec::with_capacity(rows.len());
    for row in rows {
        let today = date_in(&row.time_zone, now);
        objects.push(invoice(row, &parts, &beside, today)?);
    }
    Ok(objects)
}

/// What stands beside a chunk of invoices: payers, settlements, surpluses.
struct Beside<'a> {
    payers: HashMap<&'a str, Vec<&'a (String, String)>>,
    settlements: HashMap<&'a str, Vec<&'a Settlement>>,
    surpluses: HashSet<&'a str>,
}

fn invoice(
    row: &Invoice,
    parts: &Parts<'_>,
    beside: &Beside<'_>,
    today: Date,
) -> Result<Object, StoreError> {
    let document = &row.document;
    let money = currency(&document.currency)?;
    let id = document.id.as_str();
    let settlements = beside.settlements.get(id).map_or(&[][..], Vec::as_slice);
    let payers = beside.payers.get(id).into_iter().flatten();
    let overdue = row.open_minor > 0 && row.due_on < today.to_string();
    let line = Object::of("invoice", &document.reference)
        .text("account", &document.account)
        .text("number", &document.number)
        .text("issued_on", &document.issued_on)
        .text("due_on", &row.due_on)
        .text("currency", &document.currency)
        .raw("lines", &parts.lines(document, money))
        .raw("net", &major(document.net_minor, money))
        .raw("tax", &major(document.tax_minor, money))
        .raw("total", &major(document.total_minor, money))
        .text_if("written_off_on", written_off_on(settlements))
        .text_if("dunning_from", row.dunning_from.as_deref())
        .list("payments", payments(settlements, money))
        .text("status", &row.state)
        .flag("overdue", overdue)
        .flag("overpaid", beside.surpluses.contains(id))
        .text_if("planned_on", row.planned_on.as_deref())
        .raw("seller", &document.seller)
        .raw("buyer", &document.buyer)
        .list("payers", payers.map(|row| quoted(&row.1)));
    // Beyond the specification's list: both were decided at issue and would else be lost.
    let line = line
        .text_if("own_reference", row.own_reference.as_deref())
        .flag("credit_first", row.credit_first);
    let settled = document.total_minor.saturating_sub(row.open_minor);
    Ok(line
        .raw("settled", &major(settled, money))
        .raw("open", &major(row.open_minor, money))
        .raw("tax_groups", &parts.groups(document, money))
        .text("hash", &document.hash))
}

fn line(row: &Line, money: Currency) -> String {
    let period = row.period_from.as_deref().zip(row.period_to.as_deref());
    let period = period.map(|(from, to)| Object::empty().text("from", from).text("to", to).end());
    let corrects = row.corrects.as_deref().zip(row.corrects_n);
    let corrects = corrects.map(|(invoice, n)| {
        let object = Object::empty().text("invoice", invoice);
        object.number("line", n).end()
    });
    Object::empty()
        .number("n", row.n)
        .text("kind", &row.kind)
        .text("item", &row.item)
        .number("revision", row.revision)
        .text("text", &row.text)
        .text_if("subscription", row.subscription.as_deref())
        .text_if("addon", row.addon.as_deref())
        .text_if("resource", row.resource.as_deref())
        .raw_if("period", period.as_deref())
        .text_if("quantity", row.quantity.as_deref())
        .text_if("unit_price", row.unit_price.as_deref())
        .raw("net", &major(row.net_minor, money))
        .text("tax_rate", &row.tax_rate)
        .text("tax_category", &row.tax_category)
        .raw_if("corrects", corrects.as_deref())
        .raw_if("derivation", row.derivation.as_deref())
        .end()
}

async fn credit_notes<W: Write>(to: &mut Export<W>) -> Result<(), ExportFailure> {
    let only = to.account().map(str::to_owned);
    let mut last = String::new();
    loop {
        let rows = export::credit_notes(&mut to.tx, after(&last, only.as_deref())).await?;
        let Some(end) = rows.last() else { break };
        last.clone_from(&end.document.reference);
        for line in noted(&mut to.tx, &rows).await? {
            to.line(line)?;
        }
    }
    Ok(())
}

async fn noted(tx: &mut Tx, rows: &[CreditNote]) -> Result<Vec<Object>, StoreError> {
    let ids: Vec<&str> = rows.iter().map(|row| row.document.id.as_str()).collect();
    let lines = export::credit_note_lines(tx, &ids).await?;
    let groups = export::credit_note_groups(tx, &ids).await?;
    let parts = Parts::of(&lines, &groups);
    rows.iter().map(|row| credit_note(row, &parts)).collect()
}

fn credit_note(row: &CreditNote, parts: &Parts<'_>) -> Result<Object, StoreError> {
    let document = &row.document;
    let money = currency(&document.currency)?;
    Ok(Object::of("credit_note", &document.reference)
        .text("invoice", &row.invoice)
        .text("number", &document.number)
        .text("issued_on", &document.issued_on)
        .raw("lines", &parts.lines(document, money))
        .raw("net", &major(document.net_minor, money))
        .raw("tax", &major(document.tax_minor, money))
        .raw("total", &major(document.total_minor, money))
        .raw("seller", &document.seller)
        .raw("buyer", &document.buyer)
        .raw("tax_groups", &parts.groups(document, money))
        .text("hash", &document.hash)
        .raw("returned", &row.returned))
}
