//! Withdrawal: credit that was paid in goes back to its source, as far as nobody has spent it
//! (*Credit lots* in the specification of money).

use std::collections::BTreeMap;

use model::id::{LotId, PaymentId};
use model::time::Date;

/// A lot of credit that was paid in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaidIn {
    /// The lot.
    pub lot: LotId,
    /// The day on which it was granted.
    pub granted_on: Date,
    /// What is left of it and not set aside, in minor units.
    pub free: i64,
    /// The payment that brought it; none of what came as a transfer, or from an older system.
    pub payment: Option<PaymentId>,
}

/// What is withdrawn of one lot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The lot.
    pub lot: LotId,
    /// How much, in minor units, above zero.
    pub minor: i64,
    /// The payment to whose captures it goes back; by transfer if there is none.
    pub payment: Option<PaymentId>,
}

/// From which lots so much is withdrawn, and where it goes: to the captures that brought it, the
/// newest first, as far as `left` says that they can still be refunded, and only what they do not
/// take as a transfer. Together `amount`, or all that is free if that is less; in minor units.
#[must_use]
pub fn withdraw(lots: &[PaidIn], left: &BTreeMap<PaymentId, i64>, amount: i64) -> Vec<Part> {
    let mut lots: Vec<&PaidIn> = lots.iter().collect();
    lots.sort_by_key(|lot| std::cmp::Reverse((lot.granted_on, &lot.lot)));
    let mut left = left.clone();
    let mut rest = amount;
    let (mut back, mut transferred) = (Vec::new(), Vec::new());
    let mut frees: Vec<i64> = lots.iter().map(|lot| lot.free.max(0)).collect();
    for (lot, free) in lots.iter().zip(&mut frees) {
        let own = lot.payment.as_ref().and_then(|it| left.get_mut(it));
        let Some(own) = own else { continue };
        let minor = (*own).min(*free).min(rest);
        if minor > 0 {
            (*own, *free, rest) = (*own - minor, *free - minor, rest - minor);
            back.push(part(lot, minor, lot.payment.clone()));
        }
    }
    for (lot, free) in lots.iter().zip(&frees) {
        let minor = (*free).min(rest);
        if minor > 0 {
            rest -= minor;
            transferred.push(part(lot, minor, None));
        }
    }
    back.append(&mut transferred);
    back
}

fn part(of: &PaidIn, minor: i64, payment: Option<PaymentId>) -> Part {
    Part {
        lot: of.lot.clone(),
        minor,
        payment,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lot(n: u8, free: i64, payment: Option<u8>) -> PaidIn {
        PaidIn {
            lot: LotId::make(u64::from(n), [n; 10]),
            granted_on: Date::new(2026, 1, u32::from(n) % 28 + 1).unwrap(),
            free,
            payment: payment.map(pay),
        }
    }

    fn pay(n: u8) -> PaymentId {
        PaymentId::make(0, [n; 10])
    }

    /// Lot, how much, and whether it goes to a capture.
    fn told(parts: &[Part]) -> Vec<(LotId, i64, bool)> {
        let one = |it: &Part| (it.lot.clone(), it.minor, it.payment.is_some());
        parts.iter().map(one).collect()
    }

    #[test]
    fn the_newest_captures_are_refunded_and_the_rest_is_transferred() {
        let lots = [
            lot(1, 1_000, Some(1)),
            lot(2, 2_000, None),
            lot(3, 3_000, Some(3)),
        ];
        let left = BTreeMap::from([(pay(1), 1_000), (pay(3), 2_500)]);
        let of = |n: usize| lots[n].lot.clone();
        assert_eq!(
            told(&withdraw(&lots, &left, 2_600)),
            [(of(2), 2_500, true), (of(0), 100, true)]
        );
        assert_eq!(
            told(&withdraw(&lots, &left, 4_100)),
            [
                (of(2), 2_500, true),
                (of(0), 1_000, true),
                (of(2), 500, false),
                (of(1), 100, false),
            ]
        );
        assert!(withdraw(&lots, &left, 0).is_empty());
        assert!(withdraw(&[], &left, 5).is_empty());
    }

    #[test]
    fn lots_of_one_payment_share_what_is_left_of_it() {
        let lots = [lot(1, 700, Some(1)), lot(2, 700, Some(1))];
        let left = BTreeMap::from([(pay(1), 1_000)]);
        let parts = withdraw(&lots, &left, 1_400);
        let back: i64 = parts
            .iter()
            .filter(|it| it.payment.is_some())
            .map(|it| it.minor)
            .sum();
        assert_eq!((back, parts.len()), (1_000, 3));
    }

    proptest! {
        #[test]
        fn no_more_than_is_there_and_captures_first(
            frees in prop::collection::vec((-5_i64..500, 0_u8..4), 0..8),
            lefts in prop::collection::vec(-5_i64..900, 3),
            amount in 0_i64..3_000,
        ) {
            let lots: Vec<_> = (1_u8..)
                .zip(&frees)
                .map(|(n, (free, by))| lot(n, *free, Some(*by).filter(|by| *by > 0)))
                .collect();
            let left: BTreeMap<_, _> = (1_u8..).map(pay).zip(lefts).collect();
            let parts = withdraw(&lots, &left, amount);
            let sum: i64 = parts.iter().map(|it| it.minor).sum();
            let all: i64 = lots.iter().map(|it| it.free.max(0)).sum();
            prop_assert_eq!(sum, amount.min(all));
            for lot in &lots {
                let of: i64 = parts.iter().filter(|it| it.lot == lot.lot).map(|it| it.minor).sum();
                prop_assert!(of <= lot.free.max(0));
            }
            let transferred = parts.iter().any(|it| it.payment.is_none());
            for (payment, most) in &left {
                let own = parts.iter().filter(|it| it.payment.as_ref() == Some(payment));
                let back: i64 = own.map(|it| it.minor).sum();
                prop_assert!(back <= (*most).max(0));
                let of = lots.iter().filter(|it| it.payment.as_ref() == Some(payment));
                let could: i64 = of.map(|it| it.free.max(0)).sum();
                // Nothing is transferred as long as a capture could take more.
                prop_assert!(!transferred || back == could.min((*most).max(0)));
            }
            prop_assert!(parts.iter().all(|it| it.minor > 0));
        }
    }
}
