//! Who pays: the one resolver for subscriptions and invoices
//! (*Who pays* and *Statuses* in the specification of billing accounts).

use model::billing_account::{BillingAccountStatus, Method};
use model::currency::Currency;
use model::id::BillingAccountId;
use model::money::Money;
use model::time::{Date, days_in_month};

/// What is stored of a billing account's standing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// A mandate, a micro-deposit or strong authentication is outstanding.
    PendingVerification,
    /// Nothing stands against it.
    Active,
    /// The last charge was refused for good.
    Failing,
    /// Removed; kept while payments refer to it.
    Removed,
}

/// The most that a billing account may be charged in a calendar month of the account's zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cap {
    /// The cap, in its own currency.
    pub most: Money,
    /// Captures of the charge's month, settled or in flight, less refunds.
    pub used: Money,
}

/// A billing account, as far as it decides who pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payer {
    /// The billing account.
    pub id: BillingAccountId,
    /// The kind of method.
    pub method: Method,
    /// Its standing.
    pub standing: Standing,
    /// Year and month (1 to 12) at whose end it expires.
    pub expires: Option<(i32, u32)>,
    /// Its caps, at most one a currency.
    pub caps: Vec<Cap>,
}

/// What is to be paid, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charge {
    /// The day in the account's zone.
    pub on: Date,
    /// How much.
    pub amount: Money,
}

impl Payer {
    /// The last day on which it is good, if it expires.
    #[must_use]
    pub fn last_good_day(&self) -> Option<Date> {
        let (year, month) = self.expires?;
        Date::new(year, month, days_in_month(year, month)).ok()
    }

    /// Whether it has expired on that day.
    #[must_use]
    pub fn expired(&self, on: Date) -> bool {
        self.last_good_day().is_some_and(|last| last < on)
    }

    /// Whether it can make that charge, as a whole.
    #[must_use]
    pub fn usable(&self, charge: Charge) -> bool {
        self.able(charge) && self.within_cap(charge.amount)
    }

    /// Whether it can make a charge on that day in that currency, whatever its caps leave.
    #[must_use]
    pub fn able(&self, charge: Charge) -> bool {
        let sound = match self.standing {
            Standing::Active => !self.expired(charge.on),
            Standing::PendingVerification | Standing::Failing | Standing::Removed => false,
        };
        sound && self.takes(charge.amount.currency)
    }

    /// What its caps leave in a currency, in minor units; none without a cap.
    #[must_use]
    pub fn room(&self, currency: Currency) -> Option<i64> {
        let caps = self.caps.iter();
        let caps = caps.filter(|cap| cap.most.currency == currency);
        caps.map(|cap| cap.most.minor.saturating_sub(cap.used.minor))
            .min()
    }

    /// Its state today; `next_charge` is the day of the next charge that it would have to make.
    #[must_use]
    pub fn status(&self, today: Date, next_charge: Option<Date>) -> BillingAccountStatus {
        match self.standing {
            Standing::Removed => BillingAccountStatus::Removed,
            _ if self.expired(today) => BillingAccountStatus::Expired,
            Standing::PendingVerification => BillingAccountStatus::PendingVerification,
            Standing::Failing => BillingAccountStatus::Failing,
            Standing::Active if next_charge.is_some_and(|day| self.expired(day)) => {
                BillingAccountStatus::Expiring
            }
            Standing::Active => BillingAccountStatus::Active,
        }
    }

    /// As it will be on a day to come.
    fn ahead(&self, on: Date, today: Date) -> Self {
        let month = |day: Date| (day.parts().0, day.parts().1);
        let mut payer = self.clone();
        if month(on) != month(today) {
            for cap in &mut payer.caps {
                cap.used.minor = 0;
            }
        }
        payer
    }

    /// SEPA debits are made in euro alone (EPC016-06, SEPA Direct Debit Core Rulebook).
    fn takes(&self, currency: Currency) -> bool {
        match self.method {
            Method::SepaDebit => currency == Currency::EUR,
            Method::Card | Method::BankTransfer => true,
        }
    }

    fn within_cap(&self, amount: Money) -> bool {
        let room = self.room(amount.currency);
        room.is_none_or(|room| amount.minor <= room)
    }
}

