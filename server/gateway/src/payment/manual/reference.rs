use std::fmt;

use super::check::{digits, holds};

/// A creditor reference (ISO 11649): `RF`, two check digits, 1 to 21 letters and digits. Banks
/// carry it unchanged and refuse most misprints.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CreditorReference(String);

/// A text of which no reference can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a reference is made of 1 to 21 letters and digits")]
pub struct MalformedReference;

impl CreditorReference {
    const LONGEST: usize = 21;

    /// The reference of that text, such as the number of an invoice: its letters in capitals and
    /// its digits; what else stands in it is left out.
    ///
    /// # Errors
    /// When nothing is left, or too much to fit.
    pub fn of(text: &str) -> Result<Self, MalformedReference> {
        let plain = text.chars().filter(char::is_ascii_alphanumeric);
        let body: String = plain.map(|char| char.to_ascii_uppercase()).collect();
        if body.is_empty() || body.len() > Self::LONGEST {
            return Err(MalformedReference);
        }
        let check = digits("RF", &body).ok_or(MalformedReference)?;
        Ok(Self(format!("RF{check:02}{body}")))
    }

    /// Reads one as people write it: blanks and small letters allowed.
    ///
    /// # Errors
    /// When its form or its check digits are wrong.
    pub fn parse(text: &str) -> Result<Self, MalformedReference> {
        let plain: String = text.split_whitespace().collect();
        let plain = plain.to_ascii_uppercase();
        let fits = (5..=4 + Self::LONGEST).contains(&plain.len());
        if fits && plain.starts_with("RF") && holds(&plain) {
            Ok(Self(plain))
        } else {
            Err(MalformedReference)
        }
    }

    /// All that may stand for one in a text in which banks have broken lines, the longest first.
    /// One in 97 is there by chance: only one that is known means something.
    #[must_use]
    pub fn find(text: &str) -> Vec<Self> {
        let plain: String = text.chars().filter(|char| !char.is_whitespace()).collect();
        let plain = plain.to_ascii_uppercase();
        let mut found = Vec::new();
        for (at, _) in plain.match_indices("RF") {
            let rest = plain.get(at..).unwrap_or_default();
            let ends = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
            for end in (5..=ends.min(4 + Self::LONGEST)).rev() {
                found.extend(rest.get(..end).and_then(|one| Self::parse(one).ok()));
            }
        }
        found
    }

    /// Without blanks, as it travels.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CreditorReference {
    /// In groups of four, as it is printed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, char) in self.0.chars().enumerate() {
            if at > 0 && at % 4 == 0 {
                f.write_str(" ")?;
            }
            write!(f, "{char}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_s_example_holds() {
        let reference = CreditorReference::of("539007547034").unwrap();
        assert_eq!(reference.as_str(), "RF18539007547034");
        assert_eq!(reference.to_string(), "RF18 5390 0754 7034");
        let typed = CreditorReference::parse(" rf18 5390 0754 7034");
        assert_eq!(typed, Ok(reference));
    }

    #[test]
    fn numbers_of_invoices_become_references_and_are_found_again() {
        let reference = CreditorReference::of("INV-2026-00017").unwrap();
        let (head, tail) = reference.as_str().split_at(9);
        for text in [
            format!("Payment {reference} thanks"),
            format!("{head}\n{tail}"),
            format!("x{}", reference.as_str().to_lowercase()),
        ] {
            let found = CreditorReference::find(&text);
            assert!(found.contains(&reference), "{text}: {found:?}");
        }
        assert!(CreditorReference::find("RF RFRF RF1 ünRF99").is_empty());
    }

    #[test]
    fn a_wrong_digit_or_letter_is_seen() {
        let right = CreditorReference::of("INV202600017").unwrap();
        let text = right.as_str().to_owned();
        for at in 2..text.len() {
            let (before, rest) = text.split_at(at);
            let (old, after) = rest.split_at(1);
            let alike = if old.bytes().all(|byte| byte.is_ascii_digit()) {
                "0123456789"
            } else {
                "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
            };
            for new in alike.chars().map(String::from) {
                let typed = format!("{before}{new}{after}");
                let good = CreditorReference::parse(&typed).is_ok();
                assert_eq!(good, new == old, "{typed}");
            }
        }
        for bad in ["", "RF", "RF18", "XX18539007547034", "RF19539007547034"] {
            assert!(CreditorReference::parse(bad).is_err(), "{bad}");
        }
        assert!(CreditorReference::of("-").is_err());
        assert!(CreditorReference::of(&"1".repeat(22)).is_err());
    }
}
