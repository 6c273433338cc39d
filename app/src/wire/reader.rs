//! Reads the JSON that our own server writes (RFC 8259). One type, no texts of errors, no figures
//! with fractions (amounts are whole minor units): a quarter of what a general reader weighs.

use std::borrow::Cow;
use std::fmt;
use std::str::Chars;

use serde::de::{DeserializeOwned, Error};

/// It is not what was to be read. Nobody can do anything about the place, so it is not told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable;

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unreadable")
    }
}

impl std::error::Error for Unreadable {}

impl Error for Unreadable {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

pub(super) type Read<T> = Result<T, Unreadable>;

/// Reads a value.
///
/// # Errors
/// When the text is not JSON, or not of this type.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Unreadable> {
    let mut reader = Reader { rest: text };
    let value = T::deserialize(&mut reader)?;
    reader.end()?;
    Ok(value)
}

/// What is left of the text.
pub(super) struct Reader<'de> {
    rest: &'de str,
}

impl<'de> Reader<'de> {
    fn end(&self) -> Read<()> {
        if self.rest.trim_ascii_start().is_empty() {
            Ok(())
        } else {
            Err(Unreadable)
        }
    }

    /// The next mark, which stays.
    pub fn next(&mut self) -> Read<char> {
        self.rest = self.rest.trim_ascii_start();
        self.rest.chars().next().ok_or(Unreadable)
    }

    /// Whether the word comes next; then it is taken.
    #[inline(never)]
    pub fn takes(&mut self, word: &str) -> bool {
        let rest = self.rest.trim_ascii_start().strip_prefix(word);
        rest.map(|rest| self.rest = rest).is_some()
    }

    /// Takes a word that has to come next.
    pub fn take(&mut self, word: &str) -> Read<()> {
        if self.takes(word) {
            Ok(())
        } else {
            Err(Unreadable)
        }
    }

    /// `true` or `false`.
    #[inline(never)]
    pub fn truth(&mut self) -> Read<bool> {
        let truth = self.takes("true");
        if truth || self.takes("false") {
            Ok(truth)
        } else {
            Err(Unreadable)
        }
    }

    /// A whole figure.
    #[inline(never)]
    pub fn figure(&mut self) -> Read<Figure> {
        self.next()?;
        let inside = |c: char| !matches!(c, '0'..='9' | '-' | '+' | '.' | 'e' | 'E');
        let end = self.rest.find(inside).unwrap_or(self.rest.len());
        let (figure, rest) = self.rest.split_at_checked(end).ok_or(Unreadable)?;
        self.rest = rest;
        let figure = if figure.starts_with('-') {
            figure.parse().map(Figure::Below)
        } else {
            figure.parse().map(Figure::Above)
        };
        figure.map_err(|_| Unreadable)
    }

    /// A text in quotes.
    #[inline(never)]
    pub fn text(&mut self) -> Read<Cow<'de, str>> {
        self.take("\"")?;
        let mut text = Cow::Borrowed("");
        loop {
            let end = self.rest.find(['"', '\\']).ok_or(Unreadable)?;
            let (plain, rest) = self.rest.split_at_checked(end).ok_or(Unreadable)?;
            text += plain;
            let mut chars = rest.chars();
            let closed = chars.next() == Some('"');
            if !closed {
                text.to_mut().push(escaped(&mut chars)?);
            }
            self.rest = chars.as_str();
            if closed {
                return Ok(text);
            }
        }
    }
}

/// A whole figure, by its sign.
pub(super) enum Figure {
    Above(u64),
    Below(i64),
}

fn escaped(chars: &mut Chars<'_>) -> Read<char> {
    match chars.next() {
        Some(plain @ ('"' | '\\' | '/')) => Ok(plain),
        Some('b') => Ok('\u{8}'),
        Some('f') => Ok('\u{c}'),
        Some('n') => Ok('\n'),
        Some('r') => Ok('\r'),
        Some('t') => Ok('\t'),
        Some('u') => unicode(chars),
        Some(_) | None => Err(Unreadable),
    }
}

/// A character by its number, or by the two of a surrogate pair.
fn unicode(chars: &mut Chars<'_>) -> Read<char> {
    let first = unit(chars)?;
    let alone = char::from_u32(first.into());
    if let Some(alone) = alone {
        return Ok(alone);
    }
    if chars.next() != Some('\\') || chars.next() != Some('u') {
        return Err(Unreadable);
    }
    let pair = [first, unit(chars)?];
    let mut decoded = char::decode_utf16(pair);
    decoded.next().and_then(Result::ok).ok_or(Unreadable)
}

fn unit(chars: &mut Chars<'_>) -> Read<u16> {
    let rest = chars.as_str();
    let (digits, rest) = rest.split_at_checked(4).ok_or(Unreadable)?;
    *chars = rest.chars();
    u16::from_str_radix(digits, 16).map_err(|_| Unreadable)
}