/// The first of the list, then the default, that can make the charge; none: by hand.
#[must_use]
pub fn payer_for<'a>(
    list: impl IntoIterator<Item = &'a Payer>,
    default: Option<&'a Payer>,
    charge: Charge,
) -> Option<&'a Payer> {
    list.into_iter()
        .chain(default)
        .find(|payer| payer.usable(charge))
}

/// The day and amount of the charge for the next period of a subscription: of its renewal, a late
/// one today; of one that does not renew, today. Every answer to who pays a subscription is the
/// answer for this charge.
#[must_use]
pub fn renewal(renews_on: Option<Date>, price: Money, today: Date) -> Charge {
    Charge {
        on: renews_on.unwrap_or(today).max(today),
        amount: price,
    }
}

/// Who will make a charge that lies ahead: what was captured this month does not count against the
/// cap of another.
#[must_use]
pub fn foreseen(order: &[Payer], charge: Charge, today: Date) -> Option<BillingAccountId> {
    let payers = order.iter().map(|payer| payer.ahead(charge.on, today));
    let payers: Vec<Payer> = payers.collect();
    payer_for(&payers, None, charge).map(|payer| payer.id.clone())
}

/// Who would make a charge that lies ahead, were it not to end before that day.
#[must_use]
pub fn missed(order: &[Payer], charge: Charge, today: Date) -> Option<BillingAccountId> {
    let lasting = |payer: &Payer| Payer {
        expires: payer.expires.filter(|_| payer.expired(today)),
        ..payer.clone()
    };
    let payers: Vec<Payer> = order.iter().map(lasting).collect();
    let wanted = foreseen(&payers, charge, today)?;
    let ends = |payer: &&Payer| payer.id == wanted && payer.expired(charge.on);
    order.iter().find(ends).map(|payer| payer.id.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn payer(n: u8) -> Payer {
        Payer {
            id: BillingAccountId::make(0, [n; 10]),
            method: Method::Card,
            standing: Standing::Active,
            expires: None,
            caps: Vec::new(),
        }
    }

    fn charge(on: &str, minor: i64) -> Charge {
        Charge {
            on: day(on),
            amount: Money::new(minor, Currency::EUR),
        }
    }

    #[test]
    fn a_card_is_good_to_the_end_of_its_month() {
        let mut card = payer(1);
        card.expires = Some((2026, 2));
        assert!(card.usable(charge("2026-02-28", 1)));
        assert!(!card.usable(charge("2026-03-01", 1)));
        let status = |today, next: Option<&str>| card.status(day(today), next.map(day));
        assert_eq!(status("2026-02-01", None), BillingAccountStatus::Active);
        assert_eq!(
            status("2026-02-01", Some("2026-02-28")),
            BillingAccountStatus::Active
        );
        assert_eq!(
            status("2026-02-01", Some("2026-03-01")),
            BillingAccountStatus::Expiring
        );
        assert_eq!(status("2026-03-01", None), BillingAccountStatus::Expired);
    }

    #[test]
    fn a_charge_beyond_the_cap_skips_whole_to_the_next() {
        let mut capped = payer(1);
        capped.caps = vec![Cap {
            most: Money::new(100, Currency::EUR),
            used: Money::new(60, Currency::EUR),
        }];
        let (list, other) = ([capped], payer(2));
        let chosen = |minor| payer_for(&list, Some(&other), charge("2026-01-01", minor));
        assert_eq!(chosen(40).unwrap().id, list[0].id);
        assert_eq!(chosen(41).unwrap().id, other.id);
    }

    #[test]
    fn a_debit_in_another_currency_is_skipped() {
        let mut debit = payer(1);
        debit.method = Method::SepaDebit;
        let amount = Money::new(1, "USD".parse().unwrap());
        let on = day("2026-01-01");
        assert_eq!(payer_for([&debit], None, Charge { on, amount }), None);
    }

    #[test]
    fn a_charge_ahead_falls_to_the_first_that_lasts() {
        let (mut short, long) = (payer(1), payer(2));
        short.expires = Some((2026, 2));
        let list = [short.clone(), long.clone()];
        let today = day("2026-02-10");
        let (near, far) = (charge("2026-02-28", 100), charge("2026-03-01", 100));
        assert_eq!(foreseen(&list, near, today), Some(short.id.clone()));
        assert_eq!(foreseen(&list, far, today), Some(long.id));
        assert_eq!(missed(&list, near, today), None);
        assert_eq!(missed(&list, far, today), Some(short.id.clone()));
        // What has ended already is missed by nothing that is still to come.
        assert_eq!(missed(&[short], far, day("2026-03-01")), None);
    }

    #[test]
    fn what_was_captured_counts_in_its_own_month() {
        let mut capped = payer(1);
        capped.caps = vec![Cap {
            most: Money::new(100, Currency::EUR),
            used: Money::new(60, Currency::EUR),
        }];
        let today = day("2026-01-10");
        let list = [capped];
        let of = |on| foreseen(&list, charge(on, 41), today);
        assert_eq!(of("2026-01-31"), None);
        assert_eq!(of("2026-02-01"), Some(list[0].id.clone()));
    }

    prop_compose! {
        fn any_payer()(
            n in any::<u8>(),
            standing in 0..4_usize,
            expires in proptest::option::of((2025..2028, 1..13_u32)),
            cap in proptest::option::of((0..100_i64, 0..100_i64)),
            debit in any::<bool>(),
        ) -> Payer {
            let standings = [
                Standing::PendingVerification,
                Standing::Active,
                Standing::Failing,
                Standing::Removed,
            ];
            let eur = |minor| Money::new(minor, Currency::EUR);
            Payer {
                id: BillingAccountId::make(0, [n; 10]),
                method: if debit { Method::SepaDebit } else { Method::Card },
                standing: standings[standing],
                expires,
                caps: cap.map(|(most, used)| Cap { most: eur(most), used: eur(used) })
                    .into_iter().collect(),
            }
        }
    }

    /// A list as an account can have it: nobody stands in it twice.
    fn any_list() -> impl Strategy<Value = Vec<Payer>> {
        proptest::collection::vec(any_payer(), 0..6).prop_map(|list| {
            let numbered = (0_u8..).zip(list);
            let id = |n| BillingAccountId::make(0, [n; 10]);
            numbered
                .map(|(n, payer)| Payer { id: id(n), ..payer })
                .collect()
        })
    }

    proptest! {
        #[test]
        fn the_first_usable_one_pays(
            list in any_list(),
            default in proptest::option::of(any_payer()),
            minor in 0..100_i64,
            days in 20_000..21_500,
        ) {
            let amount = Money::new(minor, Currency::EUR);
            let charge = Charge { on: Date::from_days(days).unwrap(), amount };
            let all: Vec<&Payer> = list.iter().chain(default.as_ref()).collect();
            let expected = all.iter().copied().find(|payer| payer.usable(charge));
            let chosen = payer_for(&list, default.as_ref(), charge);
            prop_assert_eq!(chosen, expected);
            if let Some(chosen) = chosen {
                let status = chosen.status(charge.on, Some(charge.on));
                prop_assert_eq!(status, BillingAccountStatus::Active);
            }
        }

        /// Without caps, subscriptions with one list, one currency and one month of renewal have
        /// one payer: they may be counted together.
        #[test]
        fn a_month_of_renewals_has_one_payer(
            list in any_list(),
            (year, month) in (2025..2028, 1..13_u32),
            days in (1..29_u32, 1..29_u32),
            prices in (0..100_i64, 0..100_i64),
            today in 20_000..21_500,
        ) {
            let list: Vec<Payer> = list.into_iter()
                .map(|payer| Payer { caps: Vec::new(), ..payer }).collect();
            let today = Date::from_days(today).unwrap();
            let answer = |day: u32, minor| {
                let renews_on = Date::new(year, month, day).ok();
                let charge = renewal(renews_on, Money::new(minor, Currency::EUR), today);
                (foreseen(&list, charge, today), missed(&list, charge, today))
            };
            prop_assert_eq!(answer(days.0, prices.0), answer(days.1, prices.1));
        }

        #[test]
        fn who_misses_a_charge_does_not_make_it(
            list in any_list(),
            minor in 0..100_i64,
            (today, ahead) in (20_000..21_500, 0..400),
        ) {
            let today = Date::from_days(today).unwrap();
            let charge = Charge {
                on: today.plus_days(ahead),
                amount: Money::new(minor, Currency::EUR),
            };
            if let Some(missed) = missed(&list, charge, today) {
                let mut payers = list.iter().filter(|payer| payer.id == missed);
                prop_assert!(payers.any(|payer| payer.expired(charge.on)));
                prop_assert!(!list.iter().any(|payer| payer.id == missed && payer.usable(charge)));
            }
        }
    }
}
