//! The QR code of a transfer in euros: EPC069-12, "Quick Response Code: Guidelines to Enable Data
//! Capture for the Initiation of a SEPA Credit Transfer", version 002 of the data.

use model::billing_account::BankAccount;
use model::currency::Currency;
use model::money::Money;

use super::check::is_iban;
use super::reference::CreditorReference;

/// Whom the money goes to.
pub type Payee = BankAccount;

/// Why a code cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// The scheme knows euros only.
    #[error("not in euros")]
    Currency,
    /// Beyond 0.01 to 999,999,999.99.
    #[error("not between 0.01 and 999999999.99")]
    Amount,
    /// Not an IBAN.
    #[error("not an IBAN")]
    Iban,
    /// Not a BIC: eight or eleven letters and digits.
    #[error("not a BIC")]
    Bic,
    /// The payee has no name.
    #[error("the payee has no name")]
    Name,
    /// Longer than the code may be.
    #[error("longer than 331 bytes")]
    TooLong,
}

/// Characters of a name.
const NAME: usize = 70;
/// Bytes of the whole.
const WHOLE: usize = 331;
/// Cents that can be written.
const MOST: i64 = 99_999_999_999;

/// The text of the code: to be encoded in UTF-8 with error correction level M, at most version 13.
///
/// # Errors
/// See [`CodeError`].
pub fn epc(
    payee: &Payee,
    amount: Money,
    reference: &CreditorReference,
) -> Result<String, CodeError> {
    if amount.currency != Currency::EUR {
        return Err(CodeError::Currency);
    }
    if !(1..=MOST).contains(&amount.minor) {
        return Err(CodeError::Amount);
    }
    let plain = |text: &str| text.split_whitespace().collect::<String>();
    let iban = plain(&payee.iban).to_ascii_uppercase();
    if !is_iban(&iban) {
        return Err(CodeError::Iban);
    }
    let bic = plain(payee.bic.as_deref().unwrap_or_default()).to_ascii_uppercase();
    let alphanumeric = bic.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !alphanumeric || ![0, 8, 11].contains(&bic.len()) {
        return Err(CodeError::Bic);
    }
    // A line feed would begin the next element.
    let name = payee
        .holder
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let name: String = name
        .chars()
        .filter(|char| !char.is_control())
        .take(NAME)
        .collect();
    if name.is_empty() {
        return Err(CodeError::Name);
    }
    let (sum, reference) = (amount.plain(), reference.as_str());
    let text = format!("BCD\n002\n1\nSCT\n{bic}\n{name}\n{iban}\nEUR{sum}\n\n{reference}");
    if text.len() > WHOLE {
        return Err(CodeError::TooLong);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payee() -> Payee {
        Payee {
            holder: "Fjord Hosting GmbH".to_owned(),
            iban: "DE89 3704 0044 0532 0130 00".to_owned(),
            bic: None,
        }
    }

    fn reference() -> CreditorReference {
        CreditorReference::of("539007547034").unwrap()
    }

    #[test]
    fn the_elements_stand_in_their_lines() {
        let code = epc(&payee(), Money::new(2490, Currency::EUR), &reference());
        let lines = "BCD\n002\n1\nSCT\n\nFjord Hosting GmbH\nDE89370400440532013000\nEUR24.90\n\n\
                     RF18539007547034";
        assert_eq!(code.unwrap(), lines);
    }

    #[test]
    fn what_the_scheme_does_not_carry_is_refused() {
        let code = |payee: &Payee, minor, currency: &str| {
            let amount = Money::new(minor, currency.parse().unwrap());
            epc(payee, amount, &reference()).err()
        };
        assert_eq!(code(&payee(), 1, "USD"), Some(CodeError::Currency));
        for (minor, end) in [
            (0, Some(CodeError::Amount)),
            (-1, Some(CodeError::Amount)),
            (1, None),
            (MOST, None),
            (MOST + 1, Some(CodeError::Amount)),
        ] {
            assert_eq!(code(&payee(), minor, "EUR"), end, "{minor}");
        }
        let mut other = payee();
        other.iban = "DE88370400440532013000".to_owned();
        assert_eq!(code(&other, 1, "EUR"), Some(CodeError::Iban));
        let mut other = payee();
        other.bic = Some("COBADEFF\n".to_owned());
        assert_eq!(code(&other, 1, "EUR"), None);
        other.bic = Some("COBA-EFF".to_owned());
        assert_eq!(code(&other, 1, "EUR"), Some(CodeError::Bic));
        other = payee();
        other.holder = "\n".to_owned();
        assert_eq!(code(&other, 1, "EUR"), Some(CodeError::Name));
    }

    #[test]
    fn a_name_cannot_begin_an_element_of_its_own_and_is_cut() {
        let mut other = payee();
        other.holder = format!("A\nEUR9999.00\n{}", "ü".repeat(80));
        let code = epc(&other, Money::new(1, Currency::EUR), &reference()).unwrap();
        let lines: Vec<&str> = code.lines().collect();
        assert_eq!(lines.len(), 10);
        assert_eq!(lines.get(5).unwrap().chars().count(), NAME);
        assert_eq!(lines.get(7), Some(&"EUR0.01"));
        assert!(code.len() <= WHOLE);
    }
}
