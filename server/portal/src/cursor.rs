//! Cursors: the sort key of a row, opaque to those who carry it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::fault::{Fault, Problem};
use model::page::Cursor;

/// Between the parts of a key; no part holds it.
const BETWEEN: char = '\u{1f}';

/// The cursor of a key.
pub(crate) fn cursor(parts: &[&str]) -> Cursor {
    let mut key = String::new();
    for (place, part) in parts.iter().enumerate() {
        if place > 0 {
            key.push(BETWEEN);
        }
        key.extend(part.chars().filter(|sign| !sign.is_control()));
    }
    Cursor(URL_SAFE_NO_PAD.encode(key))
}

/// The key of a cursor that came back, read by `read`; none where there is no cursor.
///
/// # Errors
/// `Invalid` on `after` if it is none that was handed out.
pub(crate) fn key<const N: usize, T>(
    after: Option<&str>,
    read: impl FnOnce([&str; N]) -> Option<T>,
) -> Result<Option<T>, Fault> {
    key_of("after", after, read)
}

/// The same of a cursor that stands in the field `name`.
///
/// # Errors
/// `Invalid` on that field if it is none that was handed out.
pub(crate) fn key_of<const N: usize, T>(
    name: &str,
    after: Option<&str>,
    read: impl FnOnce([&str; N]) -> Option<T>,
) -> Result<Option<T>, Fault> {
    let Some(after) = after.filter(|after| !after.is_empty()) else {
        return Ok(None);
    };
    let bytes = URL_SAFE_NO_PAD.decode(after).ok();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    let found = text.as_deref().and_then(|text| {
        let parts: Vec<&str> = text.split(BETWEEN).collect();
        let clean = parts.iter().all(|part| !part.contains(char::is_control));
        let parts = <[&str; N]>::try_from(parts).ok();
        parts.filter(|_| clean).and_then(read)
    });
    match found {
        Some(key) => Ok(Some(key)),
        None => Err(Fault::field(name, Problem::Malformed)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_handed_out_is_refused() {
        let own = cursor(&["2026-01-31", "ä b"]).0;
        let both = |[day, name]: [&str; 2]| Some((day.to_owned(), name.to_owned()));
        let expected = ("2026-01-31".to_owned(), "ä b".to_owned());
        assert_eq!(key(Some(&own), both), Ok(Some(expected)));
        assert_eq!(key(None, both), Ok(None));
        assert_eq!(key(Some(""), both), Ok(None));
        let nul = URL_SAFE_NO_PAD.encode("a\0\u{1f}b");
        for text in ["%", "AA==", "AA", "_w", &own[1..], &nul] {
            let refused = Err(Fault::field("after", Problem::Malformed));
            assert_eq!(key(Some(text), both), refused, "{text}");
        }
    }
}
