//! One invoice with all that is on it.

use std::collections::BTreeMap;

use model::currency::Currency;
use model::invoice::{
    CreditNoteView, InvoiceSummary, InvoiceView, LineView, SettlementView, TaxGroup,
};
use model::money::Money;
use model::time::Date;
use store::Tx;
use store::invoice::read::{
    CreditNote, Line, Settlement, Tax, credit_notes, credited_lines, head, lines, settlements,
    taxes,
};
use store::scope::Scope;

use super::period;
use crate::failure::Failure;
use crate::payers::recognised;

/// Reads what the lists do not show. `reader`: which subscriptions, and whether billing accounts,
/// the caller may know.
pub(super) async fn complete(
    tx: &mut Tx,
    summary: InvoiceSummary,
    today: Date,
    (scope, banks): (&Scope, bool),
) -> Result<InvoiceView, Failure> {
    let (id, currency) = (&summary.id, summary.total.currency);
    let head = head(tx, id).await?;
    let (lines, taxes) = (lines(tx, id, scope).await?, taxes(tx, id).await?);
    let settled = settlements(tx, id).await?;
    let notes = credit_notes(tx, id).await?;
    let credited = if notes.is_empty() {
        Vec::new()
    } else {
        credited_lines(tx, id, scope).await?
    };
    Ok(InvoiceView {
        today,
        seller: head.seller.0,
        buyer: head.buyer.0,
        own_reference: head.own_reference,
        imported: head.imported,
        lines: lines.into_iter().map(|row| line(row, currency)).collect(),
        tax_groups: taxes.into_iter().map(|row| group(row, currency)).collect(),
        net: Money::new(head.net_minor, currency),
        tax: Money::new(head.tax_minor, currency),
        settlements: settled
            .into_iter()
            .map(|row| settlement(row, currency, banks))
            .collect(),
        credit_notes: with_lines(notes, credited),
        summary,
    })
}

fn line(row: Line, currency: Currency) -> LineView {
    LineView {
        n: u32::try_from(row.n).unwrap_or_default(),
        kind: row.kind.0,
        text: row.text,
        subscription: row
            .subscription_id
            .zip(row.subscription_name)
            .map(|(id, name)| (id.0, name)),
        period: period(row.period_from, row.period_to),
        quantity: row.quantity.map(|quantity| quantity.0),
        unit_price: row.unit_price.map(|price| price.0),
        net: Money::new(row.net_minor, currency),
        tax_rate: row.tax_rate.0,
        tax_category: row.tax_category,
        derivation: row.derivation.map(|derivation| derivation.0),
    }
}

fn group(row: Tax, currency: Currency) -> TaxGroup {
    TaxGroup {
        rate: row.rate.0,
        category: row.category,
        net: Money::new(row.net_minor, currency),
        tax: Money::new(row.tax_minor, currency),
    }
}

fn settlement(row: Settlement, currency: Currency, banks: bool) -> SettlementView {
    let tail = row.last4.or(row.iban_masked);
    let bank = recognised(row.name, row.brand.as_deref(), tail.as_deref());
    SettlementView {
        on: row.on_day,
        by: row.by.0,
        amount: Money::new(row.amount_minor, currency),
        label: row
            .credit_note
            .or(row.reference)
            .or_else(|| bank.filter(|_| banks)),
    }
}

fn with_lines(notes: Vec<CreditNote>, credited: Vec<Line>) -> Vec<CreditNoteView> {
    let mut by_note: BTreeMap<String, Vec<Line>> = BTreeMap::new();
    for line in credited {
        let of_note = by_note.entry(line.document.clone());
        of_note.or_default().push(line);
    }
    notes
        .into_iter()
        .map(|note| CreditNoteView {
            lines: by_note
                .remove(note.id.as_str())
                .unwrap_or_default()
                .into_iter()
                .map(|row| line(row, note.currency))
                .collect(),
            id: note.id,
            number: note.number,
            issued_on: note.issued_on,
            total: Money::new(note.total_minor, note.currency),
        })
        .collect()
}
