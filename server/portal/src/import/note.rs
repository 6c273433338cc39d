//! Imported credit notes, checked each for itself and ready to be booked.

use billing::number::DocumentKind;
use model::credit::Origin;
use model::id::{AccountId, CreditNoteId, InvoiceId, SellerId};
use model::money::Money;
use model::time::Date;
use serde_json::Value;
use store::booking;

use super::around::Around;
use super::books::Line;
use super::document::{self, Body, Head};
use super::job::{Flaws, Frame};
use super::number::Wanted;
use super::row;

/// A credit note.
pub(super) struct Note {
    pub line: u64,
    pub document: booking::CreditNote,
    pub tax: Money,
    /// `<seller>/<number>`.
    pub reference: String,
    /// The lots (by reference) that an export says were made of what went back.
    pub lots: Vec<String>,
}

pub(super) fn note(
    flaws: &mut Flaws<'_>,
    line: &Line<row::CreditNote>,
    (account, seller): (&AccountId, &str),
    (around, invoice): (&mut Around<'_>, Invoiced),
    frame: &Frame,
) -> Option<Note> {
    let row = &line.row;
    let wanted = Wanted {
        seller,
        kind: DocumentKind::CreditNote,
        number: &row.number,
        issued_on: row.issued_on,
    };
    let series = around.numbers.place(flaws, &wanted);
    if row.issued_on < invoice.issued_on {
        flaws.add("issued_on", "is before the invoice");
    }
    let body = document::body(flaws, &row.into(), (account, invoice.currency), around);
    let target = flaws.find("invoice", &around.targets, &row.invoice);
    let target = target.map(|it| it.id.clone());
    let (body, target) = (body.filter(|_| flaws.none())?, target?);
    if !around.numbers.take(&wanted) {
        flaws.add("number", "is taken by another document");
        return None;
    }
    let reference = format!("{}/{}", around.prefix(seller), row.number);
    let tax = body.tax;
    let ids = Identity {
        id: frame.ids.next(frame.now, CreditNoteId::make),
        account: account.clone(),
        invoice: target,
        seller: seller.parse().ok()?,
        series,
    };
    Some(Note {
        line: line.line,
        tax,
        reference,
        lots: lots(line),
        document: credit_note(line, body, invoice, ids),
    })
}

fn lots(line: &Line<row::CreditNote>) -> Vec<String> {
    let returned = line.computed.get("returned").and_then(Value::as_array);
    let lots = returned
        .into_iter()
        .flatten()
        .filter(|it| it["to"] == "lot");
    let lots = lots.filter_map(|it| it["ref"].as_str());
    lots.map(str::to_owned).collect()
}

/// Which credit note it is, of what, and its place in the series.
struct Identity {
    id: CreditNoteId,
    account: AccountId,
    invoice: InvoiceId,
    seller: SellerId,
    series: Option<(i64, i64)>,
}

fn credit_note(
    line: &Line<row::CreditNote>,
    body: Body,
    invoice: Invoiced,
    ids: Identity,
) -> booking::CreditNote {
    let row = &line.row;
    let seller = row.seller.clone().unwrap_or(invoice.seller);
    let buyer = row.buyer.clone().unwrap_or(invoice.buyer);
    let head = Head {
        kind: "credit_note",
        number: &row.number,
        issued_on: row.issued_on,
        due_on: None,
        parties: (&seller, &buyer),
    };
    let sealed = document::seal(&head, &row.lines, &body);
    booking::CreditNote {
        id: ids.id,
        reference: line.reference.clone(),
        account: ids.account,
        invoice: ids.invoice,
        seller_id: ids.seller,
        number: row.number.clone(),
        series: ids.series,
        issued_on: row.issued_on,
        net: body.net,
        tax: body.tax.minor,
        seller: sealed.seller,
        buyer: sealed.buyer,
        returned: "[]".to_owned(),
        imported: true,
        hash: sealed.hash,
        lines: body.lines,
        taxes: body.taxes,
    }
}

impl Note {
    /// Whether a lot was made of what went back.
    pub(super) fn made(&self, lot: &booking::Lot) -> bool {
        lot.origin == Origin::Refund
            && lot.note == self.document.number
            && lot.granted_on == self.document.issued_on
            && self.lots.contains(&lot.reference)
    }
}

/// What a credit note takes over from its invoice.
pub(super) struct Invoiced {
    pub issued_on: Date,
    pub currency: model::currency::Currency,
    pub seller: model::invoice::Party,
    pub buyer: model::invoice::Party,
}
