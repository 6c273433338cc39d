use std::collections::BTreeMap;

use billing::credit_note::{Issued as Facts, IssuedLine};
use billing::tax::{Category, Group};
use model::id::InvoiceId;
use store::booking::{IssuedHead, IssuedLine as Row, IssuedTax};
use store::{StoreError, Tx, booking};

/// An issued invoice, and how far it is credited.
pub(crate) struct Issued {
    pub head: IssuedHead,
    pub lines: Vec<Row>,
    pub facts: Facts,
}

/// Issued invoices, with what credit notes took of them.
pub(crate) async fn issued(
    tx: &mut Tx,
    invoices: &[&str],
) -> Result<BTreeMap<InvoiceId, Issued>, StoreError> {
    let mut found = BTreeMap::new();
    for head in booking::issued_heads(tx, invoices).await? {
        let facts = Facts {
            invoice: head.id.clone(),
            lines: Vec::new(),
            groups: Vec::new(),
            noted: Vec::new(),
        };
        let lines = Vec::new();
        found.insert(head.id.clone(), Issued { head, lines, facts });
    }
    for row in booking::issued_lines(tx, invoices).await? {
        if let Some(it) = found.get_mut(&row.invoice_id.0) {
            it.facts.lines.push(line(&row)?);
            it.lines.push(row);
        }
    }
    for row in booking::issued_taxes(tx, invoices).await? {
        if let Some(it) = found.get_mut(&row.invoice_id.0) {
            it.facts.groups.push(group(&row)?);
        }
    }
    for row in booking::noted_taxes(tx, invoices).await? {
        if let Some(it) = found.get_mut(&row.invoice_id.0) {
            add(&mut it.facts.noted, group(&row)?);
        }
    }
    Ok(found)
}

fn line(row: &Row) -> Result<IssuedLine, StoreError> {
    Ok(IssuedLine {
        n: u32::try_from(row.n).unwrap_or_default(),
        net: row.net_minor,
        credited: row.credited_minor,
        rate: row.tax_rate.0.0,
        category: category(&row.tax_category)?,
    })
}

fn group(row: &IssuedTax) -> Result<Group, StoreError> {
    Ok(Group {
        rate: row.rate.0.0,
        category: category(&row.category)?,
        net: row.net_minor,
        tax: row.tax_minor,
    })
}

fn category(text: &str) -> Result<Category, StoreError> {
    text.parse()
        .map_err(|error| StoreError::unreadable("tax_category", error))
}

fn add(groups: &mut Vec<Group>, more: Group) {
    let of = (more.rate, more.category);
    match groups.iter_mut().find(|it| (it.rate, it.category) == of) {
        Some(group) => {
            group.net = group.net.saturating_add(more.net);
            group.tax = group.tax.saturating_add(more.tax);
        }
        None => groups.push(more),
    }
}
