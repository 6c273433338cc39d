//! Receipts as sheets.

use crate::error::DocumentError;
use crate::figure::{bare, money};
use crate::invoice::{address, foot, sender};
use crate::paper::{ReceiptPaper, ReceiptPart};
use crate::press::print;
use crate::sheet::{Cell, Column, Fact, Sheet, Sum};
use crate::words::Words;

/// A receipt as PDF/A-3a and PDF/UA-1.
///
/// # Errors
/// When the typesetter fails.
pub fn receipt(paper: &ReceiptPaper) -> Result<Vec<u8>, DocumentError> {
    print(&sheet(paper, &Words::of(paper.language)?)?)
}

fn sheet(paper: &ReceiptPaper, words: &Words) -> Result<Sheet, DocumentError> {
    let heading = words.say("receipt", &[("number", &paper.number)])?;
    Ok(Sheet {
        lang: paper.language.tag(),
        title: format!("{heading}, {}", paper.seller.name),
        author: paper.seller.name.clone(),
        date: paper.issued_on.parts(),
        heading,
        about: None,
        sender: sender(&paper.seller),
        recipient: address(&paper.buyer, &paper.seller),
        facts: facts(paper, words)?,
        columns: columns(paper, words)?,
        rows: rows(paper, words)?,
        sums: sums(paper, words)?,
        remarks: vec![
            words.word(if paper.bought.is_zero() {
                "receipt_only"
            } else {
                "receipt_credit"
            })?,
            words.say("payment", &[("id", &paper.payment)])?,
        ],
        sections: Vec::new(),
        foot: foot(&paper.seller, words)?,
        page: (words.word("page")?, words.word("of")?),
    })
}

fn facts(paper: &ReceiptPaper, words: &Words) -> Result<Vec<Fact>, DocumentError> {
    let method = words.word(&format!("by_{}", paper.method.as_str()))?;
    let with = match &paper.known_by {
        Some(known) => format!("{method}, {known}"),
        None => method,
    };
    let fact = |name, value| words.word(name).map(|name| Fact { name, value });
    [
        fact("number", paper.number.clone()),
        fact("issued", words.date(paper.issued_on)),
        fact("received_on", words.date(paper.received_on)),
        fact("paid_with", with),
        fact("customer", paper.customer.clone()),
    ]
    .into_iter()
    .collect()
}

fn columns(paper: &ReceiptPaper, words: &Words) -> Result<Vec<Column>, DocumentError> {
    let currency = [("currency", paper.amount.currency.code())];
    let column = |key: &str, number| {
        let title = words.say(key, &currency)?;
        Ok(Column {
            title,
            number,
            wide: !number,
        })
    };
    let credit = (!paper.credit.is_zero()).then(|| column("from_credit_in", true));
    let columns = [
        Some(column("paid_for", false)),
        credit,
        Some(column("received_in", true)),
    ];
    columns.into_iter().flatten().collect()
}

fn rows(paper: &ReceiptPaper, words: &Words) -> Result<Vec<Vec<Cell>>, DocumentError> {
    let parts = paper.parts.iter().map(|it| row(paper, it, words));
    parts.chain(bought(paper, words).transpose()).collect()
}

/// The row of what became credit.
fn bought(paper: &ReceiptPaper, words: &Words) -> Result<Option<Vec<Cell>>, DocumentError> {
    if paper.bought.is_zero() {
        return Ok(None);
    }
    let none = || Cell::from(String::new());
    let credit = (!paper.credit.is_zero()).then(none);
    let figure = Cell::from(bare(paper.bought, words.language));
    let what = Cell::from(words.word("credit_bought")?);
    let cells = [Some(what), credit, Some(figure)];
    Ok(Some(cells.into_iter().flatten().collect()))
}

fn row(
    paper: &ReceiptPaper,
    part: &ReceiptPart,
    words: &Words,
) -> Result<Vec<Cell>, DocumentError> {
    let what = Cell::from(words.say("invoice", &[("number", &part.number)])?);
    let figure = |amount| Cell::from(bare(amount, words.language));
    let credit = (!paper.credit.is_zero()).then(|| figure(part.credit));
    let cells = [Some(what), credit, Some(figure(part.received))];
    Ok(cells.into_iter().flatten().collect())
}

fn sums(paper: &ReceiptPaper, words: &Words) -> Result<Vec<Sum>, DocumentError> {
    let sum = |key, amount, last| {
        Ok(Sum {
            name: words.word(key)?,
            value: money(amount, words.language),
            last,
        })
    };
    let credit = (!paper.credit.is_zero()).then(|| sum("moved_credit_used", paper.credit, false));
    let received = sum("received", paper.amount, true);
    credit.into_iter().chain([received]).collect()
}
