//! Credit lots: which is spent first, what is available, what is set aside
//! (*Credit lots* and *Credit* in the specification of money).

use model::credit::Origin;
use model::currency::Currency;
use model::id::LotId;
use model::money::Money;
use model::time::Date;

/// A lot of credit as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lot {
    /// The lot.
    pub id: LotId,
    /// Where it came from.
    pub origin: Origin,
    /// The day on which it was granted.
    pub granted_on: Date,
    /// Its last good day in the account's zone.
    pub expires_on: Option<Date>,
    /// What is left of it, what is held included; never below zero.
    pub remaining: Money,
    /// What of that is set aside for payments in flight.
    pub held: Money,
}

impl Lot {
    /// Whether its last good day has passed.
    #[must_use]
    pub fn expired(&self, today: Date) -> bool {
        self.expires_on.is_some_and(|last| last < today)
    }

    /// What can be spent of it: nothing once it has expired, also before that is booked.
    #[must_use]
    pub fn available(&self, today: Date) -> Money {
        let free = if self.expired(today) { 0 } else { self.free() };
        Money::new(free, self.remaining.currency)
    }

    /// What is to be booked as lapsed: of an expired lot all but what is held, which stays alive
    /// until its order ends.
    #[must_use]
    pub fn lapsed(&self, today: Date) -> Money {
        let free = if self.expired(today) { self.free() } else { 0 };
        Money::new(free, self.remaining.currency)
    }

    /// The last good day after something came back to it: an expired lot is good for 30 more days.
    #[must_use]
    pub fn good_until_after_return(&self, today: Date) -> Option<Date> {
        if self.expired(today) {
            Some(today.plus_days(30))
        } else {
            self.expires_on
        }
    }

    /// What it sorts by: expiring promotion (soonest first), promotion, downgrade and refund, paid
    /// in, affiliate; within a class the oldest lot, then by id.
    #[must_use]
    pub fn spending_key(&self) -> (u8, Option<Date>, Date, &LotId) {
        let class = match (self.origin, self.expires_on) {
            (Origin::Promotion, Some(_)) => 0,
            (Origin::Promotion, None) => 1,
            (Origin::Downgrade | Origin::Refund, _) => 2,
            (Origin::PaidIn, _) => 3,
            (Origin::Affiliate, _) => 4,
        };
        (class, self.expires_on, self.granted_on, &self.id)
    }

    fn free(&self) -> i64 {
        self.remaining.minor.saturating_sub(self.held.minor).max(0)
    }
}

/// The lots in the order in which they are spent.
pub fn sort_by_spending(lots: &mut [Lot]) {
    lots.sort_by(|a, b| a.spending_key().cmp(&b.spending_key()));
}

/// Balance of a currency less holds and what has expired, never below zero.
#[must_use]
pub fn available(lots: &[Lot], currency: Currency, today: Date) -> Money {
    let sum = lots
        .iter()
        .filter(|lot| lot.remaining.currency == currency)
        .fold(0_i64, |sum, lot| {
            sum.saturating_add(lot.available(today).minor)
        });
    Money::new(sum, currency)
}

/// What to take of which lot, in spending order: together `amount`, or all that is available if
/// that is less. Lots of other currencies and expired ones are left alone; nothing is taken for an
/// amount below zero.
#[must_use]
pub fn spend(lots: &[Lot], amount: Money, today: Date) -> Vec<(LotId, Money)> {
    let mut order: Vec<&Lot> = lots
        .iter()
        .filter(|lot| lot.remaining.currency == amount.currency)
        .collect();
    order.sort_by(|a, b| a.spending_key().cmp(&b.spending_key()));
    let limits = order.into_iter().map(|lot| (&lot.id, lot.available(today)));
    take(limits, amount)
}

/// What goes back to which lot, in reverse spending order, each up to what was used of it. `used`
/// names each lot once.
#[must_use]
pub fn give_back(used: &[(Lot, Money)], amount: Money) -> Vec<(LotId, Money)> {
    let mut order: Vec<&(Lot, Money)> = used
        .iter()
        .filter(|(_, used)| used.currency == amount.currency)
        .collect();
    order.sort_by(|a, b| b.0.spending_key().cmp(&a.0.spending_key()));
    take(
        order.into_iter().map(|(lot, used)| (&lot.id, *used)),
        amount,
    )
}

