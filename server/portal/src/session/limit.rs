//! How often one may try. A try is counted before the password is looked at, so that many at once
//! do not slip through, and taken back if it was a good one.

use std::net::IpAddr;
use std::sync::Arc;

use model::caller::Caller;
use model::time::Instant;
use store::{StoreError, Tx, throttle};

use crate::desk::Desk;
use crate::session::secret::digest;

/// So many tries within a window of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    subject: String,
    tries: i64,
    seconds: i64,
}

/// The longest window in seconds.
pub const LONGEST: i64 = 3600;

const QUARTER: i64 = 900;

impl Limit {
    fn new(kind: &str, who: &str, tries: i64, seconds: i64) -> Self {
        Self {
            subject: format!("{kind}:{who}"),
            tries,
            seconds,
        }
    }

    /// Counts a try; the minutes to wait if it is one too many.
    pub async fn count(&self, tx: &mut Tx, now: Instant) -> Result<Option<u32>, StoreError> {
        let over = now.plus_seconds(-self.seconds);
        let counted = throttle::count(tx, &self.subject, now, over).await?;
        Ok((counted.tries > self.tries).then(|| self.wait(counted.since, now)))
    }

    /// The minutes to wait if no try is left; none is counted.
    pub async fn over(&self, tx: &mut Tx, now: Instant) -> Result<Option<u32>, StoreError> {
        let over = now.plus_seconds(-self.seconds);
        let found = throttle::counted(tx, &self.subject, over).await?;
        let found = found.filter(|it| it.tries >= self.tries);
        Ok(found.map(|it| self.wait(it.since, now)))
    }

    fn wait(&self, since: i64, now: Instant) -> u32 {
        let end = Instant(since).plus_seconds(self.seconds);
        let left = end.seconds() - now.seconds();
        let minutes = u64::try_from(left).unwrap_or_default().div_ceil(60);
        u32::try_from(minutes.max(1)).unwrap_or(u32::MAX)
    }
}

/// The limits on signing in. In a browser in which the person has signed in before only that
/// browser counts, so that nobody else can lock the person out. For all others: an attacker at one
/// address is stopped long before the address that is attacked is closed to strangers.
pub fn sign_in(address: &str, email: &str, device: Option<&str>) -> Vec<Limit> {
    let network = network(address);
    let pair = digest(format!("{network}\n{email}").as_bytes());
    match device {
        Some(device) => vec![Limit::new("device", device, 8, QUARTER)],
        None => vec![
            Limit::new("network", &network, 30, QUARTER),
            Limit::new("pair", &pair, 8, QUARTER),
            strangers(email),
        ],
    }
}

/// The limit on signing in with an e-mail address from browsers that are not known.
pub fn strangers(email: &str) -> Limit {
    Limit::new("email", &digest(email.as_bytes()), 50, LONGEST)
}

/// The limits on asking for a link: of the network address, and of the e-mail address.
pub fn ask_reset(address: &str, email: &str) -> (Limit, Limit) {
    let email = digest(email.as_bytes());
    (
        Limit::new("reset-network", &network(address), 10, LONGEST),
        Limit::new("reset-email", &email, 3, LONGEST),
    )
}

/// The limits on saving payment methods, against who tries stolen cards out (rule 11 of *Payments*
/// in the specification of money): of the account, of the person, and of the network address.
pub fn set_up(caller: &Caller, address: &str) -> Vec<Limit> {
    vec![
        Limit::new("set-up", caller.account.as_str(), 10, LONGEST),
        Limit::new("set-up", caller.person.as_str(), 10, LONGEST),
        Limit::new("set-up-network", &network(address), 20, LONGEST),
    ]
}

/// The limit on saving one card or bank account, by the gateway's fingerprint of it.
pub fn fingerprint(fingerprint: &str) -> Limit {
    Limit::new("fingerprint", &digest(fingerprint.as_bytes()), 5, LONGEST)
}

/// The limit on payments with one card or bank account that are refused, in whatever account it is
/// saved.
pub fn refused(fingerprint: &str) -> Limit {
    Limit::new("refused", &digest(fingerprint.as_bytes()), 6, LONGEST)
}

/// Counts a try against limits until one of them refuses; the minutes to wait if one does. What
/// is counted stays counted.
pub async fn admit(desk: &Desk, limits: &[Limit]) -> Result<Option<u32>, StoreError> {
    let (limits, now): (Arc<[Limit]>, _) = (limits.into(), desk.clock.now());
    desk.db
        .write(move |tx| {
            let limits = Arc::clone(&limits);
            Box::pin(async move {
                for limit in limits.iter() {
                    let wait = limit.count(tx, now).await?;
                    if wait.is_some() {
                        return Ok(wait);
                    }
                }
                Ok(None)
            })
        })
        .await
}

/// Takes back a try that was a good one, and with it the bad ones of the same person in the same
/// place; others at the same network address keep theirs.
pub async fn forgive(tx: &mut Tx, limits: &[Limit]) -> Result<(), StoreError> {
    for limit in limits {
        let own = limit.subject.starts_with("pair:") || limit.subject.starts_with("device:");
        if own {
            throttle::forget(tx, &limit.subject).await?;
        } else {
            throttle::forgive(tx, &limit.subject).await?;
        }
    }
    Ok(())
}

/// Takes back all tries at an e-mail address, of strangers and from that network address: who is
/// there has just shown that the mailbox is theirs.
pub async fn forget(tx: &mut Tx, address: &str, email: &str) -> Result<(), StoreError> {
    for limit in sign_in(address, email, None) {
        if !limit.subject.starts_with("network:") {
            throttle::forget(tx, &limit.subject).await?;
        }
    }
    Ok(())
}

/// The address, or of IPv6 the network of 64 bits: all of it is one customer's (RFC 6177).
fn network(address: &str) -> String {
    match address
        .parse::<IpAddr>()
        .map(|address| address.to_canonical())
    {
        Ok(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Ok(IpAddr::V4(address)) => address.to_string(),
        Err(_) => digest(address.as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_what_one_customer_has() {
        assert_eq!(network("192.0.2.7"), "192.0.2.7");
        assert_eq!(network("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(network("2001:db8:1:2:3::4"), network("2001:db8:1:2::9"));
        assert_ne!(network("2001:db8:1:2::9"), network("2001:db8:1:3::9"));
    }

    #[test]
    fn what_was_typed_is_not_kept() {
        let limits = sign_in("192.0.2.7", "anna@example.org", None);
        assert_eq!(limits.len(), 3);
        assert!(limits.iter().all(|limit| !limit.subject.contains("anna")));
    }
}
