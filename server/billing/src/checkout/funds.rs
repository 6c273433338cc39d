use model::currency::Currency;
use model::id::BillingAccountId;
use model::money::Money;

use super::plan::{Order, Plan};
use crate::policy::Policy;

/// What limits how much credit is bought at once, in one currency (*Credit* in the specification
/// of money).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Funds {
    /// The currency.
    pub currency: Currency,
    /// The balance of credit, what is set aside of it included, in minor units.
    pub balance: i64,
    /// What was bought and is still on its way, in minor units.
    pub arriving: i64,
    /// At least so much at once, in minor units.
    pub least: i64,
    /// At most so much at once, in minor units; none: as much as one likes.
    pub most: Option<i64>,
    /// At most so much credit in all, in minor units; none: as much as one likes.
    pub cap: Option<i64>,
}

/// Why an amount of credit cannot be bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It is less than this.
    Below(Money),
    /// It is more than this, which may be nothing.
    Above(Money),
}

impl Funds {
    /// The limits of a seller; `balance` and `arriving` as they stand.
    #[must_use]
    pub fn of(policy: &Policy, currency: Currency, (balance, arriving): (i64, i64)) -> Self {
        let of = |list| Policy::limit(list, currency);
        Self {
            currency,
            balance,
            arriving,
            least: of(&policy.top_up_min).unwrap_or_default().max(1),
            most: of(&policy.top_up_max),
            cap: of(&policy.credit_max),
        }
    }

    /// The same for who has left: nothing more is bought.
    #[must_use]
    pub fn closed(self) -> Self {
        Self {
            most: Some(0),
            ..self
        }
    }

    /// The same for a billing account whose method takes no less than that at once.
    #[must_use]
    pub fn by(self, least: i64) -> Self {
        Self {
            least: self.least.max(least),
            ..self
        }
    }

    /// How much can be bought now at most, in minor units; none: as much as one likes.
    #[must_use]
    pub fn room(&self) -> Option<i64> {
        let there = self.balance.saturating_add(self.arriving);
        let below = self.cap.map(|cap| cap.saturating_sub(there).max(0));
        match (self.most, below) {
            (Some(most), Some(below)) => Some(most.min(below)),
            (one, other) => one.or(other),
        }
    }

    /// Whether nothing can be bought now: the least is more than there is room for.
    #[must_use]
    pub fn full(&self) -> bool {
        self.room().is_some_and(|room| room < self.least)
    }

    /// What credit comes to after so much was bought, what is on its way included.
    #[must_use]
    pub const fn after(&self, amount: i64) -> Money {
        let there = self.balance.saturating_add(self.arriving);
        Money::new(there.saturating_add(amount), self.currency)
    }

    /// The checkout of an amount: one order over it, all of it for credit.
    ///
    /// # Errors
    /// Why it cannot be bought.
    pub fn plan(&self, amount: i64, payer: &BillingAccountId) -> Result<Plan, Unfit> {
        let money = |minor| Money::new(minor, self.currency);
        // Where nothing can be bought at all, more is no help.
        if let Some(room) = self.room().filter(|room| amount > *room || self.full()) {
            return Err(Unfit::Above(money(if self.full() { 0 } else { room })));
        }
        if amount < self.least {
            return Err(Unfit::Below(money(self.least)));
        }
        let order = Order {
            payer: Some(payer.clone()),
            currency: self.currency,
            parts: Vec::new(),
            bought: amount,
        };
        Ok(Plan {
            orders: vec![order],
            left: Vec::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NONE: Funds = Funds {
        currency: Currency::EUR,
        balance: 0,
        arriving: 0,
        least: 1,
        most: None,
        cap: None,
    };

    fn payer() -> BillingAccountId {
        BillingAccountId::make(0, [1; 10])
    }

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::EUR)
    }

    #[test]
    fn a_policy_limits_its_own_currency() {
        let policy: Policy = serde_json::from_str(
            r#"{"top_up_min":[{"currency":"EUR","amount":"10.00"}],
                "top_up_max":[{"currency":"EUR","amount":"500.00"}],
                "credit_max":[{"currency":"EUR","amount":"1000.00"}]}"#,
        )
        .unwrap();
        let euros = Funds::of(&policy, Currency::EUR, (70_000, 5_000));
        assert_eq!((euros.least, euros.room()), (1_000, Some(25_000)));
        assert_eq!(euros.by(2_000).least, 2_000);
        let francs = Funds::of(&policy, "CHF".parse().unwrap(), (0, 0));
        assert_eq!((francs.least, francs.room()), (1, None));
        assert!(francs.closed().full());
    }

    #[test]
    fn an_amount_between_the_limits_is_one_order_for_credit() {
        let funds = Funds {
            least: 10,
            most: Some(100),
            cap: Some(150),
            balance: 60,
            arriving: 10,
            ..NONE
        };
        assert_eq!(funds.plan(9, &payer()), Err(Unfit::Below(eur(10))));
        assert_eq!(funds.plan(81, &payer()), Err(Unfit::Above(eur(80))));
        let plan = funds.plan(80, &payer()).unwrap();
        let order = &plan.orders[0];
        assert_eq!(
            (order.credit(), order.captured(), order.bought),
            (0, 80, 80)
        );
        assert_eq!(funds.after(80), eur(150));
        let full = Funds {
            balance: 135,
            ..funds
        };
        assert!(full.full());
        assert_eq!(full.plan(5, &payer()), Err(Unfit::Above(eur(0))));
        assert_eq!(full.plan(10, &payer()), Err(Unfit::Above(eur(0))));
    }

    proptest! {
        #[test]
        fn credit_never_goes_beyond_its_cap(
            (balance, arriving) in (0_i64..2_000, 0_i64..500),
            (least, most) in (1_i64..100, prop::option::of(0_i64..500)),
            (cap, amount) in (0_i64..2_500, -10_i64..3_000),
        ) {
            let cap = Some(cap);
            let funds = Funds { balance, arriving, least, most, cap, ..NONE };
            if let Ok(plan) = funds.plan(amount, &payer()) {
                let bought: i64 = plan.orders.iter().map(|order| order.bought).sum();
                prop_assert_eq!(bought, amount);
                prop_assert!(amount >= least && most.is_none_or(|most| amount <= most));
                prop_assert!(cap.is_some_and(|cap| balance + arriving + amount <= cap));
            }
        }
    }
}
