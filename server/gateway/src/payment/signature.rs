//! Signatures of webhooks: `t=<seconds>,v1=<hex>` where the second is HMAC-SHA256 over
//! `<seconds>.<body>`, the scheme that Stripe documents ("Verify webhook signatures manually").

use std::fmt::Write;

use hmac::{Hmac, KeyInit, Mac};
use model::time::Instant;
use sha2::Sha256;
use subtle::{Choice, ConstantTimeEq};

use super::{EventError, Secret, TOLERANCE_SECONDS};

/// More signatures in one header than any rotation needs.
const MOST: usize = 16;

/// The header's value for a body that is sent now.
pub fn sign(body: &[u8], now: Instant, secret: &Secret) -> Result<String, EventError> {
    if secret.is_empty() {
        return Err(EventError::NoSecret);
    }
    let seconds = now.seconds();
    let mac = mac(secret, &seconds.to_string(), body)?;
    let mut text = format!("t={seconds},v1=");
    for byte in mac {
        let _ = write!(text, "{byte:02x}");
    }
    Ok(text)
}

/// Refuses what none of the secrets signed within the tolerance.
pub fn verify(
    header: Option<&str>,
    body: &[u8],
    now: Instant,
    secrets: &[Secret],
) -> Result<(), EventError> {
    let usable: Vec<&Secret> = secrets.iter().filter(|it| !it.is_empty()).collect();
    if usable.is_empty() {
        return Err(EventError::NoSecret);
    }
    let (seconds, given) = parse(header.ok_or(EventError::Forged)?)?;
    let mut fits = Choice::from(0);
    for secret in usable {
        let made = mac(secret, seconds, body)?;
        for signature in &given {
            fits |= made.ct_eq(signature);
        }
    }
    if !bool::from(fits) {
        return Err(EventError::Forged);
    }
    let signed: i64 = seconds.parse().map_err(|_| EventError::Forged)?;
    let apart = now.seconds().abs_diff(signed);
    if apart > TOLERANCE_SECONDS.unsigned_abs() {
        return Err(EventError::Stale);
    }
    Ok(())
}

fn mac(secret: &Secret, seconds: &str, body: &[u8]) -> Result<[u8; 32], EventError> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.reveal().as_bytes())
        .map_err(|_| EventError::NoSecret)?;
    mac.update(seconds.as_bytes());
    mac.update(b".");
    mac.update(body);
    Ok(mac.finalize().into_bytes().into())
}

/// The time as it was signed, and every signature of the scheme `v1`; others are passed over, so
/// that nobody can choose a weaker one.
fn parse(header: &str) -> Result<(&str, Vec<[u8; 32]>), EventError> {
    let mut seconds = None;
    let mut given = Vec::new();
    for part in header.split(',') {
        match part.trim().split_once('=') {
            Some(("t", value)) if seconds.is_none() => seconds = Some(value),
            Some(("v1", value)) if given.len() < MOST => given.extend(unhex(value)),
            _ => {}
        }
    }
    match seconds {
        Some(seconds) if !given.is_empty() => Ok((seconds, given)),
        _ => Err(EventError::Forged),
    }
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    for (place, byte) in bytes.iter_mut().enumerate() {
        let pair = text.get(place * 2..place * 2 + 2)?;
        *byte = u8::from_str_radix(pair, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Instant = Instant(1_790_000_000_000_000);

    fn secret(text: &str) -> Secret {
        Secret::new(text)
    }

    #[test]
    fn any_secret_in_use_may_have_signed_and_no_other() {
        let header = sign(b"{}", NOW, &secret("old")).unwrap();
        let with = |secrets: &[Secret]| verify(Some(&header), b"{}", NOW, secrets);
        assert_eq!(with(&[secret("new"), secret("old")]), Ok(()));
        assert_eq!(with(&[secret("new")]), Err(EventError::Forged));
        let other = verify(Some(&header), b"{} ", NOW, &[secret("old")]);
        assert_eq!(other, Err(EventError::Forged));
    }

    #[test]
    fn without_a_secret_nothing_is_believed() {
        let header = sign(b"{}", NOW, &secret("x")).unwrap();
        for secrets in [vec![], vec![secret("")], vec![secret("  ")]] {
            let end = verify(Some(&header), b"{}", NOW, &secrets);
            assert_eq!(end, Err(EventError::NoSecret));
        }
        assert_eq!(sign(b"{}", NOW, &secret("")), Err(EventError::NoSecret));
        // An empty secret beside a true one signs nothing.
        let empty = Hmac::<Sha256>::new_from_slice(b"").unwrap();
        let empty = empty.chain_update(b"1790000000.{}").finalize().into_bytes();
        let hex: String = empty.iter().map(|byte| format!("{byte:02x}")).collect();
        let forged = format!("t=1790000000,v1={hex}");
        let end = verify(Some(&forged), b"{}", NOW, &[secret(""), secret("x")]);
        assert_eq!(end, Err(EventError::Forged));
    }

    #[test]
    fn what_is_older_than_the_tolerance_or_ahead_of_it_is_refused() {
        let header = sign(b"{}", NOW, &secret("x")).unwrap();
        for (seconds, end) in [
            (300, Ok(())),
            (301, Err(EventError::Stale)),
            (-300, Ok(())),
            (-301, Err(EventError::Stale)),
        ] {
            let now = NOW.plus_seconds(seconds);
            assert_eq!(verify(Some(&header), b"{}", now, &[secret("x")]), end);
        }
    }

    #[test]
    fn what_is_no_signature_is_forged() {
        let good = sign(b"{}", NOW, &secret("x")).unwrap();
        let (_, signature) = good.split_once(",v1=").unwrap();
        for header in [
            String::new(),
            "t=".to_owned(),
            "v1=".to_owned() + signature,
            format!("t=1790000000,v0={signature}"),
            format!("t=1790000001,v1={signature}"),
            format!("t=+1790000000,v1={signature}"),
            format!("t=1790000000,v1={}", &signature[1..]),
            format!("t=1790000000,v1=+{}", &signature[1..]),
            format!("t=1790000000,v1={}", "é".repeat(32)),
        ] {
            let end = verify(Some(&header), b"{}", NOW, &[secret("x")]);
            assert_eq!(end, Err(EventError::Forged), "{header}");
        }
        let none = verify(None, b"{}", NOW, &[secret("x")]);
        assert_eq!(none, Err(EventError::Forged));
    }
}
