//! Figures and days as a language writes them.

use model::currency::Currency;
use model::money::Money;
use model::text::Language;

/// Between a figure and its sign: not to be broken.
const TIE: char = '\u{a0}';

/// Thousands and decimals.
const fn separators(language: Language) -> (char, char) {
    match language {
        Language::En => (',', '.'),
        Language::De => ('.', ','),
    }
}

/// A plain decimal: `-1234.5` is `−1,234.5`.
pub fn decimal(plain: &str, language: Language) -> String {
    let (thousands, point) = separators(language);
    let digits = plain.strip_prefix('-');
    let minus = if digits.is_some() { "\u{2212}" } else { "" };
    let digits = digits.unwrap_or(plain);
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(thousands);
        }
        grouped.push(digit);
    }
    if decimals.is_empty() {
        format!("{minus}{grouped}")
    } else {
        format!("{minus}{grouped}{point}{decimals}")
    }
}

/// An amount without its currency.
pub fn bare(amount: Money, language: Language) -> String {
    decimal(&amount.plain(), language)
}

/// An amount: `1,234.56 EUR`, so that no sign leaves a doubt.
pub fn money(amount: Money, language: Language) -> String {
    let code = amount.currency;
    format!("{}{TIE}{}", bare(amount, language), code.code())
}

/// A price of major units: as many decimals as were given, at least those of the currency.
pub fn price(plain: &str, currency: Currency, language: Language) -> String {
    let least = usize::try_from(currency.exponent()).unwrap_or_default();
    let (whole, decimals) = plain.split_once('.').unwrap_or((plain, ""));
    let shown = decimals.trim_end_matches('0');
    let plain = if shown.len() < least {
        format!("{whole}.{shown:0<least$}")
    } else if shown.is_empty() {
        whole.to_owned()
    } else {
        format!("{whole}.{shown}")
    };
    decimal(&plain, language)
}

/// Percent: `19 %` in German, `19%` in English (CLDR).
pub fn percent(plain: &str, language: Language) -> String {
    let shown = decimal(plain, language);
    match language {
        Language::En => format!("{shown}%"),
        Language::De => format!("{shown}{TIE}%"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_written_as_the_language_has_them() {
        let owed = Money::new(-123_456, Currency::EUR);
        assert_eq!(money(owed, Language::De), "\u{2212}1.234,56\u{a0}EUR");
        assert_eq!(decimal("1000000", Language::En), "1,000,000");
        assert_eq!(price("9.9", Currency::EUR, Language::En), "9.90");
        assert_eq!(price("0.00250", Currency::EUR, Language::De), "0,0025");
        assert_eq!(percent("19", Language::De), "19\u{a0}%");
        let yen: Currency = "JPY".parse().unwrap();
        assert_eq!(price("1200.00", yen, Language::En), "1,200");
    }
}