fn take<'a>(
    limits: impl Iterator<Item = (&'a LotId, Money)>,
    amount: Money,
) -> Vec<(LotId, Money)> {
    let mut rest = amount.minor;
    let mut takes = Vec::new();
    for (id, limit) in limits {
        let part = limit.minor.min(rest);
        if part > 0 {
            rest -= part;
            takes.push((id.clone(), Money::new(part, amount.currency)));
        }
    }
    takes
}

/// Sets aside what [`spend`] would take, and says of which lots. A hold is no entry of the ledger.
pub fn hold(lots: &mut [Lot], amount: Money, today: Date) -> Vec<(LotId, Money)> {
    let takes = spend(lots, amount, today);
    change_held(lots, &takes, 1);
    takes
}

/// Gives up a hold; what belongs to a lot that has expired since then lapses with it.
pub fn release(lots: &mut [Lot], takes: &[(LotId, Money)]) {
    change_held(lots, takes, -1);
}

fn change_held(lots: &mut [Lot], takes: &[(LotId, Money)], sign: i64) {
    for (id, amount) in takes {
        if let Some(lot) = lots.iter_mut().find(|lot| lot.id == *id) {
            let held = lot.held.minor.saturating_add(sign * amount.minor);
            lot.held.minor = held.clamp(0, lot.remaining.minor.max(0));
        }
    }
}

/// How an order is collected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Collection {
    /// From credit, in minor units.
    pub from_credit: i64,
    /// From the payer's method, in minor units.
    pub captured: i64,
}

