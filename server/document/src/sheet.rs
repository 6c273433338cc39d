//! What a template reads: words and figures, ready to be set.

use serde::Serialize;

/// One document.
#[derive(Debug, Default, Serialize)]
pub struct Sheet {
    /// The language (BCP 47).
    pub lang: &'static str,
    /// Its name in lists and windows.
    pub title: String,
    /// Who made it.
    pub author: String,
    /// Year, month and day of it.
    pub date: (i32, u32, u32),
    /// What stands on top.
    pub heading: String,
    /// Beneath it, where there is something to say of the document itself.
    pub about: Option<String>,
    /// The sender in one line, above the address.
    pub sender: String,
    /// The recipient's address.
    pub recipient: Vec<String>,
    /// Names and values beside the address.
    pub facts: Vec<Fact>,
    /// The columns of the table.
    pub columns: Vec<Column>,
    /// Its rows, a cell a column.
    pub rows: Vec<Vec<Cell>>,
    /// The sums beneath.
    pub sums: Vec<Sum>,
    /// What has to be said of the sums.
    pub remarks: Vec<String>,
    /// What else there is to say.
    pub sections: Vec<Section>,
    /// The seller, at the foot of each page.
    pub foot: Vec<String>,
    /// `Page {n} of {m}`, in two halves.
    pub page: (String, String),
}

/// A name and its value.
#[derive(Debug, Serialize)]
pub struct Fact {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
}

/// A column.
#[derive(Debug, Serialize)]
pub struct Column {
    /// Its heading.
    pub title: String,
    /// Whether it holds figures.
    pub number: bool,
    /// Whether it takes what the others leave.
    pub wide: bool,
}

/// A cell.
#[derive(Debug, Default, Serialize)]
pub struct Cell {
    /// What it says.
    pub text: String,
    /// Beneath it, smaller.
    pub notes: Vec<String>,
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self {
            text,
            notes: Vec::new(),
        }
    }
}

/// A sum.
#[derive(Debug, Serialize)]
pub struct Sum {
    /// Of what.
    pub name: String,
    /// How much.
    pub value: String,
    /// Whether it is the last word.
    pub last: bool,
}

/// Something under a heading of its own.
#[derive(Debug, Default, Serialize)]
pub struct Section {
    /// The heading.
    pub title: String,
    /// The text.
    pub text: Vec<String>,
    /// Names and values beneath it.
    pub facts: Vec<Fact>,
    /// What follows them.
    pub more: Vec<String>,
}
