//! The check digits of the VAT numbers of the Union, by the rules that its states have published.
//! Where a kind of number has none, its form is all that is asked.

/// Whether what follows the country (`EL` for Greece) has that country's form and check digits.
/// Numbers of other countries have to be asked for there.
pub(super) fn checks(country: &str, rest: &str) -> bool {
    match country {
        "AT" => rest
            .strip_prefix('U')
            .is_some_and(|it| digits(it, 8, austria)),
        "BE" => digits(rest, 10, belgium),
        "BG" => digits(rest, 9, bulgaria) || digits(rest, 10, bulgarian),
        "CY" => cyprus(rest),
        // Of natural persons the number may be one of birth, older ones without a check.
        "CZ" => digits(rest, 8, czechia) || digits(rest, 9, any) || digits(rest, 10, any),
        "DE" => digits(rest, 9, |it| it.first() != Some(&0) && iso_11_10(it)),
        "DK" => digits(rest, 8, |it| divides(it, &[2, 7, 6, 5, 4, 3, 2, 1], 11)),
        "EE" => digits(rest, 9, |it| divides(it, &[3, 7, 1, 3, 7, 1, 3, 7, 1], 10)),
        "EL" => digits(rest, 9, greece),
        "ES" => spain(rest),
        "FI" => digits(rest, 8, |it| divides(it, &[7, 9, 10, 5, 8, 4, 2, 1], 11)),
        "FR" => france(rest),
        "HR" => digits(rest, 11, iso_11_10),
        "HU" => digits(rest, 8, |it| divides(it, &[9, 7, 3, 1, 9, 7, 3, 1], 10)),
        "IE" => ireland(rest),
        "IT" => digits(rest, 11, luhn),
        "LT" => digits(rest, 9, lithuania) || digits(rest, 12, lithuania),
        "LU" => digits(rest, 8, |it| value(it) / 100 % 89 == value(it) % 100),
        "LV" => digits(rest, 11, latvia),
        "MT" => digits(rest, 8, |it| divides(it, &[3, 4, 6, 7, 8, 9, 10, 1], 37)),
        "NL" => netherlands(rest),
        "PL" => digits(rest, 10, |it| {
            last(it, weighs(it, &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11)
        }),
        "PT" => digits(rest, 9, portugal),
        "RO" => (2..=10).any(|length| digits(rest, length, romania)),
        "SE" => digits(rest, 12, |it| it.get(..10).is_some_and(luhn)),
        "SI" => digits(rest, 8, slovenia),
        "SK" => digits(rest, 10, |it| last(it, value(it) / 10 % 11 % 10)),
        _ => true,
    }
}

/// So many digits, and nothing else, that hold a rule.
fn digits(text: &str, length: usize, rule: impl Fn(&[u64]) -> bool) -> bool {
    let read: Option<Vec<u64>> = text
        .chars()
        .map(|sign| sign.to_digit(10).map(u64::from))
        .collect();
    read.is_some_and(|it| it.len() == length && rule(&it))
}

const fn any(_: &[u64]) -> bool {
    true
}

/// Σ of digits by their weights; digits beyond them weigh nothing.
fn weighs(digits: &[u64], weights: &[u64]) -> u64 {
    digits
        .iter()
        .zip(weights)
        .map(|(digit, by)| digit * by)
        .sum()
}

/// Whether a number divides Σ of digits by their weights.
fn divides(digits: &[u64], weights: &[u64], by: u64) -> bool {
    weighs(digits, weights).is_multiple_of(by)
}

/// The digits as a number.
fn value(digits: &[u64]) -> u64 {
    digits.iter().fold(0, |sum, digit| sum * 10 + digit)
}

fn last(digits: &[u64], check: u64) -> bool {
    digits.last() == Some(&check)
}

/// The mod 10 rule of ISO/IEC 7812 over all digits.
fn luhn(digits: &[u64]) -> bool {
    let doubled = digits.iter().rev().enumerate().map(|(place, digit)| {
        let twice = digit * (1 + place as u64 % 2);
        twice / 10 + twice % 10
    });
    doubled.sum::<u64>() % 10 == 0
}

/// MOD 11,10 of ISO/IEC 7064.
fn iso_11_10(digits: &[u64]) -> bool {
    let Some((check, before)) = digits.split_last() else {
        return false;
    };
    let product = before.iter().fold(10, |product, digit| {
        let sum = (product + digit) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (11 - product) % 10 == *check
}

/// MOD 97-10 of ISO/IEC 7064, letters as 10 to 35.
fn iso_97_10(text: &str) -> bool {
    let rest = text.chars().try_fold(0, |rest, sign| {
        let digit = u64::from(sign.to_digit(36)?);
        let shift = if digit < 10 { 10 } else { 100 };
        Some((rest * shift + digit) % 97)
    });
    rest == Some(1)
}

fn austria(digits: &[u64]) -> bool {
    let sum: u64 = digits
        .iter()
        .zip([1, 2, 1, 2, 1, 2, 1])
        .map(|(digit, by)| digit * by / 10 + digit * by % 10)
        .sum();
    last(digits, (96 - sum) % 10)
}

fn belgium(digits: &[u64]) -> bool {
    let number = value(digits);
    matches!(digits.first(), Some(0 | 1)) && 97 - number / 100 % 97 == number % 100
}

fn bulgaria(digits: &[u64]) -> bool {
    let check = match weighs(digits, &[1, 2, 3, 4, 5, 6, 7, 8]) % 11 {
        10 => weighs(digits, &[3, 4, 5, 6, 7, 8, 9, 10]) % 11 % 10,
        check => check,
    };
    last(digits, check)
}

/// A person at home, a foreigner, or somebody else.
fn bulgarian(digits: &[u64]) -> bool {
    let person = weighs(digits, &[2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10;
    let foreigner = weighs(digits, &[21, 19, 17, 13, 11, 9, 7, 3, 1]) % 10;
    let other = (11 - weighs(digits, &[4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11;
    last(digits, person) || last(digits, foreigner) || last(digits, other)
}

fn cyprus(rest: &str) -> bool {
    const ODD: [u64; 10] = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];
    let Some((number, letter)) = rest.split_at_checked(8) else {
        return false;
    };
    digits(number, 8, |it| {
        let odd = it.iter().step_by(2);
        let odd = odd.filter_map(|digit| ODD.get(usize::try_from(*digit).ok()?));
        let even = it.iter().skip(1).step_by(2);
        let sum: u64 = odd.chain(even).sum();
        letter_at("ABCDEFGHIJKLMNOPQRSTUVWXYZ", sum % 26) == letter.chars().next()
    }) && letter.len() == 1
}

fn letter_at(letters: &str, place: u64) -> Option<char> {
    letters.chars().nth(usize::try_from(place).ok()?)
}

fn czechia(digits: &[u64]) -> bool {
    let check = (11 - weighs(digits, &[8, 7, 6, 5, 4, 3, 2]) % 11) % 11;
    last(digits, if check == 0 { 1 } else { check % 10 })
}

fn greece(digits: &[u64]) -> bool {
    last(
        digits,
        weighs(digits, &[256, 128, 64, 32, 16, 8, 4, 2]) % 11 % 10,
    )
}

/// A person (8 digits and a letter), a foreigner (X, Y, Z), or a company (a letter, 7 digits and a
/// digit or letter).
fn spain(rest: &str) -> bool {
    const PERSON: &str = "TRWAGMYFPDXBNJZSQVHLCKE";
    let (Some(first), Some(end)) = (rest.chars().next(), rest.chars().last()) else {
        return false;
    };
    let (Some(seven), true) = (rest.get(1..8), rest.len() == 9) else {
        return false;
    };
    let person = |begin: u64| {
        digits(seven, 7, |it| {
            letter_at(PERSON, (begin * 10_000_000 + value(it)) % 23) == Some(end)
        })
    };
    match first {
        'X' => person(0),
        'Y' => person(1),
        'Z' => person(2),
        'K' | 'L' | 'M' => person(0),
        '0'..='9' => person(u64::from(first.to_digit(10).unwrap_or_default())),
        _ => digits(seven, 7, |it| {
            let company = |check: u64| luhn(&[it, &[check]].concat());
            let check = (0..10).find(|check| company(*check)).unwrap_or_default();
            end.to_digit(10).map(u64::from) == Some(check)
                || letter_at("JABCDEFGHI", check) == Some(end)
        }),
    }
}

/// A key of two signs before the SIREN, which has a check of its own but for Monaco.
fn france(rest: &str) -> bool {
    const SIGNS: &str = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let Some((key, siren)) = rest.split_at_checked(2) else {
        return false;
    };
    let place = |sign: char| SIGNS.chars().position(|it| it == sign);
    let key: Option<Vec<u64>> = key
        .chars()
        .map(|it| place(it).map(|it| it as u64))
        .collect();
    let Some([first, second]) = key.as_deref() else {
        return false;
    };
    digits(siren, 9, |it| {
        let number = value(it);
        let keyed = if *first < 10 && *second < 10 {
            (number * 100 + 12) % 97 == first * 10 + second
        } else {
            let check = if *first < 10 {
                first * 24 + second - 10
            } else {
                first * 34 + second - 100
            };
            (number + 1 + check / 11) % 11 == check % 11
        };
        keyed && (it.starts_with(&[0, 0, 0]) || luhn(it))
    })
}

/// Seven digits, a check letter and perhaps one more; or the older form, whose second sign is
/// moved out of the way.
fn ireland(rest: &str) -> bool {
    const CHECKS: &str = "WABCDEFGHIJKLMNOPQRSTUV";
    let signs: Vec<char> = rest.chars().collect();
    let (number, check, more) = match signs.as_slice() {
        [first, old, five @ .., check] if five.len() == 5 && !old.is_ascii_digit() => {
            let moved = ['0'].iter().chain(five).chain([first]);
            (moved.collect::<String>(), check, 'W')
        }
        [seven @ .., check] if seven.len() == 7 => (seven.iter().collect(), check, 'W'),
        [seven @ .., check, more] if seven.len() == 7 => (seven.iter().collect(), check, *more),
        _ => return false,
    };
    let more = CHECKS.chars().position(|it| it == more);
    more.is_some_and(|more| {
        digits(&number, 7, |it| {
            let sum = weighs(it, &[8, 7, 6, 5, 4, 3, 2]) + 9 * more as u64;
            letter_at(CHECKS, sum % 23) == Some(*check)
        })
    })
}

fn lithuania(digits: &[u64]) -> bool {
    let Some((check, before)) = digits.split_last() else {
        return false;
    };
    let sum = |shift: u64| -> u64 {
        let weights = (0..).map(|place| 1 + (place + shift) % 9);
        before
            .iter()
            .zip(weights)
            .map(|(digit, by)| digit * by)
            .sum()
    };
    let found = match sum(0) % 11 {
        10 => sum(2) % 11 % 10,
        check => check,
    };
    found == *check
}

/// Of natural persons it is a number without a check.
fn latvia(digits: &[u64]) -> bool {
    let person = digits.first().is_some_and(|first| *first <= 3);
    person || weighs(digits, &[9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]) % 11 == 3
}

/// Of companies by their fiscal number, of persons since 2020 by the whole.
fn netherlands(rest: &str) -> bool {
    let Some((number, branch)) = rest.split_once('B') else {
        return false;
    };
    let company = |it: &[u64]| {
        let sum = weighs(it, &[9, 8, 7, 6, 5, 4, 3, 2]);
        last(it, sum % 11)
    };
    let whole = format!("NL{rest}");
    digits(branch, 2, any) && digits(number, 9, |it| company(it) || iso_97_10(&whole))
}

fn portugal(digits: &[u64]) -> bool {
    let check = (11 - weighs(digits, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 11 % 10;
    digits.first() != Some(&0) && last(digits, check)
}

fn romania(digits: &[u64]) -> bool {
    let Some((check, before)) = digits.split_last() else {
        return false;
    };
    // The weights belong to the end of the number.
    let weights = [2, 3, 5, 7, 1, 2, 3, 5, 7];
    let sum: u64 = before
        .iter()
        .rev()
        .zip(weights)
        .map(|(digit, by)| digit * by)
        .sum();
    sum * 10 % 11 % 10 == *check
}

fn slovenia(digits: &[u64]) -> bool {
    let check = 11 - weighs(digits, &[8, 7, 6, 5, 4, 3, 2]) % 11;
    digits.first() != Some(&0) && last(digits, if check == 10 { 0 } else { check })
}
