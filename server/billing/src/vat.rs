//! VAT numbers: their form and checksum, and how long the word of a service counts (*Tax* in the
//! specification of money).

use model::time::Date;

use crate::zone::in_union;

mod check;

/// So many days the last answer counts, and a number of which there is none yet: that a service is
/// out makes no number invalid.
pub const COUNTS_DAYS: i32 = 30;

/// After so many days it is asked anew, well before its last answer lapses.
pub const ASKED_AGAIN_DAYS: i32 = 7;

/// A VAT number: the country before it (`EL` for Greece) and 2 to 12 letters and digits (Council
/// Directive 2006/112/EC, article 215; the lengths are those of the VIES service).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VatNumber {
    /// The country before it.
    pub country: String,
    /// What follows.
    pub rest: String,
}

impl VatNumber {
    /// Reads one; blanks do not count. None where the form is not that of a VAT number.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let compact: String = text.chars().filter(|sign| *sign != ' ').collect();
        let (country, rest) = compact.split_at_checked(2)?;
        let letters = country.bytes().all(|sign| sign.is_ascii_uppercase());
        let signs = rest.bytes().all(|sign| sign.is_ascii_alphanumeric());
        (letters && signs && (2..=12).contains(&rest.len())).then(|| Self {
            country: country.to_owned(),
            rest: rest.to_owned(),
        })
    }

    /// Whether it is one of a country (ISO 3166-1).
    #[must_use]
    pub fn is_of(&self, country: &str) -> bool {
        self.home() == country
    }

    /// Whether its check digits are right, where the state that gave it has published a rule.
    #[must_use]
    pub fn checks(&self) -> bool {
        check::checks(&self.country, &self.rest)
    }

    /// Whether the service of the European Union knows of such numbers.
    #[must_use]
    pub fn is_of_union(&self) -> bool {
        in_union(self.home())
    }

    fn home(&self) -> &str {
        match self.country.as_str() {
            "EL" => "GR",
            other => other,
        }
    }
}

/// Whether the last answer of a service makes a number a valid one today: it said so, and that is
/// not too long ago. What came with imported books has no end.
#[must_use]
pub fn confirms(valid: bool, until: Option<Date>, today: Date) -> bool {
    valid && until.is_none_or(|until| today <= until)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_its_country_before_it() {
        let of = |text: &str, country| VatNumber::parse(text).is_some_and(|it| it.is_of(country));
        assert!(of("DE811204912", "DE"));
        assert!(of("EL 123456789", "GR"));
        for (number, country) in [
            ("811204912", "DE"),
            ("DE1", "DE"),
            ("AT1/23", "AT"),
            ("DE811204912", "AT"),
            ("ÄÄ811204912", "DE"),
            ("", "DE"),
        ] {
            assert!(!of(number, country), "{number}");
        }
    }

    #[test]
    fn the_union_knows_its_own() {
        let of = |text: &str| VatNumber::parse(text).is_some_and(|it| it.is_of_union());
        assert!(of("EL123456789") && of("AT U12345678"));
        assert!(!of("CHE123456788") && !of("GB123456789"));
    }

    #[test]
    fn an_answer_counts_for_a_while() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let (last, after) = (day("2026-03-31"), day("2026-04-01"));
        assert!(confirms(true, Some(last), last));
        assert!(!confirms(true, Some(last), after));
        assert!(confirms(true, None, after));
        assert!(!confirms(false, None, last) && !confirms(false, Some(last), last));
    }
}
