//! How a report is written, row by row.

use std::io::{self, Write};

use serde_json::{Map, Value};

use crate::papers;

/// How a report is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// For people: columns apart by tabs.
    #[default]
    Plain,
    /// For spreadsheets (RFC 4180); no text begins a formula.
    Csv,
    /// One object a line.
    Json,
}

/// A report that is being written.
pub(super) struct Sheet<W> {
    out: W,
    style: Style,
    columns: &'static [&'static str],
    rows: u64,
}

impl<W: Write> Sheet<W> {
    pub(super) fn begin(
        mut out: W,
        style: Style,
        columns: &'static [&'static str],
    ) -> io::Result<Self> {
        match style {
            Style::Plain => writeln!(out, "{}", columns.join("\t"))?,
            Style::Csv => out.write_all(&papers::Sheet::new(columns).into_bytes())?,
            Style::Json => {}
        }
        Ok(Self {
            out,
            style,
            columns,
            rows: 0,
        })
    }

    /// A cell a column.
    pub(super) fn row(&mut self, cells: &[&str]) -> io::Result<()> {
        self.rows += 1;
        match self.style {
            Style::Plain => writeln!(self.out, "{}", cells.join("\t")),
            Style::Csv => {
                let cells: Vec<_> = cells.iter().map(|cell| papers::Cell::of(cell)).collect();
                self.out
                    .write_all(&papers::Sheet::only(&cells).into_bytes())
            }
            Style::Json => {
                let pairs = self.columns.iter().zip(cells);
                let pairs = pairs.filter(|(_, cell)| !cell.is_empty());
                let pairs = pairs.map(|(name, cell)| ((*name).to_owned(), Value::from(*cell)));
                let object = Value::Object(pairs.collect::<Map<_, _>>());
                writeln!(self.out, "{object}")
            }
        }
    }

    /// Ends it; the number of rows.
    pub(super) fn end(mut self) -> io::Result<u64> {
        self.out.flush()?;
        Ok(self.rows)
    }
}
