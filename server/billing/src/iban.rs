//! Bank accounts by their international number.

/// Whether a text is an IBAN: a country, and check digits that fit (ISO 13616, with the check of
/// ISO 7064 MOD 97-10).
#[must_use]
pub fn is_iban(text: &str) -> bool {
    let signs: Vec<u8> = text.bytes().filter(|sign| *sign != b' ').collect();
    let Some((head, rest)) = signs.split_at_checked(4) else {
        return false;
    };
    let country = head.iter().take(2).all(u8::is_ascii_uppercase);
    if !country || !head.iter().skip(2).all(u8::is_ascii_digit) {
        return false;
    }
    let plain = |sign: &u8| sign.is_ascii_digit() || sign.is_ascii_uppercase();
    if !(15..=34).contains(&signs.len()) || !signs.iter().all(plain) {
        return false;
    }
    let digits = rest.iter().chain(head);
    let rest = digits.fold(0_u32, |rest, sign| match sign {
        b'0'..=b'9' => (rest * 10 + u32::from(sign - b'0')) % 97,
        letter => (rest * 100 + u32::from(letter - b'A') + 10) % 97,
    });
    rest == 1
}

#[cfg(test)]
mod tests {
    use super::is_iban;

    #[test]
    fn the_check_digits_of_an_iban_are_checked() {
        for good in ["DE89 3704 0044 0532 0130 00", "GB82WEST12345698765432"] {
            assert!(is_iban(good), "{good}");
        }
        for bad in [
            "DE88 3704 0044 0532 0130 00",
            "DE89",
            "",
            "de89370400440532013000",
            "8937040044053201300019",
            "DEX9370400440532013000",
        ] {
            assert!(!is_iban(bad), "{bad}");
        }
    }
}
