//! Statements of account as sheets.

use model::money::Money;
use model::statement::StatementRow;

use crate::error::DocumentError;
use crate::figure::{bare, money};
use crate::invoice::{address, foot, sender};
use crate::paper::StatementPaper;
use crate::press::print;
use crate::sheet::{Cell, Column, Fact, Sheet, Sum};
use crate::words::Words;

/// A statement of account as PDF/A-3a and PDF/UA-1.
///
/// # Errors
/// When the typesetter fails.
pub fn statement(paper: &StatementPaper) -> Result<Vec<u8>, DocumentError> {
    print(&sheet(paper, &Words::of(paper.language)?)?)
}

fn sheet(paper: &StatementPaper, words: &Words) -> Result<Sheet, DocumentError> {
    let heading = words.word("statement")?;
    let values = [
        ("from", words.date(paper.from)),
        ("to", words.date(paper.to)),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let period = words.say("period", &values)?;
    Ok(Sheet {
        lang: paper.language.tag(),
        title: format!("{heading}, {period}, {}", paper.part.currency.code()),
        author: paper.seller.name.clone(),
        date: paper.made_on.parts(),
        heading,
        about: None,
        sender: sender(&paper.seller),
        recipient: address(&paper.buyer, &paper.seller),
        facts: vec![
            fact(words, "from_to", period)?,
            fact(words, "customer", paper.customer.clone())?,
            fact(words, "made", words.date(paper.made_on))?,
        ],
        columns: columns(paper, words)?,
        rows: rows(paper, words)?,
        sums: sums(paper, words)?,
        remarks: remarks(paper, words)?,
        sections: Vec::new(),
        foot: foot(&paper.seller, words)?,
        page: (words.word("page")?, words.word("of")?),
    })
}

fn fact(words: &Words, name: &str, value: String) -> Result<Fact, DocumentError> {
    words.word(name).map(|name| Fact { name, value })
}

fn columns(paper: &StatementPaper, words: &Words) -> Result<Vec<Column>, DocumentError> {
    let currency = [("currency", paper.part.currency.code())];
    let column = |key: &str, number, wide| {
        let title = words.say(key, &currency)?;
        Ok(Column {
            title,
            number,
            wide,
        })
    };
    [
        column("day", false, false),
        column("movement", false, true),
        column("change", true, false),
        column("owed_in", true, false),
        column("change", true, false),
        column("credit_in", true, false),
    ]
    .into_iter()
    .collect()
}

fn rows(paper: &StatementPaper, words: &Words) -> Result<Vec<Vec<Cell>>, DocumentError> {
    let figure = |amount| bare(amount, words.language).into();
    let before = words.say("opening", &[("date", &words.date(paper.from))])?;
    let opening = vec![
        Cell::default(),
        before.into(),
        Cell::default(),
        figure(paper.part.opening.due),
        Cell::default(),
        figure(paper.part.opening.credit),
    ];
    let movements = paper.part.rows.iter().map(|movement| row(movement, words));
    [Ok(opening)].into_iter().chain(movements).collect()
}

fn row(row: &StatementRow, words: &Words) -> Result<Vec<Cell>, DocumentError> {
    let figure = |amount| bare(amount, words.language).into();
    let change = |amount: Money| {
        let moved = Some(amount).filter(|amount| !amount.is_zero());
        moved.map_or_else(Cell::default, figure)
    };
    let number = row.invoice.as_ref().map(|(_, number)| number.clone());
    Ok(vec![
        words.date(row.on).into(),
        Cell {
            text: words.word(&format!("moved_{}", row.why.as_str()))?,
            notes: number.into_iter().collect(),
        },
        change(row.change.due),
        figure(row.after.due),
        change(row.change.credit),
        figure(row.after.credit),
    ])
}

fn sums(paper: &StatementPaper, words: &Words) -> Result<Vec<Sum>, DocumentError> {
    let date = words.date(paper.to);
    let sum = |key, amount| {
        Ok(Sum {
            name: words.say(key, &[("date", &date)])?,
            value: money(amount, words.language),
            last: true,
        })
    };
    let closing = paper.part.closing;
    [
        sum("closing_due", closing.due),
        sum("closing_credit", closing.credit),
    ]
    .into_iter()
    .collect()
}

fn remarks(paper: &StatementPaper, words: &Words) -> Result<Vec<String>, DocumentError> {
    let keys = [
        paper.part.rows.is_empty().then_some("no_movement"),
        paper.part.more.then_some("more_movements"),
        Some("balance_rule"),
    ];
    let keys = keys.into_iter().flatten();
    keys.map(|key| words.word(key)).collect()
}
