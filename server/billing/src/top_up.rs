//! When credit is topped up by itself, and by how much (*Credit* in the specification of money).

/// So many refusals in a row pause a rule.
pub const MOST_DECLINES: i64 = 2;

/// What a customer has asked for, in one currency; amounts in minor units, above zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Below so much available credit it is topped up.
    pub threshold: i64,
    /// By how much.
    pub amount: i64,
    /// At most so much in a calendar month of the account's zone.
    pub ceiling: i64,
}

/// How it stands, in minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What is available of credit: the balance less what is set aside.
    pub available: i64,
    /// What was bought and is still on its way.
    pub arriving: i64,
    /// What was topped up this month, what is on its way included.
    pub spent: i64,
    /// The least that can be bought and charged at once.
    pub least: i64,
    /// The most that can be bought now, so that credit stays within the provider's maximum; none:
    /// as much as one likes.
    pub room: Option<i64>,
    /// What the monthly cap of the billing account leaves; none: as much as one likes.
    pub cap: Option<i64>,
    /// How often in a row the charge was refused.
    pub declines: i64,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// There is enough, or what is missing is on its way.
    Nothing,
    /// So much is charged.
    Charge(i64),
    /// There is too little, and the month's ceiling, the provider's maximum or the cap of the
    /// billing account leaves no room.
    NoRoom,
    /// It was refused too often in a row: the customer is asked.
    Paused,
}

/// What a rule comes to: its amount, or what of it the month's ceiling and the provider's maximum
/// leave.
#[must_use]
pub fn due(rule: &Rule, now: &Standing) -> Due {
    if now.declines >= MOST_DECLINES {
        return Due::Paused;
    }
    if now.arriving > 0 || now.available >= rule.threshold {
        return Due::Nothing;
    }
    let month = rule.ceiling.saturating_sub(now.spent);
    let amount = now.room.unwrap_or(i64::MAX).min(month).min(rule.amount);
    // What would exceed the cap of a billing account is not charged, in no part.
    let capped = now.cap.is_some_and(|cap| amount > cap);
    if amount >= now.least.max(1) && !capped {
        Due::Charge(amount)
    } else {
        Due::NoRoom
    }
}

/// Whether a customer who wants to know of a low balance is told now, and whether he is told again
/// the next time: once when it falls below, and once more only after it was not.
#[must_use]
pub const fn alert((threshold, armed): (i64, bool), available: i64) -> (bool, bool) {
    let low = available < threshold;
    (low && armed, !low)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RULE: Rule = Rule {
        threshold: 500,
        amount: 2_000,
        ceiling: 5_000,
    };
    const NOW: Standing = Standing {
        available: 0,
        arriving: 0,
        spent: 0,
        least: 50,
        room: None,
        cap: None,
        declines: 0,
    };

    #[test]
    fn below_the_threshold_the_amount_is_charged() {
        for (available, expected) in [
            (499, Due::Charge(2_000)),
            (500, Due::Nothing),
            (0, Due::Charge(2_000)),
        ] {
            assert_eq!(due(&RULE, &Standing { available, ..NOW }), expected);
        }
        let arriving = Standing { arriving: 1, ..NOW };
        assert_eq!(due(&RULE, &arriving), Due::Nothing);
    }

    #[test]
    fn the_month_and_the_provider_set_a_limit() {
        for (spent, room, expected) in [
            (3_000, None, Due::Charge(2_000)),
            (4_000, None, Due::Charge(1_000)),
            (4_951, None, Due::NoRoom),
            (0, Some(1_500), Due::Charge(1_500)),
            (4_000, Some(300), Due::Charge(300)),
            (0, Some(49), Due::NoRoom),
            (9_000, None, Due::NoRoom),
        ] {
            let now = Standing { spent, room, ..NOW };
            assert_eq!(due(&RULE, &now), expected, "{spent} {room:?}");
        }
    }

    #[test]
    fn what_would_exceed_a_cap_is_not_charged_in_part() {
        for (cap, expected) in [(1_999, Due::NoRoom), (2_000, Due::Charge(2_000))] {
            let now = Standing {
                cap: Some(cap),
                ..NOW
            };
            assert_eq!(due(&RULE, &now), expected, "{cap}");
        }
    }

    #[test]
    fn two_refusals_in_a_row_pause_it() {
        for (declines, expected) in [(1, Due::Charge(2_000)), (2, Due::Paused), (3, Due::Paused)] {
            assert_eq!(due(&RULE, &Standing { declines, ..NOW }), expected);
        }
    }

    #[test]
    fn a_low_balance_is_told_once() {
        assert_eq!(alert((500, true), 499), (true, false));
        assert_eq!(alert((500, false), 100), (false, false));
        assert_eq!(alert((500, false), 500), (false, true));
        assert_eq!(alert((500, true), 900), (false, true));
    }

    proptest! {
        #[test]
        fn nothing_beyond_a_limit_is_ever_charged(
            (threshold, amount, ceiling) in (1_i64..900, 1_i64..900, 1_i64..900),
            (available, arriving, spent) in (0_i64..900, 0_i64..2, 0_i64..900),
            (least, declines) in (0_i64..90, 0_i64..3),
            (room, cap) in (prop::option::of(0_i64..900), prop::option::of(0_i64..900)),
        ) {
            let rule = Rule { threshold, amount, ceiling };
            let now = Standing { available, arriving, spent, least, room, cap, declines };
            if let Due::Charge(minor) = due(&rule, &now) {
                prop_assert!(available < threshold && arriving == 0 && declines < 2);
                prop_assert!(minor >= least.max(1) && minor <= amount);
                prop_assert!(spent + minor <= ceiling);
                prop_assert!(room.is_none_or(|room| minor <= room));
                prop_assert!(cap.is_none_or(|cap| minor <= cap));
            }
        }
    }
}