/// Credit first, the rest as one capture that is nothing or at least the method's minimum: so much
/// less credit is used that it is. An order below the minimum that credit does not cover is not
/// collected (*Small rests*). All in minor units of one currency, none below zero.
#[must_use]
pub const fn collect(credit: i64, due: i64, minimum: i64) -> Collection {
    let from_credit = if credit < due { credit } else { due };
    let rest = due - from_credit;
    if rest == 0 || rest >= minimum {
        return Collection {
            from_credit,
            captured: rest,
        };
    }
    let captured = if due >= minimum { minimum } else { 0 };
    Collection {
        from_credit: if captured == 0 { 0 } else { due - captured },
        captured,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ORIGINS: [Origin; 5] = [
        Origin::PaidIn,
        Origin::Refund,
        Origin::Downgrade,
        Origin::Promotion,
        Origin::Affiliate,
    ];

    fn day(days: i32) -> Date {
        Date::from_days(days).unwrap()
    }

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::EUR)
    }

    fn lot(n: u8, origin: Origin, granted: i32, expires: Option<i32>) -> Lot {
        Lot {
            id: LotId::make(0, [n; 10]),
            origin,
            granted_on: day(granted),
            expires_on: expires.map(day),
            remaining: eur(100),
            held: eur(0),
        }
    }

    #[test]
    fn lots_are_spent_in_the_order_of_the_specification() {
        let mut lots = vec![
            lot(9, Origin::Affiliate, 1, None),
            lot(8, Origin::PaidIn, 2, None),
            lot(7, Origin::PaidIn, 2, None),
            lot(6, Origin::Refund, 4, None),
            lot(5, Origin::Downgrade, 3, None),
            lot(4, Origin::Promotion, 9, None),
            lot(3, Origin::Promotion, 1, Some(30)),
            lot(2, Origin::Promotion, 2, Some(20)),
            lot(1, Origin::Promotion, 1, Some(9)),
        ];
        let takes = spend(&lots, eur(750), day(10));
        let order = [2, 3, 4, 5, 6, 7, 8, 9].map(|n| LotId::make(0, [n; 10]));
        assert_eq!(
            takes.iter().map(|t| &t.0).collect::<Vec<_>>(),
            order.iter().collect::<Vec<_>>()
        );
        assert_eq!(takes.last().unwrap().1, eur(50));
        sort_by_spending(&mut lots);
        assert_eq!(lots[0].id, LotId::make(0, [1; 10]));
    }

    #[test]
    fn what_was_used_last_comes_back_first() {
        let used = [
            (lot(1, Origin::Promotion, 1, Some(9)), eur(40)),
            (lot(2, Origin::PaidIn, 1, None), eur(60)),
        ];
        let back = give_back(&used, eur(75));
        assert_eq!(
            back,
            [
                (used[1].0.id.clone(), eur(60)),
                (used[0].0.id.clone(), eur(15))
            ]
        );
    }

    #[test]
    fn a_hold_outlives_the_last_day_of_its_lot() {
        let mut lots = vec![lot(1, Origin::Promotion, 1, Some(9))];
        let takes = hold(&mut lots, eur(30), day(9));
        assert_eq!(available(&lots, Currency::EUR, day(9)), eur(70));
        assert_eq!(lots[0].lapsed(day(9)), eur(0));
        assert_eq!(lots[0].lapsed(day(10)), eur(70));
        assert_eq!(lots[0].good_until_after_return(day(10)), Some(day(40)));
        release(&mut lots, &takes);
        assert_eq!(lots[0].lapsed(day(10)), eur(100));
        assert_eq!(available(&lots, Currency::EUR, day(10)), eur(0));
    }

    prop_compose! {
        fn any_lot()(
            n in any::<[u8; 10]>(),
            origin in 0..5_usize,
            granted in 0..50,
            expires in proptest::option::of(0..100),
            remaining in 0..1000_i64,
            held in 0..1000_i64,
            euro in any::<bool>(),
        ) -> Lot {
            let currency = if euro { Currency::EUR } else { "USD".parse().unwrap() };
            Lot {
                id: LotId::make(0, n),
                origin: ORIGINS[origin],
                granted_on: day(granted),
                expires_on: expires.map(day).filter(|_| origin == 3),
                remaining: Money::new(remaining, currency),
                held: Money::new(held.min(remaining), currency),
            }
        }
    }

    proptest! {
        #[test]
        fn spending_takes_all_it_can_and_never_too_much(
            lots in proptest::collection::vec(any_lot(), 0..12),
            amount in -10..5000_i64,
            today in 0..100,
        ) {
            let (amount, today) = (eur(amount), day(today));
            let takes = spend(&lots, amount, today);
            let sum: i64 = takes.iter().map(|take| take.1.minor).sum();
            let all = available(&lots, Currency::EUR, today).minor;
            prop_assert_eq!(sum, amount.minor.clamp(0, all));
            let mut keys = Vec::new();
            for (id, part) in &takes {
                let lot = lots.iter().find(|lot| lot.id == *id).unwrap();
                prop_assert!(part.minor > 0 && part.minor <= lot.available(today).minor);
                prop_assert!(!lot.expired(today));
                keys.push(lot.spending_key());
            }
            prop_assert!(keys.is_sorted());
        }

        #[test]
        fn a_released_hold_leaves_no_trace(
            lots in proptest::collection::vec(any_lot(), 0..12),
            amount in 0..5000_i64,
        ) {
            let mut changed = lots.clone();
            let before = available(&lots, Currency::EUR, day(0)).minor;
            let takes = hold(&mut changed, eur(amount), day(0));
            let after = available(&changed, Currency::EUR, day(0)).minor;
            prop_assert_eq!(before - after, amount.min(before));
            prop_assert!(changed.iter().all(|lot| lot.held.minor <= lot.remaining.minor));
            release(&mut changed, &takes);
            prop_assert_eq!(changed, lots);
        }

        #[test]
        fn giving_back_is_the_reverse_of_spending(
            lots in proptest::collection::vec(any_lot(), 0..12),
            amount in 0..5000_i64,
            back in 0..5000_i64,
        ) {
            let takes = spend(&lots, eur(amount), day(0));
            let used: Vec<(Lot, Money)> = takes
                .iter()
                .map(|(id, part)| (lots.iter().find(|l| l.id == *id).unwrap().clone(), *part))
                .collect();
            let gives = give_back(&used, eur(back));
            let spent: i64 = takes.iter().map(|take| take.1.minor).sum();
            prop_assert_eq!(gives.iter().map(|give| give.1.minor).sum::<i64>(), back.min(spent));
            let returned: Vec<&LotId> = gives.iter().map(|give| &give.0).collect();
            let reverse: Vec<&LotId> = takes.iter().rev().map(|take| &take.0).collect();
            prop_assert_eq!(&returned, &reverse[..returned.len()]);
        }

        #[test]
        fn a_capture_is_nothing_or_at_least_the_minimum(
            credit in 0..5000_i64, due in 0..5000_i64, minimum in 0..100_i64,
        ) {
            let Collection { from_credit, captured } = collect(credit, due, minimum);
            prop_assert!(captured == 0 || captured >= minimum);
            prop_assert!((0..=credit).contains(&from_credit));
            let sum = from_credit + captured;
            prop_assert!(sum == due || sum == 0 && due < minimum && credit < due);
        }
    }
}
