//! Counts, quantities, percentages, sizes.

use model::text::Language;

use crate::scene::language;

/// U+2212: as wide as a figure, and never taken for a hyphen.
pub(super) const MINUS: char = '\u{2212}';
/// Keeps a figure and its unit on one line.
pub(super) const TIE: char = '\u{a0}';

/// What stands between groups of three figures, and before the decimals (Unicode CLDR, symbols of
/// the numbering system `latn`).
pub(super) const fn separators(language: Language) -> (char, char) {
    match language {
        Language::En => (',', '.'),
        Language::De => ('.', ','),
    }
}

/// Whole figures in groups of three.
pub(super) fn grouped(digits: &str, language: Language) -> String {
    let (group, _) = separators(language);
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(group);
        }
        text.push(digit);
    }
    text
}

/// A plain decimal such as `-1234.50` in a language.
pub(super) fn decimal(plain: &str, language: Language) -> String {
    let (sign, digits) = match plain.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, plain),
    };
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, ""));
    let mut text = String::new();
    if sign {
        text.push(MINUS);
    }
    text += &grouped(whole, language);
    if !rest.is_empty() {
        text.push(separators(language).1);
        text += rest;
    }
    text
}

/// A count: `1,234`.
#[must_use]
pub fn count(count: u64) -> String {
    grouped(&count.to_string(), language())
}

/// A plain decimal: `2`, `0.5`.
#[must_use]
pub fn quantity(plain: &str) -> String {
    decimal(plain, language())
}

/// A percentage: `19 %`.
#[must_use]
pub fn percent(percent: &str) -> String {
    format!("{}{TIE}%", quantity(percent))
}

/// A number of bytes in the decimal units in which space and traffic are sold (1 GB = 10⁹ bytes),
/// with one decimal where it is not whole: `20 GB`, `118.3 GB`.
#[must_use]
pub fn bytes(bytes: i64) -> String {
    size(bytes, language())
}

fn size(bytes: i64, language: Language) -> String {
    const UNITS: [(u64, &str); 4] = [
        (1_000_000_000_000, "TB"),
        (1_000_000_000, "GB"),
        (1_000_000, "MB"),
        (1_000, "kB"),
    ];
    let magnitude = bytes.unsigned_abs();
    let unit = UNITS.iter().find(|(unit, _)| magnitude >= *unit);
    let (unit, name) = unit.copied().unwrap_or((1, "B"));
    let tenths = (u128::from(magnitude) * 20 / u128::from(unit)).div_ceil(2);
    let sign = if bytes < 0 { "-" } else { "" };
    let plain = match tenths % 10 {
        0 => format!("{sign}{}", tenths / 10),
        tenth => format!("{sign}{}.{tenth}", tenths / 10),
    };
    format!("{}{TIE}{name}", decimal(&plain, language))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_grouped_by_language() {
        let table = [
            ("0", "0", "0"),
            ("999", "999", "999"),
            ("1234", "1,234", "1.234"),
            ("-1234567.50", "−1,234,567.50", "−1.234.567,50"),
        ];
        for (plain, english, german) in table {
            assert_eq!(decimal(plain, Language::En), english);
            assert_eq!(decimal(plain, Language::De), german);
        }
    }

    #[test]
    fn sizes_are_decimal() {
        let table = [
            (0, "0\u{a0}B"),
            (999, "999\u{a0}B"),
            (20_000_000_000, "20\u{a0}GB"),
            (118_300_000_000, "118.3\u{a0}GB"),
            (1_500, "1.5\u{a0}kB"),
        ];
        for (bytes, text) in table {
            assert_eq!(size(bytes, Language::En), text);
        }
        assert_eq!(size(118_300_000_000, Language::De), "118,3\u{a0}GB");
    }
}
