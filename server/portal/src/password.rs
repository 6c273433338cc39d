//! Passwords at rest: Argon2id as a PHC string, with the parameters that OWASP's *Password Storage
//! Cheat Sheet* names (19 MiB, two passes, one lane). One hash takes tens of milliseconds: never
//! inside a transaction, and never many at once.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};

/// A password that could not be hashed, or a text that is no hash of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an Argon2 hash in PHC form within 64 MiB, 10 passes and 4 lanes")]
pub struct NotAHash;

/// KiB of memory, passes and lanes that an imported hash may ask for at the most.
const MOST: (u32, u32, u32) = (64 * 1024, 10, 4);

/// The kind of the hashes that are made here.
const OWN: &str = "$argon2id$v=19$m=19456,t=2,p=1$";

/// A salt and a result that no password has.
const NOBODYS: &str = "AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Algorithm and parameters of a hash: what a comparison with it costs.
#[must_use]
pub fn kind(phc: &str) -> &str {
    let coded = |sign: char| sign.is_ascii_alphanumeric() || "+/.-".contains(sign);
    let rest = phc.trim_end_matches(coded);
    rest.trim_end_matches('$').trim_end_matches(coded)
}

/// Whether a hash is of the kind that is made here.
#[must_use]
pub fn is_own_kind(phc: &str) -> bool {
    kind(phc) == OWN
}

/// Hashes that fit no password, one of each of these kinds and of the own kind, but for the kind
/// of `phc`: whoever is compared with all of them and with `phc` costs what anybody else does.
#[must_use]
pub fn decoys(kinds: &[String], phc: Option<&str>) -> Vec<String> {
    let mut kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
    kinds.push(OWN);
    kinds.sort_unstable();
    kinds.dedup();
    kinds.retain(|known| phc.map(kind) != Some(*known));
    let decoys = kinds.iter().map(|kind| format!("{kind}{NOBODYS}"));
    decoys.filter(|phc| check(phc).is_ok()).collect()
}

/// Hashes a password with a salt of its own.
///
/// # Errors
/// When the password is longer than Argon2 takes (4 GiB).
pub fn hash(password: &str, salt: [u8; 16]) -> Result<String, NotAHash> {
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT);
    argon2
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map(|hash| hash.to_string())
        .map_err(|_| NotAHash)
}

/// Whether the password is the one behind the hash. A malformed hash fits no password.
#[must_use]
pub fn verify(password: &str, phc: &str) -> bool {
    check(phc).is_ok()
        && Argon2::default()
            .verify_password(password.as_bytes(), phc)
            .is_ok()
}

/// Whether a text is a hash that [`verify`] can compare at a bearable price.
///
/// # Errors
/// When it is not.
pub fn check(phc: &str) -> Result<(), NotAHash> {
    let hash = PasswordHash::new(phc).map_err(|_| NotAHash)?;
    let params = Params::try_from(&hash).map_err(|_| NotAHash)?;
    let known = Algorithm::try_from(hash.algorithm.as_str()).is_ok();
    let whole = hash.salt.is_some() && hash.hash.is_some();
    let (memory, passes, lanes) = MOST;
    let bearable =
        params.m_cost() <= memory && params.t_cost() <= passes && params.p_cost() <= lanes;
    if known && whole && bearable {
        Ok(())
    } else {
        Err(NotAHash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_password_fits_its_hash() {
        let phc = hash("seven-copper-kettles", [7; 16]).unwrap();
        assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{phc}");
        assert!(verify("seven-copper-kettles", &phc));
        assert!(!verify("seven-copper-kettle", &phc));
        assert_ne!(phc, hash("seven-copper-kettles", [8; 16]).unwrap());
        assert!(is_own_kind(&phc));
    }

    #[test]
    fn everybody_is_compared_with_every_kind_once() {
        let own = hash("seven-copper-kettles", [7; 16]).unwrap();
        let costly = "$argon2id$v=19$m=65536,t=10,p=4$";
        let imported = format!("{costly}{NOBODYS}");
        let kinds = [costly.to_owned(), "$2b$12$".to_owned(), OWN.to_owned()];
        for phc in [None, Some(own.as_str()), Some(imported.as_str())] {
            let decoys = decoys(&kinds, phc);
            let mut met: Vec<&str> = decoys
                .iter()
                .map(String::as_str)
                .chain(phc)
                .map(kind)
                .collect();
            met.sort_unstable();
            assert_eq!(met, [OWN, costly], "{phc:?}");
        }
        assert_eq!(decoys(&[], None).len(), 1);
    }

    #[test]
    fn what_is_no_hash_or_costs_too_much_fits_nothing() {
        let greedy = hash("x", [1; 16])
            .unwrap()
            .replace("m=19456", "m=4000000000");
        for phc in [
            "",
            "x",
            "$2b$12$abc",
            "$argon2id$v=19$m=19456,t=2,p=1",
            &greedy,
        ] {
            assert_eq!(check(phc), Err(NotAHash), "{phc}");
            assert!(!verify("x", phc));
        }
    }
}
