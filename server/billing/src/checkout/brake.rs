/// So many times the highest capture of 12 months is unusual.
const UNUSUAL: i64 = 3;

/// Whether an automatic capture waits for the provider: it is above three times the account's
/// highest of 12 months, and above the policy's brake of that currency (*Brakes* in the
/// specification of subscriptions). Without a brake for the currency nothing waits. All in minor
/// units of one currency.
#[must_use]
pub const fn braked(captured: i64, highest: i64, brake: Option<i64>) -> bool {
    match brake {
        Some(brake) => captured > brake && captured > highest.saturating_mul(UNUSUAL),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_capture_waits_that_is_unusual_and_large() {
        assert!(braked(50_001, 16_667 - 1, Some(50_000)));
        assert!(!braked(50_001, 16_667, Some(50_000)));
        assert!(!braked(50_000, 0, Some(50_000)));
        assert!(!braked(i64::MAX, 0, None));
    }
}
