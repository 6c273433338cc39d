//! Tables for spreadsheets (RFC 4180).

/// A table that grows row by row.
pub(crate) struct Sheet(String);

/// A cell.
#[derive(Clone, Copy)]
pub(crate) enum Cell<'a> {
    /// What somebody wrote: never a formula, whatever it begins with.
    Text(&'a str),
    /// What Saldo made: a number, a date, a word of a closed list.
    Figure(&'a str),
}

impl<'a> Cell<'a> {
    /// A number where it is one, else a text.
    pub(crate) fn of(text: &'a str) -> Self {
        match model::money::parse_decimal(text) {
            Ok(_) => Self::Figure(text),
            Err(_) => Self::Text(text),
        }
    }
}

/// With what a spreadsheet takes a cell for a formula (OWASP, CSV injection).
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

impl Sheet {
    /// A table with these columns.
    pub(crate) fn new(columns: &[&str]) -> Self {
        let mut sheet = Self(String::new());
        let cells: Vec<Cell<'_>> = columns.iter().map(|name| Cell::Figure(name)).collect();
        sheet.row(&cells);
        sheet
    }

    /// One row, without a head.
    pub(crate) fn only(cells: &[Cell<'_>]) -> Self {
        let mut sheet = Self(String::new());
        sheet.row(cells);
        sheet
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: &[Cell<'_>]) {
        for (place, cell) in cells.iter().enumerate() {
            if place > 0 {
                self.0.push(',');
            }
            match cell {
                Cell::Text(text) if text.starts_with(FORMULA) => self.quoted(&format!("'{text}")),
                Cell::Text(text) => self.quoted(text),
                Cell::Figure(text) => self.0.push_str(text),
            }
        }
        self.0.push_str("\r\n");
    }

    fn quoted(&mut self, text: &str) {
        if text.contains(['"', ',', '\n', '\r', '\'']) {
            self.0.push('"');
            self.0.push_str(&text.replace('"', "\"\""));
            self.0.push('"');
        } else {
            self.0.push_str(text);
        }
    }

    /// All of it.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.0.into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_becomes_a_formula() {
        let mut sheet = Sheet::new(&["text", "net"]);
        for text in ["=1+1", "+1", "-1", "@a", "\tx", "a,\"b\"", "plain"] {
            sheet.row(&[Cell::Text(text), Cell::Figure("-1.00")]);
        }
        let text = String::from_utf8(sheet.into_bytes()).unwrap();
        let rows: Vec<&str> = text.split_terminator("\r\n").collect();
        assert_eq!(
            rows,
            [
                "text,net",
                "\"'=1+1\",-1.00",
                "\"'+1\",-1.00",
                "\"'-1\",-1.00",
                "\"'@a\",-1.00",
                "\"'\tx\",-1.00",
                "\"a,\"\"b\"\"\",-1.00",
                "plain,-1.00",
            ]
        );
    }
}
