//! Statements of account as sheets.

use crate::error::DocumentError;
use crate::figure::{bare, money};
use crate::invoice::{address, foot, sender};
use crate::paper::{PaperMovement, StatementPaper};
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
        title: format!("{heading}, {period}, {}", paper.currency.code()),
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
        sums: vec![Sum {
            name: words.say("closing", &[("date", &words.date(paper.to))])?,
            value: money(paper.closing, words.language),
            last: true,
        }],
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
    let currency = [("currency", paper.currency.code())];
    let column = |title, number, wide| Column {
        title,
        number,
        wide,
    };
    Ok(vec![
        column(words.word("day")?, false, false),
        column(words.word("movement")?, false, true),
        column(words.say("amount_in", &currency)?, true, false),
        column(words.say("balance_in", &currency)?, true, false),
    ])
}

fn rows(paper: &StatementPaper, words: &Words) -> Result<Vec<Vec<Cell>>, DocumentError> {
    let before = words.say("opening", &[("date", &words.date(paper.from))])?;
    let opening = vec![
        Cell::default(),
        before.into(),
        Cell::default(),
        bare(paper.opening, words.language).into(),
    ];
    let movements = paper.movements.iter().map(|movement| row(movement, words));
    Ok([opening].into_iter().chain(movements).collect())
}

fn row(movement: &PaperMovement, words: &Words) -> Vec<Cell> {
    vec![
        words.date(movement.on).into(),
        Cell {
            text: movement.text.clone(),
            notes: movement.detail.clone().into_iter().collect(),
        },
        bare(movement.amount, words.language).into(),
        bare(movement.balance, words.language).into(),
    ]
}

fn remarks(paper: &StatementPaper, words: &Words) -> Result<Vec<String>, DocumentError> {
    let nothing = paper.movements.is_empty();
    let keys = [nothing.then_some("no_movement"), Some("balance_rule")];
    let keys = keys.into_iter().flatten();
    keys.map(|key| words.word(key)).collect()
}
