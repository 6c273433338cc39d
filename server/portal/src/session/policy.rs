//! Which passwords are taken.

use model::fault::Problem;

/// The least number of characters (a pass phrase is welcome).
pub const LEAST: u32 = 12;
/// The greatest number of bytes.
pub const MOST: u32 = 1024;

/// Passwords of at least twelve characters that many people use. The rest of the 10,000 commonest
/// is shorter than that and refused by its length.
const COMMON: &str = include_str!("common.txt");

/// What common passwords are made of: alone, repeated, or with digits and signs around them they
/// are as common.
const ROOTS: [&str; 40] = [
    "admin",
    "administrator",
    "asdfgh",
    "asdfghjkl",
    "baseball",
    "basketball",
    "changeme",
    "charlie",
    "default",
    "dragon",
    "facebook",
    "football",
    "geheim",
    "google",
    "hallo",
    "iloveyou",
    "jennifer",
    "letmein",
    "liverpool",
    "login",
    "master",
    "michael",
    "minecraft",
    "monkey",
    "motdepasse",
    "password",
    "passwort",
    "pokemon",
    "princess",
    "qwerty",
    "qwertyuiop",
    "qwertz",
    "samsung",
    "secret",
    "starwars",
    "sunshine",
    "superman",
    "trustno",
    "welcome",
    "willkommen",
];

/// Whose password it is to be.
#[derive(Clone, Copy, Debug)]
pub struct Owner<'a> {
    /// The person's name.
    pub name: &'a str,
    /// The person's address.
    pub email: &'a str,
    /// The provider's name.
    pub brand: &'a str,
}

/// Whether a password is taken.
///
/// # Errors
/// What is wrong with it.
pub fn check(password: &str, owner: Owner<'_>) -> Result<(), Problem> {
    if password.is_empty() {
        return Err(Problem::Required);
    }
    if password.chars().count() < LEAST as usize {
        return Err(Problem::TooShort { least: LEAST });
    }
    if password.len() > MOST as usize {
        return Err(Problem::TooLong { most: MOST });
    }
    if is_common(password) {
        return Err(Problem::TooCommon);
    }
    if is_like(password, owner) {
        return Err(Problem::TooSimilar);
    }
    Ok(())
}

fn is_common(password: &str) -> bool {
    let lower = password.to_lowercase();
    let kinds: std::collections::BTreeSet<char> = lower.chars().collect();
    if kinds.len() < 5 || COMMON.lines().any(|line| line == lower) {
        return true;
    }
    let around = |sign: char| !sign.is_alphabetic();
    let bare = folded(&lower);
    let inner = folded(lower.trim_matches(around));
    let repeats = |root: &str| {
        let root = folded(root);
        [&bare, &inner].iter().any(|text| {
            let rest = text.replace(&root, "");
            rest.is_empty() && !text.is_empty()
        })
    };
    is_a_run(&lower) || ROOTS.iter().any(|root| repeats(root))
}

/// Whether most signs follow the one before in the alphabet or on the digits, up or down.
fn is_a_run(text: &str) -> bool {
    let codes: Vec<u32> = text.chars().map(u32::from).collect();
    let steps = codes.iter().zip(codes.iter().skip(1));
    let run = steps.filter(|(a, b)| a.abs_diff(**b) <= 1).count();
    run * 4 >= codes.len() * 3
}

/// Whether it contains a word of the person's name or address, or of the provider's name.
fn is_like(password: &str, owner: Owner<'_>) -> bool {
    let password = folded(password);
    [owner.name, owner.email, owner.brand]
        .iter()
        .flat_map(|text| {
            text.split(|sign: char| !sign.is_alphanumeric())
                .chain([*text])
        })
        .map(folded)
        .any(|word| word.chars().count() >= 4 && password.contains(&word))
}

/// Lower case, signs that look like letters as these letters, all other signs left out.
fn folded(text: &str) -> String {
    let fold = |sign: char| match sign {
        '0' => Some('o'),
        '1' | '!' | '|' | 'l' => Some('i'),
        '3' | '€' => Some('e'),
        '4' | '@' => Some('a'),
        '5' | '$' => Some('s'),
        '7' | '+' => Some('t'),
        '8' => Some('b'),
        sign => Some(sign).filter(|sign| sign.is_alphanumeric()),
    };
    text.to_lowercase().chars().filter_map(fold).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANNA: Owner<'_> = Owner {
        name: "Anna Lindqvist",
        email: "anna@lindqvist.design",
        brand: "Fjord Hosting",
    };

    #[test]
    fn a_phrase_is_taken() {
        for password in [
            "seven-copper-kettles",
            "marble-otter-sundial",
            "çok güzel bir gün 7",
        ] {
            assert_eq!(check(password, ANNA), Ok(()), "{password}");
        }
        assert_eq!(check(&"añ".repeat(6), ANNA), Err(Problem::TooCommon));
    }

    #[test]
    fn length_is_counted_in_characters_and_bytes() {
        let short = Err(Problem::TooShort { least: 12 });
        assert_eq!(check("", ANNA), Err(Problem::Required));
        assert_eq!(check("kettle-7-ößü", ANNA), Ok(()));
        assert_eq!(check("kettle-7-öß", ANNA), short);
        let long = "kettle ".repeat(147);
        assert_eq!(check(&long, ANNA), Err(Problem::TooLong { most: 1024 }));
    }

    #[test]
    fn the_commonest_are_refused() {
        for password in [
            "correcthorsebatterystaple",
            "Password1234",
            "P@ssw0rd!!!!2026",
            "passwordpassword",
            "qwertyuiop[]",
            "1qaz2wsx3edc",
            "123456789012",
            "abcdefghijkl",
            "abababababab",
            "!!!welcome!!!2026",
            "iloveyouforever",
        ] {
            assert_eq!(check(password, ANNA), Err(Problem::TooCommon), "{password}");
        }
    }

    #[test]
    fn what_is_like_the_person_or_the_brand_is_refused() {
        for password in [
            "my-lindqvist-key",
            "L1ndqv1st-for-ever",
            "the best fj0rd of all",
            "we host at h0sting place",
            "4nn4 goes to market",
        ] {
            assert_eq!(
                check(password, ANNA),
                Err(Problem::TooSimilar),
                "{password}"
            );
        }
    }
}
