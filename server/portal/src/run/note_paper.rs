use billing::audit::{Document, DocumentLine};
use billing::credit_note::Note;
use model::explain::{Derivation, Plain};
use model::id::CreditNoteId;
use model::invoice::{LineKind, Party};
use model::money::Money;
use model::time::Date;
use store::booking::{CreditNote, IssuedLine, Line, TaxGroup};

use super::off::Off;
use super::paper::Numbered;
use crate::booking::Issued;

/// A credit note before it has a number.
pub(super) struct Draft {
    /// The day on which it is issued, as far as its series lets it.
    pub issued_on: Date,
    pub made: Note,
    pub parts: Vec<Off>,
}

/// A credit note as it is issued.
pub(super) fn paper(
    id: CreditNoteId,
    (it, draft): (&Issued, &Draft),
    number: Numbered,
) -> CreditNote {
    let lines = draft.parts.iter().filter_map(|off| {
        let of = it.lines.iter().find(|row| row.n == i64::from(off.line.1))?;
        Some(line(off, of))
    });
    note_of(id, it, (&draft.made, lines.collect()), number)
}

/// A credit note of these lines. Account, seller and buyer are those of the invoice that it
/// corrects, whatever they are called now.
pub(super) fn note_of(
    id: CreditNoteId,
    it: &Issued,
    (made, lines): (&Note, Vec<Line>),
    number: Numbered,
) -> CreditNote {
    let head = &it.head;
    let groups = made.groups.iter().map(|group| TaxGroup {
        rate: group.rate.to_string(),
        category: group.category.as_str().to_owned(),
        net: group.net,
        tax: group.tax,
    });
    let mut note = CreditNote {
        reference: id.to_string(),
        id,
        account: head.account_id.clone(),
        invoice: head.id.clone(),
        seller_id: head.seller_id.clone(),
        number: number.number,
        series: Some((number.year, number.n)),
        issued_on: number.issued_on,
        net: Money::new(made.net, head.currency),
        tax: made.tax,
        seller: head.seller.clone(),
        buyer: head.buyer.clone(),
        returned: "[]".to_owned(),
        imported: false,
        hash: String::new(),
        lines,
        taxes: groups.collect(),
    };
    note.hash = hash(&note);
    note
}

/// A line that takes an amount off a line of an invoice, for no other reason than that somebody
/// says so.
pub(super) fn by_hand(of: &IssuedLine, net: i64) -> Line {
    Line {
        kind: LineKind::Manual.as_str().to_owned(),
        item: String::new(),
        revision: 0,
        text: of.text.clone(),
        subscription: of.subscription_id.as_ref().map(|id| id.0.clone()),
        addon: of.addon_id.as_ref().map(|id| id.0.clone()),
        resource: of.resource.clone(),
        period: None,
        quantity: None,
        unit_price: None,
        net,
        tax_rate: of.tax_rate.0.0.to_string(),
        tax_category: of.tax_category.clone(),
        corrects: Some((of.invoice_id.0.clone(), of.n)),
        derivation: None,
    }
}

fn line(off: &Off, of: &IssuedLine) -> Line {
    let net = off.worth.amount;
    let derivation = Derivation {
        rule: off.worth.rule.clone(),
        exact: off.worth.exact,
        rounded: Plain(net.major()),
    };
    Line {
        kind: off.kind.as_str().to_owned(),
        item: off.item.clone(),
        revision: off.revision.into(),
        text: off.text.clone(),
        subscription: of.subscription_id.as_ref().map(|id| id.0.clone()),
        addon: of.addon_id.as_ref().map(|id| id.0.clone()),
        resource: of.resource.clone(),
        period: off.period,
        quantity: None,
        unit_price: None,
        net: net.minor,
        tax_rate: of.tax_rate.0.0.to_string(),
        tax_category: of.tax_category.clone(),
        corrects: Some((off.line.0.clone(), off.line.1.into())),
        derivation: serde_json::to_string(&derivation).ok(),
    }
}

fn hash(note: &CreditNote) -> String {
    let currency = note.net.currency;
    let lines = note.lines.iter().map(|line| DocumentLine {
        kind: &line.kind,
        text: &line.text,
        period: line.period,
        quantity: None,
        unit_price: None,
        net: Money::new(line.net, currency),
        tax_rate: Plain::try_from(line.tax_rate.clone()).unwrap_or(Plain(0.into())),
        tax_category: &line.tax_category,
        derivation: line.derivation.as_deref(),
    });
    let tax = Money::new(note.tax, currency);
    let document = Document {
        kind: "credit_note",
        number: &note.number,
        issued_on: note.issued_on,
        due_on: None,
        seller: &party(&note.seller),
        buyer: &party(&note.buyer),
        net: note.net,
        tax,
        total: Money::new(note.net.minor.saturating_add(tax.minor), currency),
        lines: &lines.collect::<Vec<_>>(),
    };
    document.canon().hash()
}

/// A party as it stands on an invoice: what was written there can be read.
fn party(json: &str) -> Party {
    serde_json::from_str(json).unwrap_or_default()
}
