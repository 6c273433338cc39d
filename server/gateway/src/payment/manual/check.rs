//! Check digits by ISO 7064, MOD 97-10: two digits behind two letters, as IBAN (ISO 13616) and
//! creditor references (ISO 11649) have them.

/// What is left of the number that letters and digits make, by 97; none if there is anything else.
fn rest(text: impl Iterator<Item = u8>) -> Option<u32> {
    let mut rest = 0;
    for byte in text {
        rest = match byte {
            b'0'..=b'9' => rest * 10 + u32::from(byte - b'0'),
            b'A'..=b'Z' => rest * 100 + u32::from(byte - b'A') + 10,
            _ => return None,
        } % 97;
    }
    Some(rest)
}

/// The check digits of what stands behind two letters.
pub fn digits(letters: &str, body: &str) -> Option<u32> {
    let text = body.bytes().chain(letters.bytes()).chain(*b"00");
    Some(98 - rest(text)?)
}

/// Whether the third and fourth characters check the whole.
pub fn holds(text: &str) -> bool {
    let Some((head, body)) = text.split_at_checked(4) else {
        return false;
    };
    let fits = match *head.as_bytes() {
        [a, b, tens, ones] => {
            [a, b].iter().all(u8::is_ascii_uppercase) && [tens, ones].iter().all(u8::is_ascii_digit)
        }
        _ => false,
    };
    fits && rest(body.bytes().chain(head.bytes())) == Some(1)
}

/// Whether it is an IBAN by form and check digits: no blanks, capital letters, 15 to 34 characters.
#[must_use]
pub fn is_iban(text: &str) -> bool {
    (15..=34).contains(&text.len()) && holds(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ibans_are_checked() {
        for good in [
            "DE89370400440532013000",
            "GB82WEST12345698765432",
            "NO9386011117947",
        ] {
            assert!(is_iban(good), "{good}");
        }
        for bad in [
            "",
            "DE89",
            "DE88370400440532013000",
            "DE98370400440532013000",
            "de89370400440532013000",
            "DE89 3704 0044 0532 0130 00",
            "D989370400440532013000",
            "ÄE89370400440532013000",
        ] {
            assert!(!is_iban(bad), "{bad}");
        }
    }
}
