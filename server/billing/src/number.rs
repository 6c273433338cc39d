//! Numbers of documents: templates such as `INV-{year}-{n:05}`, and the series that they make
//! (*Numbers* in the specifications of money and of the provider's side).

use model::id::SellerId;
use model::time::Date;
use thiserror::Error;

/// A kind of document with numbers of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocumentKind {
    /// An invoice.
    Invoice,
    /// A credit note.
    CreditNote,
    /// A receipt.
    Receipt,
}

impl DocumentKind {
    /// As it is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::CreditNote => "credit_note",
            Self::Receipt => "receipt",
        }
    }
}

/// What has numbers first..last without a gap.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Series {
    /// Who issues.
    pub seller: SellerId,
    /// What.
    pub kind: DocumentKind,
    /// The year of issue; none where the template has no year.
    pub year: Option<i32>,
}

/// A number that fits a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fit {
    /// The year written in it, if the template has one.
    pub year: Option<i32>,
    /// Its place in the series, from 1.
    pub n: i64,
}

/// Why a text is no template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TemplateError {
    /// `{n}` is missing or there twice.
    #[error("a template needs {{n}} once, as in INV-{{year}}-{{n:05}}")]
    Counter,
    /// `{year}` is there twice.
    #[error("a template takes {{year}} at most once")]
    Year,
    /// A brace that belongs to neither of them, or a width beyond 18.
    #[error("a template knows {{year}}, {{n}} and {{n:05}} only")]
    Unknown,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Year,
    Counter(usize),
}

/// A template of numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(Vec<Piece>);

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// When the counter is not there exactly once, or anything else stands in braces.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').ok_or(TemplateError::Unknown)?;
            plain(before, &mut pieces)?;
            pieces.push(placeholder(name)?);
            rest = after;
        }
        plain(rest, &mut pieces)?;
        let count = |wanted: fn(&Piece) -> bool| pieces.iter().filter(|p| wanted(p)).count();
        if count(|piece| matches!(piece, Piece::Counter(_))) != 1 {
            Err(TemplateError::Counter)
        } else if count(|piece| matches!(piece, Piece::Year)) > 1 {
            Err(TemplateError::Year)
        } else {
            Ok(Self(pieces))
        }
    }

    /// The number of the n-th document of a year; the year is left out if the template has none.
    #[must_use]
    pub fn format(&self, year: i32, n: i64) -> String {
        let piece = |piece: &Piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Year => format!("{year:04}"),
            Piece::Counter(width) => format!("{n:0width$}"),
        };
        self.0.iter().map(piece).collect()
    }

    /// The year and place of a number that this template could have made.
    #[must_use]
    pub fn fits(&self, number: &str) -> Option<Fit> {
        let (mut rest, mut year) = (number, None);
        let counter = |piece: &Piece| matches!(piece, Piece::Counter(_));
        let at = self.0.iter().position(counter)?;
        for piece in self.0.iter().take(at) {
            rest = strip(piece, rest, &mut year, false)?;
        }
        for piece in self.0.iter().skip(at + 1).rev() {
            rest = strip(piece, rest, &mut year, true)?;
        }
        let n: i64 = rest.parse().ok()?;
        let made = n > 0 && self.format(year.unwrap_or_default(), n) == number;
        made.then_some(Fit { year, n })
    }

    /// The series of a document issued on that day.
    #[must_use]
    pub fn series(&self, seller: &SellerId, kind: DocumentKind, issued_on: Date) -> Series {
        Series {
            seller: seller.clone(),
            kind,
            year: self.0.contains(&Piece::Year).then_some(issued_on.parts().0),
        }
    }

    /// The place of a number in the series of its day of issue; none for a number that does not
    /// fit or names another year, which is kept as text.
    #[must_use]
    pub fn place(&self, number: &str, issued_on: Date) -> Option<i64> {
        let fit = self.fits(number)?;
        let same = fit.year.is_none_or(|year| year == issued_on.parts().0);
        same.then_some(fit.n)
    }
}

fn plain(text: &str, pieces: &mut Vec<Piece>) -> Result<(), TemplateError> {
    if text.contains('}') {
        return Err(TemplateError::Unknown);
    }
    if !text.is_empty() {
        pieces.push(Piece::Text(text.to_owned()));
    }
    Ok(())
}

