//! Texts that are parsed once, at the edge.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::fault::Problem;

/// A language of the pages, mails and documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English, the fallback.
    #[default]
    En,
    /// German.
    De,
}

impl Language {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::En, Self::De];

    /// Its BCP 47 tag.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
        }
    }

    /// The language of a BCP 47 tag such as `de-AT`, if pages are written in it.
    #[must_use]
    pub fn of(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL
            .into_iter()
            .find(|language| language.tag().eq_ignore_ascii_case(primary))
    }
}

/// An e-mail address, in lower case: of the form that sign-in accepts, not proven to exist.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

impl Email {
    /// The whole address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Email {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim().to_lowercase();
        if text.is_empty() {
            return Err(Problem::Required);
        }
        // RFC 5321, 4.5.3.1: at most 64 octets before the sign, 254 in all.
        if text.len() > 254 {
            return Err(Problem::TooLong { most: 254 });
        }
        let printable = text.chars().all(|c| !c.is_whitespace() && !c.is_control());
        let formed = text.rsplit_once('@').is_some_and(|(local, domain)| {
            (1..=64).contains(&local.len())
                && !local.contains(['<', '>', ',', ';', '"'])
                && domain.split('.').all(|label| !label.is_empty())
                && !domain.contains(['<', '>', ',', ';', '"', '@'])
        });
        if printable && formed {
            Ok(Self(text))
        } else {
            Err(Problem::Malformed)
        }
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Email {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

/// Whether a text holds what may be a card number: 13 to 19 digits in a row, blanks and dashes
/// ignored, that pass the check of ISO/IEC 7812-1 (Luhn).
#[must_use]
pub fn holds_card_number(text: &str) -> bool {
    let mut run = Vec::new();
    for sign in text.chars().chain(['.']) {
        match sign.to_digit(10) {
            Some(digit) => run.push(digit),
            None if sign == ' ' || sign == '-' => {}
            None => {
                if (13..=19).contains(&run.len()) && luhn(&run) {
                    return true;
                }
                run.clear();
            }
        }
    }
    false
}

fn luhn(digits: &[u32]) -> bool {
    let doubled = |digit: u32| if digit > 4 { digit * 2 - 9 } else { digit * 2 };
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            if place % 2 == 1 {
                doubled(*digit)
            } else {
                *digit
            }
        })
        .sum();
    sum > 0 && sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_lowered_and_checked() {
        assert_eq!(
            " Anna@Example.ORG ".parse::<Email>().unwrap().as_str(),
            "anna@example.org"
        );
        for text in ["a", "a@", "@b", "a b@c", "a@b..c", "a@b@c,d", "a\n@b.c"] {
            assert_eq!(text.parse::<Email>(), Err(Problem::Malformed), "{text}");
        }
    }

    #[test]
    fn card_numbers_are_found_in_any_spacing() {
        assert!(holds_card_number("pay with 4242 4242-4242 4242, please"));
        assert!(!holds_card_number("4242 4242 4242 4241"));
        assert!(!holds_card_number("INV-2026-00391"));
        assert!(!holds_card_number("0000000000000000"));
    }
}
