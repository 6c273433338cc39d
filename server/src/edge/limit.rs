//! How often one address may try to sign in or ask for a reset. Slowing down guesses at one
//! account is the portal's own business; this bounds what one machine costs.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// So many tries at once: an office behind one address signs in on a Monday morning.
const TRIES: u32 = 60;
/// Then one every so often.
const PAUSE: Duration = Duration::from_secs(2);
/// So many addresses are remembered; those that have been quiet are forgotten first.
const ADDRESSES: usize = 20_000;

/// Counts tries by address.
#[derive(Debug, Default)]
pub struct Limit {
    /// For each address the moment at which all its tries are free again.
    free_at: Mutex<HashMap<IpAddr, Instant>>,
}

impl Limit {
    /// Takes one try.
    ///
    /// # Errors
    /// How long to wait for the next one.
    pub fn take(&self, address: IpAddr, now: Instant) -> Result<(), Duration> {
        let mut free_at = self.free_at.lock().unwrap_or_else(PoisonError::into_inner);
        if free_at.len() >= ADDRESSES {
            free_at.retain(|_, free| *free > now);
        }
        if free_at.len() >= ADDRESSES {
            forget_half(&mut free_at);
        }
        let free = free_at.entry(network(address)).or_insert(now);
        let next = (*free).max(now) + PAUSE;
        let most = now + PAUSE * TRIES;
        if next > most {
            return Err(next - most);
        }
        *free = next;
        Ok(())
    }
}

/// Forgets the half that has tried less: who comes from many addresses does not free the others.
fn forget_half(free_at: &mut HashMap<IpAddr, Instant>) {
    let mut ends: Vec<Instant> = free_at.values().copied().collect();
    let half = ends.len() / 2;
    let (_, middle, _) = ends.select_nth_unstable(half);
    free_at.retain(|_, free| *free > *middle);
}

/// Who has one IPv6 address has its whole /64.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => {
            let prefix = address.to_bits() & !u128::from(u64::MAX);
            IpAddr::V6(prefix.into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_is_slowed_down_and_others_are_not() {
        let (limit, now) = (Limit::default(), Instant::now());
        let [guesser, other]: [IpAddr; 2] = ["192.0.2.1", "192.0.2.2"].map(|a| a.parse().unwrap());
        for _ in 0..TRIES {
            assert_eq!(limit.take(guesser, now), Ok(()));
        }
        assert_eq!(limit.take(guesser, now), Err(PAUSE));
        assert_eq!(limit.take(other, now), Ok(()));
        assert_eq!(limit.take(guesser, now + PAUSE), Ok(()));
        assert!(limit.take(guesser, now + PAUSE).is_err());
    }

    #[test]
    fn many_addresses_do_not_free_one_that_tries_much() {
        let (limit, now) = (Limit::default(), Instant::now());
        let guesser: IpAddr = "192.0.2.1".parse().unwrap();
        for _ in 0..TRIES {
            assert_eq!(limit.take(guesser, now), Ok(()));
        }
        for n in 0..2 * ADDRESSES as u128 {
            let address = IpAddr::V6((0x2001_0db8_u128 << 96 | n << 64).into());
            assert_eq!(limit.take(address, now), Ok(()));
        }
        assert_eq!(limit.take(guesser, now), Err(PAUSE));
    }

    #[test]
    fn a_network_of_ipv6_is_one_address() {
        let network = |text: &str| network(text.parse().unwrap());
        assert_eq!(network("2001:db8::1"), network("2001:db8::ffff:0:0:2"));
        assert_ne!(network("2001:db8::1"), network("2001:db8:0:1::1"));
    }
}
