use model::id::{AddonId, PlanId, SubscriptionId};
use model::money::MoneyError;
use model::ratio::Unrepresentable;
use thiserror::Error;

/// Why a subscription cannot be billed as its facts stand.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Cause {
    /// Its plan is not in the catalogue.
    #[error("the plan {0} is unknown")]
    Plan(PlanId),
    /// One of its add-ons is not in the catalogue.
    #[error("the add-on {0} is unknown")]
    Addon(AddonId),
    /// Its coupon is not in the catalogue.
    #[error("the coupon {0} is unknown")]
    Coupon(String),
    /// A plan or add-on, named here, has no price in its currency and cycle.
    #[error("{0} has no price in this currency and cycle")]
    Price(String),
    /// An own price, named by its plan or add-on, is in another currency.
    #[error("the own price of {0} is in another currency")]
    Currency(String),
    /// A part of a period that is longer than the whole, or of nothing.
    #[error("the days do not fit their period")]
    Days,
    /// More periods than a run may make of one subscription.
    #[error("more than {0} periods in one run")]
    Periods(u32),
    /// An amount cannot be computed.
    #[error("an amount is {0}")]
    Amount(#[from] MoneyError),
}

impl From<Unrepresentable> for Cause {
    fn from(_: Unrepresentable) -> Self {
        Self::Amount(MoneyError::Overflow)
    }
}

/// A subscription that cannot be billed: it is parked, the others go on
/// (*Brakes* in the specification of subscriptions).
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{subscription}: {cause}")]
pub struct Poison {
    /// Which.
    pub subscription: SubscriptionId,
    /// Why.
    pub cause: Cause,
}