fn placeholder(name: &str) -> Result<Piece, TemplateError> {
    match name {
        "year" => return Ok(Piece::Year),
        "n" => return Ok(Piece::Counter(1)),
        _ => {}
    }
    let width = name.strip_prefix("n:0").ok_or(TemplateError::Unknown)?;
    let digits = !width.is_empty() && width.bytes().all(|byte| byte.is_ascii_digit());
    match width.parse() {
        Ok(width @ 1..=18) if digits => Ok(Piece::Counter(width)),
        _ => Err(TemplateError::Unknown),
    }
}

/// The text without that piece at its end or beginning; only the counter has no fixed length.
fn strip<'a>(piece: &Piece, text: &'a str, year: &mut Option<i32>, end: bool) -> Option<&'a str> {
    match piece {
        Piece::Text(fixed) if end => text.strip_suffix(fixed.as_str()),
        Piece::Text(fixed) => text.strip_prefix(fixed.as_str()),
        Piece::Year => {
            let at = if end { text.len().checked_sub(4)? } else { 4 };
            let (left, right) = text.split_at_checked(at)?;
            let (digits, rest) = if end { (right, left) } else { (left, right) };
            *year = digits.parse().ok();
            Some(rest)
        }
        Piece::Counter(_) => Some(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn template(text: &str) -> Template {
        Template::parse(text).unwrap()
    }

    #[test]
    fn kinds_are_stored_by_their_names() {
        let kinds = [
            DocumentKind::Invoice,
            DocumentKind::CreditNote,
            DocumentKind::Receipt,
        ];
        let words = ["invoice", "credit_note", "receipt"];
        assert_eq!(kinds.map(DocumentKind::as_str), words);
    }

    #[test]
    fn numbers_are_made_and_recognised() {
        let invoice = template("INV-{year}-{n:05}");
        assert_eq!(invoice.format(2026, 391), "INV-2026-00391");
        let fit = |n| Fit {
            year: Some(2026),
            n,
        };
        assert_eq!(invoice.fits("INV-2026-00391"), Some(fit(391)));
        assert_eq!(invoice.fits("INV-2026-123456"), Some(fit(123_456)));
        for text in [
            "",
            "INV-2026-",
            "INV-2026-0391",
            "INV-2026-000391",
            "INV-2026-00000",
            "INV-2026-+0391",
            "INV-2026--0391",
            "INV-20é6-00391",
            "RE-2026-00391",
            "INV-2026-00391a",
        ] {
            assert_eq!(invoice.fits(text), None, "{text}");
        }
    }

    #[test]
    fn a_number_of_another_year_has_no_place() {
        let day: Date = "2026-01-01".parse().unwrap();
        let yearly = template("{n}/{year}");
        assert_eq!(yearly.place("17/2026", day), Some(17));
        assert_eq!(yearly.place("17/2025", day), None);
        let seller = SellerId::make(0, [1; 10]);
        let series = |template: &Template| template.series(&seller, DocumentKind::Receipt, day);
        assert_eq!(series(&yearly).year, Some(2026));
        assert_eq!(series(&template("R{n}")).year, None);
        assert_eq!(template("R{n}").place("R9", day), Some(9));
    }

    #[test]
    fn what_is_no_template_is_refused() {
        for (text, error) in [
            ("INV-{year}", TemplateError::Counter),
            ("{n}{n}", TemplateError::Counter),
            ("{year}{year}{n}", TemplateError::Year),
            ("{n:5}", TemplateError::Unknown),
            ("{n:0}", TemplateError::Unknown),
            ("{n:0+5}", TemplateError::Unknown),
            ("{n:099}", TemplateError::Unknown),
            ("{month}-{n}", TemplateError::Unknown),
            ("a}{n}", TemplateError::Unknown),
            ("{n", TemplateError::Unknown),
        ] {
            assert_eq!(Template::parse(text), Err(error), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_was_made_fits(year in 1..9999_i32, n in 1..i64::MAX, which in 0..6_usize) {
            let texts = [
                "INV-{year}-{n:05}", "{n}", "{n}{year}", "{year}{n:03}x", "é{n:018}", "7{n}7",
            ];
            let template = template(texts[which]);
            let fit = template.fits(&template.format(year, n)).unwrap();
            prop_assert_eq!(fit.n, n);
            prop_assert!(fit.year.is_none_or(|written| written == year));
        }

        #[test]
        fn any_text_is_looked_at_without_harm(text in "\\PC{0,24}") {
            let _ = template("INV-{year}-{n:05}").fits(&text);
            let _ = Template::parse(&text);
        }
    }
}
